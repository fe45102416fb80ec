"""What every reader gives and every writer takes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from paconvert_ng.weights.dtypes import HELD
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.values import Value


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of a checkpoint: its elements are read when they are asked for."""

    name: str
    dtype: str
    value: Value
    file: Path | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.value.shape)


@dataclass(slots=True)
class Checkpoint:
    """The tensors of one or more files, in their order."""

    tensors: dict[str, Tensor] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    format: str = ""
    #: safetensors' own ``__metadata__``.
    metadata: dict[str, str] = field(default_factory=dict)
    #: What was read but is not a tensor, such as a learning rate.
    other: list[str] = field(default_factory=list)

    def add(self, tensor: Tensor) -> None:
        """Raises WeightsError if there is one of this name."""
        known = self.tensors.get(tensor.name)
        if known is not None:
            raise WeightsError(f"key {tensor.name!r} is there twice: in {known.file} and in {tensor.file}")
        self.tensors[tensor.name] = tensor


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A tensor that is going to be written."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    #: The dtype that ``value`` has, before any cast.
    held: str
    value: Value

    @property
    def nbytes(self) -> int:
        return count(self.shape) * HELD[self.dtype].itemsize


@dataclass(frozen=True, slots=True)
class Sliced:
    """A tensor in slices of at most ``limit`` bytes, each after its own head."""

    tensor: Planned
    limit: int
    heads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """``size`` bytes that depend on the CRC-32 of what was written before: of each tensor, by its name."""

    size: int
    make: Callable[[dict[str, int]], bytes]


#: A file is written as a list of these, in order: bytes as they are, whole tensors, sliced ones, and late bytes.
Segment: TypeAlias = "bytes | Planned | Sliced | Late"


def segment_size(segment: Segment) -> int:
    """Bytes."""
    if isinstance(segment, bytes):
        return len(segment)
    if isinstance(segment, Sliced):
        return segment.tensor.nbytes + sum(map(len, segment.heads))
    return segment.nbytes if isinstance(segment, Planned) else segment.size


def count(shape: tuple[int, ...]) -> int:
    """The number of elements."""
    total = 1
    for length in shape:
        total *= length
    return total


def mapped(path: Path) -> np.ndarray[Any, Any]:
    """The bytes of a file, mapped into memory read-only. Raises WeightsError if it cannot be read."""
    try:
        if os.path.getsize(path) == 0:
            return np.empty(0, np.uint8)
        return np.memmap(path, np.uint8, "r")
    except (OSError, ValueError) as error:
        raise WeightsError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def view(
    tensor: str,
    path: Path,
    data: memoryview,
    start: int,
    dtype: str,
    shape: tuple[int, ...],
    strides: tuple[int, ...] | None = None,
    fortran: bool = False,
) -> np.ndarray[Any, Any]:
    """The elements that begin at byte ``start`` of ``data``; the caller has checked that they are there.

    ``strides`` are in bytes. Raises WeightsError for a shape that no array can have.
    """
    held = HELD[dtype]
    try:
        if not count(shape):
            return np.empty(shape, held)
        return np.ndarray(shape, held, data, start, strides, "F" if fortran else "C")
    except (ValueError, OverflowError):
        raise WeightsError(f"{path} is damaged: {tensor!r} has the shape {list(shape)}") from None
