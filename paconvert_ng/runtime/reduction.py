"""Sums, products and means as torch gives them: dtypes of small integers, gradients at 0, infinities."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_bounds import complex_logaddexp
from .promotion import dtype_category, to_out
from .static_graph import is_known


def axes_of(dim: Any) -> Any:
    """torch's ``dim`` as Paddle's ``axis``: torch takes an empty sequence for all dimensions."""
    if isinstance(dim, (list, tuple)):
        return [int(axis) for axis in dim] or None
    return dim


def summable(input: paddle.Tensor, dtype: Any) -> paddle.Tensor:
    """``input`` in the dtype in which torch sums it: integers and bools as int64."""
    if dtype is not None:
        return input.cast(dtype)
    return input.cast(paddle.int64) if dtype_category(input.dtype) < 2 else input


@tensor_method("sum")
def torch_sum(
    input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.sum and Tensor.sum; Paddle sums uint8, int8 and int16 in their own dtype."""
    return to_out(paddle.sum(summable(input, dtype), axis=axes_of(dim), keepdim=keepdim), out)


@tensor_method("nansum")
def torch_nansum(
    input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.nansum and Tensor.nansum: the sum without the NaN."""
    terms = summable(input, dtype)
    if dtype_category(terms.dtype) > 1:
        terms = paddle.where(paddle.isnan(terms), paddle.zeros_like(terms), terms)
    return to_out(paddle.sum(terms, axis=axes_of(dim), keepdim=keepdim), out)


@tensor_method("nanmean")
def torch_nanmean(
    input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.nanmean and Tensor.nanmean: the mean of what is not NaN."""
    terms = input if dtype is None else input.cast(dtype)
    count = paddle.sum(paddle.logical_not(paddle.isnan(terms)).cast(terms.dtype), axis=axes_of(dim), keepdim=keepdim)
    return to_out(torch_nansum(terms, dim, keepdim) / count, out)


@tensor_method("mean")
def torch_mean(
    input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.mean and Tensor.mean; integers raise, as in torch."""
    terms = input if dtype is None else input.cast(dtype)
    if dtype_category(terms.dtype) < 2:
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex."
        )
    return to_out(paddle.mean(terms, axis=axes_of(dim), keepdim=keepdim), out)


def product_along(factors: paddle.Tensor, axis: int) -> paddle.Tensor:
    """The product along one axis by halves: its gradient is right where a factor is 0, unlike that of paddle.prod."""
    length = factors.shape[axis]
    if length == 0 or not is_known(length):
        return paddle.prod(factors, axis=axis)
    while length > 1:
        half = length // 2
        first, second, *rest = paddle.split(factors, [half, half] + [1] * (length % 2), axis=axis)
        factors = paddle.concat([first * second, *rest], axis=axis) if rest else first * second
        length -= half
    return paddle.squeeze(factors, axis=axis)


@tensor_method("prod")
def torch_prod(
    input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.prod and Tensor.prod: integers multiply as int64; the gradient holds where a factor is 0."""
    factors = summable(input, dtype)
    if factors.ndim == 0:
        return to_out(factors.clone(), out)
    if factors.stop_gradient or not paddle.is_grad_enabled():
        return to_out(paddle.prod(factors, axis=dim, keepdim=keepdim), out)
    result = product_along(factors.flatten(), 0) if dim is None else product_along(factors, dim)
    return to_out(result.unsqueeze(dim) if keepdim and dim is not None else result, out)


@tensor_method("cumsum")
def torch_cumsum(input: Any, dim: int, *, dtype: Any = None, out: Any = None) -> paddle.Tensor:
    """torch.cumsum and Tensor.cumsum; Paddle has none for bool."""
    return to_out(paddle.cumsum(summable(input, dtype), axis=dim), out)


@tensor_method("cumprod")
def torch_cumprod(input: Any, dim: int, *, dtype: Any = None, out: Any = None) -> paddle.Tensor:
    """torch.cumprod and Tensor.cumprod: integers multiply as int64, and a 0-d tensor is its own product."""
    factors = summable(input, dtype)
    return to_out(paddle.cumprod(factors, dim=dim) if factors.ndim else factors.clone(), out)


@tensor_method("logsumexp")
def torch_logsumexp(input: Any, dim: Any, keepdim: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.logsumexp and Tensor.logsumexp; Paddle's is NaN where all are -inf."""
    terms = input if dtype_category(input.dtype) > 1 else input.cast(paddle.get_default_dtype())
    axis = axes_of(dim)
    # Complex numbers are shifted by their real part only.
    ordered = paddle.real(terms) if terms.is_complex() else terms
    largest = paddle.amax(ordered.detach(), axis=axis, keepdim=True)
    largest = paddle.where(paddle.isfinite(largest), largest, paddle.zeros_like(largest))
    total = paddle.sum(paddle.exp(terms - largest), axis=axis, keepdim=True)
    empty = paddle.equal(total, paddle.zeros_like(total))
    logarithm = paddle.log(paddle.where(empty, paddle.ones_like(total), total)) + largest
    result = paddle.where(empty, paddle.full_like(total, float("-inf")), logarithm)
    return to_out(
        result if keepdim else paddle.squeeze(result, axis=list(range(terms.ndim)) if axis is None else axis), out
    )


def _complex_logcumsumexp(input: paddle.Tensor, dim: int) -> paddle.Tensor:
    """One term after the other: each step's imaginary part goes on from the last."""
    if not input.ndim or not input.shape[dim]:
        return input.clone()
    totals: list[paddle.Tensor] = []
    for term in paddle.unbind(input, axis=dim):
        totals.append(complex_logaddexp(totals[-1], term) if totals else term)
    return paddle.stack(totals, axis=dim)


@tensor_method("logcumsumexp")
def torch_logcumsumexp(input: Any, dim: int, *, out: Any = None) -> paddle.Tensor:
    """torch.logcumsumexp and Tensor.logcumsumexp; Paddle's gives the lowest finite number for -inf."""
    if input.is_complex():
        return to_out(_complex_logcumsumexp(input, dim), out)
    result = paddle.logcumsumexp(input, axis=dim)
    lowest = paddle.full_like(input, float("-inf"))
    begun = paddle.cumsum(paddle.not_equal(input, lowest).cast(paddle.int64), axis=dim)
    return to_out(paddle.where(paddle.greater_than(begun, paddle.zeros_like(begun)), result, lowest), out)


@tensor_method("count_nonzero")
def torch_count_nonzero(input: Any, dim: Any = None) -> paddle.Tensor:
    """torch.count_nonzero and Tensor.count_nonzero."""
    return paddle.count_nonzero(input, axis=axes_of(dim))


@tensor_method("all")
def torch_all(input: Any, dim: Any = None, keepdim: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.all and Tensor.all, for any dtype; a uint8 tensor gives uint8, as in torch."""
    result = paddle.all(input.cast(paddle.bool), axis=axes_of(dim), keepdim=keepdim)
    return to_out(result.cast(paddle.uint8) if input.dtype == paddle.uint8 else result, out)


@tensor_method("any")
def torch_any(input: Any, dim: Any = None, keepdim: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.any and Tensor.any, for any dtype; a uint8 tensor gives uint8, as in torch."""
    result = paddle.any(input.cast(paddle.bool), axis=axes_of(dim), keepdim=keepdim)
    return to_out(result.cast(paddle.uint8) if input.dtype == paddle.uint8 else result, out)


@tensor_method("trace")
def torch_trace(input: Any) -> paddle.Tensor:
    """torch.trace and Tensor.trace: the sum of the diagonal, of integers as int64."""
    return paddle.trace(summable(input, None))
