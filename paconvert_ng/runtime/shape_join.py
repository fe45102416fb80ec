"""Joining tensors and broadcasting them against each other."""

from __future__ import annotations

from typing import Any

import paddle

from .older_paddle import new_size
from .promotion import promote, to_out
from .static_graph import broadcast_sizes, is_empty, true_sizes
from .tensor_dtypes import in_dtype, widened


def _tensors(tensors: tuple[Any, ...]) -> list[paddle.Tensor]:
    """torch's ``*tensors`` functions take one list, too."""
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        return list(tensors[0])
    return list(tensors)


def cat(tensors: Any, dim: int = 0, *, out: Any = None) -> paddle.Tensor:
    """``torch.cat`` with tensors of different dtypes, and past empty 1-D tensors, which Paddle refuses."""
    parts = promote(*tensors)
    if any(part.ndim != 1 for part in parts):
        parts = [part for part in parts if part.ndim != 1 or not is_empty(part)] or parts
    return to_out(paddle.concat(parts, axis=dim), out)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[paddle.Tensor, ...]:
    """``torch.meshgrid``: a tuple of any dtype; Paddle's gives a list.

    The backward of Paddle's crashes where only some of the tensors require a gradient.
    """
    parts = [part.reshape([-1]) for part in _tensors(tensors)]
    axes = list(range(len(parts)))
    if indexing == "xy" and len(parts) > 1:
        axes[:2] = [1, 0]
    shape = [true_sizes(parts[axis])[0] for axis in axes]
    grids = []
    for index, part in enumerate(parts):
        line = [1] * len(parts)
        line[axes[index]] = -1
        grids.append(part.reshape(line).expand(shape))
    return tuple(grids)


def broadcast_tensors(*tensors: Any) -> tuple[paddle.Tensor, ...]:
    """``torch.broadcast_tensors``, also of different dtypes; Paddle's takes a list of one dtype."""
    parts = _tensors(tensors)
    shape = broadcast_sizes(*[true_sizes(part) for part in parts])
    return tuple(part.expand(shape) for part in parts)


def broadcast_shapes(*shapes: Any) -> Any:
    """``torch.broadcast_shapes``: a Size of any number of shapes (an int is a shape of one dimension)."""
    return new_size(broadcast_sizes(*[[shape] if isinstance(shape, int) else shape for shape in shapes]))


def block_diag(*tensors: Any) -> paddle.Tensor:
    """``torch.block_diag`` of tensors with up to two dimensions; Paddle's takes a list of one dtype."""
    return paddle.block_diag(promote(*tensors))


def cartesian_prod(*tensors: Any) -> paddle.Tensor:
    """``torch.cartesian_prod``; Paddle's takes a list."""
    parts = _tensors(tensors)
    if len(parts) == 1:
        return parts[0]
    return paddle.stack([grid.flatten() for grid in meshgrid(*parts)], axis=1)


def torch_combinations(input: paddle.Tensor, r: int = 2, with_replacement: bool = False) -> paddle.Tensor:
    """``torch.combinations`` for every dtype; Paddle's lacks bool and the small integers."""
    return in_dtype(paddle.combinations(widened(input), r, with_replacement), input.dtype)


def atleast_1d(*tensors: Any) -> Any:
    """``torch.atleast_1d``: one tensor, or a tuple for several (Paddle's gives a list)."""
    return _each(paddle.atleast_1d, tensors)


def atleast_2d(*tensors: Any) -> Any:
    """``torch.atleast_2d``: one tensor, or a tuple for several (Paddle's gives a list)."""
    return _each(paddle.atleast_2d, tensors)


def atleast_3d(*tensors: Any) -> Any:
    """``torch.atleast_3d``: one tensor, or a tuple for several (Paddle's gives a list)."""
    return _each(paddle.atleast_3d, tensors)


def _each(function: Any, tensors: tuple[Any, ...]) -> Any:
    if len(tensors) == 1 and paddle.is_tensor(tensors[0]):
        return function(tensors[0])
    return tuple(function(part) for part in _tensors(tensors))
