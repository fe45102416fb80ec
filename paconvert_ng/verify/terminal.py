"""A result for a person: a table on a terminal, plain lines elsewhere. The same facts in both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from paconvert_ng.report.terminal import write_lines
from paconvert_ng.verify.compare import Difference
from paconvert_ng.verify.locate import ModuleRow
from paconvert_ng.verify.result import Fault, Named, Phase, Result

#: How many modules are listed before and behind the first difference, and how many of the worst of all.
_AROUND = 3
#: A member of a list that lies in no other one; a plain sequence of modules (``3``) is no list of layers.
_LAYER = re.compile(r"(?:[^\W\d]\w*\.)+\d+")
_MOST_LAYERS = 100
_STYLES = {"equal": "green", "different": "red", "undecided": "yellow"}


def print_result(result: Result, stream: TextIO, *, rich: bool) -> None:
    """Print the result to ``stream``. Characters that it cannot show are escaped."""
    if rich:
        _print_rich(result, stream)
        return
    write_lines(plain_lines(result), stream)


def plain_lines(result: Result) -> Iterator[str]:
    """The result as lines of text."""
    yield from head_lines(result)
    for phase in result.phases:
        yield f"{phase.name}:"
        yield f"  {'':2}{'module':42} {'inputs':>9} {'outputs':>9} {'max':>9} {'mean':>9}"
        for marked, row in shown_rows(result, phase):
            if row is None:
                yield "    ..."
                continue
            yield f"  {'> ' if marked else '  '}{name_of(row):42} " + " ".join(f"{text:>9}" for text in figures(row))
        yield from (f"  {text}" for text in phase_lines(phase))
    yield from fault_lines(result)
    yield from last_lines(result)


def head_lines(result: Result) -> Iterator[str]:
    """What was compared, and the state dicts."""
    torch, paddle = result.sides["torch"], result.sides["paddle"]
    yield f"torch {torch['version']}: {torch['path']}"
    yield f"Paddle {paddle['version']}: {paddle['path']}"
    state = result.state
    yield f"state dict: {state.entries} entries, " + (
        "keys, shapes and dtypes the same" if state.loads else "different"
    )
    for title, texts in (
        ("only in torch", state.missing),
        ("only in Paddle", state.unexpected),
        ("shapes", state.shapes),
        ("dtypes", state.dtypes),
        ("buffers outside it", [entry.name for entry in state.buffers if not entry.difference.equal]),
    ):
        if texts:
            yield f"  {title}: " + ", ".join(texts[:8]) + (f" and {len(texts) - 8} more" if len(texts) > 8 else "")


def shown_rows(result: Result, phase: Phase) -> list[tuple[bool, ModuleRow | None]]:
    """The calls that the table lists, None for a gap: around the first difference, the last ones, or the worst."""
    rows = phase.modules
    fault = result.fault
    mark = None
    if fault is not None and fault.phase == phase.name:
        mark = next(
            (n for n, row in enumerate(rows) if (row.path, row.call) == (fault.first.path, fault.first.call)), None
        )
    if mark is not None:
        kept = {*range(mark - _AROUND, mark + _AROUND + 1), len(rows) - 1, *layers_of(rows)}
    else:
        by_error = sorted(range(len(rows)), key=lambda number: -rows[number].outputs.error)
        kept = {*by_error[: 2 * _AROUND], len(rows) - 1, *layers_of(rows)}
    found: list[tuple[bool, ModuleRow | None]] = []
    for number, row in enumerate(rows):
        if number in kept:
            found.append((number == mark, row))
        elif found and found[-1][1] is not None or not found:
            found.append((False, None))
    return found


def layers_of(rows: Sequence[ModuleRow]) -> set[int]:
    """The calls of a model's layers: members of its outermost lists of modules, ``encoder.layer.3``."""
    found = {number for number, row in enumerate(rows) if _LAYER.fullmatch(row.path)}
    return found if len(found) <= _MOST_LAYERS else set()


def name_of(row: ModuleRow) -> str:
    """The path, and the number of the call if there were others before it."""
    return (row.path or "(the model)") + (f" #{row.call + 1}" if row.call else "")


def figures(row: ModuleRow) -> tuple[str, str, str, str]:
    """Errors of inputs and outputs, largest and mean difference of the outputs."""
    if not row.paired:
        return "-", "-", "-", "-"
    return number(row.inputs.error), number(row.outputs.error), number(row.outputs.max), number(row.outputs.mean)


def number(value: float) -> str:
    """``0`` or ``1.2e-06``."""
    return "0" if value == 0 else f"{value:.1e}"


