"""What an output must satisfy before it is written: it parses, and its syntax tree differs only at the edits.

Text that no edit covers is the same by construction; what could still go wrong is that an edited
expression binds differently with what stands around it, or that a statement is lost. So
the trees before and after are compared with the edited expressions masked and the edited statements left out.
"""

from __future__ import annotations

import ast
import bisect
import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst
from astor.node_util import fast_compare

from paconvert_ng.check.bound import check_bound
from paconvert_ng.check.error import CheckError
from paconvert_ng.check.mentions import WORD
from paconvert_ng.check.names import check_names
from paconvert_ng.emit.edits import Edit
from paconvert_ng.rules.signatures import Snapshot

#: A node's place as ``ast`` gives it: line, UTF-8 column, end line, end column.
Place = tuple[int, int, int, int]

#: Before 3.12 ``ast`` does not know where the parts of an f-string stand.
_FSTRINGS_HAVE_PLACES = sys.version_info >= (3, 12)


class Checked(NamedTuple):
    """An output as it was read: its nodes without those of inlined helpers, and the lines of these."""

    nodes: Sequence[ast.AST] = ()
    skipped: Sequence[tuple[int, int]] = ()


def check_output(
    source: str, code: str, edits: Sequence[Edit], places: Sequence[tuple[int, int]], snapshot: Snapshot, helpers: str
) -> Checked:
    """Raise CheckError unless ``code`` is valid Python, its names hold, and only the edits differ.

    ``places`` are the edits' character ranges in ``code``, ``snapshot`` has Paddle's names, ``helpers`` is the name of
    the function that holds inlined helpers. Where this Python cannot parse the
    source at all (newer syntax), libcst's parser alone is asked.
    """
    try:
        before = ast.parse(source)
    except SyntaxError:
        _check_with_libcst(code)
        return Checked()
    try:
        after = ast.parse(code)
    except SyntaxError as error:
        raise CheckError(f"the output does not parse: line {error.lineno}: {error.msg}") from None
    checked = parsed(after, helpers)
    check_names(before, checked.nodes, snapshot)
    check_bound(source, code, helpers)
    _compare(before, after, source, code, edits, places)
    return checked


def check_same(source: str, code: str, edits: Sequence[Edit], places: Sequence[tuple[int, int]]) -> None:
    """Raise CheckError unless ``code`` is valid Python, binds the names that it reads, and only the edits differ."""
    try:
        after = ast.parse(code)
    except SyntaxError as error:
        raise CheckError(f"the output does not parse: line {error.lineno}: {error.msg}") from None
    check_bound(source, code, "")
    _compare(ast.parse(source), after, source, code, edits, places)


def _compare(
    before: ast.Module,
    after: ast.Module,
    source: str,
    code: str,
    edits: Sequence[Edit],
    places: Sequence[tuple[int, int]],
) -> None:
    old = _Side(source, [(e.start, e.end) for e in edits], edits)
    new = _Side(code, places, edits)
    _compare_blocks(before.body, after.body, old, new)


def parsed(tree: ast.Module, helpers: str) -> Checked:
    """The nodes of a tree, but for the function ``helpers``."""
    nodes: list[ast.AST] = []
    skipped: list[tuple[int, int]] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == helpers:
            skipped.append((statement.lineno, statement.end_lineno or statement.lineno))
        else:
            nodes.extend(ast.walk(statement))
    return Checked(nodes, skipped)


def read(code: str) -> Checked:
    """A text that was not edited, for what it says; nothing where this Python cannot parse it."""
    if not WORD.search(code):
        return Checked()
    try:
        return parsed(ast.parse(code), "")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Checked()


def _check_with_libcst(code: str) -> None:
    try:
        cst.parse_module(code)
    except cst.ParserSyntaxError as error:
        raise CheckError(f"the output does not parse: {error.message}") from None


_PARENTHESIS = re.compile(r"\((?:\s|\\\\|#[^\n]*\n)*")


def _opening(text: str) -> Iterator[re.Match[str]]:
    """Each opening parenthesis that the text begins with, and the white space and comments behind it."""
    position = 0
    while (match := _PARENTHESIS.match(text, position)) is not None:
        yield match
        position = match.end()


def _closing(text: str) -> Iterator[int]:
    """Lengths of the text without the closing parentheses, and the space and comments before them, at its end."""
    while text.endswith(")"):
        text = text[:-1]
        lines = text.split("\n")
        while lines and not lines[-1].partition("#")[0].strip():
            lines.pop()
        text = "\n".join(lines)
        stripped = text.rstrip()
        yield len(stripped)
        code = text.rpartition("\n")[2].partition("#")[0].rstrip()
        without_comment = len(text) - len(text.rpartition("\n")[2]) + len(code)
        if without_comment != len(stripped):
            yield without_comment
        text = stripped


