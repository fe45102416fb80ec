"""Which modules of the packages the code reaches: imports are followed from it, through the packages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from paconvert_ng.along.package import Package, is_licence
from paconvert_ng.along.reads import ByName, Reads
from paconvert_ng.along.record import Load
from paconvert_ng.project.walk import Entry, walk

#: Built for the original framework, or of use only to build it.
_COMPILED = (".so", ".pyd", ".dylib", ".dll")
_NOT_DATA = (*_COMPILED, ".a", ".o", ".lib", ".c", ".cc", ".cpp", ".cu", ".cuh", ".h", ".hpp", ".pyx", ".pxd")

#: A module of a package: the package's name and the file, relative to its root ("" for the root itself).
Member = tuple[str, str]


class Reached(NamedTuple):
    """What is taken of a package: ``modules`` (of ``all_modules``) and other files, relative to its root.

    The file of a package that is one module is "". ``loads`` are places that load modules by a computed name.
    """

    package: Package
    modules: tuple[Entry, ...]
    all_modules: int
    others: tuple[Entry, ...] = ()
    compiled: tuple[str, ...] = ()
    loads: tuple[Load, ...] = ()


class _Contents:
    """The files of one package, and its modules by dotted name."""

    def __init__(self, package: Package) -> None:
        self.package = package
        entries = [Entry("python", "", 0o644, package.root.stat().st_size)] if package.root.is_file() else []
        self.entries = {entry.path: entry for entry in entries or walk(package.root)}
        found = [path for path in self.entries if not path or path.endswith(".py")]
        # Of a module and a package of one name Python takes the package.
        found.sort(key=lambda path: path.endswith("__init__.py"))
        self.modules = {self.dotted(path): path for path in found}

    def dotted(self, path: str) -> str:
        """The module's name: ``timm.models.resnet``."""
        parts = path.removesuffix(".py").split("/") if path else []
        return ".".join([self.package.name, *(parts[:-1] if parts[-1:] == ["__init__"] else parts)])

    def home(self, path: str) -> str:
        """The package that relative imports of a module start from."""
        dotted = self.dotted(path)
        return dotted if not path or path.endswith("__init__.py") else dotted.rpartition(".")[0]

    def below(self, beginning: str) -> list[str]:
        """Modules in the package that the beginning of a name names, whose names begin so."""
        return [path for name, path in self.modules.items() if name.startswith(beginning)]


class _Follower:
    def __init__(self, packages: Sequence[Package], read: Callable[[Path], Reads]) -> None:
        self.contents = {package.name: _Contents(package) for package in packages}
        self.read = read
        self.reads: dict[Member, Reads] = {}
        self.loads: dict[str, list[Load]] = {package.name: [] for package in packages}
        self.pending: deque[Member] = deque()

    def run(self) -> None:
        while self.pending:
            name, path = self.pending.popleft()
            contents = self.contents[name]
            self.follow(self.reads[name, path], contents, path)

    def follow(self, reads: Reads, contents: _Contents | None, path: str) -> None:
        """Take what one module loads; ``contents`` is its package, None for a file of the code itself."""
        for level, module, names in reads.imports:
            base = _absolute(level, module, contents.home(path) if contents else "")
            if base:
                self.take(base)
                for name in names:
                    self.take_star(base) if name == "*" else self.take(f"{base}.{name}")
        for load in reads.by_name:
            self.by_name(load, contents, path)

    def take(self, dotted: str) -> None:
        """Take a module and the packages that it lies in, as far as they are there."""
        contents = self.contents.get(dotted.partition(".")[0])
        if contents is None:
            return
        parts = dotted.split(".")
        for end in range(1, len(parts) + 1):
            path = contents.modules.get(".".join(parts[:end]))
            if path is not None:
                self._add(contents, path)

    def _add(self, contents: _Contents, path: str) -> None:
        member = (contents.package.name, path)
        if member not in self.reads:
            self.reads[member] = self.read(contents.package.root / path if path else contents.package.root)
            self.pending.append(member)

    def take_star(self, dotted: str) -> None:
        contents = self.contents.get(dotted.partition(".")[0])
        path = contents.modules.get(dotted) if contents else None
        if contents and path is not None:
            self._add(contents, path)
            for name in self.reads[contents.package.name, path].exports or ():
                self.take(f"{dotted}.{name}")

    def by_name(self, load: ByName, contents: _Contents | None, path: str) -> None:
        """Take what a module that is loaded by name may be: all that the name can be where it is computed."""
        text = load.text
        if text.startswith("."):
            package = load.package if load.package != "." else contents.home(path) if contents else ""
            level = len(text) - len(text.lstrip("."))
            text = _absolute(level, text.lstrip("."), package)
            if text and not load.text.lstrip("."):
                text += "."
            if not text and contents:
                text = f"{contents.package.name}."
        elif not text and contents:
            text = f"{contents.package.name}."
        if load.whole:
            self.take(text)
            return
        named = self.contents.get(text.partition(".")[0])
        for found in named.below(text) if named else ():
            self.take(named.dotted(found)) if named else None
        if contents is not None:
            took = text.rpartition(".")[0] if named else ""
            self.loads[contents.package.name].append(Load(path, load.line, took))

    def reached(self, name: str) -> Reached:
        contents = self.contents[name]
        taken = sorted(path for package, path in self.reads if package == name)
        others, compiled = _beside(contents, taken)
        entries = tuple(contents.entries[path] for path in taken)
        return Reached(contents.package, entries, len(contents.modules), others, compiled, tuple(self.loads[name]))


def _absolute(level: int, module: str, home: str) -> str:
    """The module that a (relative) name means in the package ``home``; "" if it means none there."""
    if not level:
        return module
    parts = home.split(".") if home else []
    parts = parts[: len(parts) - level + 1]
    return ".".join([*parts, module] if module else parts) if parts else ""


def _beside(contents: _Contents, taken: Sequence[str]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Data of the folders that modules were taken from, and compiled modules there."""
    folders = {path.rpartition("/")[0] for path in taken}
    with_modules = {path.rpartition("/")[0] for path in contents.modules.values()}
    others: list[Entry] = []
    compiled: list[str] = []
    for path, entry in contents.entries.items():
        folder = path.rpartition("/")[0]
        while folder and folder not in with_modules:
            folder = folder.rpartition("/")[0]
        if entry.kind != "file" or not taken or (folder not in folders and not is_licence(path)):
            continue
        if path.endswith(_COMPILED):
            compiled.append(path)
        elif not path.endswith(_NOT_DATA):
            others.append(entry)
    return tuple(others), tuple(compiled)


def follow(
    starts: Iterable[Reads], packages: Sequence[Package], read: Callable[[Path], Reads]
) -> Mapping[str, Reached]:
    """What the code (``starts``: what each of its files loads) reaches of each package, by its name."""
    follower = _Follower(packages, read)
    for reads in starts:
        follower.follow(reads, None, "")
    follower.run()
    return {package.name: follower.reached(package.name) for package in packages}
