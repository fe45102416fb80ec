"""Choosing elements: ``where``, ``gather``, ``take``, ``unique``, with torch's promotion, shapes and dtypes."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import as_tensor_of, result_dtype, to_out
from .static_graph import true_sizes
from .tensor_dtypes import in_dtype, moving, widened


def where(condition: paddle.Tensor, input: Any = None, other: Any = None, *, out: Any = None) -> Any:
    """``torch.where`` of tensors and numbers in torch's result dtype, or of the condition alone (indices).

    Paddle takes the number in ``where(mask, half, 0.0)`` for float32 and makes the result float32.
    """
    if input is None and other is None:
        return paddle.nonzero(condition, as_tuple=True)
    dtype = result_dtype(input, other)
    one, two = (widened(as_tensor_of(value, dtype, condition)) for value in (input, other))
    return to_out(in_dtype(paddle.where(in_dtype(condition, paddle.bool), one, two), dtype), out)


@tensor_method("where")
def where_method(self: paddle.Tensor, condition: paddle.Tensor, other: Any) -> paddle.Tensor:
    """``Tensor.where``: the receiver is the value where the condition holds; Paddle's takes it for the condition."""
    return where(condition, self, other)


@tensor_method("masked_fill")
def masked_fill(input: paddle.Tensor, mask: paddle.Tensor, value: Any) -> paddle.Tensor:
    """``torch.masked_fill`` with a tensor as value: cast to the receiver's dtype, and with its gradient."""
    if not paddle.is_tensor(value):
        return paddle.masked_fill(input, mask, value)
    return where(mask, in_dtype(value, input.dtype), input)


@tensor_method("masked_fill_")
def masked_fill_(self: paddle.Tensor, mask: paddle.Tensor, value: Any) -> paddle.Tensor:
    """``Tensor.masked_fill_`` with a tensor as value, see ``masked_fill``."""
    if not paddle.is_tensor(value):
        return self.masked_fill_(mask, value)
    filled = masked_fill(self.clone(), mask, value)
    return paddle.assign(filled, self) if paddle.in_dynamic_mode() else filled


@tensor_method("gather")
def gather(
    input: paddle.Tensor, dim: int, index: paddle.Tensor, *, sparse_grad: bool = False, out: Any = None
) -> paddle.Tensor:
    """``torch.gather`` for 0-d tensors and every dtype; ``sparse_grad`` has no effect on the values."""
    if input.ndim == 0 or index.ndim == 0:
        return to_out(gather(input.reshape([-1]), 0, index.reshape([-1])).reshape(true_sizes(index)), out)
    if index.ndim != input.ndim and index.size == 0:
        # torch takes an empty index of any shape.
        return to_out(input.flatten()[:0].reshape(index.shape), out)
    return to_out(moving(lambda part: paddle.take_along_axis(part, index, dim, broadcast=False), input), out)


@tensor_method("index_select")
def index_select(input: paddle.Tensor, dim: int, index: paddle.Tensor, *, out: Any = None) -> paddle.Tensor:
    """``torch.index_select`` for a 0-d index, 0-d tensors and every dtype."""
    if input.ndim == 0:
        return to_out(index_select(input.reshape([1]), 0, index).reshape([]), out)
    return to_out(paddle.index_select(input, index.reshape([-1]) if index.ndim == 0 else index, dim), out)


@tensor_method("take_along_dim")
def take_along_dim(
    input: paddle.Tensor, indices: paddle.Tensor, dim: int | None = None, *, out: Any = None
) -> paddle.Tensor:
    """``torch.take_along_dim``, also of the flattened tensor (``dim=None``) and of every dtype."""
    if dim is None:
        input, indices, dim = input.flatten(), indices.flatten(), 0
    return to_out(moving(lambda part: paddle.take_along_axis(part, indices, dim), input), out)


