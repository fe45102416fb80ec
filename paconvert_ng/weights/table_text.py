"""The dry run: a line for each key."""

from __future__ import annotations

from typing import TextIO

from paconvert_ng.weights.plan import Plan

_COLUMNS = ("from", "to", "action", "dtype", "shape")


def print_plan(plan: Plan, stream: TextIO, rich: bool) -> None:
    """Print the plan: as a table on a terminal, else with tabs between the columns."""
    rows = list(lines(plan))
    if not rich:
        for row in (_COLUMNS, *rows):
            print("\t".join(row), file=stream)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=stream).print(table)


def lines(plan: Plan) -> list[tuple[str, str, str, str, str]]:
    """From, to, action, dtype and shape of each entry; the last two of what is written."""
    written = {tensor.name: tensor for tensor in plan.tensors}
    found = []
    for row in plan.rows:
        tensors = [written[name] for name in row.targets]
        found.append(
            (
                ", ".join(row.sources),
                ", ".join(row.targets),
                row.action,
                ", ".join(dict.fromkeys(tensor.dtype for tensor in tensors)),
                ", ".join(dict.fromkeys(str(list(tensor.shape)) for tensor in tensors)),
            )
        )
    return found
