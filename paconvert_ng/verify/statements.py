"""Statements of a source file, so that a line of the original finds its counterpart in the converted file.

The converter keeps a function's statements, their number and order: the n-th of one is the n-th of the other.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Function:
    """A function with its statements, those of functions inside it left out."""

    name: str
    statements: tuple[ast.stmt, ...]

    def at(self, line: int) -> int | None:
        """The number of the innermost statement on the line."""
        found = None
        for number, statement in enumerate(self.statements):
            if statement.lineno <= line <= (statement.end_lineno or statement.lineno):
                found = number
        return found


class SourceFile:
    """A parsed file. Raises SyntaxError, OSError or UnicodeDecodeError."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8-sig")
        self._by_line: dict[int, Function] = {}
        self._collect(ast.parse(self.text), "")

    def _collect(self, node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, _FUNCTIONS):
                name = f"{prefix}{child.name}"
                first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
                self._by_line[first] = Function(name, tuple(_statements(child.body)))
                self._collect(child, f"{name}.")
            else:
                self._collect(child, f"{prefix}{child.name}." if isinstance(child, ast.ClassDef) else prefix)

    def function(self, first: int) -> Function | None:
        """The function whose code begins at the line (that of its first decorator)."""
        return self._by_line.get(first)

    def text_of(self, statement: ast.stmt) -> str:
        """The statement as it is written; of a compound one its head."""
        body = getattr(statement, "body", None)
        if body:
            lines = self.text.splitlines()[statement.lineno - 1 : body[0].lineno - 1]
            return "\n".join(lines).strip() or ast.unparse(statement).splitlines()[0]
        return ast.get_source_segment(self.text, statement) or ""


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for statement in body:
        found.append(statement)
        if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            continue
        for name in ("body", "orelse", "finalbody"):
            found += _statements(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            found += _statements(handler.body)
        for case in getattr(statement, "cases", []):
            found += _statements(case.body)
    return found


def names_read(statement: ast.stmt) -> list[str]:
    """The names that a statement reads, in order; of a compound one, its head."""
    heads = [getattr(statement, name) for name in ("test", "iter", "subject") if hasattr(statement, name)]
    nodes = heads or [statement]
    found = [n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return list(dict.fromkeys(found))
