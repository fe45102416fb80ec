"""The tree as a whole: what the facts of its files say together.

``TreeIndex`` answers questions across files: which file an import means, which framework object a re-exported
name is, what a class derives from.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS, Binding, ModuleFacts, is_source_name


def tree_ref(path: str, name: str = "") -> str:
    """The name by which values refer to a file of the tree, or to a definition in it."""
    return f"{path}:{name}" if name else f"{path}:"


def _along_modules(facts: Mapping[str, ModuleFacts], along: Mapping[str, str]) -> dict[str, str]:
    """Dotted name → file, for the packages that were taken along."""
    found: dict[str, str] = {}
    for name, root in along.items():
        if root in facts:
            found[name] = root
        for path in facts:
            if path.startswith(f"{root}/"):
                parts = path[len(root) + 1 :].removesuffix(".py").split("/")
                dotted = ".".join([name, *(parts[:-1] if parts[-1] == "__init__" else parts)])
                if parts[-1] == "__init__" or dotted not in found:
                    found[dotted] = path
    return found


class TreeIndex:
    """Facts of all files of a tree, by relative posix path. Picklable.

    ``root_name`` is the name of the input folder: absolute imports may begin with it
    when the folder itself is a package. ``along`` are packages that were taken along: import name → the folder (or
    module) of the tree that is the package. Their modules are found by their whole names only, from anywhere.
    """

    def __init__(
        self, facts: Mapping[str, ModuleFacts], root_name: str = "", along: Mapping[str, str] | None = None
    ) -> None:
        self.facts = dict(facts)
        self.root_name = root_name
        self.along = dict(along or {})
        self._along_modules = _along_modules(self.facts, self.along)
        self._along_files = frozenset(self._along_modules.values())
        self._taken: dict[str, set[str]] | None = None
        self._suffixes: dict[str, list[str]] = {}
        for path in self.facts.keys() - self._along_files if self.along else self.facts:
            parts = list(PurePosixPath(path).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            if not parts:
                parts = [root_name] if root_name else []
            elif root_name and "__init__.py" in self.facts:
                parts = [root_name, *parts]
            for start in range(len(parts)):
                self._suffixes.setdefault(".".join(parts[start:]), []).append(path)

    def digest(self) -> str:
        """A hash of everything here that can change how another file is converted."""
        text = repr((self.root_name, *sorted(self.along.items()), sorted((p, repr(f)) for p, f in self.facts.items())))
        return hashlib.sha256(text.encode()).hexdigest()

    @functools.cached_property
    def own_frameworks(self) -> frozenset[str]:
        """The packages beside torch that the rules convert, but whose own code the tree is or has (torchvision)."""
        inits = [path for path in self.facts.keys() - self._along_files if path.endswith("__init__.py")]
        places = {"/".join(path.split("/")[-2:-1]) or self.root_name: path for path in inits}
        companions = [root for root in FRAMEWORK_ROOTS[1:] if root in places]
        return frozenset(root for root in companions if self._top_name(places[root]) == root)

    @functools.cached_property
    def names_framework(self) -> bool:
        """Whether some file has a framework's name in a string: a question for installed packages may be given it."""
        return any(facts.names for facts in self.facts.values())

    def is_package(self, folder: str) -> bool:
        """Whether a folder (relative, "" for the root) is imported as a package."""
        prefix = f"{folder}/" if folder else ""
        if f"{prefix}__init__.py" in self.facts:
            return True
        return any(f.relative for p, f in self.facts.items() if str(PurePosixPath(p).parent) == (folder or "."))

    def find_module(self, importer: str, level: int, module: str) -> str | None:
        """The file that an import in ``importer`` means, or None if it is not in the tree (or not unique)."""
        if level:
            folder = PurePosixPath(importer).parent
            for _ in range(level - 1):
                folder = folder.parent
            base = [p for p in folder.parts if p != "."] + (module.split(".") if module else [])
            for candidate in ("/".join([*base, "__init__.py"]), "/".join(base) + ".py"):
                if candidate in self.facts:
                    return candidate
            return None
        if self.along and (self.is_along(module) or importer in self._along_files):
            return self._along_modules.get(module)
        if is_source_name(module) and not self._is_own(module):
            return None
        found = self._suffixes.get(module, [])
        if len(found) > 1:
            folder_text = str(PurePosixPath(importer).parent)
            found = [p for p in found if str(PurePosixPath(p).parent) == folder_text] or found
        return found[0] if len(found) == 1 else None

    def is_along(self, module: str) -> bool:
        """Whether a dotted name is that of a package that was taken along, or of something in one."""
        return module.partition(".")[0] in self.along

    def in_along(self, path: str) -> bool:
        """Whether a file is part of a package that was taken along."""
        return path in self._along_files

    def _is_own(self, module: str) -> bool:
        """Whether a companion's name (``apex``) is that of a folder or file of the tree that imports can begin with."""
        root = module.partition(".")[0]
        if root in FRAMEWORK_ROOTS:
            return root in self.own_frameworks
        return any(self._top_name(path) == root for path in self._suffixes.get(module, []))

    def _top_name(self, path: str) -> str:
        """The first name by which an absolute import reaches a file: its outermost package, or the file itself."""
        parts = PurePosixPath(path).with_suffix("").parts
        folders = ["/".join(parts[:index]) for index in range(len(parts))]
        inner = next((i for i, folder in enumerate(folders) if f"{folder}/__init__.py".lstrip("/") in self.facts), None)
        if inner is None:
            return parts[-1]
        return parts[inner - 1] if inner else self.root_name

    def resolve(self, path: str, name: str, depth: int = 0) -> str | None:
        """What a module-level name of a file is, seen from outside: a dotted framework or library name,
        a tree reference, or None where its definitions disagree or are not known."""
        facts = self.facts.get(path)
        if facts is None or depth > 12:
            return None
        bindings = facts.bindings.get(name)
        if bindings is None:
            return self._resolve_star(facts, name, depth) or self._submodule(path, name)
        targets = {self._resolve_binding(path, name, b, depth) for b in bindings}
        # `except ImportError: name = None` says nothing against the import.
        targets.discard("builtins.None")
        return targets.pop() if len(targets) == 1 else None

    def is_assigned(self, path: str, name: str, depth: int = 0) -> bool:
        """Whether a name of a file goes back to an assignment, there or in a file that it is imported from."""
        facts = self.facts.get(path)
        if facts is None or depth > 12:
            return False
        bindings = facts.bindings.get(name, ())
        origins = [(b.level, b.module, b.target) for b in bindings if b.kind == "from"]
        origins += [(level, module, name) for level, module in facts.stars if not bindings]
        found = [(self.find_module(path, level, module), target) for level, module, target in origins]
        return any(b.kind in ("alias", "other") for b in bindings) or any(
            self.is_assigned(file, target, depth + 1) for file, target in found if file is not None
        )

    def _submodule(self, path: str, name: str) -> str | None:
        if PurePosixPath(path).name != "__init__.py":
            return None
        found = self.find_module(path, 1, name)
        return tree_ref(found) if found else None

    def _resolve_star(self, facts: ModuleFacts, name: str, depth: int) -> str | None:
        found = set()
        for level, module in facts.stars:
            target = self.find_module(facts.path, level, module)
            if target:
                exports = self.facts[target].exports
                if exports is None or name in exports:
                    found.add(self.resolve(target, name, depth + 1))
        found.discard(None)
        return found.pop() if len(found) == 1 else None

    def _resolve_binding(self, path: str, name: str, binding: Binding, depth: int) -> str | None:
        if binding.kind == "import":
            found = self.find_module(path, 0, binding.target)
            if found is None and self.along and self.is_along(binding.target):
                return None
            return tree_ref(found) if found else binding.target
        if binding.kind == "from":
            return self.resolve_from(path, binding.level, binding.module, binding.target, depth)
        if binding.kind in ("class", "def"):
            return tree_ref(path, name)
        if binding.kind == "alias":
            if binding.target == name:
                return None
            return self.resolve_dotted(path, binding.target, depth + 1)
        return None

    def resolve_from(self, path: str, level: int, module: str, name: str, depth: int = 0) -> str | None:
        """What ``from <module> import <name>`` in ``path`` binds; a dotted name if outside the tree."""
        found = self.find_module(path, level, module)
        if found is not None:
            return self.resolve(found, name, depth + 1)
        if level or (self.along and self.is_along(module)):
            return None
        return f"{module}.{name}"

    def resolve_dotted(self, path: str, dotted: str, depth: int = 0) -> str | None:
        """What a dotted expression at the module level of ``path`` means."""
        head, *rest = dotted.split(".")
        if head not in self.facts[path].bindings and not self.facts[path].stars:
            return f"builtins.{head}" if not rest and head in ("None", "object") else None
        target = self.resolve(path, head, depth + 1)
        for part in rest:
            if target is None:
                return None
            target = self.member(target, part, depth)
        return target

    def member(self, target: str, name: str, depth: int = 0) -> str | None:
        """What ``<target>.<name>`` is: a name inside a tree module, or a longer dotted name."""
        if target.endswith(":"):
            return self.resolve(target[:-1], name, depth + 1)
        return None if ":" in target else f"{target}.{name}"

    def definition(self, ref: str) -> Binding | None:
        """The single class or function that a tree reference names."""
        path, _, name = ref.partition(":")
        bindings = self.facts[path].bindings.get(name, ()) if path in self.facts else ()
        return bindings[0] if len(bindings) == 1 and bindings[0].kind in ("class", "def") else None

    def bases(self, ref: str, depth: int = 0) -> list[str] | None:
        """Names of all classes that a tree class derives from, nearest first; None if any is not known."""
        binding = self.definition(ref)
        if binding is None or binding.kind != "class" or depth > 20:
            return None
        path = ref.partition(":")[0]
        found: list[str] = []
        for text in binding.bases:
            base = self.resolve_dotted(path, text) if text else None
            if base is None:
                return None
            found.append(base)
            if ":" in base:
                above = self.bases(base, depth + 1)
                if above is None:
                    return None
                found.extend(above)
        return found

    def taken(self, path: str) -> frozenset[str]:
        """Names that other files certainly take from this one by ``from … import``."""
        self.exported(path)
        assert self._taken is not None
        return frozenset(self._taken.get(path, ()))

    def exported(self, path: str) -> frozenset[str] | None:
        """Names that other files take from this one (its ``__all__`` included); None if they may take any."""
        if self._taken is None:
            taken: dict[str, set[str]] = {}
            for importer, facts in self.facts.items():
                for bindings in facts.bindings.values():
                    for binding in bindings:
                        if binding.kind == "from":
                            target = self.find_module(importer, binding.level, binding.module)
                            if target is not None:
                                taken.setdefault(target, set()).add(binding.target)
                inner = [*facts.inner, *((level, module, "*") for level, module in facts.stars)]
                for level, module, name in inner:
                    target = self.find_module(importer, level, module)
                    if target is not None:
                        taken.setdefault(target, set()).add(name)
            self._taken = taken
        names = self._taken.get(path, set()) | set(self.facts[path].exports or () if path in self.facts else ())
        return None if "*" in names or path.endswith("__init__.py") else frozenset(names)

    def needs_conversion(self, path: str) -> bool:
        """Whether a file imports a source framework, or a framework object through another file of the tree."""
        facts = self.facts[path]
        if facts.mentions or (facts.asks and (self.names_framework or self.along)):
            return True
        for name, bindings in facts.bindings.items():
            if any(b.kind == "from" for b in bindings):
                target = self.resolve(path, name)
                if target and is_source_name(target):
                    return True
        return any(self.star_brings_source(path, level, module) for level, module in facts.stars)

    def star_brings_source(self, path: str, level: int, module: str) -> bool:
        """Whether a star import from another file of the tree binds a source framework's object."""
        target = self.find_module(path, level, module)
        if target is None or target == path:
            return False
        names = self.facts[target].exports or tuple(self.facts[target].bindings)
        return any((found := self.resolve(target, n)) is not None and is_source_name(found) for n in names)
