"""How far two results are from each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

TOLERANCE = 1e-3


def gradients_apart(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[list[str], float]:
    """What differs in the gradients by parameter (None counts as zero), relative to the largest of the model."""
    if missing := sorted(wanted.keys() ^ found.keys()):
        return [f"parameters: {missing[:8]}"], 0.0
    scale = max(float(np.abs(gradient).max()) for gradient in wanted.values() if gradient is not None)
    worst, wrong = 0.0, []
    for name, expected in wanted.items():
        pair = [np.zeros(1) if gradient is None else gradient for gradient in (expected, found[name])]
        apart = float(np.abs(pair[0] - pair[1]).max(initial=0.0)) / scale
        worst = max(worst, apart)
        if not apart <= TOLERANCE:
            wrong.append(f"gradient of {name}: {apart:.3g} of the largest")
    return wrong[:20], worst


def differences(wanted: Any, found: Any, path: str, scale: float = 0.0, dtypes: bool = True) -> tuple[list[str], float]:
    """What differs in two results of ``to_arrays``, and the largest difference relative to the largest value.

    ``dtypes``: arrays of another dtype differ. Of a dict called ``gradients`` all values are relative to the largest
    of them: some are zero but for rounding.
    """
    if isinstance(wanted, (list, dict)):
        if type(wanted) is not type(found) or len(wanted) != len(found):
            return [f"{path}: {_kind(wanted)} in torch, {_kind(found)} in Paddle"], 0.0
        if isinstance(wanted, dict) and path.endswith("['gradients']"):
            sizes = [float(np.abs(value).max(initial=0.0)) for value in wanted.values() if value is not None]
            scale = max(sizes, default=0.0)
        keys = list(wanted) if isinstance(wanted, dict) else list(range(len(wanted)))
        if isinstance(wanted, dict) and keys != list(found):
            return [f"{path}: keys {keys} in torch, {list(found)} in Paddle"], 0.0
        parts = [differences(wanted[key], found[key], f"{path}[{key!r}]", scale, dtypes) for key in keys]
        return [line for lines, _ in parts for line in lines], max((largest for _, largest in parts), default=0.0)
    if not isinstance(wanted, np.ndarray):
        if isinstance(wanted, float) and isinstance(found, float):
            wanted, found = np.array(wanted), np.array(found)
        else:
            same = type(wanted) is type(found) and wanted == found
            return ([] if same else [f"{path}: {wanted!r} in torch, {found!r} in Paddle"]), 0.0
    if not isinstance(found, np.ndarray) or wanted.shape != found.shape or (dtypes and wanted.dtype != found.dtype):
        return [f"{path}: {_kind(wanted)} in torch, {_kind(found)} in Paddle"], 0.0
    if wanted.dtype.kind not in "fc":
        return ([] if np.array_equal(wanted, found) else [f"{path}: integers differ"]), 0.0
    scale = scale or float(np.abs(wanted).max(initial=0.0)) or 1.0
    largest = float(np.abs(wanted - found).max(initial=0.0)) / scale
    return ([] if largest <= TOLERANCE else [f"{path}: largest difference {largest:.3g} of the largest value"]), largest


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)}"
    return f"{type(value).__name__} {value!r:.60}"
