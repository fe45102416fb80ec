"""Comments by which an author steers the converter: ``# paconvert: keep`` and ``# paconvert: ignore[PC102]``.

A comment behind code is about the statement that it stands behind (of a compound statement, its first line); a comment
on a line of its own about the whole statement that follows.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_WORD = "paconvert:"
_COMMENT = re.compile(r"#\s*paconvert:\s*(?:(?P<keep>keep)\b|ignore\[(?P<codes>[\w\s,]+)\])")


class Directives(NamedTuple):
    """First and last line of what is kept as it is, and of what gives no diagnostics of some codes."""

    kept: tuple[tuple[int, int], ...] = ()
    ignored: tuple[tuple[int, int, frozenset[str]], ...] = ()

    def keeps(self, line: int) -> bool:
        return any(first <= line <= last for first, last in self.kept)

    def ignores(self, line: int, code: str) -> bool:
        return any(first <= line <= last and code in codes for first, last, codes in self.ignored)


def directives(source: str) -> Directives:
    """The directives of a file; none where this Python cannot read it."""
    if _WORD not in source:
        return Directives()
    try:
        comments = list(_comments(source))
        statements = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)] if comments else []
    except (SyntaxError, tokenize.TokenError):
        return Directives()
    kept: list[tuple[int, int]] = []
    ignored: list[tuple[int, int, frozenset[str]]] = []
    for line, alone, match in comments:
        place = _next(statements, line) if alone else _around(statements, line)
        if place is None:
            continue
        if match["keep"]:
            kept.append(place)
        else:
            ignored.append((*place, frozenset(match["codes"].replace(",", " ").split())))
    return Directives(tuple(kept), tuple(ignored))


def _comments(source: str) -> Iterator[tuple[int, bool, re.Match[str]]]:
    """Line, whether nothing else stands on it, and what the comment says."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (match := _COMMENT.match(token.string)):
            yield token.start[0], not token.line[: token.start[1]].strip(), match


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])


def _next(statements: list[ast.stmt], line: int) -> tuple[int, int] | None:
    """The outermost statement that begins next after a line."""
    following = [node for node in statements if _first_line(node) > line]
    node = min(following, key=lambda node: (_first_line(node), -(node.end_lineno or 0)), default=None)
    return (_first_line(node), node.end_lineno or node.lineno) if node is not None else None


def _around(statements: list[ast.stmt], line: int) -> tuple[int, int] | None:
    """The innermost statement around a line; of one with a body the lines before that."""
    around = [node for node in statements if _first_line(node) <= line <= (node.end_lineno or 0)]
    node = max(around, key=_first_line, default=None)
    if node is None:
        return None
    body = getattr(node, "body", None)
    return _first_line(node), body[0].lineno - 1 if body else node.end_lineno or node.lineno