def phase_lines(phase: Phase) -> Iterator[str]:
    """Output, gradients and steps, each in a line."""
    yield f"{len(phase.modules)} calls of modules; output: {said(phase.output)}"
    for output in phase.outputs if len(phase.outputs) <= _AROUND else ():
        yield f"output {output.name}: {said(output.difference)}"
    if phase.gradients:
        yield f"gradients of {len(phase.gradients)} parameters and inputs: {_worst_of(phase.gradients)}"
    for count, step in enumerate(phase.steps, 1):
        losses = f"{phase.losses[0][count - 1]:.7g} and {phase.losses[1][count - 1]:.7g}"
        yield f"step {count}: losses {losses}; state dict: {_worst_of(step)}"
    if phase.switched_off:
        yield f"dropout set to 0 on both sides: {len(phase.switched_off)} modules"


def _worst_of(found: list[Named]) -> str:
    worst = max(found, key=lambda entry: (not entry.difference.equal, entry.difference.error))
    return f"{worst.name} {said(worst.difference)}" if worst.difference.error else "the same"


def said(difference: Difference) -> str:
    """A difference in a few words."""
    verdict = "equal" if difference.equal else "DIFFERENT"
    if difference.said:
        return f"{verdict}: {difference.said}"
    error, largest, mean = number(difference.error), number(difference.max), number(difference.mean)
    return f"{verdict}, error {error}, max {largest}, mean {mean}"


def fault_lines(result: Result) -> Iterator[str]:
    """All that is known of the first difference."""
    fault = result.fault
    if fault is None:
        return
    first = fault.first
    call = f", call {first.call + 1}" if first.call else ""
    yield f"first difference: {first.path or 'the model itself'}{call} ({fault.phase})"
    yield f"  class: {fault.classes[0] or '-'}; in Paddle {fault.classes[1] or '-'}"
    if fault.place:
        yield f"  forward: {fault.place}"
    if first.before:
        yield f"  in its own code, before it calls {first.before}" * (first.where == "forward") or (
            f"  in its own code, behind {first.before}"
        )
    if first.what:
        yield f"  what: {first.what}: {said(first.outputs)}"
    elif first.where == "forward":
        yield f"  inputs: {said(first.inputs)}"
        yield f"  {'argument' if first.before else 'output'}: {said(first.outputs)}"
    for text in fault.attributes:
        yield f"  attribute {text}"
    yield from _inside_lines(fault)
    involved = fault.involved
    for title, texts in (
        ("rule", involved.rules),
        ("helper", involved.helpers),
        ("conversion said", involved.findings),
    ):
        if texts:
            yield f"  {title}: " + ", ".join(texts)


def _inside_lines(fault: Fault) -> Iterator[str]:
    inside = fault.inside
    if inside.statement is not None:
        statement = inside.statement
        yield f"  statement: {statement.file}:{statement.line}: {_one_line(statement.text)}"
        yield f"    converted: {statement.output_file}:{statement.output_line}: {_one_line(statement.output_text)}"
        for read in statement.reads:
            yield f"    reads {read.name} {read.shape}: {said(read.difference)}"
        yield f"    gives {statement.gives.name} {statement.gives.shape}: {said(statement.gives.difference)}"
    if inside.operator is not None:
        operator = inside.operator
        yield f"  operator: {operator.name}" + (f"; in Paddle {operator.paddle}" if operator.paddle else "")
        for read in operator.inputs:
            yield f"    {read.name} {read.shape}: {said(read.difference)}"
        if operator.result is not None:
            yield f"    result {operator.result.shape}: {said(operator.result.difference)}"
    elif inside.operators:
        yield "  operators there: " + ", ".join(inside.operators[:6]) + (" ..." if len(inside.operators) > 6 else "")
    if inside.why_not:
        yield f"  {inside.why_not}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def last_lines(result: Result) -> Iterator[str]:
    """Notes and the verdict."""
    for found in result.random:
        kind = f" ({found.kind.rpartition('.')[2]})" if found.kind else ""
        yield f"random under torch itself: {found.path or 'the model'}{kind}, {found.phase}: {found.what}"
    yield from (f"note: {note}" for note in result.notes)
    yield f"{result.verdict}: {result.reason} ({result.seconds:.1f} s)"


def _print_rich(result: Result, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=False)
    for line in head_lines(result):
        console.print(Text(line))
    for phase in result.phases:
        table = Table(title=phase.name, title_justify="left", box=None, padding=(0, 2, 0, 0), header_style="bold")
        table.add_column("module", overflow="fold")
        for title in ("inputs", "outputs", "max", "mean"):
            table.add_column(title, justify="right")
        for marked, row in shown_rows(result, phase):
            if row is None:
                table.add_row(Text("...", style="dim"))
                continue
            style = "bold red" if marked else "" if row.outputs.equal else "red"
            table.add_row(Text(name_of(row), style=style), *(Text(text, style=style) for text in figures(row)))
        console.print()
        console.print(table)
        for line in phase_lines(phase):
            console.print(Text(line))
    console.print()
    for line in fault_lines(result):
        console.print(Text(line, style="" if line.startswith(" ") else "bold red"))
    for line in last_lines(result):
        console.print(Text(line, style=_STYLES.get(line.split(":")[0], "")))
