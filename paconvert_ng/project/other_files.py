"""Files that are no modules and that conversion still concerns: dependency files, scripts, documents.

They come last: what becomes of a dependency depends on what the converted files still import.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

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


class Completion(Protocol):
    """What becomes of files beyond their conversion."""

    def edited(self, path: str, data: bytes) -> tuple[bytes, tuple[Diagnostic, ...]]:
        """A file's content after the edits of profiles, and what is said of them."""
        ...

    def config(self, path: str, data: bytes) -> bytes:
        """A file's content with what a repository lacks."""
        ...


def convert_other(entry: Entry, setup: Setup, context: Context, completion: Completion) -> FileRecord:
    """One file of the kinds above, from input to output. Raises OutputError."""
    from paconvert_ng.formats.files import Changed, convert_file

    path, output, writing = entry.path, setup.output, setup.mode == "write"
    try:
        data = (setup.source / path).read_bytes()
        to_paddle = setup.options.to == "paddle"
        changed = convert_file(path, data, context) if to_paddle else Changed(None)
        new = completion.edited(path, data if changed.data is None else changed.data)[0]
        new = completion.config(path, new) if to_paddle else new
        # Places are those of the original.
        found = (*changed.diagnostics, *completion.edited(path, data)[1])
        if new == data:
            if writing:
                output.copy(setup.source / path, path, entry.mode)
            shown = _changes(setup, data, data, found)
            return FileRecord(path, "copied", found, changes=shown[0], lines=shown[1])
    except OSError as error:
        return FileRecord(path, "failed", (whole_file("PC305", path, error.strerror or str(error)),))
    if writing:
        output.write(path, new, entry.mode)
    changes, lines = _changes(setup, data, new, found)
    diff = _diff(setup, path, path, data, new)
    return FileRecord(path, "converted", found, diff=diff, changes=changes, lines=lines)


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
