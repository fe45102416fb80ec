"""Whether two programs draw from the same distribution: all values of many runs, by the Kolmogorov-Smirnov distance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: Values to draw from each, and runs at most and at least (where a run gives few or many).
VALUES = 4000
RUNS = (40, 400)
#: Distance allowed, or so many times that of torch from itself with other seeds (the values of one run may hang
#: together, as where whole channels are dropped).
DISTANCE = 0.05
NOISE = 3.0
_ROUNDING = 1e-4
#: What NaN counts as: a value that no sample has.
_NAN = -1e30

Draw = Callable[[int], np.ndarray]


def distribution_difference(ours: Draw, theirs: Draw) -> str:
    """What differs, "" if nothing does. A ``Draw`` gives all values of the run with that seed."""
    size = ours(0).size
    if theirs(0).size != size:
        return f"distribution: {size} values in torch, {theirs(0).size} in Paddle"
    if not size:
        return ""
    runs = int(np.clip(VALUES // size, *RUNS))
    seeds, more = range(runs), range(runs, 2 * runs)
    mine, again = (np.concatenate([ours(seed).ravel() for seed in chosen]) for chosen in (seeds, more))
    others = np.concatenate([theirs(seed).ravel() for seed in seeds])
    mine, again, others = (np.nan_to_num(values, nan=_NAN) for values in (mine, again, others))
    distance, allowed = _distance(mine, others), max(DISTANCE, NOISE * _distance(mine, again))
    if distance <= allowed:
        return ""
    return f"distribution: Kolmogorov-Smirnov distance {distance:.2f} over {mine.size} values (allowed {allowed:.2f})"


def _distance(first: np.ndarray, second: np.ndarray) -> float:
    """The largest difference of the two distribution functions; a value may move a little, as it is rounded."""
    first, second = np.sort(first), np.sort(second)
    points = np.concatenate([first, second])
    shift = _ROUNDING * np.maximum(1.0, np.abs(points))

    def above(one: np.ndarray, other: np.ndarray) -> float:
        strict = np.searchsorted(one, points - shift, side="left") / one.size
        return float((strict - np.searchsorted(other, points, side="right") / other.size).max())

    return max(above(first, second), above(second, first))
