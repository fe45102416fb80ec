"""What a file's names are, as far as its imports say: enough to know ``torch.full`` under another name."""

from __future__ import annotations

import ast
from functools import cached_property


class Imports:
    """The imports of a file. A name that the file also binds otherwise stands for nothing that is known."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree

    @cached_property
    def _names(self) -> dict[str, str]:
        """Local name → full name; looked for only where one is asked for."""
        names: dict[str, str] = {}
        unclear: set[str] = set()
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for local, name in _brought(node):
                    if names.setdefault(local, name) != name:
                        unclear.add(local)
            else:
                unclear.update(bound(node))
        return {local: name for local, name in names.items() if local not in unclear}

    def name_of(self, node: ast.expr) -> str:
        """The full name of the object that an expression is; "" where that is not known."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        root = self._names.get(node.id, "") if isinstance(node, ast.Name) else ""
        return ".".join([root, *reversed(parts)]) if root else ""


def _brought(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    """Local name and full name."""
    if isinstance(node, ast.Import):
        return [(a.asname, a.name) if a.asname else (a.name.partition(".")[0],) * 2 for a in node.names]
    if node.level or node.module is None:
        return [(alias.asname or alias.name, "") for alias in node.names]
    return [(alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names]


def bound(node: ast.AST) -> list[str]:
    """The names that a node itself binds, other than by an import."""
    if isinstance(node, ast.Name):
        return [] if isinstance(node.ctx, ast.Load) else [node.id]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        return [node.name] if node.name else []
    if isinstance(node, ast.MatchMapping):
        return [node.rest] if node.rest else []
    return []
