"""The edits of a run's profiles on one text: found, guarded, made, checked and told."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from paconvert_ng.analysis.directives import Directives, directives
from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.emit.edits import Edit, apply, outermost
from paconvert_ng.options import Options
from paconvert_ng.profiles.find import source_edits
from paconvert_ng.profiles.guards import cannot_move, is_floating, is_number, read_later, scope_of
from paconvert_ng.profiles.imports import Imports
from paconvert_ng.profiles.model import SourceEdit
from paconvert_ng.profiles.pattern import Captured, Pattern, has_words
from paconvert_ng.profiles.places import Edited, output_line
from paconvert_ng.profiles.splice import SharedLineError, Text, moved_up, removed, replaced

MADE, MADE_DIFFERENT, NOT_MADE, NO_PLACE = "PC701", "PC702", "PC703", "PC704"


class Match(NamedTuple):
    """Where a pattern matches: an expression, or statements of a block."""

    nodes: Sequence[ast.expr | ast.stmt]
    block: Sequence[ast.stmt]
    captured: Captured


def edited(text: str, path: str, options: Options) -> Edited:
    """A text with the edits of the run's profiles.

    Raises CheckError if what they give is not what they say.
    """
    return edit_text(text, path, source_edits(options.profile, options.rules), options.assume)


def edit_text(text: str, path: str, edits: Sequence[SourceEdit], assume: Sequence[str] = ()) -> Edited:
    """A text with these edits, under these assumptions. What they do not match stays byte for byte."""
    wanted = [edit for edit in edits if _may_match(edit, text)]
    if not wanted:
        return Edited(text, text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = whole_file(NOT_MADE, path, "this Python cannot read the file")
        return Edited(text, text, findings=(found,))
    return _File(text, path, tree, wanted, assume).edited()


def _may_match(edit: SourceEdit, text: str) -> bool:
    """Whether a text has the names that the edit is about; a search that costs less than reading it."""
    near = bool(edit.near) and all(word in text for word in edit.near)
    inside = {word for patterns in edit.has.values() for pattern in patterns for word in pattern.words}
    return near or any(has_words(text, pattern.words | inside) for pattern in edit.find)


class _File:
    def __init__(
        self, text: str, path: str, tree: ast.Module, edits: Sequence[SourceEdit], assume: Sequence[str]
    ) -> None:
        self.text = Text(text)
        self.path = path
        self.tree = tree
        self.edits = edits
        self.assume = frozenset(assume)
        self.imports = Imports(tree)
        # One walk for all patterns: expressions by their type, and blocks of statements.
        self.expressions: dict[type[ast.AST], list[ast.expr]] = {}
        self.blocks: list[list[ast.stmt]] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.expr):
                self.expressions.setdefault(type(node), []).append(node)
            else:
                self.blocks += _blocks_of(node)
        self.said: Directives = directives(text)
        self.made: list[tuple[Edit, SourceEdit, Match]] = []
        self.told: list[Diagnostic] = []

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def edited(self) -> Edited:
        for edit in self.edits:
            matches = list(self._matches(edit, edit.find))
            for match in matches:
                self._try(edit, match)
            if not matches and edit.near and not any(True for _ in self._matches(edit, edit.done)):
                self._tell_near(edit)
        edits = outermost([new for new, _, _ in self.made])
        code, places = apply(self.text.text, edits)
        if edits:
            from paconvert_ng.check.output import check_same

            check_same(self.text.text, code, edits, places)
        result = Edited(self.text.text, code, tuple(edits), tuple(places))
        ranges, kept = result.line_ranges(), set(edits)
        for new, edit, match in self.made:
            if new in kept:
                message = f"made: {edit.why}" + (f"; what differs: {edit.changes}" if edit.changes else "")
                self.told.append(self._finding(MADE_DIFFERENT if edit.changes else MADE, edit, match, message))
        told = [
            _with_output(found, output_line(found.line, ranges))
            for found in self.told
            if not self.said.ignores(found.line, found.code)
        ]
        told.sort(key=lambda found: (found.line, found.column, found.code, found.api))
        return Edited(result.before, code, result.edits, result.places, tuple(told))

    def _matches(self, edit: SourceEdit, patterns: Sequence[Pattern]) -> Iterator[Match]:
        """Each place that one of the patterns matches and that its author does not keep, in the order of the text."""
        taken: set[int] = set()
        fitting = [pattern for pattern in patterns if has_words(self.text.text, pattern.words)]
        for pattern in fitting:
            for match in self._matches_of(pattern, edit.of_module):
                if not self.said.keeps(match.nodes[0].lineno) and taken.isdisjoint(map(id, match.nodes)):
                    if self._holds(edit, match.captured):
                        taken.update(map(id, match.nodes))
                        yield match

    def _matches_of(self, pattern: Pattern, of_module: bool) -> Iterator[Match]:
        if pattern.expression is not None:
            for node in self.expressions.get(type(pattern.expression), ()):
                captured = pattern.matches(node, self.imports)
                if captured is not None:
                    yield Match([node], (), captured)
            return
        for block in [self.tree.body] if of_module else self.blocks:
            for start in pattern.starts(block):
                found = pattern.matches_block(block[start:], self.imports)
                if found is not None and found[0]:
                    yield Match(block[start : start + found[0]], block, found[1])

    def _holds(self, edit: SourceEdit, captured: Captured) -> bool:
        """Whether what the holes stand for is what ``one_of`` and ``has`` say."""
        if not all(self._is_one_of(hole, patterns, captured) for hole, patterns in edit.one_of.items()):
            return False
        for hole, patterns in edit.has.items():
            value = captured.get(hole)
            blocks = [value, *(b for statement in value for b in _blocks(statement))] if isinstance(value, list) else []
            for pattern in patterns:
                starts = (block[start:] for block in blocks for start in pattern.starts(block))
                if not any(pattern.matches_block(rest, self.imports, captured) for rest in starts):
                    return False
        return True

    def _is_one_of(self, hole: str, patterns: Sequence[Pattern], captured: Captured) -> bool:
        value = captured[hole]
        if isinstance(value, list):
            return any(pattern.matches_block(value, self.imports, captured, whole=True) for pattern in patterns)
        return any(pattern.matches(value, self.imports, captured) is not None for pattern in patterns)

    def _try(self, edit: SourceEdit, match: Match) -> None:
        """Make an edit, or say why not."""
        why = self._refused(edit, match)
        new: Edit | None = None
        if not why:
            try:
                new = self._edit(edit, match)
            except SharedLineError as error:
                why = str(error)
        if why:
            self.told.append(self._finding(NOT_MADE, edit, match, f"not made: {why}"))
        elif new is not None and new.text != self.text.text[new.start : new.end]:
            self.made.append((new, edit, match))

    def _refused(self, edit: SourceEdit, match: Match) -> str:
        scope = scope_of(match.nodes[0], self.parents)
        for hole, patterns in edit.only.items():
            if not self._is_one_of(hole, patterns, match.captured):
                shown = " or ".join(self._shown(pattern, match.captured) for pattern in patterns)
                return f"{self._source(match.captured[hole])} stands where only {shown} means the same"
        for hole in (*edit.number, *edit.floating):
            value = match.captured[hole]
            if hole in edit.number and isinstance(value, ast.expr) and not is_number(value, scope):
                return f"that {self._source(value)} is a Python number is not known"
            if hole in edit.floating and isinstance(value, ast.expr) and not is_floating(value, scope, self.imports):
                return f"that {self._source(value)} is a floating-point tensor is not known"
        statements = [node for node in match.nodes if isinstance(node, ast.stmt)]
        if statements and edit.action != "move_up":
            kept = edit.replace.tree.body if edit.replace is not None else ()
            lost = read_later(statements, scope, self.parents, kept)
            if lost is not None:
                return f"{lost[0]} is still read in line {lost[1]}"
        if edit.action == "move_up":
            meant = [v for hole in edit.move if isinstance(v := match.captured[hole], ast.expr)]
            why = cannot_move(statements[-1], statements[:-1], meant)
            if why:
                return why
        if edit.assume and edit.assume not in self.assume:
            return f"only with --assume {edit.assume} ({edit.assumption})"
        return ""

    def _source(self, value: ast.expr | list[ast.stmt]) -> str:
        """A captured text, on one line."""
        nodes = value if isinstance(value, list) else [value]
        start, end = (self.text.span(nodes[0])[0], self.text.span(nodes[-1])[1]) if nodes else (0, 0)
        return " ".join(self.text.text[start:end].split())

    def _shown(self, pattern: Pattern, captured: Captured) -> str:
        """A pattern with what its holes stand for."""
        text = pattern.text
        for hole in pattern.holes & captured.keys():
            text = text.replace(f"${hole}", self._source(captured[hole]))
        return text

    def _edit(self, edit: SourceEdit, match: Match) -> Edit:
        statements = [node for node in match.nodes if isinstance(node, ast.stmt)]
        if edit.action == "remove":
            return removed(self.text, statements, match.block)
        if edit.action == "move_up":
            return moved_up(self.text, statements)
        assert edit.replace is not None
        return replaced(self.text, match.nodes, edit.replace, match.captured)

    def _finding(self, code: str, edit: SourceEdit, match: Match, message: str) -> Diagnostic:
        lines = self.text.lines
        start, end = self.text.span(match.nodes[0])[0], self.text.span(match.nodes[-1])[1]
        return Diagnostic(code, edit.name, message, self.path, *lines.position(start), *lines.position(end))

    def _tell_near(self, edit: SourceEdit) -> None:
        if all(word in self.text.text for word in edit.near):
            offset = self.text.text.find(edit.near[-1])
            place = (*self.text.lines.position(offset), *self.text.lines.position(offset + len(edit.near[-1])))
            message = f"found no place, though the file names {', '.join(edit.near)}"
            self.told.append(Diagnostic(NO_PLACE, edit.name, message, self.path, *place))


def _with_output(found: Diagnostic, line: int) -> Diagnostic:
    return replace(found, output_line=line, output_column=found.column)


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        yield from _blocks_of(node)


def _blocks_of(node: ast.AST) -> list[list[ast.stmt]]:
    """The blocks of statements that a node itself has."""
    found = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
    return [block for block in found if isinstance(block, list) and block]
