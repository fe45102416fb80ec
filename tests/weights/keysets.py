"""Checkpoints with the true keys of Hugging Face's models, in any size (see scripts/weight_keys.py)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.weights.conftest import Arrays, random_tensor

KEYS = Path(__file__).parent / "keys"


def names() -> list[str]:
    """All key sets."""
    return sorted(path.stem for path in KEYS.glob("*.json"))


def load(name: str) -> dict[str, Any]:
    """One key set: model_type, architectures, config, sizes, keys."""
    found: dict[str, Any] = json.loads((KEYS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def evaluate(value: Any, sizes: dict[str, int]) -> Any:
    """A setting of the configuration: text after = is an expression of the sizes."""
    if isinstance(value, str) and value.startswith("="):
        return eval(value[1:], {"__builtins__": {}}, dict(sizes))
    if isinstance(value, dict):
        return {key: evaluate(inner, sizes) for key, inner in value.items()}
    return value


def config_of(keyset: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    """config.json for these sizes."""
    settings = {key: evaluate(value, sizes) for key, value in keyset["config"].items()}
    return {"model_type": keyset["model_type"], "architectures": keyset["architectures"], **settings}


def shapes_of(keyset: dict[str, Any], sizes: dict[str, int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The keys of a model of these sizes, and their shapes."""

    def number(text: str) -> int:
        return int(eval(text, {"__builtins__": {}}, dict(sizes)))

    for entry in keyset["keys"]:
        shape = tuple(map(number, entry["shape"]))
        for indices in itertools.product(*(range(number(low), number(high)) for low, high in entry["ranges"])):
            parts = iter(indices)
            yield "".join(str(next(parts)) if sign == "#" else sign for sign in entry["key"]), shape


def arrays_of(keyset: dict[str, Any], sizes: dict[str, int], dtype: str) -> Arrays:
    """Random bits for all of them."""
    return {name: random_tensor(dtype, shape, seed) for seed, (name, shape) in enumerate(shapes_of(keyset, sizes))}
