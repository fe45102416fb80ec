"""The summary of a run for a person: rich on a terminal, plain lines elsewhere. The same facts in both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from paconvert_ng.report import formats
from paconvert_ng.report.summary import STATUSES, Calls, Summary

if TYPE_CHECKING:
    from rich.table import Table

#: How many APIs and files the lists show.
_ROWS = 10
_WIDTH = 100
_NOT_A_MEASURE = (
    "A proved rule was run in both frameworks and compared; no number here says how much of a program works."
)


def print_summary(summary: Summary, stream: TextIO, *, rich: bool) -> None:
    """Print the summary to ``stream``. Characters that it cannot show are escaped."""
    if rich:
        _print_rich(summary, stream)
        return
    text = "\n".join(plain_lines(summary)) + "\n"
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def plain_lines(summary: Summary) -> Iterator[str]:
    """The summary as lines of text."""
    yield _title(summary)
    yield "files: " + ", ".join(f"{count} {status}" for status, count in summary.statuses().items() if count)
    yield from (f"  failed: {finding}" for file in summary.failed for finding in file.diagnostics[-1:])
    calls = summary.calls
    yield f"uses of the source framework: {calls.total}"
    if calls.total:
        yield from (f"  {label:<30} {count:>7} {share:>7}" for label, count, share in _outcomes(calls))
    notes = _unknown_receivers(summary)
    if notes:
        yield f"  not counted: {notes}"
    if summary.left_apis:
        yield f"left, by API ({len(summary.left_apis)}):"
        yield from (f"  {api:<42} {count:>5}  {why}" for api, count, why in _left_rows(summary))
        yield "files with most left:"
        yield from (f"  {path:<42} {left:>5}  of {total}" for path, left, total in _worst_rows(summary))
    yield from formats.lines(summary)
    yield from _dependencies(summary)
    if summary.helper_module:
        yield f"helpers: {len(summary.helpers)} in {summary.helper_module}"
    if calls.total:
        yield _NOT_A_MEASURE


def _title(summary: Summary) -> str:
    wrote = "would be written" if summary.options.dry_run or summary.options.diff else "written"
    return f"{summary.source} -> {summary.output} ({wrote}; Paddle {summary.options.paddle_version})"


def _outcomes(calls: Calls) -> list[tuple[str, int, str]]:
    rows = [
        ("converted by proved rules", calls.proved),
        ("converted by unproved rules", calls.unproved),
        ("left as they were", calls.left),
    ]
    return [(label, count, _share(count, calls.total)) for label, count in rows]


def _share(count: int, total: int) -> str:
    """A share in per cent; never 100.0% where something is missing, nor 0.0% where something is."""
    tenths = round(1000 * count / total)
    if count:
        tenths = max(tenths, 1)
    if count < total:
        tenths = min(tenths, 999)
    return f"{tenths / 10:.1f}%"


def _unknown_receivers(summary: Summary) -> str:
    count = sum(finding.code == "PC201" for finding in summary.diagnostics)
    return f"{count} method calls and attributes on values of unknown type, left as they are (PC201)" if count else ""


def _dependencies(summary: Summary) -> Iterator[str]:
    """Two lines at most: third-party packages that need torch, and those of which nothing is known."""
    for title, needing in (("packages that need torch (PC203)", True), ("packages not known", False)):
        names = [
            f"{found.package} ({_files(len(found.files))})"
            for found in summary.dependencies
            if found.needs_torch is needing
        ]
        more = [f"{len(names) - _ROWS} more"] if len(names) > _ROWS else []
        if names:
            yield f"{title}: {', '.join(names[:_ROWS] + more)}"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _left_rows(summary: Summary) -> Iterator[tuple[str, int, str]]:
    for left in islice(summary.left_apis, _ROWS):
        yield left.api, len(left.places), f"{left.codes[0]} {left.reasons[0]}"[:_WIDTH]
    more = len(summary.left_apis) - _ROWS
    if more > 0:
        yield "...", sum(len(left.places) for left in summary.left_apis[_ROWS:]), f"{more} more"


def _worst_rows(summary: Summary) -> Iterator[tuple[str, int, int]]:
    for file, calls in islice(summary.worst_files(), _ROWS):
        yield file.path, calls.left, calls.total


def _print_rich(summary: Summary, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=False)
    console.print(Text(_title(summary), style="bold"))

    files = _table(Table, "files", "", "")
    for status, count in summary.statuses().items():
        if count:
            style = "red" if status == "failed" else ""
            files.add_row(Text(status, style=style), Text(str(count), style=style), STATUSES[status])
    console.print()
    console.print(files)
    for file in summary.failed:
        for finding in file.diagnostics[-1:]:
            console.print(Text(f"  {finding}", style="red"))

    calls = summary.calls
    if calls.total:
        uses = _table(Table, "uses of the source framework", str(calls.total), "")
        for (label, count, share), style in zip(_outcomes(calls), ("green", "yellow", "red"), strict=True):
            uses.add_row(Text(label, style=style if count else "dim"), str(count), share)
        console.print()
        console.print(uses)
    notes = _unknown_receivers(summary)
    if notes:
        console.print(Text(f"  not counted: {notes}", style="dim"))
    if summary.left_apis:
        apis = _table(Table, f"left, by API ({len(summary.left_apis)})", "uses", "why")
        for api, count, why in _left_rows(summary):
            apis.add_row(Text(api), str(count), Text(why))
        console.print()
        console.print(apis)
        worst = _table(Table, "files with most left", "left", "of")
        for path, left, total in _worst_rows(summary):
            worst.add_row(Text(path), str(left), str(total))
        console.print()
        console.print(worst)
    console.print()
    for line in (*formats.lines(summary), *_dependencies(summary)):
        console.print(Text(line))
    if summary.helper_module:
        console.print(Text(f"helpers: {len(summary.helpers)} in {summary.helper_module}"))
    if calls.total:
        console.print(Text(_NOT_A_MEASURE, style="dim"))


def _table(kind: type[Table], first: str, second: str, third: str) -> Table:
    table = kind(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first, overflow="fold")
    table.add_column(second, justify="right")
    table.add_column(third)
    return table