class _Side:
    """One of the two texts: which lines the edits touch, and where exactly."""

    def __init__(self, text: str, ranges: Sequence[tuple[int, int]], edits: Sequence[Edit]) -> None:
        self.starts = [0]
        lines = text.replace("\r\n", "\n ").replace("\r", "\n").split("\n")
        offset = 0
        for line in lines[:-1]:
            offset += len(line) + 1
            self.starts.append(offset + 1 if text[offset - 1 : offset + 1] == "\r\n" else offset)
        self.text = text
        self.expressions: set[Place] = set()
        self.statements: list[tuple[int, int]] = []
        self.lines: set[int] = set()
        for (start, end), edit in zip(ranges, edits, strict=True):
            if edit.whole:
                self.statements.append((start, end))
            else:
                self.expressions.update(self._places(start, end))
            self.lines.update(range(self._line(start), self._line(end) + 1))

    def _line(self, offset: int) -> int:
        return bisect.bisect_right(self.starts, offset)

    def _position(self, offset: int) -> tuple[int, int]:
        line = self._line(offset)
        return line, len(self.text[self.starts[line - 1] : offset].encode())

    def _places(self, start: int, end: int) -> list[Place]:
        """The range, and what may remain of it inside its outer parentheses (which ``ast`` leaves out)."""
        starts = [start, *(start + m.end() for m in _opening(self.text[start:end]))]
        ends = [end, *(start + length for length in _closing(self.text[start:end]))]
        return [(*self._position(s), *self._position(e)) for s in starts for e in ends if s < e]

    def touches(self, node: ast.stmt) -> bool:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        return any(line in self.lines for line in range(first, (node.end_lineno or node.lineno) + 1))

    def edited(self, node: ast.stmt) -> bool:
        """Whether a statement lies inside an edit of whole statements."""
        column = len(self.text[self.starts[node.lineno - 1] :].encode()[: node.col_offset].decode())
        offset = self.starts[node.lineno - 1] + column
        return any(start <= offset < end for start, end in self.statements)


def _compare_blocks(before: Sequence[ast.stmt], after: Sequence[ast.stmt], old: _Side, new: _Side) -> None:
    kept_before = [s for s in before if not (old.touches(s) and old.edited(s))]
    kept_after = [s for s in after if not (new.touches(s) and new.edited(s))]
    if len(kept_before) != len(kept_after):
        line = kept_before[0].lineno if kept_before else "?"
        raise CheckError(
            f"the block at line {line} has {len(kept_after)} statements where the original has {len(kept_before)}"
        )
    for first, second in zip(kept_before, kept_after, strict=True):
        if type(first) is not type(second):
            raise CheckError(f"the {type(first).__name__} in line {first.lineno} became a {type(second).__name__}")
        if old.touches(first):
            _compare_touched(first, second, old, new)


def _compare_touched(first: ast.AST, second: ast.AST, old: _Side, new: _Side) -> None:
    """Compare two statements field by field; blocks inside recursively."""
    for name in first._fields:
        left, right = getattr(first, name, None), getattr(second, name, None)
        if isinstance(left, list) and left and isinstance(left[0], ast.stmt):
            _compare_blocks(left, right or [], old, new)
        elif (
            isinstance(left, list)
            and left
            and isinstance(left[0], ast.ExceptHandler | getattr(ast, "match_case", ast.ExceptHandler))
        ):
            for one, other in zip(left, right or [], strict=True):
                _compare_touched(one, other, old, new)
        elif not fast_compare(_mask(left, old), _mask(right, new)):
            line = getattr(first, "lineno", "?")
            raise CheckError(
                f"the {type(first).__name__} in line {line} means something else outside the edited expressions"
            )


class _Masker(ast.NodeTransformer):
    def __init__(self, side: _Side) -> None:
        self.side = side

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr | ast.arg):
            place = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
            if place in self.side.expressions or (isinstance(node, ast.JoinedStr) and not _FSTRINGS_HAVE_PLACES):
                return ast.Constant("edited")
        return self.generic_visit(node)


def _mask(value: object, side: _Side) -> object:
    """The part of a tree with every edited expression replaced by one and the same constant."""
    if isinstance(value, ast.AST):
        return _Masker(side).visit(value)
    if isinstance(value, list):
        return [_mask(item, side) for item in value]
    return value
