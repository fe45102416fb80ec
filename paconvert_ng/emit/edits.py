"""Edits of a text, and applying them: everything that no edit covers stays byte for byte."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import NamedTuple


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


def moved(offset: int, edits: Sequence[Edit], places: Sequence[tuple[int, int]]) -> int:
    """Where an offset of the text stands after ``apply``; the beginning of the edit that covers it, if one does."""
    index = bisect.bisect_right(edits, offset, key=lambda edit: edit.start) - 1
    if index < 0:
        return offset
    edit, (start, end) = edits[index], places[index]
    return start if offset < edit.end else end + offset - edit.end
