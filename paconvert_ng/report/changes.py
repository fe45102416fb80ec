"""What changed in a file, line by line, with a few lines around: all that a side-by-side view needs.

Nearly all lines of an output are the author's own, so lines that occur once in both texts are
matched first; only what lies between two of them is compared in full.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.project.source_text import DecodeError, decode

#: (first line of the original, first line of the output, lines of the original, lines of the output).
#: Lines count from 1. The last is None where both have the same lines.
Stretch = tuple[int, int, tuple[str, ...], tuple[str, ...] | None]
#: old start, old end, new start, new end; from 0, ends exclusive
_Block = tuple[int, int, int, int]

#: Unchanged lines around what changed and around findings: those that are shown, and those that a report can show.
_AROUND, _KEPT = 3, 20
#: A longer line is cut: pictures in notebooks are one line each.
_WIDTH = 1000
#: Stretches of which the product of lengths is above this count as replaced whole.
_COMPARED = 1_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")


def stretches(old: bytes, new: bytes, shown: Iterable[int], around: int = _AROUND) -> tuple[Stretch, ...]:
    """What differs between two files, and the lines around it and around the lines ``shown`` of the original."""
    old_lines, new_lines = _lines(old), _lines(new) if new != old else None
    if new_lines is None:
        new_lines, blocks = old_lines, []
    else:
        blocks = list(_blocks(old_lines, new_lines))
    visible = _visible(blocks, shown, len(old_lines), around)
    return tuple(_stretches(old_lines, new_lines, blocks, visible))


def compared(old: bytes, new: bytes, findings: Iterable[Diagnostic]) -> tuple[tuple[Stretch, ...], int]:
    """What a report shows of a file, and how many lines the original has; nothing where there is nothing to say."""
    shown = {found.line for found in findings}
    if old == new and not shown:
        return (), 0
    return stretches(old, new, shown, _KEPT), len(_lines(old))


def _lines(data: bytes) -> list[str]:
    try:
        text = decode(data).text
    except DecodeError:
        text = data.decode("utf-8", "replace")
    lines = _LINE_END.split(text)
    if lines[-1] == "":
        lines.pop()
    return [line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…" for line in lines]


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Block]:
    """The places that differ, in order."""
    points = [(-1, -1), *_anchors(old, new), (len(old), len(new))]
    for (i, j), (next_i, next_j) in pairwise(points):
        yield from _between(old, new, i + 1, next_i, j + 1, next_j)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that occur once in each text, in the order of both: the longest such sequence."""
    places_old, places_new = _single(old), _single(new)
    pairs = [(i, places_new[line]) for line, i in places_old.items() if line in places_new]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [index]
        before.append(ends[length - 1] if length else -1)
    found: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


def _single(lines: Sequence[str]) -> dict[str, int]:
    """Line → place, of those that occur once."""
    found: dict[str, int] = {}
    again: set[str] = set()
    for place, line in enumerate(lines):
        if line in found:
            again.add(line)
        else:
            found[line] = place
    return {line: place for line, place in found.items() if line not in again}


def _between(old: Sequence[str], new: Sequence[str], i: int, i_end: int, j: int, j_end: int) -> Iterator[_Block]:
    while i < i_end and j < j_end and old[i] == new[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    if i == i_end and j == j_end:
        return
    size = (i_end - i) * (j_end - j)
    if size > _COMPARED or set(old[i:i_end]).isdisjoint(new[j:j_end]):
        yield i, i_end, j, j_end
        return
    import difflib

    matcher = difflib.SequenceMatcher(None, old[i:i_end], new[j:j_end], autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag != "equal":
            yield i + a, i + a_end, j + b, j + b_end


def _visible(blocks: Sequence[_Block], shown: Iterable[int], count: int, around: int) -> list[tuple[int, int]]:
    """The parts of the original that are shown, in order and apart (from 0, ends exclusive)."""
    wanted = [(i - around, i_end + around) for i, i_end, _, _ in blocks]
    wanted += [(line - 1 - around, line + around) for line in shown]
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, count)) for start, end in wanted):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start <= end:
            found.append((start, end))
    return found


def _stretches(
    old: Sequence[str], new: Sequence[str], blocks: Sequence[_Block], visible: Sequence[tuple[int, int]]
) -> Iterator[Stretch]:
    remaining, offset = list(reversed(blocks)), 0
    for start, end in visible:
        at = start
        while remaining and remaining[-1][1] <= end:
            i, i_end, j, j_end = remaining.pop()
            if at < i:
                yield at + 1, at + offset + 1, tuple(old[at:i]), None
            yield i + 1, j + 1, tuple(old[i:i_end]), tuple(new[j:j_end])
            at, offset = i_end, j_end - i_end
        if at < end:
            yield at + 1, at + offset + 1, tuple(old[at:end]), None
