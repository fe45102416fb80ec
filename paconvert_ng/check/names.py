"""Names of an output: each is bound somewhere, and those of Paddle are there in the chosen version."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from paconvert_ng.check.error import CheckError
from paconvert_ng.rules.fits import call_problem
from paconvert_ng.rules.signatures import Snapshot

_TARGET = "paddle"
_GIVEN = frozenset(dir(builtins)) | {"__file__", "__path__", "__class__", "__annotations__", "__builtins__"}


def check_names(before: ast.Module, after: ast.Module, snapshot: Snapshot, skipped: str) -> None:
    """Raise CheckError for a name that is bound nowhere any more, or one of Paddle's that there is not.

    Scopes are not told apart: a name counts as bound if anything in the file binds it. ``skipped`` is the function
    that holds inlined helpers, which are tested themselves.
    """
    nodes = [node for statement in after.body if not _is_helper(statement, skipped) for node in ast.walk(statement)]
    original = list(ast.walk(before))
    lost = _unbound(nodes, skipped) - _unbound(original, "")
    if lost:
        raise CheckError(f"the output binds no {', '.join(sorted(lost))}")
    if _modules(original):
        return  # the author's own use of Paddle is the author's
    modules = _modules(nodes)
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            _check_chain(node, modules, snapshot)
        elif isinstance(node, ast.Call) and node.keywords:
            _check_keywords(node, modules, snapshot)


def _is_helper(statement: ast.stmt, skipped: str) -> bool:
    return isinstance(statement, ast.FunctionDef) and statement.name == skipped


def _unbound(nodes: list[ast.AST], given: str) -> set[str]:
    """Names that are read, and that nothing here binds."""
    bound: set[str] = {given}
    read: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        else:
            bound.update(_bound_by(node))
    return read - bound - _GIVEN


def _bound_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names
    else:
        # Handlers, captures of patterns, and type parameters have a name that is a text.
        for field in ("name", "rest"):
            if isinstance(name := getattr(node, field, None), str):
                yield name


def _modules(nodes: list[ast.AST]) -> dict[str, str]:
    """Local name → the part of Paddle that an import binds it to, where all imports of the name agree."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for item in node.names:
                path = item.name if item.asname else item.name.partition(".")[0]
                found.setdefault(item.asname or path, set()).add(path)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for item in node.names:
                found.setdefault(item.asname or item.name, set()).add(f"{node.module}.{item.name}")
        elif isinstance(node, ast.arg):
            found.setdefault(node.arg, set()).add("")
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.setdefault(node.id, set()).add("")
    single = {local: next(iter(paths)) for local, paths in found.items() if len(paths) == 1}
    return {local: path for local, path in single.items() if path.partition(".")[0] == _TARGET}


def _full_name(node: ast.expr, modules: dict[str, str]) -> str:
    """``paddle.nn.functional.relu`` for ``F.relu``; "" for what does not begin with a part of Paddle."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in modules:
        return ""
    return ".".join([modules[node.id], *reversed(parts)])


def _check_chain(node: ast.Attribute, modules: dict[str, str], snapshot: Snapshot) -> None:
    name = _full_name(node, modules)
    parts = name.split(".")
    if any(part.startswith("_") for part in parts):
        return  # a snapshot has public names
    for count in range(2, len(parts) + 1):
        owner = ".".join(parts[: count - 1])
        if owner != _TARGET and snapshot.kind(owner) != "module":
            return
        part = ".".join(parts[:count])
        if snapshot.kind(part) is None:
            raise CheckError(f"line {node.lineno}: Paddle {snapshot.version} has no {part}")


def _check_keywords(node: ast.Call, modules: dict[str, str], snapshot: Snapshot) -> None:
    name = _full_name(node.func, modules)
    signatures = snapshot.signatures(name) if name and not snapshot.loose(name) else ()
    problems = [call_problem(node, signature, snapshot.keywords(name), loose=True) for signature in signatures]
    if problems and all(problems):
        raise CheckError(f"line {node.lineno}: {name}: {problems[0]}")
