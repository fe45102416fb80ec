"""Places through two stages of edits."""

from __future__ import annotations

import random

import pytest

from paconvert_ng.emit.edits import Edit, LineRange, apply, changed_lines
from paconvert_ng.emit.positions import Lines
from paconvert_ng.profiles.places import Edited, Places, composed, output_line


def edited(text: str, chosen: random.Random) -> tuple[str, tuple[LineRange, ...]]:
    """A text in which some lines were replaced, taken out or inserted, and which."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    edits, at = [], 0
    while at < len(lines):
        if chosen.random() < 0.3:
            end = min(at + chosen.randrange(3), len(lines))
            new = "".join(f"n{chosen.random()}\n" for _ in range(chosen.randrange(3)))
            if end > at or new:
                edits.append(Edit(starts[at], starts[end], new, whole=True))
            at = end
        at += 1 + chosen.randrange(3)
    new_text, places = apply(text, edits)
    return new_text, changed_lines(edits, places, Lines(text), Lines(new_text))


@pytest.mark.parametrize("seed", range(200))
def test_lines_outside_of_both_edits_are_the_same(seed: int) -> None:
    chosen = random.Random(seed)
    first = "".join(f"line {n}\n" for n in range(12))
    second, one = edited(first, chosen)
    third, two = edited(second, chosen)
    at, new_at = 1, 1
    old, new = first.splitlines(), third.splitlines()
    for start, end, new_start, new_end in composed(one, two):
        assert at <= start <= end and new_at <= new_start <= new_end
        assert old[at - 1 : start - 1] == new[new_at - 1 : new_start - 1]
        at, new_at = end, new_end
    assert old[at - 1 :] == new[new_at - 1 :]
    touched = {line for start, end, _, _ in composed(one, two) for line in range(start, end)}
    assert touched <= set(range(1, 13))
    for number, text in enumerate(old, 1):
        if number not in touched:
            assert new[output_line(number, composed(one, two)) - 1] == text


def test_places_in_what_was_moved_and_made_anew() -> None:
    text = "a = 1\nif b:\n    c(d)\nend\n"
    edit = Edit(0, text.index("end"), "if b:\n    c(d)\nnew(1)\na = 1\n", whole=True)
    new, places = apply(text, [edit])
    found = Places(Edited(text, new, (edit,), tuple(places)))
    assert found.original(2, 6) == (3, 6)
    assert found.original(4, 4) == (1, 4)
    assert found.original(3, 2) == (1, 0)
    assert found.original(5, 1) == (4, 1)
