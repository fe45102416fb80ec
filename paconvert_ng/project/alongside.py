"""The packages of a run that are taken along: which of their modules, where those go, and what is said of it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from paconvert_ng.along.package import Package, is_licence
from paconvert_ng.along.reach import Reached, follow
from paconvert_ng.along.reads import Reads, from_json, read_module, to_json
from paconvert_ng.along.record import Along, Load, Reason
from paconvert_ng.along.way import Way
from paconvert_ng.diagnostics.finding import whole_file
from paconvert_ng.project.cache import digest
from paconvert_ng.project.converter import Converter, FileTask, IndexRecord, Setup
from paconvert_ng.project.layout import Layout, join
from paconvert_ng.project.paths import UsageError
from paconvert_ng.project.placement import Home, choose_home
from paconvert_ng.project.source_text import DecodeError, decode
from paconvert_ng.project.walk import is_notebook
from paconvert_ng.project.ways import has_scripts, helper_import_inside, way_in_notebook, way_inside, way_of
from paconvert_ng.report.summary import FileRecord


class Located(NamedTuple):
    """Where packages go (``home``), and which files that makes: ``roots`` are their places by name, ``tasks`` their
    modules. ``ways`` has every file, of the code too, that imports one of them; with ``scripts`` some of the code
    may run as scripts inside the package that holds all.
    """

    home: Home
    roots: dict[str, str]
    tasks: list[FileTask]
    ways: dict[str, Way]
    scripts: bool

    def helper_imports(self, paths: Iterable[str], name: str) -> dict[str, str]:
        """The statements by which modules of the packages import the helper module."""
        return {path: helper_import_inside(self.home, path, name, self.scripts) for path in paths}


class Alongside:
    """The packages that were named. First ``follow`` the code, then ask."""

    def __init__(self, converter: Converter, packages: Sequence[Package]) -> None:
        self._converter = converter
        self._packages = packages
        self._mentions: dict[Path, bool] = {}
        self._hashes: dict[Path, str] = {}
        self._reads: dict[Path, Reads] = {}
        self._reached: dict[str, Reached] = {}
        self._reasons: dict[str, Reason] = {}

    @property
    def names(self) -> frozenset[str]:
        """The packages of which something is taken."""
        return frozenset(self._reached)

    @property
    def projects(self) -> frozenset[str]:
        """The normalized names by which these are required."""
        taken = [found.package for found in self._reached.values()]
        return frozenset(re.sub(r"[-_.]+", "-", package.project or package.name).lower() for package in taken)

    def follow(self, tasks: Iterable[FileTask]) -> None:
        """Find out what the files of the code reach."""
        starts = [self._start(task) for task in tasks]
        reached = follow(starts, self._packages, self._read)
        using = self._using_source(reached)
        for name, found in reached.items():
            self._reasons[name] = "" if name in using else "without torch" if found.modules else "not reached"
        if len(using) < len(reached):
            reached = follow(starts, [p for p in self._packages if p.name in using], self._read)
        self._reached = {name: found for name, found in reached.items() if found.modules}

    def _start(self, task: FileTask) -> Reads:
        if is_notebook(task.path):
            reads = read_module(self._converter.text(task) or "")
            self._reads[self._converter.setup.source / task.path] = reads
            return reads
        return self._read(self._converter.setup.source / task.path)

    def named_in(self, task: FileTask) -> bool:
        """Whether a file (of the code, or of a package) imports a package that is taken, by a statement or by name."""
        path = Path(task.origin) if task.origin else self._converter.setup.source / task.path
        reads = self._reads.get(path, Reads())
        names = [module for level, module, _ in reads.imports if not level] + [load.text for load in reads.by_name]
        return any(name.partition(".")[0] in self._reached for name in names)

    def _read(self, path: Path) -> Reads:
        """What a module loads, from the cache where it is known."""
        if path in self._reads:
            return self._reads[path]
        try:
            data = path.read_bytes()
            self._hashes[path] = hashlib.sha256(data).hexdigest()
        except OSError:
            return Reads()
        key = digest("reads", self._converter.setup.fingerprint, self._hashes[path])
        found = self._converter.cache.get(key)
        reads = from_json(found[0]["reads"]) if found is not None else None
        if found is None or reads is None:
            text = _text(data)
            reads = read_module(text)
            value: Any = {"reads": to_json(reads), "mentions": self._converter.engine.mentions(text)}
            self._converter.cache.put(key, value)
        else:
            value = found[0]
        self._mentions[path] = bool(value["mentions"])
        self._reads[path] = reads
        return reads

    def _using_source(self, reached: Mapping[str, Reached]) -> set[str]:
        """The packages that use the source framework, themselves or through another of them."""
        files = {name: [_file(found.package, e.path) for e in found.modules] for name, found in reached.items()}
        using = {name for name, paths in files.items() if any(self._mentions.get(path) for path in paths)}
        heads = {
            name: {module.partition(".")[0] for path in paths for _, module, _ in self._read(path).imports}
            for name, paths in files.items()
        }
        while more := {name for name in files.keys() - using if heads[name] & using}:
            using |= more
        return using

    def contents(self) -> list[str]:
        """What the plan depends on of the packages: their modules and what is in them."""
        return [
            text
            for name, found in sorted(self._reached.items())
            for entry in found.modules
            for text in (f"{name}:{entry.path}", self._hashes.get(_file(found.package, entry.path), ""))
        ]

    def locate(
        self, records: Sequence[IndexRecord], tasks: Sequence[FileTask], root_name: str, installable: bool
    ) -> Located:
        """Where the packages go: where the helper module of the code (``records``, ``tasks``) does."""
        layout = Layout({r.path: r.imports for r in records if not is_notebook(r.path)}, root_name)
        users = {task.path for task in tasks if self.named_in(task)} | {r.path for r in records if r.mentions}
        home = choose_home(layout, sorted(users & layout.files.keys()), installable)
        along = [task for task, _ in self.tasks(home.folder)]
        ways: dict[str, Way] = {}
        imports = {record.path: record.imports for record in records}
        for task in tasks:
            if self.named_in(task) and is_notebook(task.path):
                ways[task.path] = way_in_notebook(layout, home, task.path, imports[task.path])
            elif self.named_in(task):
                ways[task.path] = way_of(layout, home, task.path)
        scripts = has_scripts(home, ways.values())
        for task in along:
            if home.is_package and self.named_in(task):
                ways[task.path] = way_inside(home, task.path, scripts)
        return Located(home, self.roots(home.folder), along, ways, scripts)

    def roots(self, folder: str) -> dict[str, str]:
        """Where each package lies in the output: its folder, or its only module."""
        return {name: _root(found.package, folder) for name, found in self._reached.items()}

    def tasks(self, folder: str) -> list[tuple[FileTask, str]]:
        """The modules to convert, with the hashes of their contents; ``folder`` is where the packages go."""
        found: list[tuple[FileTask, str]] = []
        for reached in self._reached.values():
            for entry in reached.modules:
                path = (
                    join(_root(reached.package, folder), entry.path) if entry.path else _root(reached.package, folder)
                )
                origin = _file(reached.package, entry.path)
                task = FileTask(path, path, entry.mode, entry.size, origin=str(origin))
                found.append((task, self._hashes.get(origin, "")))
        return found

    def place(self, folder: str, taken: Iterable[str]) -> list[FileRecord]:
        """Make the folders, copy data and licences. Raises UsageError where the packages cannot go there."""
        setup, records = self._converter.setup, list[FileRecord]()
        roots = self.roots(folder)
        for path in taken:
            for root in roots.values():
                if path == root or path.startswith(f"{root}/"):
                    raise UsageError(
                        f"--with_packages: the input has a file of its own where a package would go: {path}"
                    )
        for reached in self._reached.values():
            self._check_apart(reached.package, setup.output.path(roots[reached.package.name]))
            for source, target, mode in self._copies(reached, folder):
                records.append(_copy(source, target, mode, setup))
        if setup.mode == "write":
            for task, _ in self.tasks(folder):
                setup.output.make_folder(os.path.dirname(task.path))
        return records

    @staticmethod
    def _check_apart(package: Package, target: Path) -> None:
        real = Path(os.path.realpath(target))
        if real.is_relative_to(package.root) or package.root.is_relative_to(real):
            raise UsageError(f"--with_packages: {package.name} would be written over itself: {package.root}")

    def _copies(self, reached: Reached, folder: str) -> list[tuple[Path, str, int]]:
        root = _root(reached.package, folder)
        found = [(reached.package.root / e.path, join(root, e.path), e.mode) for e in reached.others]
        inside = {target for _, target, _ in found}
        for path in reached.package.licences:
            target = join(root, path.name) if reached.package.root.is_dir() else f"{root[:-3]}-{path.name}"
            if target not in inside:
                found.append((path, target, 0o644))
        if (metadata := reached.package.metadata) is not None and join(root, metadata.name) not in inside:
            # What asks for the installed release is answered from there.
            found.append((metadata, join(root, metadata.name), 0o644))
        return found

    def records(self, folder: str) -> tuple[Along, ...]:
        """What the report says of each package that was named."""
        return tuple(self._record(package, folder) for package in self._packages)

    def _record(self, package: Package, folder: str) -> Along:
        reached = self._reached.get(package.name)
        if reached is None:
            reason = self._reasons[package.name]
            return Along(package.name, package.version, str(package.root), licence=package.licence, reason=reason)
        root = _root(package, folder)
        names = {join(root, path.name) for path in package.licences}
        licences = {
            target
            for source, target, _ in self._copies(reached, folder)
            if source in package.licences or target in names or is_licence(source.name)
        }
        return Along(
            package.name,
            package.version,
            str(package.root),
            root,
            len(reached.modules),
            reached.all_modules,
            tuple(sorted(licences)),
            package.licence,
            tuple(Load(join(root, load.file) if load.file else root, load.line, load.took) for load in reached.loads),
            tuple(join(root, path) for path in reached.compiled),
        )


def _root(package: Package, folder: str) -> str:
    return join(folder, package.name if package.root.is_dir() else package.root.name)


def _file(package: Package, path: str) -> Path:
    return package.root / path if path else package.root


def _text(data: bytes) -> str:
    try:
        return decode(data).text
    except DecodeError:
        return data.decode("latin-1")


def _copy(source: Path, target: str, mode: int, setup: Setup) -> FileRecord:
    try:
        if setup.mode == "write":
            setup.output.make_folder(os.path.dirname(target))
            setup.output.copy(source, target, mode)
    except OSError as error:
        return FileRecord(target, "failed", (whole_file("PC305", target, error.strerror or str(error)),))
    return FileRecord(target, "copied")
