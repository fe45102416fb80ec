"""What is known of an ONNX file, and what it is compared with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from paconvert_ng.export.errors import ExportError
from paconvert_ng.verify.compare import Difference

#: The opsets that paddle2onnx 2.1.0 writes; beyond them it aborts.
OPSETS = range(9, 22)
DEFAULT_OPSET = 13


def check_opset(opset: int) -> None:
    """Raises ExportError if paddle2onnx does not write this opset."""
    if opset not in OPSETS:
        raise ExportError(f"--opset {opset}: paddle2onnx writes opsets {OPSETS[0]} to {OPSETS[-1]}; 13 is the default")


@dataclass(frozen=True)
class Value:
    """An input or output: ``shape`` has None for a dimension that is not fixed."""

    name: str
    dtype: str
    shape: tuple[int | None, ...]


@dataclass(frozen=True)
class Case:
    """Inputs by name, and the outputs that the model must give for them, in its order (the reference's)."""

    inputs: dict[str, np.ndarray]
    outputs: list[np.ndarray]


@dataclass(frozen=True)
class Compared:
    """One output of one case beside the reference's."""

    case: int
    output: str
    difference: Difference


@dataclass(frozen=True)
class OnnxModel:
    """An ONNX file. ``nodes``: operator and name of each node; ``constants``: outputs that depend on no input."""

    file: Path
    opset: int
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]
    nodes: tuple[tuple[str, str], ...]
    constants: tuple[str, ...] = ()
    compared: list[Compared] = field(default_factory=list)

    @property
    def operators(self) -> dict[str, int]:
        """How many nodes of each operator, by name."""
        return dict(sorted(Counter(operator for operator, _ in self.nodes).items()))

    @property
    def is_equal(self) -> bool:
        """Whether all that was compared is equal within the tolerance."""
        return all(item.difference.equal for item in self.compared)
