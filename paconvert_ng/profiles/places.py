"""A conversion of an edited text, told in the places of the author's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.emit.edits import Edit, LineRange, changed_lines, edit_around, origin
from paconvert_ng.emit.positions import Lines


@dataclass(frozen=True)
class Edited:
    """A text before and after a profile's edits, and what is said of them (places: those before)."""

    before: str
    text: str
    edits: tuple[Edit, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    findings: tuple[Diagnostic, ...] = ()

    def line_ranges(self) -> tuple[LineRange, ...]:
        """The lines that the edits replace."""
        return changed_lines(self.edits, self.places, Lines(self.before), Lines(self.text))


class Places:
    """From places of the edited text to places of the author's."""

    def __init__(self, edited: Edited) -> None:
        self._edited = edited
        self._before, self._after = Lines(edited.before), Lines(edited.text)

    def original(self, line: int, column: int) -> tuple[int, int]:
        """A line and column. What an edit moved keeps its line; what it wrote anew stands where it begins."""
        start = self._after.starts[min(line, len(self._after.starts)) - 1]
        offset = min(start + column, len(self._edited.text))
        index = edit_around(offset, self._edited.places)
        if index is None:
            return self._before.position(origin(offset, self._edited.edits, self._edited.places)[0])
        edit = self._edited.edits[index]
        own = self._edited.text[start : self._edited.text.find("\n", start) + 1 or None].strip()
        found = self._edited.before.find(own, edit.start, edit.end) if own else -1
        if found < 0:
            return self._before.position(edit.start)
        indent = len(self._after.indentation(start))
        return self._before.position(found + max(offset - start - indent, 0))

    def line(self, line: int) -> int:
        return self.original(line, 0)[0]

    def finding(self, found: Diagnostic) -> Diagnostic:
        """A finding about the edited text; one about the whole file stays so."""
        if (found.line, found.column, *found.end) == (1, 0, 1, 0):
            return found
        start = self.original(found.line, found.column)
        end = max(self.original(*found.end), start)
        return replace(found, line=start[0], column=start[1], end_line=end[0], end_column=end[1])


def output_line(line: int, ranges: Iterable[LineRange]) -> int:
    """Where a line stands after edits of lines; the first line of what took its place where it is edited."""
    shift = 0
    for first, end, new_first, new_end in ranges:
        if line < first:
            break
        if line < end:
            return new_first
        shift = new_end - end
    return line + shift


def composed(first: Sequence[LineRange], second: Sequence[LineRange]) -> tuple[LineRange, ...]:
    """The lines that two edits, one after the other, replace; all others are the same."""
    if not first or not second:
        return tuple(first or second)
    found: list[LineRange] = []
    pending = sorted([*((r[2], r[3], 0, r) for r in first), *((r[0], r[1], 1, r) for r in second)])
    # In lines of the text between: stretches that overlap or touch become one.
    merged: list[tuple[int, int]] = []
    for start, end, _, _ in pending:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    for start, end in merged:
        before = (_backward(start, first, True), _backward(end, first, False))
        after = (_forward(start, second, True), _forward(end, second, False))
        found.append((*before, *after))
    return tuple(found)


def _backward(line: int, ranges: Sequence[LineRange], is_start: bool) -> int:
    """The boundary before ``line`` of the later text in the earlier; no range crosses it."""
    shift = 0
    for _, end, new_first, new_end in ranges:
        if new_first > line or new_first == line and (is_start or new_end > line):
            break
        shift = end - new_end
    return line + shift


def _forward(line: int, ranges: Sequence[LineRange], is_start: bool) -> int:
    shift = 0
    for first, end, _, new_end in ranges:
        if first > line or first == line and (is_start or end > line):
            break
        shift = new_end - end
    return line + shift
