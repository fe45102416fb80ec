"""What one process leaves for another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.verify.worker.weights import random_state


def write(path: Path, content: bytes) -> None:
    """A run that is cut off leaves no half of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(f"{path.name}.part").write_bytes(content)
    path.with_name(f"{path.name}.part").rename(path)


def pack(state: Mapping[str, np.ndarray], seed: int) -> dict[str, Any]:
    """A random state dict as its shapes and dtypes; values are kept where ``unpack`` would not make them."""
    blank = {key: np.broadcast_to(np.zeros((), value.dtype), value.shape) for key, value in state.items()}
    made = random_state({key: value.shape for key, value in state.items()}, blank, seed)
    kept = {key: value for key, value in state.items() if not np.array_equal(made[key], value)}
    return {"blank": [(key, value.shape, str(value.dtype)) for key, value in state.items()], "kept": kept, "seed": seed}


def unpack(packed: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """What ``pack`` was given."""
    blank = {key: np.broadcast_to(np.zeros((), dtype), shape) for key, shape, dtype in packed["blank"]}
    made = random_state({key: shape for key, shape, _ in packed["blank"]}, blank, packed["seed"])
    return {key: np.array(packed["kept"].get(key, value)) for key, value in made.items()}
