"""Which rules to write next: what is left in many repos, and what would leave nothing in most of them.

A repo is unlocked when all that is left in it has been dealt with. What is left is its APIs that were not converted
and the packages that need torch; a repo with a file that could not be converted is not unlocked by any rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import combinations
from typing import NamedTuple

from paconvert_ng.batch.jobs import GOOD, Left, Outcome

#: So many of the smallest sets are tried in each step, and so many steps are made.
_CANDIDATES = 300
_STEPS = 50
#: Up to this size the subsets of a set are fewer than what they would be looked for in.
_ENUMERATED = 8

#: The kind ("api" or "package") and the name.
Name = tuple[str, str]


class Blocker(NamedTuple):
    """Something that is left: where it is the only thing (``alone``), where at all (``repos``), and how often."""

    name: str
    kind: str
    alone: int
    repos: int
    uses: int
    codes: tuple[str, ...]
    why: str


class Step(NamedTuple):
    """What to do next, together: how many repos that unlocks, how many are then (``total``), and its uses."""

    names: tuple[Name, ...]
    unlocks: int
    total: int
    uses: int


def blocked(outcomes: Iterable[Outcome]) -> dict[str, frozenset[Name]]:
    """Repos that rules would unlock, and all that is left in each."""
    return {
        outcome.name: frozenset((left.kind, left.name) for left in outcome.left_by)
        for outcome in outcomes
        if outcome.status in GOOD and outcome.left_by and not outcome.broken
    }


def blockers(outcomes: Iterable[Outcome]) -> list[Blocker]:
    """All that is left anywhere: what unlocks most by itself first, then what is in most repos, then by uses."""
    kept = [outcome for outcome in outcomes if outcome.status in GOOD]
    waiting = blocked(kept)
    alone = Counter(name for names in waiting.values() if len(names) == 1 for name in names)
    repos: Counter[Name] = Counter()
    uses: Counter[Name] = Counter()
    said: dict[Name, Left] = {}
    for outcome in kept:
        for left in outcome.left_by:
            name = (left.kind, left.name)
            repos[name] += 1
            uses[name] += left.count
            said.setdefault(name, left)
    found = [
        Blocker(left.name, left.kind, alone[name], repos[name], uses[name], left.codes, left.why)
        for name, left in said.items()
    ]
    return sorted(found, key=lambda one: (-one.alone, -one.repos, -one.uses, one.name))


def steps(outcomes: Iterable[Outcome]) -> Iterator[Step]:
    """In which order to go on, so that each step unlocks most repos for each thing to be done.

    A step is all that is left in some repo: one API where that is enough, several where they are only worth it
    together. Equal ones are told apart by their uses.
    """
    kept = list(outcomes)
    uses: Counter[Name] = Counter()
    for outcome in kept:
        uses.update({(left.kind, left.name): left.count for left in outcome.left_by})
    waiting = Counter(blocked(kept).values())
    total = 0
    for _ in range(_STEPS):
        if not waiting:
            return
        done, unlocks = _best(waiting, uses)
        total += unlocks
        names = tuple(sorted(done, key=lambda name: (-uses[name], name)))
        yield Step(names, unlocks, total, sum(uses[name] for name in done))
        left: Counter[frozenset[Name]] = Counter()
        for names_left, count in waiting.items():
            if names_left - done:
                left[names_left - done] += count
        waiting = left


def _best(waiting: Counter[frozenset[Name]], uses: Counter[Name]) -> tuple[frozenset[Name], int]:
    """The set that unlocks most repos for each of its members, and how many those are."""
    # The smallest sets, of equal ones those of most repos; then in the order of the repos.
    smallest = nsmallest(_CANDIDATES, waiting, key=lambda names: (len(names), -waiting[names]))

    def unlocked(candidate: frozenset[Name]) -> int:
        if len(candidate) > _ENUMERATED:
            return sum(count for names, count in waiting.items() if names <= candidate)
        sizes = range(1, len(candidate) + 1)
        return sum(waiting.get(frozenset(names), 0) for size in sizes for names in combinations(candidate, size))

    rated = [(candidate, unlocked(candidate)) for candidate in smallest]
    return max(
        rated,
        key=lambda item: (item[1] / len(item[0]), -len(item[0]), sum(uses[name] for name in item[0])),
    )
