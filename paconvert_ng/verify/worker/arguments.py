"""The inputs of the comparison as arguments of ``forward``."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


class Inputs:
    """Fresh tensors for one run. ``nodes``: by name, a tensor, a plain value, or a list, tuple or mapping of such."""

    def __init__(
        self, side: Any, nodes: Mapping[str, Any], arrays: Mapping[str, np.ndarray], *, double: bool, gradients: bool
    ) -> None:
        self.tensors: dict[str, Any] = {}
        self._side, self._arrays, self._double, self._gradients = side, arrays, double, gradients
        self._values = {name: self._value(node, name) for name, node in nodes.items()}

    def call(self, model: Any, by_name: bool) -> Any:
        """The model's output."""
        return model(**self._values) if by_name else model(*self._values.values())

    def _value(self, node: Mapping[str, Any], name: str) -> Any:
        if "tensor" in node:
            dtype = "float64" if self._double and node["dtype"] == "float32" else node["dtype"]
            made = self._side.tensor(self._arrays[node["tensor"]], dtype, node["transposed"])
            if self._gradients and self._side.is_floating(made):
                self._side.require_gradient(made)
            self.tensors[name] = made
            return made
        if "map" in node:
            return {key: self._value(item, f"{name}[{key!r}]") for key, item in node["map"].items()}
        if "value" in node:
            return node["value"]
        kind = "list" if "list" in node else "tuple"
        items = [self._value(item, f"{name}[{index}]") for index, item in enumerate(node[kind])]
        return items if kind == "list" else tuple(items)


def by_name(forward: Any, names: Sequence[str]) -> bool:
    """Whether the inputs are keyword arguments of ``forward``: where they are its parameters, but not its first ones.

    Raises TypeError if some are parameters and others are not.
    """
    parameters = inspect.signature(forward).parameters
    plain = [name for name, found in parameters.items() if found.kind is not inspect.Parameter.VAR_KEYWORD]
    unknown = [name for name in names if name not in plain]
    if list(names) == plain[: len(names)] or len(unknown) == len(names) and len(plain) == len(parameters):
        return False
    if unknown and len(plain) == len(parameters):
        raise TypeError(f"forward has no parameter {', '.join(unknown)}; it has {', '.join(plain)}")
    return True
