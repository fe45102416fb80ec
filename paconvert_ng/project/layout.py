"""Which folders of a tree are packages, and from which folders its modules are imported.

Evidence, not convention alone: real trees have packages without ``__init__.py`` (flat
Hugging Face repositories, namespace packages) and stray ``__init__.py`` in folders of scripts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property

from paconvert_ng.project.imports import ImportFacts


def folder_of(path: str) -> str:
    """The folder of a relative posix path; "" is the root of the tree."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The module name that the last part of a path stands for."""
    return path.rpartition("/")[2].partition(".")[0]


def ancestors(folder: str) -> Iterator[str]:
    """``folder`` and every folder above it, up to the root."""
    while folder:
        yield folder
        folder = folder_of(folder)
    yield ""


def join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


class Layout:
    """The packages of a tree, told from its files' imports.

    ``files`` are all Python files by relative posix path; ``root_name`` is the name of the
    input folder, by which a tree that is itself a package may import itself.
    """

    def __init__(self, files: Mapping[str, ImportFacts], root_name: str = "") -> None:
        self.files = files
        self.root_name = root_name

    @cached_property
    def folders(self) -> frozenset[str]:
        """Folders that hold Python files, directly or below."""
        return frozenset(above for path in self.files for above in ancestors(folder_of(path)))

    @cached_property
    def _holders(self) -> dict[str, set[str]]:
        """Module name → folders in which a file or folder of that name lies."""
        holders: dict[str, set[str]] = {}
        for item in (*self.files, *self.folders):
            if item:
                holders.setdefault(name_of(item), set()).add(folder_of(item))
        return holders

    @cached_property
    def packages(self) -> frozenset[str]:
        """Folders whose files are imported as parts of a package."""
        relative = self._reached_by_relative_imports
        initialised = {f for f in self.folders if join(f, "__init__.py") in self.files}
        packages = relative | {f for f in initialised if f in relative or not self._is_script_folder(f, initialised)}
        return frozenset(packages.union(self._imported_folders(packages)))

    @cached_property
    def _reached_by_relative_imports(self) -> set[str]:
        reached: set[str] = set()
        imported = set().union(*map(_heads, self.files.values()))
        for path, facts in self.files.items():
            above = list(ancestors(folder_of(path)))
            for below, folder in zip(["", *above], above[: facts.level], strict=False):
                # One import too high in a file that nobody runs must not outweigh `import pkg` elsewhere.
                if below and name_of(below) in imported and join(folder, "__init__.py") not in self.files:
                    break
                reached.add(folder)
            for level, module in facts.relative:
                base = above[min(level, len(above)) - 1]
                reached.update(self._folders_along(base, module))
        return reached

    def _folders_along(self, base: str, module: str) -> Iterator[str]:
        for part in module.split(".") if module else ():
            base = join(base, part)
            if base not in self.folders:
                return
            yield base

    def _is_script_folder(self, folder: str, packages: set[str]) -> bool:
        """Whether files in a folder import their neighbours by bare name, and nothing imports the folder."""
        own_name = name_of(folder) if folder else self.root_name
        if any(
            self._names(facts, own_name) for path, facts in self.files.items() if folder or not self._child(own_name)
        ):
            return False
        return any(
            folder in self._holders.get(head, ()) and not self._holders[head] - packages
            for path, facts in self.files.items()
            if folder_of(path) == folder
            for head in _heads(facts)
        )

    def _child(self, name: str) -> bool:
        return "" in self._holders.get(name, ())

    def _imported_folders(self, packages: set[str]) -> Iterator[str]:
        """Folders without ``__init__.py`` that some file imports by name (namespace packages)."""
        for path, facts in self.files.items():
            near = set(ancestors(folder_of(path)))
            for module in facts.absolute:
                head, _, rest = module.partition(".")
                if "" in packages and head == self.root_name:
                    yield from self._folders_along("", rest)
                bases = self._holders.get(head, set()) - packages
                for base in (bases & near) or bases:
                    yield from self._folders_along(base, module)

    @staticmethod
    def _names(facts: ImportFacts, name: str) -> bool:
        return bool(name) and any(m == name or m.startswith(name + ".") for m in facts.absolute)

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """The parts of the names that files import."""
        modules = (m for facts in self.files.values() for m in (*facts.absolute, *(m for _, m in facts.relative)))
        return frozenset(part for module in modules for part in module.split("."))

    def is_loose(self, path: str) -> bool:
        """Whether no file seems to import a file, or the folder in which it lies, which has no ``__init__.py``."""
        folder = folder_of(path)
        names = {name_of(path), self.package_name(folder)}
        return join(folder, "__init__.py") not in self.files and not names & self._mentioned

    def top(self, path: str) -> str | None:
        """The outermost folder of the package that a file belongs to; None if it belongs to none."""
        found = None
        for folder in ancestors(folder_of(path)):
            if folder not in self.packages:
                break
            found = folder
        return found

    def package_name(self, top: str) -> str:
        """The name by which the package at the outermost folder ``top`` is imported."""
        return name_of(top) if top else self.root_name

    def imports_package(self, path: str, top: str) -> bool:
        """Whether a file imports the package at ``top`` by its absolute name."""
        return self._names(self.files[path], self.package_name(top))

    def imports_file(self, path: str, other: str) -> bool:
        """Whether a file imports the loose module ``other`` by its bare name."""
        return name_of(other) in _heads(self.files[path])

    def imports_from(self, path: str, folder: str) -> bool:
        """Whether a file imports something that lies in ``folder`` (so that it is on its search path)."""
        return any(folder in self._holders.get(head, ()) for head in _heads(self.files[path]))


def _heads(facts: ImportFacts) -> set[str]:
    """First names of absolute imports, but for the standard library's."""
    return {module.partition(".")[0] for module in facts.absolute} - sys.stdlib_module_names
