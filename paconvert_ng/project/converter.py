"""One file from input to output, in whichever process: read, cached or converted, written, recorded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from paconvert_ng.along.way import Way
from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.diagnostics.receivers import Receiver
from paconvert_ng.formats.kinds import is_stub, program_path
from paconvert_ng.options import Options
from paconvert_ng.project.cache import Cache, digest
from paconvert_ng.project.convert_text import Conversion, Outcome, convert_bytes
from paconvert_ng.project.engine import Engine, load_engine
from paconvert_ng.project.imports import ImportFacts, import_facts, scan, source_imports
from paconvert_ng.project.output import Output
from paconvert_ng.project.source_text import DecodeError, decode
from paconvert_ng.project.walk import is_notebook
from paconvert_ng.report.changes import compared
from paconvert_ng.report.summary import FileRecord

#: A file without it says nothing of the framework.
_ROOT = re.compile(rb"\btorch")


class Setup(NamedTuple):
    """All that a process needs to begin. ``cache`` is the cache folder, or None.

    ``compare``: records have what changed, for a report. ``isolated``: no file is worked on in the first process.
    """

    source: Path
    output: Output
    options: Options
    engine: str
    cache: Path | None
    fingerprint: str
    mode: Literal["write", "diff", "none"] = "write"
    compare: bool = False
    isolated: bool = False


class FileTask(NamedTuple):
    """A file to convert: its path in the input and in the output, and how it reaches the helper module.

    ``convert`` is False for a file that does not use the source framework. ``later``: the output is handed back
    instead of written. ``origin`` is where a file of a package lies that was taken along, "" for files of the input;
    ``way`` is how the file reaches such packages.
    """

    path: str
    target: str
    mode: int
    size: int
    convert: bool = True
    helper_import: str | None = None
    later: bool = False
    origin: str = ""
    way: Way = Way()


class IndexRecord(NamedTuple):
    """What the first pass finds in one file. ``facts`` is None if it cannot be decoded or is no module."""

    path: str
    mentions: bool
    facts: Any
    imports: ImportFacts


class TreeState(NamedTuple):
    """The whole tree's index and its digest."""

    tree: Any
    digest: str


