"""Weights for a comparison: random, in every floating entry of a state dict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def random_state(shapes: Mapping[str, tuple[int, ...]], values: Mapping[str, np.ndarray], seed: int) -> dict[str, Any]:
    """Random values for every floating entry, of a size at which signals neither vanish nor explode."""
    rng = np.random.default_rng(seed)
    state = {}
    for key, shape in shapes.items():
        value = values[key]
        if value.dtype.kind != "f" or value.size == 0:
            state[key] = value
            continue
        noise = rng.standard_normal(shape)
        last = key.rsplit(".", 1)[-1]
        if last == "running_var":
            new = np.abs(noise) + 0.5
        elif len(shape) >= 2:
            spread = float(np.prod(shape[1:])) ** -0.5
            new = noise * (spread if last == "weight" else max(0.1, spread))
        else:
            new = (0.0 if "bias" in last or "mean" in last else 1.0) + 0.2 * noise
        state[key] = np.asarray(new).astype(value.dtype)
    return state
