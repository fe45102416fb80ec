"""What one module loads: its import statements, and the modules that it imports by name."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

#: What a text must have in it to load modules by name.
_BY_NAME = re.compile(r"\b(?:import_module|__import__|iter_modules|walk_packages|lazy_loader|LazyLoader)\b")
_LISTING = ("iter_modules", "walk_packages")
_OWN_NAMES = ("__name__", "__package__")


class ByName(NamedTuple):
    """A module that is loaded by name. ``text`` is its name, or (not ``whole``) what the name begins with.

    ``package`` is what a name that begins with a dot is relative to: a name, "." for the module's own package,
    or "" if it is not known.
    """

    text: str
    whole: bool
    package: str
    line: int


class Reads(NamedTuple):
    """What one module loads. ``imports`` are (level, module, names); names are empty for ``import module``.

    ``exports`` is its ``__all__``, None where there is none that can be read.
    """

    imports: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
    by_name: tuple[ByName, ...] = ()
    exports: tuple[str, ...] | None = None


def read_module(source: str) -> Reads:
    """What a text loads; nothing if this Python cannot parse it. Imports under ``if TYPE_CHECKING`` do not run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Reads()
    imports: list[tuple[int, str, tuple[str, ...]]] = []
    exports: list[str] | None = None
    for node in _statements(tree.body):
        if isinstance(node, ast.Import):
            imports += [(0, alias.name, ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imports.append((node.level, node.module or "", tuple(alias.name for alias in node.names)))
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            listed = _exported(node)
            exports = [*(exports or ()), *listed] if listed is not None else exports
    by_name = tuple(_loads(tree)) if _BY_NAME.search(source) else ()
    return Reads(tuple(dict.fromkeys(imports)), by_name, None if exports is None else tuple(exports))


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        if isinstance(statement, ast.If) and ast.unparse(statement.test).endswith("TYPE_CHECKING"):
            yield from _statements(statement.orelse)
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, name, []))
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            yield from _statements(part.body)


def _exported(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> list[str] | None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if not any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
        return None
    items = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else []
    return [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def _loads(tree: ast.Module) -> Iterator[ByName]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if called in ("import_module", "__import__") and (node.args or node.keywords):
            yield _by_name(node)
        elif called in _LISTING or (called == "attach" and _is_own_name(node.args[0] if node.args else None)):
            yield ByName(".", False, ".", node.lineno)


def _by_name(node: ast.Call) -> ByName:
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    name = node.args[0] if node.args else given.get("name")
    package = node.args[1] if len(node.args) > 1 else given.get("package")
    text, whole = _beginning(name)
    relative = "."
    if package is not None and not _is_own_name(package):
        relative = _beginning(package)[0] if _beginning(package)[1] else ""
    return ByName(text, whole, relative, node.lineno)


def _beginning(node: ast.expr | None) -> tuple[str, bool]:
    """What the value of a string expression begins with, and whether that is all of it; "." for the own package."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, True
    parts: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _beginning(node.left)[0].partition("%")[0], False
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _beginning(node.func.value)[0].partition("{")[0], False
    if not parts:
        return "", False
    if _is_own_name(parts[0]):
        return ".", False
    text, whole = _beginning(parts[0])
    for part in parts[1:] if whole else ():
        more, whole = _beginning(part)
        text += more
        if not whole:
            break
    return text, whole


def _is_own_name(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id in _OWN_NAMES


def to_json(found: Reads) -> list[Any]:
    """The same of JSON's types."""
    return [found.imports, found.by_name, found.exports]


def from_json(value: Any) -> Reads | None:
    """The inverse of ``to_json``; None for what is none of its values."""
    try:
        imports = tuple((int(level), str(module), tuple(names)) for level, module, names in value[0])
        by_name = tuple(ByName(str(text), bool(whole), str(of), int(line)) for text, whole, of, line in value[1])
        return Reads(imports, by_name, None if value[2] is None else tuple(value[2]))
    except (TypeError, ValueError, IndexError):
        return None
