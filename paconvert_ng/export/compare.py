"""The outputs of an exported graph beside those of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paconvert_ng.verify.compare import Difference, measure


@dataclass(frozen=True)
class Compared:
    """One output for one set of inputs."""

    sizes: Mapping[str, int]
    output: str
    difference: Difference


def compared(
    sizes: Mapping[str, int], want: Mapping[str, np.ndarray], got: Mapping[str, np.ndarray], tolerance: float
) -> list[Compared]:
    """Output by output; one that is missing on a side differs."""
    names = [*want, *(name for name in got if name not in want)]
    return [Compared(sizes, name, _difference(name, want, got, tolerance)) for name in names]


def _difference(
    name: str, want: Mapping[str, np.ndarray], got: Mapping[str, np.ndarray], tolerance: float
) -> Difference:
    if name not in want or name not in got:
        return Difference(False, np.inf, said="is not in " + ("the model" if name in got else "the graph"))
    if want[name].dtype != got[name].dtype:
        return Difference(False, np.inf, said=f"dtype {want[name].dtype} and {got[name].dtype}")
    return measure(want[name], got[name], tolerance)
