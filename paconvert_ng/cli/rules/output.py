"""Tables: aligned columns in a pipe, rich's on a terminal. The same facts in both."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

_STYLES = {"proved": "green", "unproved": "yellow", "left": "red"}


def say(text: str = "") -> None:
    """A line on standard output; what it cannot show is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> None:
    """``numbers`` are the columns that are aligned to the right."""
    if sys.stdout.isatty():
        _rich_table(header, rows, numbers)
        return
    # Only the last column may be long: it is not padded.
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = [
            cell.rjust(width) if index in numbers else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def _rich_table(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for index, name in enumerate(header):
        table.add_column(name, justify="right" if index in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    Console(no_color="NO_COLOR" in os.environ, highlight=False).print(table)
