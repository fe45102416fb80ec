"""How far two arrays are apart, and whether that is rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

#: By dtype: the largest error that counts as rounding. What is not here (integers, bool) must be equal.
#: float64: kernels of Paddle keep some constants (an epsilon) in float32.
TOLERANCES = {
    "float16": 1e-2,
    "bfloat16": 5e-2,
    "float32": 1e-4,
    "float64": 1e-7,
    "complex64": 1e-4,
    "complex128": 1e-7,
}
#: Gradients, and what training makes of weights, may be off by this many times as much: rounding grows on the way back.
BACKWARD = 10.0
#: Values of at least ``_HUGE`` that lie this many powers of two above all others are masks (-1e9): they say nothing of
#: the others' size, if those are not too few.
_GAP, _HUGE, _FEW = 10, 1e3, 0.01
#: One value of this size among zeros is a mask too, that is added to scores (-10000, or the smallest of a dtype).
_ADDED = 1e4


@dataclass(frozen=True)
class Difference:
    """``max`` and ``mean`` of |torch - Paddle|; ``error``: the largest share of the values' size, see ``measure``.

    ``said``: what is different where that is no number (dtypes, shapes, values that are not there).
    """

    equal: bool
    error: float = 0.0
    max: float = 0.0
    mean: float = 0.0
    scale: float = 0.0
    said: str = ""

    def report(self) -> dict[str, Any]:
        """For JSON, which has no infinity."""
        return {key: str(v) if isinstance(v, float) and not np.isfinite(v) else v for key, v in asdict(self).items()}


SAME = Difference(True)


def worst(found: list[Difference]) -> Difference:
    """The one that tells most: a different one before equal ones, then by error."""
    return max(found, key=lambda difference: (not difference.equal, difference.error), default=SAME)


def size_of(array: np.ndarray) -> float:
    """The largest absolute value, masks left out; 0 if there is none."""
    if array.dtype.kind not in "fc":
        return 0.0
    values = np.abs(array[np.isfinite(array)]).astype("float64", copy=False)
    values = values[values > 0]
    if not values.size:
        return 0.0
    largest = float(values.max())
    if largest < _HUGE:
        return largest
    if largest >= _ADDED and values.size < array.size and float(values.min()) == largest:
        return 0.0
    exponents = np.frexp(values)[1]
    low = int(exponents.min())
    counts = np.bincount(exponents - low)
    filled = np.flatnonzero(counts)
    for gap in np.flatnonzero(np.diff(filled) > _GAP):
        below = exponents - low <= filled[gap]
        if float(values[~below].min()) >= _HUGE and int(below.sum()) >= _FEW * values.size:
            return float(values[below].max())
    return largest


def measure(torch: np.ndarray, paddle: np.ndarray, tolerance: float, scale: float = 0.0) -> Difference:
    """Compares element by element: each may be off by ``tolerance`` of its size, or of the whole's if that is larger.

    The size of the whole is ``size_of`` torch's values, or ``scale`` if that is larger. NaN equals NaN, and an
    infinity itself.
    """
    if torch.shape != paddle.shape:
        return Difference(False, np.inf, np.inf, np.inf, 0.0, f"shape {list(torch.shape)} and {list(paddle.shape)}")
    if not torch.size:
        return SAME
    if torch.dtype.kind not in "fc":
        wrong = torch != paddle
        count = int(wrong.sum())
        if not count:
            return SAME
        apart = np.abs(torch.astype("float64") - paddle.astype("float64"))
        said = f"{count} of {torch.size} values differ"
        return Difference(False, float(count / torch.size), float(apart.max()), float(apart.mean()), 0.0, said)
    wide = "complex128" if torch.dtype.kind == "c" else "float64"
    ours, theirs = torch.astype(wide), paddle.astype(wide)
    finite = np.isfinite(ours)
    odd = (finite != np.isfinite(theirs)) | (~finite & ~((ours == theirs) | (np.isnan(ours) & np.isnan(theirs))))
    size = max(size_of(torch), scale)
    if odd.any():
        said = f"{int(odd.sum())} of {odd.size} values are finite on one side only, or another infinity"
        return Difference(False, np.inf, np.inf, np.inf, size, said)
    apart = np.where(finite, np.abs(np.where(finite, ours, 0) - np.where(finite, theirs, 0)), 0)
    sizes = np.maximum(np.abs(np.where(finite, ours, 0)), size)
    # Where all is zero in torch, any other value is an error of its own size.
    error = float((apart / np.where(sizes > 0, sizes, 1)).max())
    return Difference(error <= tolerance, error, float(apart.max()), float(apart.mean()), size)


class Arrays:
    """The arrays that a worker kept, read when they are asked for."""

    def __init__(self, path: str) -> None:
        self._file = np.load(path)

    def __getitem__(self, key: str) -> np.ndarray:
        array: np.ndarray = self._file[key]
        return array

    def close(self) -> None:
        """Frees the file."""
        self._file.close()


class Comparison:
    """Compares what two workers described, with the arrays of each."""

    def __init__(self, torch: Arrays, paddle: Arrays, tolerances: Mapping[str, float]) -> None:
        self._torch, self._paddle, self._tolerances = torch, paddle, tolerances

    def looser(self, factor: float) -> Comparison:
        """The same with larger tolerances."""
        return Comparison(self._torch, self._paddle, {name: value * factor for name, value in self._tolerances.items()})

    def size(self, leaves: list[dict[str, Any]]) -> float:
        """The size of the largest of torch's tensors."""
        return max((size_of(self._torch[leaf["array"]]) for leaf in leaves if "array" in leaf), default=0.0)

    def other_size(self, leaf: Mapping[str, Any]) -> float:
        """The size of one of Paddle's tensors."""
        return size_of(self._paddle[leaf["array"]])

    def torch(self, leaf: Mapping[str, Any]) -> np.ndarray:
        """One of torch's tensors."""
        return self._torch[leaf["array"]]

    def leaf(self, torch: Mapping[str, Any], paddle: Mapping[str, Any], scale: float = 0.0) -> Difference:
        """One tensor or plain value."""
        if ("array" in torch) != ("array" in paddle):
            kinds = ["a tensor" if "array" in leaf else repr(leaf["value"]) for leaf in (torch, paddle)]
            return Difference(False, np.inf, said=f"{kinds[0]} and {kinds[1]}")
        if "array" not in torch:
            one, other = torch["value"], paddle["value"]
            tolerance = self._tolerances["float32"]
            numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (one, other))
            if one == other or (numbers and abs(one - other) <= tolerance * max(abs(one), scale)):
                return SAME
            return Difference(False, np.inf, said=f"{one!r:.60} and {other!r:.60}")
        if torch["dtype"] != paddle["dtype"]:
            return Difference(False, np.inf, said=f"{torch['dtype']} and {paddle['dtype']}")
        if torch["array"] == paddle["array"]:
            return SAME
        tolerance = self._tolerances.get(torch["dtype"], 0.0)
        return measure(self._torch[torch["array"]], self._paddle[paddle["array"]], tolerance, scale)

    def values(
        self, torch: list[dict[str, Any]], paddle: list[dict[str, Any]], scale: float = 0.0, *, common: bool = False
    ) -> Difference:
        """All that a module took or gave; with ``common`` only what both sides have under the same place."""
        ours, theirs = ({leaf["at"]: leaf for leaf in leaves} for leaves in (torch, paddle))
        found = [self.leaf(leaf, theirs[at], scale) for at, leaf in ours.items() if at in theirs]
        if not common and set(ours) != set(theirs):
            only = [f"only in {side}: {', '.join(names)}" for side, names in _only(ours, theirs) if names]
            found.append(Difference(False, np.inf, said="; ".join(only)))
        return worst(found)


def _only(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [
        ("torch", [at or "the output" for at in ours if at not in theirs][:4]),
        ("Paddle", [at or "the output" for at in theirs if at not in ours][:4]),
    ]
