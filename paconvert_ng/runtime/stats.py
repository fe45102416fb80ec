"""Spread and counts: torch's ``unbiased`` and ``correction``, and what Paddle lacks."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import to_out
from .reduction import axes_of


def variance(input: paddle.Tensor, dim: Any, correction: Any, keepdim: bool) -> paddle.Tensor:
    """The mean squared distance from the mean, over (count - correction); of complex numbers, real."""
    if input.is_complex():
        return sum(variance(part, dim, correction, keepdim) for part in (paddle.real(input), paddle.imag(input)))
    axis = axes_of(dim)
    if correction in (0, 1):
        return paddle.var(input, axis=axis, unbiased=bool(correction), keepdim=keepdim)
    axes = range(input.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    count = math.prod([input.shape[dimension] for dimension in axes])
    return paddle.var(input, axis=axis, unbiased=False, keepdim=keepdim) * (count / max(count - correction, 0))


def root(value: paddle.Tensor) -> paddle.Tensor:
    """The square root, with gradient 0 (not NaN) at 0, as torch has it for std."""
    zero = paddle.equal(value, paddle.zeros_like(value))
    return paddle.where(zero, paddle.zeros_like(value), paddle.sqrt(paddle.where(zero, paddle.ones_like(value), value)))


def dimension_and_correction(dim: Any, unbiased: Any, correction: Any) -> tuple[Any, Any]:
    """Sort out torch's overloads: (dim, unbiased, keepdim), (unbiased) and (dim, *, correction, keepdim)."""
    flag = dim if isinstance(dim, bool) else unbiased
    axis = None if isinstance(dim, bool) else dim
    by_flag = 1 if flag is None or flag else 0
    return axis, by_flag if correction is None else correction


@tensor_method("var")
def torch_var(
    input: Any, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.var and Tensor.var, all overloads."""
    axis, lost = dimension_and_correction(dim, unbiased, correction)
    return to_out(variance(input, axis, lost, keepdim), out)


@tensor_method("std")
def torch_std(
    input: Any, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.std and Tensor.std, all overloads; the gradient is 0 where the result is 0, unlike Paddle's."""
    axis, lost = dimension_and_correction(dim, unbiased, correction)
    return to_out(root(variance(input, axis, lost, keepdim)), out)


def torch_var_mean(
    input: Any, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None, out: Any = None
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.var_mean: (variance, mean)."""
    axis, lost = dimension_and_correction(dim, unbiased, correction)
    mean = paddle.mean(input, axis=axes_of(axis), keepdim=keepdim)
    return to_out((variance(input, axis, lost, keepdim), mean), out)


def torch_std_mean(
    input: Any, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None, out: Any = None
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.std_mean: (standard deviation, mean)."""
    squared, mean = torch_var_mean(input, dim, unbiased, keepdim, correction=correction)
    return to_out((root(squared), mean), out)


@tensor_method("histc")
def torch_histc(input: Any, bins: int = 100, min: float = 0, max: float = 0, *, out: Any = None) -> paddle.Tensor:
    """torch.histc and Tensor.histc: counts in the input's dtype (Paddle's histogram counts as int64)."""
    return to_out(paddle.histogram(input, bins, min, max).cast(input.dtype), out)


def torch_bincount(input: Any, weights: Any = None, minlength: int = 0) -> paddle.Tensor:
    """torch.bincount and Tensor.bincount: int64 counts, or weights summed (float64 unless float32)."""
    if input.dtype in (paddle.uint8, paddle.int8, paddle.int16):
        input = input.cast(paddle.int64)
    if weights is None:
        return paddle.bincount(input, minlength=minlength).cast(paddle.int64)
    kept = weights if weights.dtype == paddle.float32 else weights.cast(paddle.float64)
    return paddle.bincount(input, kept, minlength).cast(kept.dtype)
