"""The two passes over the Python files of a tree.

First every file is indexed, then those that use the source framework are converted, with
the index of all. What an earlier run found is taken from the cache: where nothing
changed, neither pass does any work.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from paconvert_ng.along.way import Way
from paconvert_ng.diagnostics.finding import whole_file
from paconvert_ng.formats.kinds import program_path
from paconvert_ng.project.cache import digest
from paconvert_ng.project.converter import Converter, FileTask, IndexRecord, TreeState, unreadable
from paconvert_ng.project.dependencies import Imported, findings, imported, outside, top_modules
from paconvert_ng.project.imports import HELPER_MODULE, ImportFacts
from paconvert_ng.project.pool import Died, Pool, PoolError, Serial
from paconvert_ng.project.walk import is_notebook
from paconvert_ng.report.summary import FileRecord

if TYPE_CHECKING:
    from paconvert_ng.along.package import Package
    from paconvert_ng.project.alongside import Alongside

#: phase ("index" or "convert"), files done, files in all
Progress = Callable[[str, int, int], None]
#: Below this many bytes of source, starting processes takes longer than they save.
_PARALLEL_BYTES = 300_000
_METADATA = ("setup.py", "setup.cfg", "pyproject.toml")

T = TypeVar("T")


class Plan(NamedTuple):
    """What the first pass decides: which files to convert, and how each reaches the helper module.

    ``imports`` maps each file to convert to its import text; None where helpers go into the file.
    ``packages`` has, for each file with any, the third-party packages that it imports. ``along`` is the folder that
    packages are taken along to, ``ways`` how files reach them (those that do not need anything for that left out).
    """

    tree_digest: str
    helper_module: str
    imports: dict[str, str | None]
    packages: dict[str, list[Imported]]
    along: str = ""
    ways: dict[str, Way] = {}


class Passes:
    """Both passes over some files. ``names`` are all paths in the input, ``single`` for a lone file."""

    def __init__(
        self,
        converter: Converter,
        names: Sequence[str],
        *,
        root_name: str,
        single: bool,
        progress: Progress,
        packages: Sequence[Package] = (),
    ) -> None:
        self._converter = converter
        self._names = names
        self._root_name = root_name
        self._single = single and not packages
        self.along: Alongside | None = None
        if packages:
            from paconvert_ng.project.alongside import Alongside

            self.along = Alongside(converter, packages)
        self._progress = progress
        self._pool: Pool | None = None
        self.jobs = 1
        #: What was copied of the packages.
        self.copied: list[FileRecord] = []

    def run(self, tasks: Sequence[FileTask], only_read: Sequence[FileTask]) -> tuple[list[FileRecord], Plan]:
        """Convert ``tasks``; ``only_read`` are files of the tree that are indexed and not written."""
        try:
            return self._run(tasks, only_read)
        finally:
            if self._pool is not None:
                self._pool.close()

    def _run(self, tasks: Sequence[FileTask], only_read: Sequence[FileTask]) -> tuple[list[FileRecord], Plan]:
        everything = [*tasks, *only_read]
        contents, records = self._read(everything)
        records = [record for record in records if record.path in {task.path for task in tasks}]
        readable = [task for task in everything if task.path in contents]
        if self.along is not None:
            self.along.follow(readable)
        key = self._plan_key(contents)
        plan, state = self._recall(key), None
        if plan is None:
            plan, state = self._first_pass(readable)
            self._converter.cache.put(key, plan._asdict())
        missing: list[FileTask] = []
        packages = self.along.tasks(plan.along) if self.along is not None else []
        if self.along is not None:
            self.copied = self.along.place(plan.along, self._names)
        contents |= {task.path: content for task, content in packages}
        for task in (*tasks, *(task for task, _ in packages)):
            if task.path in contents:
                task = task._replace(convert=task.path in plan.imports, helper_import=plan.imports.get(task.path))
                task = task._replace(way=plan.ways.get(task.path, Way()))
                record = self._converter.from_cache(task, contents[task.path], plan.tree_digest)
                if record is None:
                    missing.append(task)
                else:
                    records.append(record)
        if missing:
            if state is None:
                _, state = self._first_pass(readable)
            records += self._second_pass(missing, state, len(records))
        return [_with_packages(record, plan, self.along is not None) for record in records], plan

    def _read(self, tasks: Sequence[FileTask]) -> tuple[dict[str, str], list[FileRecord]]:
        """Content hashes of all files, and the records of those that cannot be read."""
        contents: dict[str, str] = {}
        failed: list[FileRecord] = []
        for task in tasks:
            try:
                with open(self._converter.setup.source / task.path, "rb") as stream:
                    contents[task.path] = hashlib.sha256(stream.read()).hexdigest()
            except OSError as error:
                failed.append(unreadable(task, error))
        return contents, failed

    def _taken(self) -> set[str]:
        return {name for name in map(_stem, self._names) if name.startswith(HELPER_MODULE)}

    def _installable(self) -> bool:
        return any(name in _METADATA for name in self._names)

    def _plan_key(self, contents: dict[str, str]) -> str:
        facts = [f"{self._single} {self._root_name} {sorted(self._taken())} {self._installable()}"]
        files = [text for path in sorted(contents) for text in (path, contents[path])]
        along = self.along.contents() if self.along is not None else []
        return digest("plan", self._converter.setup.fingerprint, *facts, *files, *along)

    def _recall(self, key: str) -> Plan | None:
        found = self._converter.cache.get(key)
        if found is None:
            return None
        try:
            plan = Plan(**found[0])
            read = {str(path): [Imported(*item) for item in items] for path, items in plan.packages.items()}
            return plan._replace(packages=read, ways={path: Way(*way) for path, way in plan.ways.items()})
        except (TypeError, ValueError, AttributeError):
            return None

    def _first_pass(self, tasks: Sequence[FileTask]) -> tuple[Plan, TreeState]:
        own = self._index(tasks)
        located = None
        if self.along is not None:
            located = self.along.locate(own, tasks, self._root_name, self._installable())
        along = located.tasks if located is not None else []
        ordered = sorted([*own, *(self._index(along) if along else ())], key=lambda record: record.path)
        engine = self._converter.engine
        facts = {_module(record.path): record.facts for record in ordered if record.facts is not None}
        roots = located.roots if located is not None else {}
        tree = engine.build_tree(facts, "" if self._single else self._root_name, roots)
        inside = {task.path for task in along}
        ways = located.ways if located is not None else {}
        needing = [
            r.path
            for r in ordered
            if r.path in ways or (tree.needs_conversion(_module(r.path)) if r.facts is not None else r.mentions)
        ]
        state = TreeState(tree, tree.digest())
        packages = {}
        if self._converter.setup.options.to == "paddle":
            packages = self._third_party(ordered, {task.path: task for task in (*tasks, *along)})
        ways = {path: way for path, way in ways.items() if way != Way()}
        if self._single:
            return Plan(state.digest, "", dict.fromkeys(needing), packages), state
        from paconvert_ng.project.placement import place

        placement = place(
            {record.path: record.imports for record in own if not is_notebook(record.path)},
            [path for path in needing if not is_notebook(path) and path not in inside],
            notebooks={record.path: record.imports for record in own if is_notebook(record.path)},
            root_name=self._root_name,
            taken=self._taken(),
            installable=self._installable(),
            home=located.home if located is not None and along else None,
            words={word for record in ordered for word in record.imports.words} if along else (),
        )
        imports = {path: placement.imports.get(path) for path in needing}
        if located is not None:
            imports |= located.helper_imports((path for path in needing if path in inside), placement.name)
        folder = located.home.folder if located is not None else ""
        return Plan(state.digest, placement.path, imports, packages, folder, ways), state

    def _index(self, tasks: Sequence[FileTask]) -> list[IndexRecord]:
        folders = frozenset(t.path.rpartition("/")[0] for t in tasks if t.path.endswith("__init__.py"))
        self._choose_pool(tasks)
        found: dict[str, IndexRecord] = {}
        for record in self._collect("index", len(tasks), lambda pool: pool.index(tasks, folders)):
            if isinstance(record, Died):  # the second pass will tell
                record = IndexRecord(record.task.path, True, None, ImportFacts())
            found[record.path] = record
        return [found[path] for path in sorted(found)]

    def _third_party(self, records: Sequence[IndexRecord], tasks: Mapping[str, FileTask]) -> dict[str, list[Imported]]:
        """The packages that each file imports from outside; only files in which there may be any are read again."""
        paths = frozenset(record.path for record in records)
        inside = top_modules(paths) | (self.along.names if self.along is not None else set())
        if f"{self._root_name}/__init__.py" not in paths and "__init__.py" in paths:
            inside |= {self._root_name}
        found: dict[str, list[Imported]] = {}
        for record in records:
            roots = {module.partition(".")[0] for module in record.imports.absolute}
            candidates = outside(roots, record.path, inside, paths)
            text = self._converter.text(tasks[record.path]) if candidates else None
            items = imported(text, candidates) if text is not None else []
            if items and is_notebook(record.path):
                items = self._in_notebook(record.path, items)
            if items:
                found[record.path] = items
        return found

    def _in_notebook(self, path: str, items: list[Imported]) -> list[Imported]:
        from paconvert_ng.formats.notebook import Notebook

        notebook = Notebook((self._converter.setup.source / path).read_bytes())
        starts = [notebook.place(item.line, item.column) for item in items]
        ends = [notebook.place(item.end_line, item.end_column) for item in items]
        return [
            Imported(item.package, start.line, start.column, end.line, end.column)
            for item, start, end in zip(items, starts, ends, strict=True)
        ]

    def _second_pass(self, tasks: Sequence[FileTask], state: TreeState, done: int) -> Iterator[FileRecord]:
        self._choose_pool(tasks)

        def convert(pool: Pool) -> Iterator[Any]:
            pool.set_tree(state)
            return pool.convert(tasks)

        for record in self._collect("convert", len(tasks), convert, done):
            if isinstance(record, Died):
                task: FileTask = record.task
                self._converter.copy(task)
                finding = whole_file("PC303", task.path, record.reason)
                record = FileRecord(task.path, "failed", (finding,), trace=record.reason)
            yield record

    def _collect(self, phase: str, total: int, run: Callable[[Pool], Iterator[T]], done: int = 0) -> list[T]:
        """All results of one pass; in this process if worker processes cannot be started."""
        assert self._pool is not None
        results: list[T] = []
        try:
            for result in run(self._pool):
                results.append(result)
                self._progress(phase, done + len(results), done + total)
        except PoolError:
            self._pool.close()
            self._pool, self.jobs = Serial(self._converter), 1
            return self._collect(phase, total, run, done)
        return results

    def _choose_pool(self, tasks: Sequence[FileTask]) -> None:
        if self._pool is not None and not isinstance(self._pool, Serial):
            return
        setup = self._converter.setup
        jobs = min(setup.options.jobs or available_cores(), len(tasks))
        if setup.isolated and tasks or jobs > 1 and sum(task.size for task in tasks) > _PARALLEL_BYTES:
            from paconvert_ng.project.processes import Processes

            try:
                self._pool, self.jobs = Processes(self._converter.setup, jobs), jobs
                return
            except PoolError:
                pass
        self._pool = Serial(self._converter)


def _with_packages(record: FileRecord, plan: Plan, along: bool) -> FileRecord:
    """The record with a finding for each package that needs torch, in the order of the text."""
    added = findings(record.path, plan.packages.get(record.path, ()), along)
    if not added:
        return record
    return replace(record, diagnostics=tuple(sorted((*record.diagnostics, *added), key=lambda d: (d.line, d.column))))


def _module(path: str) -> str:
    """The path by which a file is part of the tree's index."""
    return program_path(path) if is_notebook(path) else path


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
