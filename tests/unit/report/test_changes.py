from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from paconvert_ng.report.changes import Stretch, stretches

LINES = st.lists(st.sampled_from("abcdefgh"), max_size=40)


def data(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def restored(old: list[str], found: tuple[Stretch, ...]) -> list[str]:
    """The output, from the original and what is said to have changed; checks every line number."""
    output: list[str] = []
    at = 0
    for old_line, new_line, before, after in found:
        output += old[at : old_line - 1]
        assert len(output) == new_line - 1
        assert tuple(old[old_line - 1 : old_line - 1 + len(before)]) == before
        output += before if after is None else after
        at = old_line - 1 + len(before)
    return output + old[at:]


@given(LINES, LINES, st.sets(st.integers(1, 50), max_size=3))
def test_the_output_can_be_restored(old: list[str], new: list[str], shown: set[int]) -> None:
    found = stretches(data(old), data(new), shown)
    assert restored(old, found) == new
    inside = {number for first, _, lines, _ in found for number in range(first, first + len(lines))}
    assert {line for line in shown if line <= len(old)} <= inside


def test_only_what_changed_and_some_lines_around() -> None:
    old = [f"line {number}" for number in range(1, 101)]
    new = [*old[:49], "# mark", "changed", *old[50:]]
    assert stretches(data(old), data(new), ()) == (
        (47, 47, ("line 47", "line 48", "line 49"), None),
        (50, 50, ("line 50",), ("# mark", "changed")),
        (51, 52, ("line 51", "line 52", "line 53"), None),
    )
    assert stretches(data(old), data(old), [2]) == ((1, 1, tuple(old[:5]), None),)
    assert stretches(data(old), data(old), []) == ()


def test_line_ends_encodings_and_long_lines() -> None:
    old = "# coding: latin-1\r\nx = 'é'\r\n".encode("latin-1")
    new = "# coding: latin-1\r\ny = 'é'\r\n".encode("latin-1")
    assert stretches(old, new, ())[1] == (2, 2, ("x = 'é'",), ("y = 'é'",))
    assert stretches(b"\xff\n", b"\xff\nx\n", ())[0][2] == ("\ufffd",)
    assert len(stretches(b"x" * 5000, b"y", ())[0][2][0]) == 1001


def test_a_large_file_is_quick() -> None:
    chance = random.Random(1)
    old = [f"value = {chance.randrange(10_000)}" for _ in range(20_000)]
    new = [line.replace("value", "other") if chance.random() < 0.05 else line for line in old]
    assert restored(old, stretches(data(old), data(new), ())) == new