class Converter:
    """Does the two passes' work on single files. Holds what is loaded once a process."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.cache = Cache(setup.cache)
        self._tree: TreeState | None = None

    @cached_property
    def engine(self) -> Engine:
        return load_engine(self.setup.engine)

    @cached_property
    def rules(self) -> Any:
        return self.engine.load_rules(self.setup.options)

    def set_tree(self, state: TreeState) -> None:
        self._tree = state

    def _file(self, task: FileTask) -> Path:
        return Path(task.origin) if task.origin else self.setup.source / task.path

    def index(self, task: FileTask, packages: frozenset[str]) -> IndexRecord:
        """The first pass over one file. ``packages`` are folders with an ``__init__.py``."""
        path = task.path
        try:
            data = self._file(task).read_bytes()
        except OSError:
            return IndexRecord(path, True, None, ImportFacts())  # the second pass reports it
        if is_notebook(path):
            return self._index_notebook(path, data)
        try:
            text = decode(data).text
        except DecodeError:
            text = data.decode("latin-1")
            return IndexRecord(path, self.engine.mentions(text), None, ImportFacts())
        if self.setup.options.profile and self.setup.options.to == "paddle":
            text = self._edited(text, path)
        facts = self.engine.index(text, path) if path.endswith(".py") else None
        return IndexRecord(path, self.engine.mentions(text), facts, scan(text, path, packages))

    def _edited(self, text: str, path: str) -> str:
        """A text after the edits of profiles: what other files see of it."""
        from paconvert_ng.profiles.stage import edited_text

        return edited_text(text, path, self.setup.options)

    def _index_notebook(self, path: str, data: bytes) -> IndexRecord:
        text = _program_of(data)
        if text is None:  # the second pass says why
            return IndexRecord(path, b"torch" in data, None, ImportFacts())
        facts = self.engine.index(text, program_path(path))
        return IndexRecord(path, self.engine.mentions(text), facts, import_facts(text, exact=True))

    def text(self, task: FileTask) -> str | None:
        """The text of a file, a notebook's program; None if it cannot be read."""
        try:
            data = self._file(task).read_bytes()
            return _program_of(data) if is_notebook(task.path) else decode(data).text
        except (OSError, DecodeError):
            return None

    def convert(self, task: FileTask) -> FileRecord:
        """The second pass over one file. Raises OutputError if the output cannot be written."""
        try:
            data = self._file(task).read_bytes()
        except OSError as error:
            return unreadable(task, error)
        if not task.convert:
            return self._deliver(task, data, self._texts(task, data))
        assert self._tree is not None
        key = self.key(task, hashlib.sha256(data).hexdigest(), self._tree.digest)
        found = self._cached(key)
        if found is not None:
            return self._deliver(task, data, found, cached=True)
        conversion = Conversion(self.engine, self.rules, self._tree.tree, self.setup.options, task.helper_import)
        conversion = conversion._replace(way=task.way)
        outcome = _conversion_of(task.path)(data, task.path, conversion)
        if not outcome.trace:  # a failure of the converter may be one of this moment
            self.cache.put(key, _to_json(outcome), outcome.data or b"")
        return self._deliver(task, data, outcome)

    def from_cache(self, task: FileTask, content: str, tree_digest: str) -> FileRecord | None:
        """What ``convert`` would do for a file with this content hash, if no work is needed; else None."""
        if not task.convert:
            return self.convert(task)
        outcome = self._cached(self.key(task, content, tree_digest))
        if outcome is None:
            return None
        shown = self.setup.compare and (outcome.data is not None or outcome.diagnostics)
        needs_data = outcome.data is None or self.setup.mode == "diff" or shown
        try:
            data = self._file(task).read_bytes() if needs_data else b""
        except OSError as error:
            return unreadable(task, error)
        return self._deliver(task, data, outcome, cached=True)

    def key(self, task: FileTask, content: str, tree_digest: str) -> str:
        """The cache key of a result."""
        imported = "inline" if task.helper_import is None else f"import {task.helper_import}"
        way = [] if task.way == Way() else [repr(task.way)]
        return digest("file", self.setup.fingerprint, tree_digest, task.path, imported, *way, content)

    def copy(self, task: FileTask) -> None:
        """Write a file as it is (its conversion ended the process that tried it)."""
        if self.setup.mode == "write":
            self.setup.output.copy(self._file(task), task.target, task.mode)

    def _texts(self, task: FileTask, data: bytes) -> Outcome:
        """What becomes of a file that does not use the framework: it is copied, but its texts may name it."""
        if not _ROOT.search(data) and not self.setup.options.profile:
            return Outcome("copied")
        key = digest("texts", self.setup.fingerprint, task.path, hashlib.sha256(data).hexdigest())
        found = self._cached(key)
        if found is None:
            found = self._texts_of(task, data)
            self.cache.put(key, _to_json(found), found.data or b"")
        return found

    def _texts_of(self, task: FileTask, data: bytes) -> Outcome:
        options = self.setup.options
        rules = self.rules if options.rewrite_docs else None
        outcome = _conversion_of(task.path)(data, task.path, Conversion(self.engine, rules, None, options, "", True))
        if outcome.status == "failed":  # no module: a text in another encoding, perhaps
            return Outcome("copied")
        return outcome if outcome.data is not None else Outcome("copied", None, outcome.diagnostics)

    def _cached(self, key: str) -> Outcome | None:
        found = self.cache.get(key)
        return _from_json(*found) if found is not None else None

    def _deliver(self, task: FileTask, data: bytes, outcome: Outcome, cached: bool = False) -> FileRecord:
        changed = outcome.data is not None
        diff = b""
        written = outcome.data if outcome.data is not None else data
        mode = "none" if task.later else self.setup.mode
        if mode == "write":
            self.setup.output.write(task.target, written, task.mode)
        elif mode == "diff" and (outcome.data is not None or task.origin):
            from paconvert_ng.report.diff import added, unified

            diff = added(task.target, written) if task.origin else unified(task.path, data, task.target, written)
        return FileRecord(
            task.path,
            "converted" if changed else outcome.status,
            outcome.diagnostics,
            outcome.converted,
            outcome.helpers,
            cached,
            outcome.trace,
            diff,
            source_imports(written if not is_notebook(task.path) else (_program_of(written) or "").encode()),
            written if task.later else None,
            *(compared(data, written, outcome.diagnostics) if self.setup.compare else ((), 0)),
            outcome.receivers,
            outcome.edited,
        )


def unreadable(task: FileTask, error: OSError) -> FileRecord:
    """The record of a file that cannot be read."""
    return FileRecord(task.path, "failed", (whole_file("PC305", task.path, error.strerror or str(error)),))


def _to_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "status": outcome.status,
        "changed": outcome.data is not None,
        "diagnostics": [_fields(diagnostic) for diagnostic in outcome.diagnostics],
        "converted": outcome.converted,
        "helpers": outcome.helpers,
        "receivers": outcome.receivers,
        "edited": outcome.edited,
    }


def _fields(found: Diagnostic) -> list[Any]:
    return [getattr(found, name) for name in Diagnostic.__slots__]


def _from_json(value: Any, data: bytes) -> Outcome | None:
    try:
        diagnostics = tuple(Diagnostic(*fields) for fields in value["diagnostics"])
        converted = tuple((str(api), bool(proved), int(count)) for api, proved, count in value["converted"])
        helpers = _texts(value["helpers"])
        receivers = tuple(Receiver._make((*fields[:4], tuple(fields[4]))) for fields in value["receivers"])
        edited = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in value["edited"])
        written = data if value["changed"] else None
        return Outcome(value["status"], written, diagnostics, converted, helpers, receivers=receivers, edited=edited)
    except (KeyError, TypeError, ValueError):
        return None  # damaged, or written by something else


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


# Most runs meet no notebook and no stub: what reads those is imported where one is.


def _program_of(notebook: bytes) -> str | None:
    from paconvert_ng.formats.convert_notebook import program_of

    return program_of(notebook)


def _conversion_of(path: str) -> Callable[[bytes, str, Conversion], Outcome]:
    """What converts a file of this name."""
    if is_notebook(path):
        from paconvert_ng.formats.convert_notebook import convert_notebook

        return convert_notebook
    if is_stub(path):
        from paconvert_ng.formats.stub import convert_stub

        return convert_stub
    return convert_bytes
