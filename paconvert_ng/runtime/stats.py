"""Spread, quantiles and counts: torch's ``unbiased`` and ``correction``, and what Paddle lacks."""

from __future__ import annotations

import numbers
from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .promotion import to_out
from .reduction import axes_of


def variance(input: paddle.Tensor, dim: Any, correction: Any, keepdim: bool) -> paddle.Tensor:
    """The mean squared distance from the mean, over (count - correction)."""
    axis = axes_of(dim)
    if correction in (0, 1):
        return paddle.var(input, axis=axis, unbiased=bool(correction), keepdim=keepdim)
    axes = range(input.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    count = 1
    for dimension in axes:
        count *= input.shape[dimension]
    return paddle.var(input, axis=axis, unbiased=False, keepdim=keepdim) * (count / max(count - correction, 0))


def root(value: paddle.Tensor) -> paddle.Tensor:
    """The square root, with gradient 0 (not NaN) at 0, as torch has it for std."""
    zero = paddle.equal(value, paddle.zeros_like(value))
    return paddle.where(zero, paddle.zeros_like(value), paddle.sqrt(paddle.where(zero, paddle.ones_like(value), value)))


class Spread(NamedTuple):
    """The arguments of var and std in one form."""

    dim: Any
    correction: Any
    keepdim: bool
    out: Any


def spread_arguments(
    dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None, out: Any = None
) -> Spread:
    """Sort out torch's overloads: (dim, unbiased, keepdim), (unbiased) and (dim, *, correction, keepdim)."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 1 if unbiased is None or unbiased else 0
    return Spread(dim, correction, keepdim, out)


@tensor_method("var")
def torch_var(input: Any, *args: Any, **kwargs: Any) -> paddle.Tensor:
    """torch.var and Tensor.var, all overloads."""
    spread = spread_arguments(*args, **kwargs)
    return to_out(variance(input, spread.dim, spread.correction, spread.keepdim), spread.out)


@tensor_method("std")
def torch_std(input: Any, *args: Any, **kwargs: Any) -> paddle.Tensor:
    """torch.std and Tensor.std, all overloads; the gradient is 0 where the result is 0, unlike Paddle's."""
    spread = spread_arguments(*args, **kwargs)
    return to_out(root(variance(input, spread.dim, spread.correction, spread.keepdim)), spread.out)


def torch_var_mean(input: Any, *args: Any, **kwargs: Any) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.var_mean: (variance, mean)."""
    spread = spread_arguments(*args, **kwargs)
    mean = paddle.mean(input, axis=axes_of(spread.dim), keepdim=spread.keepdim)
    return variance(input, spread.dim, spread.correction, spread.keepdim), mean


def torch_std_mean(input: Any, *args: Any, **kwargs: Any) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.std_mean: (standard deviation, mean)."""
    squared, mean = torch_var_mean(input, *args, **kwargs)
    return root(squared), mean


@tensor_method("quantile")
def torch_quantile(
    input: Any, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear", out: Any = None
) -> paddle.Tensor:
    """torch.quantile and Tensor.quantile: ``q`` is a number, or a 0-d or 1-D tensor."""
    return to_out(paddle.quantile(input, _quantile_positions(q), dim, keepdim, interpolation).cast(input.dtype), out)


@tensor_method("nanquantile")
def torch_nanquantile(
    input: Any, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear", out: Any = None
) -> paddle.Tensor:
    """torch.nanquantile and Tensor.nanquantile."""
    return to_out(paddle.nanquantile(input, _quantile_positions(q), dim, keepdim, interpolation).cast(input.dtype), out)


def _quantile_positions(q: Any) -> Any:
    return q if isinstance(q, numbers.Number) else q.tolist()


@tensor_method("histc")
def torch_histc(input: Any, bins: int = 100, min: float = 0, max: float = 0, *, out: Any = None) -> paddle.Tensor:
    """torch.histc and Tensor.histc: counts in the input's dtype (Paddle's histogram counts as int64)."""
    return to_out(paddle.histogram(input, bins, min, max).cast(input.dtype), out)


def torch_bincount(input: Any, weights: Any = None, minlength: int = 0) -> paddle.Tensor:
    """torch.bincount and Tensor.bincount: int64 counts, or weights summed (float64 unless float32)."""
    if weights is None:
        return paddle.bincount(input, minlength=minlength).cast(paddle.int64)
    kept = weights if weights.dtype == paddle.float32 else weights.cast(paddle.float64)
    return paddle.bincount(input, kept, minlength).cast(kept.dtype)


def torch_cov(input: Any, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> paddle.Tensor:
    """torch.cov and Tensor.cov: rows are variables."""
    if correction not in (0, 1):
        scale = paddle.linalg.cov(input, ddof=False, fweights=fweights, aweights=aweights)
        if fweights is not None or aweights is not None:
            raise NotImplementedError("torch.cov with weights and a correction other than 0 or 1")
        count = input.shape[-1]
        return scale * (count / (count - correction))
    return paddle.linalg.cov(input, ddof=bool(correction), fweights=fweights, aweights=aweights)
