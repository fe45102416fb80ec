"""Patterns: Python text with holes, matched against syntax trees.

``$name`` stands for one expression, ``$_`` for any, ``$*name`` alone on a line for any number of statements; a hole
that occurs twice stands for the same text. Trees of ``ast`` are compared, so that white space, comments, quotes,
parentheses and trailing commas make no difference, and each node knows exactly where it stands. Keyword arguments match
in any order. A dotted name that begins with a module (``torch.full``) matches whatever the file calls that object.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS
from paconvert_ng.profiles.imports import Imports

#: What holes stand for: an expression, or statements.
Captured = dict[str, ast.expr | list[ast.stmt]]

#: Names in patterns that stand for the module, not for a variable of that name.
MODULES = frozenset((*FRAMEWORK_ROOTS, "paddle", "transformers", "numpy", "math"))
ANY = "_"
_HOLE = re.compile(r"\$(\*?)([A-Za-z_]\w*)")
_ONE, _MANY = "paconvert_one_", "paconvert_many_"
_IGNORED = frozenset(("ctx", "type_comment", "kind", "type_ignores"))


class PatternError(ValueError):
    """A pattern that cannot be used; the message says why."""


@dataclass(frozen=True)
class Pattern:
    """A pattern as it is written. Raises PatternError when it is made of what is no pattern."""

    text: str

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if _hole(node, _MANY) and not isinstance(node, ast.Name):
                raise PatternError("`$*name` stands alone on a line")
            for name, value in ast.iter_fields(node):
                if isinstance(value, str) and (_ONE in value or _MANY in value) and not isinstance(node, ast.Name):
                    raise PatternError(
                        f"a hole stands for an expression, not for the {name} of a {type(node).__name__}"
                    )
        if not self.tree.body:
            raise PatternError("a pattern needs code")
        loose = [node for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node.id.startswith(_MANY)]
        alone = [_many(node) for node in ast.walk(self.tree) if isinstance(node, ast.Expr) and _many(node)]
        if len(loose) != len(alone):
            raise PatternError("`$*name` stands alone on a line")

    @cached_property
    def tree(self) -> ast.Module:
        text = _HOLE.sub(lambda hole: (_MANY if hole[1] else _ONE) + hole[2], self.text)
        try:
            return ast.parse(text)
        except SyntaxError as error:
            raise PatternError(f"not Python: {error.msg} in line {error.lineno}") from None

    @cached_property
    def expression(self) -> ast.expr | None:
        """The expression that the whole pattern is; None where it is statements."""
        first = self.tree.body[0]
        single = len(self.tree.body) == 1 and isinstance(first, ast.Expr) and not _many(first)
        return first.value if single and isinstance(first, ast.Expr) else None

    @cached_property
    def holes(self) -> frozenset[str]:
        """The names of the holes, those for statements with a star."""
        return frozenset(hole[1] + hole[2] for hole in _HOLE.finditer(self.text) if hole[2] != ANY)

    @cached_property
    def words(self) -> frozenset[str]:
        """Names without which no text can match."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and not node.id.startswith((_ONE, _MANY)) and node.id not in MODULES:
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
        return frozenset(found)

    def matches(self, node: ast.expr, imports: Imports, known: Captured | None = None) -> Captured | None:
        """What the holes stand for if an expression matches."""
        if self.expression is None:
            return None
        return next(_Matcher(imports).node(self.expression, node, known or {}), None)

    def starts(self, block: Sequence[ast.stmt]) -> list[int]:
        """Where in a block the pattern may begin to match."""
        first = self.tree.body[0]
        if _many(first):
            return list(range(len(block)))
        return [number for number, statement in enumerate(block) if _may_be(first, statement)]

    def matches_block(
        self, block: Sequence[ast.stmt], imports: Imports, known: Captured | None = None, whole: bool = False
    ) -> tuple[int, Captured] | None:
        """How many statements from the beginning of a block match, and what the holes stand for.

        ``whole``: all of them have to.
        """
        for length, captured in _Matcher(imports).statements(self.tree.body, block, 0, known or {}):
            if not whole or length == len(block):
                return length, captured
        return None


def has_words(text: str, words: Iterable[str]) -> bool:
    """Whether a text has all of these names; a search that costs less than reading it."""
    return all(word in text and re.search(rf"\b{word}\b", text) for word in words)


