"""The summary of a run for a person: rich on a terminal, plain lines elsewhere. The same facts in both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.wording import in_language, line
from paconvert_ng.report import along, formats, profiles
from paconvert_ng.report.effort import Effort, file_efforts, tree_effort
from paconvert_ng.report.summary import STATUSES, FileRecord, Summary, count_calls
from paconvert_ng.report.words import duration, word

if TYPE_CHECKING:
    from rich.table import Table

#: How many APIs and files the lists show.
_ROWS = 10
_WIDTH = 100


def print_summary(summary: Summary, stream: TextIO, *, rich: bool) -> None:
    """Print the summary to ``stream``. Characters that it cannot show are escaped."""
    if rich:
        _print_rich(summary, stream)
        return
    write_lines(plain_lines(summary), stream)


def write_lines(lines: Iterable[str], stream: TextIO) -> None:
    """Write lines to ``stream``. Characters that it cannot show are escaped."""
    text = "\n".join(lines) + "\n"
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def plain_lines(summary: Summary) -> Iterator[str]:
    """The summary as lines of text."""
    yield _title(summary)
    counts = [f"{count} {_say(summary, status)}" for status, count in summary.statuses().items() if count]
    yield _say(summary, "files:") + ", ".join(counts)
    yield from (f"  {text}" for text in _failed(summary))
    calls = summary.calls
    yield _say(summary, "uses:", calls.total)
    if calls.total:
        yield from (f"  {_column(label, 30)} {count:>7} {share:>7}" for label, count, share in _outcomes(summary))
    notes = _unknown_receivers(summary)
    if notes:
        yield f"  {notes}"
    if summary.left_apis:
        yield _say(summary, "left by API:", len(summary.left_apis))
        yield from (f"  {_column(api, 42)} {count:>5}  {why}" for api, count, why in _left_rows(summary))
        yield _say(summary, "worst files:")
        of = _say(summary, "of")
        yield from (f"  {_column(path, 42)} {left:>5}  {of} {total}" for path, left, total in _worst_rows(summary))
    if summary.options.analyze:
        yield _say(summary, "effort by file:")
        rows = [tuple(_say(summary, name) for name in _EFFORT_HEADS), *_effort_rows(summary)]
        yield from (f"  {_column(path, 42)} {_column(left, 22)} {time}" for path, left, time in rows)
    yield from formats.lines(summary)
    yield from profiles.lines(summary)
    yield from along.lines(summary)
    yield from _dependencies(summary)
    if summary.helper_module:
        yield _say(summary, "helpers:", len(summary.helpers), summary.helper_module)
    if calls.total:
        yield _say(summary, "no measure")
    if summary.options.analyze:
        yield _say(summary, "estimate")


def _say(summary: Summary, name: str, *values: object) -> str:
    return word(name, summary.options.lang).format(*values)


def _column(text: str, width: int) -> str:
    """Text filled up to a width on the screen, where a Chinese character is two columns wide."""
    if text.isascii():
        return text.ljust(width)
    from unicodedata import east_asian_width

    return text + " " * (width - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text))


def _failed(summary: Summary) -> Iterator[str]:
    for file in summary.failed:
        yield from (f"{_say(summary, 'failed:')}{_line(summary, found)}" for found in file.diagnostics[-1:])


def _line(summary: Summary, found: Diagnostic) -> str:
    return line(found, summary.options.lang)


#: What a file would still take: uses converted and left, minutes.
_EFFORT_HEADS = ("file", "converted of uses", "estimate of work")


def _effort_rows(summary: Summary) -> Iterator[tuple[str, str, str]]:
    """The files that leave most work, the rest, and the tree."""
    efforts = file_efforts(summary)
    files = {file.path: file for file in summary.files}
    for path, effort in efforts[:_ROWS]:
        yield _effort_row(summary, path, [files[path]], effort)
    if len(efforts) > _ROWS:
        yield "...", "", _say(summary, "more", len(efforts) - _ROWS)
    yield _effort_row(summary, _say(summary, "all files"), summary.files, tree_effort(summary))


def _effort_row(summary: Summary, name: str, files: Iterable[FileRecord], effort: Effort) -> tuple[str, str, str]:
    calls = count_calls(files)
    share = _say(summary, "count of", calls.total - calls.left, calls.total)
    return name, share, duration(effort.minutes, summary.options.lang)


def _title(summary: Summary) -> str:
    options = summary.options
    name = "analyzed" if options.analyze else "would be written" if options.dry_run or options.diff else "written"
    return f"{summary.source} -> {summary.output} ({_say(summary, name)}; {profiles.target(summary)})"


def _outcomes(summary: Summary) -> list[tuple[str, int, str]]:
    calls = summary.calls
    rows = [("proved", calls.proved), ("unproved", calls.unproved), ("left", calls.left)]
    return [(_say(summary, name), count, _share(count, calls.total)) for name, count in rows]


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
    return _say(summary, "not counted:", count) if count else ""


def _dependencies(summary: Summary) -> Iterator[str]:
    """Two lines at most: third-party packages that need torch, and those of which nothing is known."""
    for title, needing in (("needing packages:", True), ("unknown packages:", False)):
        names = [
            f"{found.package} ({_files(summary, len(found.files))})"
            for found in summary.dependencies
            if found.needs_torch is needing
        ]
        more = [_say(summary, "more", len(names) - _ROWS)] if len(names) > _ROWS else []
        if names:
            yield _say(summary, title) + ", ".join(names[:_ROWS] + more)


def _files(summary: Summary, count: int) -> str:
    return _say(summary, "one file" if count == 1 else "more files", count)


def _left_rows(summary: Summary) -> Iterator[tuple[str, int, str]]:
    for left in islice(summary.left_apis, _ROWS):
        why = in_language(left.reasons[0], summary.options.lang)
        yield left.api, len(left.places), f"{left.codes[0]} {why}"[:_WIDTH]
    more = len(summary.left_apis) - _ROWS
    if more > 0:
        yield "...", sum(len(left.places) for left in summary.left_apis[_ROWS:]), _say(summary, "more", more)


def _worst_rows(summary: Summary) -> Iterator[tuple[str, int, int]]:
    for file, calls in islice(summary.worst_files(), _ROWS):
        yield file.path, calls.left, calls.total


def _print_rich(summary: Summary, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=False)
    console.print(Text(_title(summary), style="bold"))

    files = _table(Table, _say(summary, "files"), "", "")
    for status, count in summary.statuses().items():
        if count:
            style = "red" if status == "failed" else ""
            meaning = STATUSES[status] if summary.options.lang == "en" else ""
            files.add_row(Text(_say(summary, status), style=style), Text(str(count), style=style), meaning)
    console.print()
    console.print(files)
    for failed in _failed(summary):
        console.print(Text(f"  {failed}", style="red"))

    calls = summary.calls
    if calls.total:
        uses = _table(Table, _say(summary, "uses"), str(calls.total), "")
        for (label, count, share), style in zip(_outcomes(summary), ("green", "yellow", "red"), strict=True):
            uses.add_row(Text(label, style=style if count else "dim"), str(count), share)
        console.print()
        console.print(uses)
    notes = _unknown_receivers(summary)
    if notes:
        console.print(Text(f"  {notes}", style="dim"))
    if summary.left_apis:
        apis = _table(
            Table,
            _say(summary, "left by API:", len(summary.left_apis)).rstrip(":："),
            _say(summary, "count"),
            _say(summary, "why"),
        )
        for api, count, why in _left_rows(summary):
            apis.add_row(Text(api), str(count), Text(why))
        console.print()
        console.print(apis)
        heads = [_say(summary, name).rstrip(":：") for name in ("worst files:", "left short", "of")]
        worst = _table(Table, *heads)
        for path, left, total in _worst_rows(summary):
            worst.add_row(Text(path), str(left), str(total))
        console.print()
        console.print(worst)
    if summary.options.analyze:
        efforts = _table(Table, *(_say(summary, name) for name in _EFFORT_HEADS))
        for row in _effort_rows(summary):
            efforts.add_row(*map(Text, row))
        console.print()
        console.print(efforts)
    console.print()
    for text in (*formats.lines(summary), *profiles.lines(summary), *along.lines(summary), *_dependencies(summary)):
        console.print(Text(text))
    if summary.helper_module:
        console.print(Text(_say(summary, "helpers:", len(summary.helpers), summary.helper_module)))
    if calls.total:
        console.print(Text(_say(summary, "no measure"), style="dim"))
    if summary.options.analyze:
        console.print(Text(_say(summary, "estimate"), style="dim"))


def _table(kind: type[Table], first: str, second: str, third: str) -> Table:
    table = kind(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first, overflow="fold")
    table.add_column(second, justify="right")
    table.add_column(third)
    return table
