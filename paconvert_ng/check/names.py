"""Names of Paddle's in an output: they are there in the chosen version, and take the keywords that they are given."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from paconvert_ng.check.error import CheckError
from paconvert_ng.dotted import dotted_name
from paconvert_ng.rules.fits import call_problem
from paconvert_ng.rules.signatures import Snapshot

_TARGET = "paddle"
#: Nodes that bind a name to the author's own: the field that holds it, which may be None.
_BOUND: dict[type[ast.AST], str] = {
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
    ast.MatchAs: "name",
    ast.MatchStar: "name",
    ast.MatchMapping: "rest",
}


def check_names(before: ast.Module, nodes: Sequence[ast.AST], snapshot: Snapshot) -> None:
    """Raise CheckError for a name or keyword of Paddle's among ``nodes`` that there is not.

    Where the original names the same, it is the author's, who may write for another version.
    """
    modules = _modules(nodes)
    if not modules:
        return
    found = _problems(nodes, modules, snapshot)
    if not found:
        return
    original = list(ast.walk(before))
    own = {problem for _, problem in _problems(original, _modules(original), snapshot)}
    for line, problem in found:
        if problem not in own:
            raise CheckError(f"line {line}: {problem}")


def _problems(nodes: Sequence[ast.AST], modules: dict[str, str], snapshot: Snapshot) -> list[tuple[int, str]]:
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    found: list[tuple[int, str]] = []
    for node in nodes:
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            problem = _missing(node, modules, snapshot)
        elif isinstance(node, ast.Call) and node.keywords:
            problem = _keyword_problem(node, modules, snapshot)
        else:
            continue
        if problem:
            found.append((node.lineno, problem))
    return found


def _modules(nodes: Sequence[ast.AST]) -> dict[str, str]:
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
        elif isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, set()).add("")
        elif (field := _BOUND.get(type(node))) and (own := getattr(node, field)):
            found.setdefault(own, set()).add("")
    single = {local: next(iter(paths)) for local, paths in found.items() if len(paths) == 1}
    return {local: path for local, path in single.items() if path.partition(".")[0] == _TARGET}


def _full_name(node: ast.expr, modules: dict[str, str]) -> str:
    """``paddle.nn.functional.relu`` for ``F.relu``; "" for what does not begin with a part of Paddle."""
    head, dot, rest = dotted_name(node).partition(".")
    return modules[head] + dot + rest if head in modules else ""


def _missing(node: ast.Attribute, modules: dict[str, str], snapshot: Snapshot) -> str:
    """What a chain names that Paddle does not have; "" if nothing."""
    name = _full_name(node, modules)
    parts = name.split(".")
    if any(part.startswith("_") for part in parts):
        return ""  # a snapshot has public names
    for count in range(2, len(parts) + 1):
        owner = ".".join(parts[: count - 1])
        if owner != _TARGET and snapshot.kind(owner) != "module":
            return ""
        part = ".".join(parts[:count])
        if snapshot.kind(part) is None:
            return f"Paddle {snapshot.version} has no {part}"
    return ""


def _keyword_problem(node: ast.Call, modules: dict[str, str], snapshot: Snapshot) -> str:
    """Why no signature of what is called takes the call; "" if one does, or none is known."""
    name = _full_name(node.func, modules)
    signatures = snapshot.signatures(name) if name and not snapshot.loose(name) else ()
    problems = [call_problem(node, signature, snapshot.keywords(name), loose=True) for signature in signatures]
    return f"{name}: {problems[0]}" if problems and all(problems) else ""
