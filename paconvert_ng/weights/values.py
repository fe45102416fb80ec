"""Tensors that are not in memory: views of mapped files, and what is joined from them.

A value is rearranged without reading anything. ``chunks`` gives its bytes in the order in which they are written, a
few megabytes at a time, whatever the tensor's size; a transposed one is read in tiles that fit the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"
#: Bytes of one chunk, and elements of one side of a tile.
CHUNK = 8 << 20
_TILE = 64


@dataclass(frozen=True, slots=True)
class Joined:
    """Values along ``axis``, one after the other."""

    axis: int
    parts: tuple[Value, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        shape = list(self.parts[0].shape)
        shape[self.axis] = sum(part.shape[self.axis] for part in self.parts)
        return tuple(shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.parts[0].dtype


Value: TypeAlias = "Array | Joined"


def join(parts: Sequence[Value], axis: int) -> Value:
    """Values that agree but for ``axis``, as one. Raises ValueError if they do not agree."""
    flat = [inner for part in parts for inner in _parts(part, axis)]
    first = flat[0]
    for part in flat[1:]:
        if _without(part.shape, axis) != _without(first.shape, axis) or part.dtype != first.dtype:
            raise ValueError(f"shapes {list(first.shape)} and {list(part.shape)} cannot be joined along axis {axis}")
    return flat[0] if len(flat) == 1 else Joined(axis, tuple(flat))


def _parts(value: Value, axis: int) -> Sequence[Value]:
    return value.parts if isinstance(value, Joined) and value.axis == axis else (value,)


def _without(shape: Sequence[int], axis: int) -> tuple[int, ...]:
    return (*shape[:axis], *shape[axis + 1 :])


def reassemble(parts: Sequence[Array], shape: tuple[int, ...]) -> Value:
    """A tensor of ``shape`` whose elements lie in one-dimensional ``parts``, cut anywhere. A row that a cut goes
    through is copied, the rest is not. Raises ValueError if there are too many or too few elements.
    """
    if len(parts) == 1 or len(shape) < 2:
        return join([part.reshape(shape) if len(parts) == 1 else part for part in parts], 0)
    row = int(np.prod(shape[1:], dtype=np.int64))
    found: list[Array] = []
    begun: list[Array] = []
    for part in parts:
        missing = (row - sum(map(len, begun))) % row if begun else 0
        if begun:
            begun.append(part[:missing])
            if sum(map(len, begun)) == row:
                found.append(np.concatenate(begun).reshape(1, *shape[1:]))
                begun = []
        rest = part[missing:]
        whole = len(rest) - len(rest) % row
        if whole:
            found.append(rest[:whole].reshape(-1, *shape[1:]))
        if whole < len(rest):
            begun.append(rest[whole:])
    if begun or sum(map(len, found)) != shape[0]:
        raise ValueError(f"the parts of a tensor of shape {list(shape)} do not fill it")
    return join(found, 0)


def transpose(value: Value) -> Value:
    """The last two axes exchanged. Raises ValueError below two axes."""
    rank = len(value.shape)
    if rank < 2:
        raise ValueError(f"a tensor of shape {list(value.shape)} cannot be transposed")
    if isinstance(value, Joined):
        axis = {rank - 1: rank - 2, rank - 2: rank - 1}.get(value.axis, value.axis)
        return Joined(axis, tuple(transpose(part) for part in value.parts))
    return value.swapaxes(-1, -2)


def cut(value: Value, axis: int, start: int, stop: int) -> Value:
    """The elements ``start`` to ``stop`` along ``axis``."""
    if not isinstance(value, Joined):
        return value[(slice(None),) * axis + (slice(start, stop),)]
    if value.axis != axis:
        return Joined(value.axis, tuple(cut(part, axis, start, stop) for part in value.parts))
    chosen, at = [], 0
    for part in value.parts:
        length = part.shape[axis]
        low, high = max(start - at, 0), min(stop - at, length)
        if low < high:
            chosen.append(cut(part, axis, low, high))
        at += length
    return join(chosen, axis)


def expand(value: Value, axis: int) -> Value:
    """A new axis of length 1 at ``axis``."""
    if isinstance(value, Joined):
        at = value.axis + (value.axis >= axis)
        return Joined(at, tuple(expand(part, axis) for part in value.parts))
    return np.expand_dims(value, axis)


def squeeze(value: Value, axis: int) -> Value:
    """Without the axis ``axis``, whose length is 1. Raises ValueError if it is not."""
    if axis >= len(value.shape) or value.shape[axis] != 1:
        raise ValueError(f"axis {axis} of shape {list(value.shape)} has not length 1")
    if not isinstance(value, Joined):
        return np.squeeze(value, axis)
    if value.axis == axis:
        raise ValueError(f"axis {axis} is joined")  # of length 1 and joined: parts would be empty
    return Joined(value.axis - (value.axis > axis), tuple(squeeze(part, axis) for part in value.parts))


def size(value: Value) -> int:
    """Bytes."""
    count = value.dtype.itemsize
    for length in value.shape:
        count *= length
    return count


def chunks(value: Value, limit: int = CHUNK) -> Iterator[Array]:
    """The elements in C order, in one-dimensional arrays of at most about ``limit`` bytes."""
    if isinstance(value, Joined) and value.axis == 0:
        for part in value.parts:
            yield from chunks(part, limit)
        return
    if not isinstance(value, Joined) and value.flags.c_contiguous:
        flat = value.reshape(-1)
        step = max(limit // value.dtype.itemsize, 1)
        for start in range(0, flat.size, step):
            yield flat[start : start + step]
        return
    rows = value.shape[0]
    row = size(value) // max(rows, 1)
    if len(value.shape) > 2 and row > _TILE:
        for index in range(rows):
            yield from chunks(_item(value, index), limit)
        return
    step = max(limit // max(row, 1), 1)
    if step > _TILE:
        step -= step % _TILE
    for start in range(0, rows, step):
        part = cut(value, 0, start, min(start + step, rows))
        block = np.empty(part.shape, value.dtype)
        _fill(block, part)
        yield block.reshape(-1)


def _item(value: Value, index: int) -> Value:
    return squeeze(cut(value, 0, index, index + 1), 0)


def _fill(block: Array, value: Value) -> None:
    if isinstance(value, Joined):
        at = 0
        for part in value.parts:
            length = part.shape[value.axis]
            _fill(block[(slice(None),) * value.axis + (slice(at, at + length),)], part)
            at += length
        return
    if value.ndim != 2 or value.strides[1] == value.dtype.itemsize:
        block[...] = value
        return
    # Reads along the file's rows into a tile that stays in the cache, and writes along the block's.
    rows, columns = value.shape
    for column in range(0, columns, _TILE):
        for row in range(0, rows, 4 * _TILE):
            tile = np.ascontiguousarray(value[row : row + 4 * _TILE, column : column + _TILE].T)
            block[row : row + 4 * _TILE, column : column + _TILE] = tile.T
