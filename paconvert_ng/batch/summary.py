"""What a batch did: the facts that its files, the page and the terminal share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from paconvert_ng.batch.jobs import STATUSES, Outcome, Status
from paconvert_ng.batch.manifest import Repo
from paconvert_ng.batch.unlock import Blocker, Step, blockers, steps
from paconvert_ng.options import Options
from paconvert_ng.report.summary import Calls


@dataclass(frozen=True)
class Batch:
    """One run over many repos. ``outcomes`` belong to ``repos``, one by one, in the manifest's order."""

    manifest: str
    output: str
    logs: str
    options: Options
    repos: tuple[Repo, ...]
    outcomes: tuple[Outcome, ...]
    engine: str
    jobs: int
    seconds: float
    interrupted: bool = False

    @property
    def calls(self) -> Calls:
        """Uses by outcome, in all repos of which they are known."""
        return Calls(*(sum(getattr(one, name) for one in self.outcomes) for name in ("proved", "unproved", "left")))

    @property
    def statuses(self) -> dict[Status, int]:
        """How many repos there are of each status, those that there are none of left out."""
        counts = Counter(outcome.status for outcome in self.outcomes)
        return {status: counts[status] for status in STATUSES if counts[status]}

    @property
    def verdicts(self) -> dict[str, int]:
        """How many verifications gave which verdict."""
        counts = Counter(outcome.verdict for outcome in self.outcomes if outcome.verdict)
        return {verdict: counts[verdict] for verdict in ("equal", "different", "undecided") if counts[verdict]}

    @property
    def bad(self) -> tuple[Outcome, ...]:
        """Repos that are not converted whole, or whose verification did not find both equal."""
        return tuple(outcome for outcome in self.outcomes if not outcome.good and outcome.status != "waiting")

    @cached_property
    def blockers(self) -> list[Blocker]:
        return blockers(self.outcomes)

    @cached_property
    def steps(self) -> list[Step]:
        return list(steps(self.outcomes))


def trouble(outcome: Outcome) -> str:
    """What is wrong with a repo, in a few words; "" if nothing is."""
    if outcome.message:
        return outcome.message
    if outcome.verdict not in ("", "equal"):
        return outcome.verdict_reason
    return "; ".join(outcome.broken[:3]) + ("; ..." if len(outcome.broken) > 3 else "")
