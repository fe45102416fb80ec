"""Largest, smallest and middle elements: torch's overloads of ``max``, ``min``, ``median``, results with names.

Paddle's own ``max``, ``min``, ``sort`` and ``median`` give values where torch gives (values, indices).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .math_bounds import maximum_of, minimum_of
from .promotion import to_out
from .reduction import axes_of

SMALL_DTYPES = (paddle.bool, paddle.uint8, paddle.int8, paddle.int16)


class ValuesIndices(NamedTuple):
    """What torch's max, min, median, sort, kthvalue, mode, ... along a dimension return."""

    values: Any
    indices: Any


def comparable(input: paddle.Tensor) -> paddle.Tensor:
    """``input`` in a dtype that Paddle can order: bool and small integers as int32."""
    return input.cast(paddle.int32) if input.dtype in SMALL_DTYPES else input


def as_given(values: paddle.Tensor, input: paddle.Tensor) -> paddle.Tensor:
    """``values`` in the dtype of ``input``; a cast to the same dtype would be a copy."""
    return values if values.dtype == input.dtype else values.cast(input.dtype)


def extreme_along(function: Any, input: paddle.Tensor, dim: int, keepdim: bool) -> ValuesIndices:
    """``paddle.compat.max`` or ``min`` along a dimension, for any dtype."""
    if not paddle.in_dynamic_mode():  # there the kernel that gives both is missing on CPU
        named = (paddle.max, paddle.argmax) if function is paddle.compat.max else (paddle.min, paddle.argmin)
        values, indices = [one(comparable(input), axis=dim, keepdim=keepdim) for one in named]
        return ValuesIndices(as_given(values, input), indices)
    values, indices = function(comparable(input), dim, keepdim)
    return ValuesIndices(as_given(values, input), indices)


def _only_value(input: paddle.Tensor) -> ValuesIndices:
    """The value of a 0-d tensor, at index 0."""
    return ValuesIndices(input.clone(), paddle.zeros([], dtype="int64"))


@tensor_method("max")
def torch_max(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None, out: Any = None) -> Any:
    """torch.max and Tensor.max: (input), (input, dim, keepdim=False) or (input, other)."""
    second = dim if paddle.is_tensor(dim) else other
    if second is not None:
        result = maximum_of(input, second)
    elif dim is None:
        result = as_given(paddle.compat.max(comparable(input)), input)
    else:
        result = extreme_along(paddle.compat.max, input, int(dim), keepdim)
    return to_out(result, out)


@tensor_method("min")
def torch_min(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None, out: Any = None) -> Any:
    """torch.min and Tensor.min: (input), (input, dim, keepdim=False) or (input, other)."""
    second = dim if paddle.is_tensor(dim) else other
    if second is not None:
        result = minimum_of(input, second)
    elif dim is None:
        result = as_given(paddle.compat.min(comparable(input)), input)
    else:
        result = extreme_along(paddle.compat.min, input, int(dim), keepdim)
    return to_out(result, out)


@tensor_method("amax")
def torch_amax(input: Any, dim: Any = None, keepdim: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.amax and Tensor.amax, for any dtype."""
    return to_out(as_given(paddle.amax(comparable(input), axis=axes_of(dim), keepdim=keepdim), input), out)


@tensor_method("amin")
def torch_amin(input: Any, dim: Any = None, keepdim: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.amin and Tensor.amin, for any dtype."""
    return to_out(as_given(paddle.amin(comparable(input), axis=axes_of(dim), keepdim=keepdim), input), out)


class MinMax(NamedTuple):
    """What torch.aminmax returns."""

    min: Any
    max: Any


@tensor_method("aminmax")
def torch_aminmax(input: Any, *, dim: int | None = None, keepdim: bool = False, out: Any = None) -> MinMax:
    """torch.aminmax and Tensor.aminmax. Paddle has none."""
    return to_out(MinMax(torch_amin(input, dim, keepdim), torch_amax(input, dim, keepdim)), out)


def middle(function: Any, input: paddle.Tensor, dim: int | None, keepdim: bool) -> Any:
    """``paddle.compat.median`` or ``nanmedian``: the lower of two middle elements, for any dtype."""
    ordered = comparable(input)
    if dim is None:
        return as_given(function(ordered.flatten(), 0).values, input) if input.ndim else input.clone()
    values, indices = function(ordered, dim, keepdim)
    return ValuesIndices(as_given(values, input), indices)


@tensor_method("median")
def torch_median(input: Any, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """torch.median and Tensor.median."""
    return to_out(middle(paddle.compat.median, input, dim, keepdim), out)


@tensor_method("nanmedian")
def torch_nanmedian(input: Any, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """torch.nanmedian and Tensor.nanmedian: the median of what is not NaN."""
    return to_out(middle(paddle.compat.nanmedian, input, dim, keepdim), out)


@tensor_method("mode")
def torch_mode(input: Any, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> ValuesIndices:
    """torch.mode and Tensor.mode; the result has names, and the gradient holds for a 0-d tensor."""
    if input.ndim == 0:
        return to_out(_only_value(input), out)
    values, indices = paddle.mode(comparable(input), axis=dim, keepdim=keepdim)
    return to_out(ValuesIndices(as_given(values, input), indices), out)


@tensor_method("kthvalue")
def torch_kthvalue(input: Any, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> ValuesIndices:
    """torch.kthvalue and Tensor.kthvalue; the result has names, and the gradient holds for a 0-d tensor."""
    if input.ndim == 0:
        return to_out(_only_value(input), out)
    values, indices = paddle.kthvalue(comparable(input), k, axis=dim, keepdim=keepdim)
    return to_out(ValuesIndices(as_given(values, input), indices), out)


@tensor_method("cummax")
def torch_cummax(input: Any, dim: int, *, out: Any = None) -> ValuesIndices:
    """torch.cummax and Tensor.cummax; the result has names, and the gradient holds for a 0-d tensor."""
    if input.ndim == 0:
        return to_out(_only_value(input), out)
    values, indices = paddle.cummax(comparable(input), axis=dim)
    return to_out(ValuesIndices(as_given(values, input), indices), out)


@tensor_method("cummin")
def torch_cummin(input: Any, dim: int, *, out: Any = None) -> ValuesIndices:
    """torch.cummin and Tensor.cummin; the result has names, and the gradient holds for a 0-d tensor."""
    if input.ndim == 0:
        return to_out(_only_value(input), out)
    values, indices = paddle.cummin(comparable(input), axis=dim)
    return to_out(ValuesIndices(as_given(values, input), indices), out)


@tensor_method("argmax")
def torch_argmax(input: Any, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.argmax and Tensor.argmax, for any dtype; of a 0-d tensor a 0-d one, whatever ``keepdim``."""
    keepdim = keepdim and input.ndim > 0
    return to_out(paddle.argmax(comparable(input), axis=dim, keepdim=keepdim), out)


@tensor_method("argmin")
def torch_argmin(input: Any, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.argmin and Tensor.argmin, for any dtype; of a 0-d tensor a 0-d one, whatever ``keepdim``."""
    keepdim = keepdim and input.ndim > 0
    return to_out(paddle.argmin(comparable(input), axis=dim, keepdim=keepdim), out)