def _may_be(pattern: ast.stmt, statement: ast.stmt) -> bool:
    """Whether a statement is of the kind of a pattern; quick, and most often it is not."""
    if type(pattern) is not type(statement):
        return False
    if isinstance(pattern, ast.Assign) and isinstance(statement, ast.Assign):
        return hole_of(pattern.value) != "" or type(pattern.value) is type(statement.value)
    return True


def _hole(node: ast.AST, kind: str) -> str:
    return node.id[len(kind) :] if isinstance(node, ast.Name) and node.id.startswith(kind) else ""


def _many(node: ast.AST) -> str:
    return _hole(node.value, _MANY) if isinstance(node, ast.Expr) else ""


def hole_of(node: ast.AST) -> str:
    """The name of the hole for an expression that a node of a pattern is; "" if it is none."""
    return _hole(node, _ONE)


def same(first: ast.AST | list[ast.stmt], second: ast.AST | list[ast.stmt]) -> bool:
    """Whether two trees say the same, whether it is read or assigned."""
    return _plain(first) == _plain(second)


def _plain(node: ast.AST | list[ast.stmt]) -> str:
    found = "\n".join(map(ast.dump, node)) if isinstance(node, list) else ast.dump(node)
    return re.sub(r", ctx=(Load|Store|Del)\(\)", "", found)


class _Matcher:
    """Yields each way in which a pattern matches; most have one or none."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports

    def node(self, pattern: ast.AST, node: ast.AST, known: Captured) -> Iterator[Captured]:
        hole = hole_of(pattern)
        if hole:
            if isinstance(node, ast.expr):
                yield from _bound(hole, node, known)
            return
        named = _dotted(pattern)
        if named.partition(".")[0] in MODULES:
            if isinstance(node, ast.expr) and self._imports.name_of(node) == named:
                yield known
            return
        if type(pattern) is not type(node):
            return
        states = [known]
        for name in pattern._fields:
            if name in _IGNORED:
                continue
            first, second = getattr(pattern, name, None), getattr(node, name, None)
            states = [found for state in states for found in self._value(first, second, state)]
            if not states:
                return
        yield from states

    def _value(self, first: object, second: object, known: Captured) -> Iterator[Captured]:
        if isinstance(first, ast.AST):
            if isinstance(second, ast.AST):
                yield from self.node(first, second, known)
        elif isinstance(first, list):
            if isinstance(second, list):
                yield from self._list(first, second, known)
        elif first == second and type(first) is type(second):
            yield known

    def _list(self, first: list[ast.AST], second: list[ast.AST], known: Captured) -> Iterator[Captured]:
        if any(isinstance(item, ast.stmt) for item in (*first, *second)):
            for length, captured in self.statements(first, second, 0, known):  # type: ignore[arg-type]
                if length == len(second):
                    yield captured
            return
        if len(first) != len(second):
            return
        if any(isinstance(item, ast.keyword) for item in first):
            by_name = {item.arg: item for item in second if isinstance(item, ast.keyword)}
            wanted = [item for item in first if isinstance(item, ast.keyword)]
            if len(by_name) != len(second) or {item.arg for item in wanted} != set(by_name):
                return
            second = [by_name[item.arg] for item in wanted]
        states = [known]
        for pattern, node in zip(first, second, strict=True):
            states = [found for state in states for found in self._value(pattern, node, state)]
        yield from states

    def statements(
        self, patterns: Sequence[ast.stmt], block: Sequence[ast.stmt], start: int, known: Captured
    ) -> Iterator[tuple[int, Captured]]:
        """How far the patterns reach in a block from ``start``, the shortest first."""
        if not patterns:
            yield start, known
            return
        first, rest = patterns[0], patterns[1:]
        many = _many(first)
        if many:
            for end in range(start, len(block) + 1):
                for captured in _bound(many, list(block[start:end]), known):
                    yield from self.statements(rest, block, end, captured)
        elif start < len(block):
            for captured in self.node(first, block[start], known):
                yield from self.statements(rest, block, start + 1, captured)


def _bound(hole: str, value: ast.expr | list[ast.stmt], known: Captured) -> Iterator[Captured]:
    if hole == ANY:
        yield known
    elif hole not in known:
        yield {**known, hole: value}
    elif same(known[hole], value):
        yield known


def _dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) and parts else ""
