"""Edits of the text for what matched; all other bytes stay."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from paconvert_ng.check.error import CheckError
from paconvert_ng.emit.edits import Edit
from paconvert_ng.emit.positions import Lines
from paconvert_ng.profiles.pattern import Captured, Pattern, hole_of, same

_ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Set)
_HOLE = re.compile(r"\$([A-Za-z_]\w*)")


class SharedLineError(ValueError):
    """Statements that share a line with others."""


class Text:
    """A text, and where the nodes of its syntax tree stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Character offsets of a node, a statement's decorators included, an expression's parentheses not."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        first = min([(node.lineno, node.col_offset), *((d.lineno, 0) for d in getattr(node, "decorator_list", []))])
        start = self._offset(*first)
        if first[0] != node.lineno:
            start += len(self.lines.indentation(start))
        return start, self._offset(node.end_lineno, node.end_col_offset)

    def _offset(self, line: int, column: int) -> int:
        start = self.lines.starts[line - 1]
        return start + len(self.text[start : start + column].encode()[:column].decode(errors="ignore"))

    def of(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def line_end(self, offset: int) -> int:
        """Behind the end of the line of an offset."""
        line = self.lines.position(offset)[0]
        return self.lines.starts[line] if line < len(self.lines.starts) else len(self.text)

    def own_lines(self, first: ast.stmt, last: ast.stmt) -> tuple[int, int]:
        """The lines that statements stand on. Raises SharedLineError where something else stands on them too."""
        start, end = self.span(first)[0], self.span(last)[1]
        begin, stop = self.lines.line_start(start), self.line_end(end)
        rest = self.text[end:stop].strip()
        if self.text[begin:start].strip() or rest and not rest.startswith("#"):
            raise SharedLineError("it shares a line with another statement")
        return begin, stop

    def with_comments_above(self, start: int) -> int:
        """The beginning of the comments directly above a line, if they are indented like it."""
        indent = self.lines.indentation(start)
        while start > 0:
            above = self.lines.line_start(start - 1)
            line = self.text[above:start]
            if not line.strip().startswith("#") or self.lines.indentation(above) != indent:
                return start
            start = above
        return start


def removed(text: Text, statements: Sequence[ast.stmt], block: Sequence[ast.stmt]) -> Edit:
    """Without these statements; ``pass`` where their block would be empty."""
    start, end = text.own_lines(statements[0], statements[-1])
    new = ""
    if len(statements) == len(block):
        new = f"{text.lines.indentation(start)}pass{text.newline}"
    return Edit(start, end, new, whole=True)


def moved_up(text: Text, statements: Sequence[ast.stmt]) -> Edit:
    """With the last of these statements before the others, each with the comments directly above it."""
    first, last = statements[0], statements[-1]
    start, middle = text.own_lines(first, statements[-2])
    begin, end = text.own_lines(last, last)
    start, begin = text.with_comments_above(start), text.with_comments_above(begin)
    moved, rest = text.text[begin:end], text.text[start:middle]
    if not moved.endswith("\n"):
        moved += text.newline
        rest = rest.removesuffix("\n").removesuffix("\r")
    return Edit(start, end, moved + text.text[middle:begin] + rest, whole=True)


def replaced(text: Text, nodes: Sequence[ast.expr | ast.stmt], template: Pattern, captured: Captured) -> Edit:
    """With the template in the place of an expression or of statements.

    Raises CheckError if no text with the captured expressions means what the template says.
    """
    start, end = text.span(nodes[0])[0], text.span(nodes[-1])[1]
    whole = template.expression is None
    if whole:
        text.own_lines(nodes[0], nodes[-1])  # type: ignore[arg-type]
    indent = text.lines.indentation(start)
    wanted = _Filled(captured).visit(ast.parse(ast.unparse(template.tree)))
    for all_in_parentheses in (False, True):
        new = _text(text, template, captured, all_in_parentheses)
        if _says(new, wanted):
            lines = new.split("\n")
            return Edit(start, end, (text.newline + indent).join(lines) if whole else new, whole=whole)
    raise CheckError(f"the replacement does not mean what it says: {template.text}")


def _says(new: str, wanted: ast.AST) -> bool:
    try:
        return same(ast.parse(new), wanted)
    except SyntaxError:
        return False


def _text(text: Text, template: Pattern, captured: Captured, all_in_parentheses: bool) -> str:
    bare = {hole_of(node) for node in _operands(template.tree)}

    def written(match: re.Match[str]) -> str:
        node = captured[match[1]]
        assert isinstance(node, ast.expr)
        source = text.of(node)
        if all_in_parentheses or match[1] in bare and not isinstance(node, _ATOMS):
            return f"({source})"
        return f"({source})" if isinstance(node, ast.Tuple) and not source.startswith("(") else source

    return _HOLE.sub(written, template.text)


def _operands(tree: ast.AST) -> list[ast.expr]:
    """What stands beside an operator, or before a dot or bracket."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            found += [node.left, node.right]
        elif isinstance(node, ast.UnaryOp):
            found.append(node.operand)
        elif isinstance(node, ast.BoolOp):
            found += node.values
        elif isinstance(node, ast.Compare):
            found += [node.left, *node.comparators]
        elif isinstance(node, ast.Attribute | ast.Subscript):
            found.append(node.value)
        elif isinstance(node, ast.Call):
            found.append(node.func)
    return found


class _Filled(ast.NodeTransformer):
    """A template's tree with what its holes stand for."""

    def __init__(self, captured: Captured) -> None:
        self._captured = captured

    def visit_Name(self, node: ast.Name) -> ast.AST:
        hole = hole_of(node)
        found = self._captured[hole] if hole else node
        assert isinstance(found, ast.expr)
        return found
