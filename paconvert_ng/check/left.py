"""No name of the source framework is left in the code of an output that no finding lists."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Sequence

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS
from paconvert_ng.check.error import CheckError


def check_left(
    nodes: Sequence[ast.AST],
    placeholder: str,
    is_listed: Callable[[int, int], bool],
    along: Collection[str] = (),
) -> None:
    """Raise CheckError for an import of the framework, or a use of what one brings, that is not listed.

    ``nodes`` are all of the output, ``placeholder`` is the name that stands for the framework there ("" for none),
    ``is_listed`` says of a line and column (as ``ast`` counts them) of the output whether a finding is about it.
    ``along`` are packages whose own code was converted too, so that importing them is right.
    """
    roots = frozenset(FRAMEWORK_ROOTS).difference(along)
    brought = {placeholder} - {""}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = _imported(node, roots)
            if names and not is_listed(node.lineno, node.col_offset):
                raise CheckError(f"line {node.lineno}: {ast.unparse(node)} is left, and no finding says so")
            brought |= names
    if not brought:
        return
    brought -= _bound_otherwise(nodes, placeholder, roots)
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in brought and isinstance(node.ctx, ast.Load):
            if not is_listed(node.lineno, node.col_offset):
                raise CheckError(f"line {node.lineno}: {node.id} is left, and no finding says so")


def _imported(node: ast.Import | ast.ImportFrom, roots: Collection[str]) -> set[str]:
    """The local names by which a statement brings the framework; none if it brings something else."""
    if isinstance(node, ast.ImportFrom):
        inside = not node.level and (node.module or "").partition(".")[0] in roots
        return {item.asname or item.name for item in node.names} if inside else set()
    found = {item.asname or item.name.partition(".")[0]: item.name.partition(".")[0] for item in node.names}
    return {local for local, root in found.items() if root in roots}


def _bound_otherwise(nodes: Sequence[ast.AST], placeholder: str, roots: Collection[str]) -> set[str]:
    """Names that something else binds too, so that a use of them may be none of the framework's."""
    found = {node.arg for node in nodes if isinstance(node, ast.arg)}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id != placeholder and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            locals_ = {item.asname or item.name.partition(".")[0] for item in node.names}
            found |= locals_ - _imported(node, roots)
    return found
