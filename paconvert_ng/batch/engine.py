"""What an engine is: where jobs run, so many at a time. ``local`` and ``ray_engine`` are two."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, Protocol

from paconvert_ng.batch.jobs import Job, Outcome

#: How often a job is given to a worker before it counts as lost.
ATTEMPTS = 3


class EngineError(Exception):
    """The engine cannot work; the message is one line for the user."""


class Started(NamedTuple):
    """A job was given to a worker; ``where`` names it, if there are several places."""

    name: str
    where: str = ""


class Engine(Protocol):
    """Runs jobs. ``close`` ends all that still runs; it is called whatever happened."""

    @property
    def jobs(self) -> int:
        """How many repos are worked on at a time."""

    def run(self, jobs: Iterable[Job]) -> Iterator[Started | Outcome]:
        """Each job's start, once for each attempt, and its one outcome, in whatever order. Raises EngineError."""

    def close(self) -> None: ...


class Queue:
    """Jobs to be done. Each leaves it as exactly one outcome, however often its worker is lost."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._waiting = deque(jobs)
        self._running: dict[str, Job] = {}
        self._attempts: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting or self._running)

    @property
    def waiting(self) -> bool:
        return bool(self._waiting)

    def take(self) -> Job:
        """The next job, which runs from now on."""
        job = self._waiting.popleft()
        self._running[job.name] = job
        self._attempts[job.name] = self._attempts.get(job.name, 0) + 1
        return job

    def done(self, outcome: Outcome) -> Outcome:
        """The outcome of a job that runs; it says how many attempts were made."""
        del self._running[outcome.name]
        return replace(outcome, attempts=self._attempts[outcome.name])

    def lost(self, name: str, why: str) -> Outcome | None:
        """The worker of a job is gone: it waits again, before the others; its outcome if that happened too often."""
        job = self._running.pop(name)
        if self._attempts[name] < ATTEMPTS:
            self._waiting.appendleft(job)
            return None
        return Outcome(name, "lost", f"its worker was lost {ATTEMPTS} times: {why}", attempts=ATTEMPTS)

    @property
    def running(self) -> list[str]:
        return list(self._running)
