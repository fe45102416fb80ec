"""How a Python file imports others and may be run: what decides where the helper module can lie.

Read from the text with regular expressions: this looks at every file of a tree, and a
wrong guess costs an import that is longer than needed, as ``layout`` takes care.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS

#: Base name of the module that holds a tree's helpers.
HELPER_MODULE = "paddle_helpers"

_FROM = re.compile(r"^[ \t]*from[ \t]+(\.*)[ \t]*([A-Za-z_][\w.]*)?[ \t]+import[ \t]+([^\r\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([A-Za-z_][^\r\n#;]*)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_GUARD = re.compile(r"__name__\s*==\s*['\"]__main__|['\"]__main__['\"]\s*==\s*__name__")
_OF_TORCH = re.compile(rb"^[ \t]*(?:from|import)\b[^\n#]*\btorch(?:vision|audio)?\b", re.MULTILINE)
_HELPER_WORD = re.compile(rf"\b{HELPER_MODULE}\w*")


class ImportFacts(NamedTuple):
    """The imports of one file.

    ``absolute``: dotted modules (for ``from a import b`` both ``a`` and ``a.b``: either may be
    a folder). ``relative``: (level, module), likewise. ``guard``: it may be run as a script
    (a ``__name__ == "__main__"`` test, a ``#!`` line). ``edits_path``: it mentions ``sys.path``. ``words``: names
    in it that begin like the helper module's.
    """

    absolute: frozenset[str] = frozenset()
    relative: frozenset[tuple[int, str]] = frozenset()
    guard: bool = False
    edits_path: bool = False
    words: frozenset[str] = frozenset()

    @property
    def level(self) -> int:
        """The highest level of a relative import, 0 without any."""
        return max((level for level, _ in self.relative), default=0)


def scan(source: str, path: str, packages: frozenset[str]) -> ImportFacts:
    """The facts of the file at ``path``. ``packages`` are the folders with an ``__init__.py``.

    Text that looks like an import may stand in a docstring: the file is parsed where that
    could make a folder without ``__init__.py`` look like a package.
    """
    folder = path.rpartition("/")[0]
    if folder not in packages:
        return import_facts(source, exact=True)
    facts = import_facts(source, exact=False)
    reached = [folder]
    for _ in range(facts.level - 1):
        reached.append(reached[-1].rpartition("/")[0] if reached[-1] else "..")
    return facts if packages.issuperset(reached) else import_facts(source, exact=True)


def import_facts(source: str, *, exact: bool) -> ImportFacts:
    """The facts of one text. ``exact`` parses it, so that import statements in docstrings do not count."""
    found = list(_parsed(source) if exact else _matched(source))
    absolute = frozenset(module for level, module in found if not level)
    relative = frozenset((level, module) for level, module in found if level)
    guard = source.startswith("#!") or _GUARD.search(source) is not None
    words = frozenset(_HELPER_WORD.findall(source)) if HELPER_MODULE in source else frozenset()
    return ImportFacts(absolute, relative, guard, "sys.path" in source, words)


def _matched(source: str) -> Iterator[tuple[int, str]]:
    for dots, module, names in _FROM.findall(source):
        yield len(dots), module
        for name in _NAME.findall(names.split("#")[0]):
            yield len(dots), f"{module}.{name}" if module else name
    for names in _IMPORT.findall(source):
        for item in names.split(","):
            if match := _NAME.match(item.strip()):
                yield 0, match[0]


def _parsed(source: str) -> Iterator[tuple[int, str]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield from _matched(source)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield 0, alias.name
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield node.level, module
            for alias in node.names:
                yield node.level, f"{module}.{alias.name}" if module else alias.name


def source_imports(data: bytes) -> tuple[str, ...]:
    """Torch's own packages that a module imports; by the look of it where it cannot be parsed."""
    if b"torch" not in data or not _OF_TORCH.search(data):
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        named = b" ".join(match[0] for match in _OF_TORCH.finditer(data)).decode("utf-8", "replace")
        return tuple(sorted(root for root in FRAMEWORK_ROOTS if re.search(rf"\b{root}\b", named)))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return tuple(sorted(found.intersection(FRAMEWORK_ROOTS)))
