"""Which rule to write next."""

from __future__ import annotations

from paconvert_ng.batch.jobs import Left, Outcome
from paconvert_ng.batch.unlock import blockers, steps


def repo(name: str, *left: str, uses: int = 1, broken: bool = False, status: str = "converted") -> Outcome:
    found = tuple(Left(api, uses) for api in left)
    return Outcome(name, status, left_by=found, broken=("x.py: no",) if broken else ())  # type: ignore[arg-type]


def order(*outcomes: Outcome) -> list[tuple[tuple[str, ...], int, int]]:
    return [(tuple(name for _, name in step.names), step.unlocks, step.total) for step in steps(outcomes)]


def test_what_unlocks_most_repos_comes_first_not_what_is_used_most() -> None:
    outcomes = [repo("1", "a"), repo("2", "a"), repo("3", "b", uses=100), repo("4", "b", "c", uses=100), repo("5")]
    assert order(*outcomes) == [(("a",), 2, 2), (("b",), 1, 3), (("c",), 1, 4)]


def test_equal_ones_are_told_apart_by_their_uses() -> None:
    assert order(repo("1", "a", uses=2), repo("2", "b", uses=9)) == [(("b",), 1, 1), (("a",), 1, 2)]


def test_what_is_only_worth_it_together_is_one_step() -> None:
    outcomes = [repo(str(n), "a", "b") for n in range(5)] + [repo("x", "c")]
    assert order(*outcomes) == [(("a", "b"), 5, 5), (("c",), 1, 6)]


def test_a_step_counts_what_those_before_it_left() -> None:
    outcomes = [repo("1", "a"), repo("2", "a", "b"), repo("3", "a", "b"), repo("4", "c")]
    assert order(*outcomes)[:2] == [(("a", "b"), 3, 3), (("c",), 1, 4)]


def test_no_rule_unlocks_a_repo_with_broken_files_or_without_an_output() -> None:
    outcomes = [repo("1", "a", broken=True), repo("2", "b", status="crashed"), repo("3", "c", status="current")]
    assert order(*outcomes) == [(("c",), 1, 1)]
    assert [(one.name, one.alone, one.repos) for one in blockers(outcomes)] == [("c", 1, 1), ("a", 0, 1)]


def test_blockers_are_counted_by_themselves() -> None:
    outcomes = [repo("1", "a", "b", uses=3), repo("2", "a", "b"), repo("3", "b"), repo("4", "a", "c")]
    found = [(one.name, one.alone, one.repos, one.uses) for one in blockers(outcomes)]
    assert found == [("b", 1, 3, 5), ("a", 0, 3, 5), ("c", 0, 1, 1)]


def test_ten_thousand_repos_take_seconds() -> None:
    outcomes = [repo(str(n), *{f"a{n % 7}", f"b{n % 97}", f"c{n % 1009}"}) for n in range(10_000)]
    assert sum(1 for _ in steps(outcomes)) == 50
