"""An estimate of the work that a conversion leaves: minutes, by a model that docs/command.md describes.

Each place costs some minutes by its code; each different API that has to be replaced costs some more, once,
for finding out what takes its place. For a file that is as if there were only this file; over the tree an API is
found out once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paconvert_ng.diagnostics.entry import Level
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.report.summary import Summary

#: Minutes a place, for codes that differ from others of their level.
PER_PLACE: dict[str, int] = {
    "PC101": 5,
    "PC102": 10,
    "PC104": 3,
    "PC106": 3,
    "PC107": 3,
    "PC108": 3,
    "PC201": 2,
    "PC203": 5,
    "PC209": 0,
    "PC210": 2,
    "PC301": 15,
    "PC302": 5,
    "PC305": 5,
    "PC521": 10,
}
PER_PLACE_OF_LEVEL: dict[Level, int] = {"error": 30, "unconverted": 5, "behaviour": 1, "info": 0}
#: Minutes for each different API (a package, with PC203), once.
PER_API: dict[str, int] = {"PC101": 20, "PC102": 30, "PC103": 10, "PC105": 10, "PC203": 60}


@dataclass(frozen=True, slots=True)
class Effort:
    """Minutes in all, and how many of them are for ``apis`` different APIs."""

    minutes: int
    api_minutes: int
    apis: int
    places: int


def effort_of(findings: Iterable[Diagnostic]) -> Effort:
    """What these findings ask for, if they were all there is."""
    place_minutes = places = 0
    apis: dict[str, int] = {}
    for found in findings:
        minutes = PER_PLACE.get(found.code, PER_PLACE_OF_LEVEL[found.severity])
        once = PER_API.get(found.code, 0)
        place_minutes += minutes
        places += bool(minutes or once)
        if once:
            apis[found.api] = max(once, apis.get(found.api, 0))
    api_minutes = sum(apis.values())
    return Effort(place_minutes + api_minutes, api_minutes, len(apis), places)


def tree_effort(summary: Summary) -> Effort:
    """What the whole run leaves."""
    return effort_of(summary.diagnostics)


def file_efforts(summary: Summary) -> list[tuple[str, Effort]]:
    """Files that leave work, the most first."""
    found = [(file.path, effort_of(file.diagnostics)) for file in summary.files if file.diagnostics]
    return sorted((item for item in found if item[1].minutes), key=lambda item: (-item[1].minutes, item[0]))
