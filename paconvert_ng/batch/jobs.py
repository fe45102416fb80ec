"""What crosses processes: a job (one repo to convert) and its outcome. Both are JSON's types on the way."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from paconvert_ng.options import Options

Status = Literal["converted", "current", "failed", "crashed", "timeout", "memory", "lost", "waiting"]

#: What each status of a repo means, in the order in which they are shown.
STATUSES: dict[Status, str] = {
    "converted": "converted now",
    "current": "up to date: nothing changed since it was converted",
    "failed": "could not be converted; the message says why",
    "crashed": "its process ended by itself",
    "timeout": "ended: it took longer than its time limit",
    "memory": "ended: it used more memory than its limit",
    "lost": "the workers that had it ended again and again",
    "waiting": "not reached before the batch ended",
}
#: Those of which there is an output that can be relied on.
GOOD: frozenset[Status] = frozenset(("converted", "current"))


@dataclass(frozen=True, slots=True)
class Job:
    """One repo to convert.

    Paths are absolute. ``timeout`` is seconds for each step (conversion, verification), ``memory`` bytes for all
    processes of the repo together; 0 is a share of the memory of the machine that it runs on, for ``share`` repos at a
    time. ``verify`` is the spec of a verification, ``pythons`` the interpreters for torch's side and for Paddle's.
    ``known`` is the key under which the output is up to date, "" if there is none; ``helper_module`` is its.
    """

    name: str
    source: str
    output: str
    logs: str
    options: Options
    timeout: float
    memory: int = 0
    share: int = 1
    verify: dict[str, Any] | None = None
    pythons: tuple[str, str] = ("", "")
    known: str = ""
    helper_module: str = ""

    def text(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str | bytes) -> Job:
        """The job that ``text`` gave."""
        values = json.loads(text)
        given: dict[str, Any] = values.pop("options")
        options: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
        return cls(**{**values, "options": Options(**options), "pythons": tuple(values["pythons"])})


@dataclass(frozen=True, slots=True)
class Left:
    """What was left in a repo: an API (``kind`` "api"), or a package that needs torch ("package")."""

    name: str
    count: int
    kind: Literal["api", "package"] = "api"
    codes: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one repo.

    ``key`` is what the output is up to date for, "" if it is to be done again. ``files`` counts the files of each
    status. ``proved``, ``unproved`` and ``left`` are uses of source APIs; ``unconverted`` counts all that --strict
    counts. ``broken`` names files that could not be converted. ``verdict`` is that of the verification, "" without
    one. ``seconds`` are of wall time; ``memory`` is the most that its processes held, in bytes.
    """

    name: str
    status: Status
    message: str = ""
    key: str = ""
    files: dict[str, int] = field(default_factory=dict)
    proved: int = 0
    unproved: int = 0
    left: int = 0
    unconverted: int = 0
    left_by: tuple[Left, ...] = ()
    broken: tuple[str, ...] = ()
    helper_module: str = ""
    verdict: str = ""
    verdict_reason: str = ""
    seconds: float = 0.0
    verify_seconds: float = 0.0
    memory: int = 0
    attempts: int = 1

    @property
    def calls(self) -> int:
        """Uses of source APIs in all."""
        return self.proved + self.unproved + self.left

    @property
    def good(self) -> bool:
        """Whether the whole repo was converted, and verified if that was asked for."""
        return self.status in GOOD and not self.broken and self.verdict in ("", "equal")

    def values(self) -> dict[str, Any]:
        """As JSON's types."""
        return asdict(self)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Outcome:
        """The outcome that ``values`` gave. Raises KeyError, TypeError or ValueError for what is none."""
        if values["status"] not in STATUSES:
            raise ValueError(values["status"])
        left_by = tuple(Left(**{**left, "codes": tuple(left["codes"])}) for left in values["left_by"])
        return cls(**{**values, "left_by": left_by, "broken": tuple(values["broken"])})
