"""The findings of one file: what was left, what behaves differently, what its texts say; each with its places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import libcst as cst

from paconvert_ng.analysis.evidence import Evidence
from paconvert_ng.analysis.expressions import NAMED_IN_TEXT
from paconvert_ng.analysis.facts import Facts, Use
from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.analysis.values import Method
from paconvert_ng.check.mentions import mentions
from paconvert_ng.check.output import Checked
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.emit.edits import Edit, LineRange, changed_lines, edit_around, moved, origin
from paconvert_ng.emit.graph_forms import CODE as GRAPH_CODE
from paconvert_ng.emit.marks import PROBE_CODE, PROBE_MESSAGE
from paconvert_ng.emit.positions import Lines, Span
from paconvert_ng.emit.writer import Writer
from paconvert_ng.rewrite.decisions import Decision, Left, Noted, ReceiverFirst, Rename
from paconvert_ng.rules.model import RANDOM
from paconvert_ng.rules.speed import slow_helpers

Decisions = Mapping[cst.CSTNode, tuple[Use, Decision]]

#: Of how many names a finding about a text tells.
_NAMES = 5


class Where:
    """Where things stand in a file, in its original and in its output."""

    def __init__(
        self, path: str, lines: Lines, edits: Sequence[Edit], places: Sequence[tuple[int, int]], code: str
    ) -> None:
        self.path = path
        self.lines = lines
        self.edits = edits
        self.places = places
        self.output = Lines(code)

    def edited(self) -> tuple[LineRange, ...]:
        """The lines that were edited; all others are the same."""
        return changed_lines(self.edits, self.places, self.lines, self.output)

    def found(self, code: str, api: str, message: str, span: Span | None) -> Diagnostic:
        """A finding about a span of the original."""
        if span is None:
            return Diagnostic(code, api, message, self.path, 1, 0, 1, 0, 1, 0)
        return self.at(code, api, message, span.start, span.end)

    def at(self, code: str, api: str, message: str, start: int, end: int) -> Diagnostic:
        output = self.output.position(moved(start, self.edits, self.places))
        place = (*self.lines.position(start), *self.lines.position(end))
        return Diagnostic(code, api, message, self.path, *place, *output)

    def in_output(self, code: str, message: str, start: int, end: int) -> Diagnostic:
        """A finding about offsets of the output. In the original the same, or the edited stretch around it."""
        first, stop = origin(start, self.edits, self.places)
        text = self.output.text[start:end]
        if stop > first and (inside := self.lines.text.find(text, first, stop)) >= 0:
            first, stop = inside, inside + len(text)
        elif stop == first:
            stop = first + end - start
        place = (*self.lines.position(first), *self.lines.position(stop))
        return Diagnostic(code, "", message, self.path, *place, *self.output.position(start))

    def is_own(self, start: int, end: int, is_string: bool) -> bool:
        """Whether a stretch of the output is the converter's, not the author's."""
        index = edit_around(start, self.places)
        if index is None or not self.edits[index].whole and not is_string:
            return False
        edit, text = self.edits[index], self.output.text[start:end]
        if edit.start == edit.end:  # comments of a statement that went stand in an insertion
            return text not in self.lines.text
        return is_string and text not in self.lines.text[edit.start : edit.end]

    def listing(self, found: Iterable[Diagnostic], kept: Iterable[tuple[int, int]]) -> Callable[[int, int], bool]:
        """Whether a line and column of the output, as ``ast`` counts them, are in what findings or kept code are."""
        lines = {line for first, last in kept for line in range(first, last + 1)}
        for one in found:
            lines.update(range(one.line, one.end_line + 1))

        def is_listed(line: int, column: int) -> bool:
            start = self.output.starts[line - 1]
            column = len(self.output.text[start : start + column].encode()[:column].decode(errors="ignore"))
            first, stop = origin(start + column, self.edits, self.places)
            last = self.lines.position(stop)[0]
            return any(line in lines for line in range(self.lines.position(first)[0], last + 1))

        return is_listed


def of_uses(
    decisions: Decisions, facts: Facts, writer: Writer, where: Where, evidence: Evidence
) -> Iterator[Diagnostic]:
    """What was left, with the evidence for its receiver, and values that are shown as text."""
    for node, (use, decision) in decisions.items():
        if isinstance(decision, Left | Noted):
            span = writer.spans.get(node) or (writer.spans.get(use.owner) if use.owner is not None else None)
            found = where.found(decision.code, decision.api, decision.message, span)
            why = evidence.of(use)[1] if isinstance(use.target, Method) else ""
            yield replace(found, evidence=why) if why else found
    for node, cls in facts.shown.items():
        if node in writer.spans:
            name = f"paddle.{cls.rpartition('.')[2]}"
            message = (
                f"its text names the framework: {name}"
                if cls in NAMED_IN_TEXT
                else "printed as Tensor(shape=…), not tensor(…)"
            )
            yield where.found("PC204", cls, message, writer.spans[node])


def of_imports(writer: Writer, where: Where) -> Iterator[Diagnostic]:
    """Imports that stay."""
    for binding in writer.left_imports():
        yield where.found(PROBE_CODE, binding.name, PROBE_MESSAGE, writer.spans[binding.owner])
    for binding in writer.facts.imports:
        if binding.local in writer.names.kept_locals:
            yield where.found("PC205", binding.name, "imported for code that is kept", writer.spans[binding.owner])


def of_graphs(writer: Writer, where: Where) -> Iterator[Diagnostic]:
    """What does not hold in a static graph, where the output shall."""
    for node, message in writer.graph.marks.items() if writer.graph is not None else ():
        yield where.found(GRAPH_CODE, "", message, writer.spans.get(node))


def of_behaviour(decisions: Decisions, knowledge: Knowledge, writer: Writer, where: Where) -> Iterator[Diagnostic]:
    """What was converted and behaves differently: each API once, at its first use; random numbers once for the file."""
    drawn: list[tuple[Span, str]] = []
    first: dict[tuple[str, str], tuple[Span, str]] = {}
    for node, (use, decision) in decisions.items():
        if isinstance(decision, Left | Noted) or use.role in ("type", "test") or node not in writer.spans:
            continue
        rule = knowledge.rule(decision.api)
        if rule is None:
            continue
        span = writer.spans[node]
        if rule.differs == RANDOM:
            drawn.append((span, decision.api))
        elif rule.differs:
            _keep_first(first, ("PC210", decision.api), span, rule.differs)
        if isinstance(decision, Rename | ReceiverFirst) and decision.target == rule.helper and rule.helper:
            ratio = slow_helpers().get(rule.name)
            if ratio is not None:
                name = rule.helper.rpartition(".")[2]
                message = f"the helper {name} took {ratio} times as long as Paddle's own call when it was measured"
                _keep_first(first, ("PC209", decision.api), span, message)
    if drawn:
        span, api = min(drawn)
        message = (
            f"random numbers are Paddle's: with the same seed not those of torch (uses in this file: {len(drawn)})"
        )
        yield where.found("PC208", api, message, span)
    for (code, api), (span, message) in first.items():
        yield where.found(code, api, message, span)


def _keep_first(found: dict[tuple[str, str], tuple[Span, str]], key: tuple[str, str], span: Span, message: str) -> None:
    if key not in found or span < found[key][0]:
        found[key] = (span, message)


def of_texts(checked: Checked, where: Where, rewritten: Sequence[Edit]) -> Iterator[Diagnostic]:
    """Comments, docstrings and strings of the output that name the framework, and those that no longer do."""
    for mention in mentions(where.output.text, checked.nodes, checked.skipped):
        if mention.kind != "code" and not where.is_own(mention.start, mention.end, mention.kind == "string"):
            message = f"the {mention.kind} names {_listed(mention.names)}"
            yield where.in_output("PC206", message, mention.at, mention.at + len(mention.names[0]))
    applied = set(where.edits)
    for edit in rewritten:
        if edit in applied:
            old = where.lines.text[edit.start : edit.end]
            message = f"is now {_short(edit.text)}"
            yield where.at("PC207", "", message, edit.start, edit.start + len(old))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMES]) + (", …" if len(names) > _NAMES else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
