"""Files that are no modules and that conversion still concerns: dependency files, scripts, documents.

They come last: what becomes of a dependency depends on what the converted files still import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.formats.kinds import format_of
from paconvert_ng.report.changes import Stretch, compared
from paconvert_ng.report.summary import FileRecord

if TYPE_CHECKING:
    from paconvert_ng.formats.found import Context
    from paconvert_ng.project.converter import Setup
    from paconvert_ng.project.walk import Entry

#: Larger files are copied unread.
_LIMIT = 4 << 20


def is_concerned(entry: Entry) -> bool:
    """Whether a file is read for dependencies or commands."""
    return entry.kind == "file" and entry.size <= _LIMIT and bool(format_of(entry.path))


def is_metadata(path: str) -> bool:
    """Whether a module is also a dependency file."""
    return format_of(path) == "setup_py"


def importers(records: Iterable[FileRecord]) -> Mapping[str, tuple[str, ...]]:
    """Package → the files whose output imports it."""
    found: dict[str, list[str]] = {}
    for record in sorted(records, key=lambda record: record.path):
        for root in record.imports:
            found.setdefault(root, []).append(record.path)
    return {root: tuple(files) for root, files in found.items()}


def convert_other(
    entry: Entry, setup: Setup, context: Context, completed: Callable[[str, bytes], bytes] = lambda path, data: data
) -> FileRecord:
    """One file of the kinds above, from input to output. Raises OutputError.

    ``completed`` gives a file's new content from its path and what conversion made of it.
    """
    from paconvert_ng.formats.files import convert_file

    path, output, writing = entry.path, setup.output, setup.mode == "write"
    try:
        data = (setup.source / path).read_bytes()
        changed = convert_file(path, data, context)
        new = completed(path, data if changed.data is None else changed.data)
        if new == data:
            if writing:
                output.copy(setup.source / path, path, entry.mode)
            shown = _changes(setup, data, data, changed.diagnostics)
            return FileRecord(path, "copied", changed.diagnostics, changes=shown[0], lines=shown[1])
    except OSError as error:
        return FileRecord(path, "failed", (whole_file("PC305", path, error.strerror or str(error)),))
    if writing:
        output.write(path, new, entry.mode)
    changes, lines = _changes(setup, data, new, changed.diagnostics)
    diff = _diff(setup, path, path, data, new)
    return FileRecord(path, "converted", changed.diagnostics, diff=diff, changes=changes, lines=lines)


def finish_metadata(record: FileRecord, target: str, mode: int, setup: Setup, context: Context) -> FileRecord:
    """Convert the dependencies of a module that was converted but not written, and write it. Raises OutputError."""
    from paconvert_ng.formats.files import convert_file

    if record.pending is None:
        return record
    changed = convert_file(record.path, record.pending, context)
    data = record.pending if changed.data is None else changed.data
    try:
        original = (setup.source / record.path).read_bytes()
    except OSError:
        original = data
    said = convert_file(record.path, original, context).diagnostics  # their places are those of the original
    if setup.mode == "write":
        setup.output.write(target, data, mode)
    diagnostics = (*record.diagnostics, *said)
    changes, lines = _changes(setup, original, data, diagnostics)
    return replace(
        record,
        status="converted" if changed.data is not None else record.status,
        diagnostics=diagnostics,
        pending=None,
        diff=_diff(setup, record.path, target, original, data) if data != original else b"",
        changes=changes,
        lines=lines,
    )


def _changes(setup: Setup, old: bytes, new: bytes, found: Iterable[Diagnostic]) -> tuple[tuple[Stretch, ...], int]:
    return compared(old, new, found) if setup.compare else ((), 0)


def _diff(setup: Setup, path: str, target: str, old: bytes, new: bytes) -> bytes:
    if setup.mode != "diff":
        return b""
    from paconvert_ng.report.diff import unified

    return unified(path, old, target, new)
