"""Edits of a text, and applying them: everything that no edit covers stays byte for byte."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paconvert_ng.emit.positions import Lines

#: First line and the line behind the last, in the original and in the output. Lines count from 1.
LineRange = tuple[int, int, int, int]


class Edit(NamedTuple):
    """Replace ``text[start:end]``; an insertion has ``start == end``. ``order`` sorts insertions at one place.

    ``whole`` edits replace or insert statements (or comments); the others replace one expression.
    """

    start: int
    end: int
    text: str
    order: int = 0
    whole: bool = False


def outermost(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in order, without those that lie inside another (which includes their effect)."""
    result: list[Edit] = []
    reach = -1
    for edit in sorted(edits, key=lambda e: (e.start, e.start != e.end, e.order, -e.end)):
        if edit.start < reach:
            continue
        result.append(edit)
        reach = max(reach, edit.end)
    return result


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, list[tuple[int, int]]]:
    """The text with the edits (as from ``outermost``) applied, and where each edit's text stands in it."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    position = length = 0
    for edit in edits:
        length += edit.start - position
        pieces.append(text[position : edit.start])
        pieces.append(edit.text)
        places.append((length, length + len(edit.text)))
        length += len(edit.text)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces), places


def changed_lines(
    edits: Sequence[Edit], places: Sequence[tuple[int, int]], before: Lines, after: Lines
) -> tuple[LineRange, ...]:
    """The lines that the edits (as given to ``apply``) replace, and by which; all others are the same, in order.

    ``before`` and ``after`` are the lines of the text and of the text that ``apply`` gave.
    """
    found: list[LineRange] = []
    for edit, (start, end) in zip(edits, places, strict=True):
        (first, _), (last, column) = before.position(edit.start), before.position(edit.end)
        (new_first, _), (new_last, new_column) = after.position(start), after.position(end)
        # Where both end at the beginning of a line, that line is not touched.
        rest = 1 if column or new_column else 0
        line_range = (first, last + rest, new_first, new_last + rest)
        if found and (first < found[-1][1] or new_first < found[-1][3]):
            first, _, new_first, _ = found.pop()
            line_range = (first, last + rest, new_first, new_last + rest)
        found.append(line_range)
    return tuple(found)


def moved(offset: int, edits: Sequence[Edit], places: Sequence[tuple[int, int]]) -> int:
    """Where an offset of the text stands after ``apply``; the beginning of the edit that covers it, if one does."""
    index = bisect.bisect_right(edits, offset, key=lambda edit: edit.start) - 1
    if index < 0:
        return offset
    edit, (start, end) = edits[index], places[index]
    return start if offset < edit.end else end + offset - edit.end


def edit_around(offset: int, places: Sequence[tuple[int, int]]) -> int | None:
    """Which edit's text an offset of the output is in; None for the text's own."""
    index = bisect.bisect_right(places, offset, key=lambda place: place[0]) - 1
    return index if index >= 0 and offset < places[index][1] else None


def origin(offset: int, edits: Sequence[Edit], places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where an offset of the output stands in the text: a range of no length, or what the edit around it replaces."""
    index = bisect.bisect_right(places, offset, key=lambda place: place[0]) - 1
    if index < 0:
        return offset, offset
    edit, (_, end) = edits[index], places[index]
    if offset < end:
        return edit.start, edit.end
    before = edit.end + offset - end
    return before, before