@tensor_method("unique")
def unique(
    input: paddle.Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """``torch.unique``: the inverse has the input's shape (Paddle's is flat); every dtype.

    Along a dimension the parts are ordered by their elements in the order of the remaining dimensions; Paddle's order
    is another unless it is the first, and a negative one ends the process.
    """
    moved = widened(input) if dim is None else paddle.moveaxis(widened(input), dim, 0)
    result = paddle.unique(
        moved,
        return_inverse=return_inverse,
        return_counts=return_counts,
        axis=None if dim is None else 0,
        dtype="int64",
    )
    if dim is not None and isinstance(result, (list, tuple)):
        result = (paddle.moveaxis(result[0], 0, dim), *result[1:])
    elif dim is not None:
        result = paddle.moveaxis(result, 0, dim)
    return _with_shape(result, input, return_inverse, dim)


def unique_consecutive_function(input: paddle.Tensor, *positional: Any, **keywords: Any) -> Any:
    """``torch.unique_consecutive``; unlike the method, it takes one flag for the other where both come by position.

    It then gives what was not asked for, which is an empty tensor unless slices along ``dim`` are compared.
    """
    if len(positional) < 2 or bool(positional[0]) == bool(positional[1]):
        return unique_consecutive(input, *positional, **keywords)
    dim = positional[2] if len(positional) > 2 else keywords.get("dim")
    values, inverse, counts = unique_consecutive(input, True, True, dim)
    if dim is None or (dim == 0 and input.ndim == 1):
        return values, paddle.zeros([0], dtype="int64")
    return values, counts if positional[0] else inverse


@tensor_method("unique_consecutive")
def unique_consecutive(
    input: paddle.Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """``torch.unique_consecutive``: the inverse has the input's shape (Paddle's is flat); every dtype."""
    result = paddle.unique_consecutive(
        widened(input), return_inverse=return_inverse, return_counts=return_counts, axis=dim, dtype="int64"
    )
    return _with_shape(result, input, return_inverse, dim)


def _with_shape(result: Any, input: paddle.Tensor, return_inverse: bool, dim: int | None) -> Any:
    if not isinstance(result, (list, tuple)):
        return in_dtype(result, input.dtype)
    values, *rest = result
    if return_inverse and dim is None:
        rest[0] = rest[0].reshape(true_sizes(input))
    return (in_dtype(values, input.dtype), *rest)


def bucketize(
    input: Any, boundaries: paddle.Tensor, *, out_int32: bool = False, right: bool = False, out: Any = None
) -> paddle.Tensor:
    """``torch.bucketize`` of a number, or of integers among boundaries of another dtype."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right, out=out)


def searchsorted(
    sorted_sequence: paddle.Tensor,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
    out: Any = None,
) -> paddle.Tensor:
    """``torch.searchsorted`` of a number, and between dtypes; ``side`` overrides ``right``.

    Paddle takes tensors, and puts negative infinity at the end.
    """
    right = right if side is None else side == "right"
    dtype = widened(paddle.empty([1], dtype=result_dtype(sorted_sequence, input))).dtype
    if sorter is not None:
        sorted_sequence = paddle.take_along_axis(sorted_sequence, sorter, -1)
    sorted_sequence = in_dtype(sorted_sequence, dtype)
    values = as_tensor_of(input, dtype, sorted_sequence)
    given = values.reshape([1]) if values.ndim == 0 else values
    found = paddle.searchsorted(sorted_sequence, given, out_int32, right)
    if given.is_floating_point() and bool((infinite := paddle.isinf(given)).any()):
        among, one = sorted_sequence.unsqueeze(-2), given.unsqueeze(-1)
        before = (among <= one if right else among < one).sum(axis=-1).astype(found.dtype)
        found = paddle.where(infinite, before, found)
    return to_out(found.reshape([]) if values.ndim == 0 else found, out)


@tensor_method("nonzero")
def nonzero(input: paddle.Tensor, *, out: Any = None, as_tuple: bool = False) -> Any:
    """``torch.nonzero`` for 0-d tensors too."""
    if input.ndim == 0:
        found = paddle.nonzero(input.reshape([1]))
        return (found[:, 0],) if as_tuple else found[:, :0]
    if as_tuple:
        return paddle.nonzero(input, as_tuple=True)
    return to_out(paddle.nonzero(input), out)


@tensor_method("argwhere")
def argwhere(input: paddle.Tensor) -> paddle.Tensor:
    """``torch.argwhere`` for 0-d tensors too."""
    found: paddle.Tensor = nonzero(input)
    return found
