"""clamp and its relatives, minimum and maximum of two tensors.

Paddle's ``clip`` takes a tensor as a bound only if it has one element (and takes its first element
for integers), and its ``maximum`` refuses mixed dtypes.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .math_arithmetic import compute, exp_of
from .math_inplace import in_place
from .promotion import as_tensor_of, promote, result_dtype, to_out


def maximum_of(input: Any, other: Any) -> paddle.Tensor:
    """The larger of two, in torch's dtype; NaN where either is NaN."""
    left, right = promote(input, other)
    if left.dtype == paddle.bool:
        return paddle.logical_or(left, right)
    return compute(paddle.maximum, left, right)


def minimum_of(input: Any, other: Any) -> paddle.Tensor:
    """The smaller of two, in torch's dtype; NaN where either is NaN."""
    left, right = promote(input, other)
    if left.dtype == paddle.bool:
        return paddle.logical_and(left, right)
    return compute(paddle.minimum, left, right)


def _are_numbers(*bounds: Any) -> bool:
    return all(bound is None or type(bound) in (int, float) for bound in bounds)


def _open_bounds(min: Any, max: Any) -> tuple[Any, Any]:
    """The bounds, infinite where left out: Paddle's clip replaces infinities by the largest finite number there."""
    return -math.inf if min is None else min, math.inf if max is None else max


def clamped(input: Any, min: Any, max: Any) -> paddle.Tensor:
    """``input`` held between ``min`` and ``max`` (None, a number or a tensor each), in torch's dtype."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if _are_numbers(min, max) and paddle.is_tensor(input) and input.dtype in (paddle.float32, paddle.float64):
        return paddle.clip(input, *_open_bounds(min, max))
    if not paddle.is_tensor(min) and not paddle.is_tensor(max):
        bounds = [bound for bound in (min, max) if bound is not None]
        value = as_tensor_of(input, result_dtype(input, *bounds))
        if value.is_floating_point():
            min, max = _open_bounds(min, max)
        return compute(lambda operand: paddle.clip(operand, min, max), value)
    result = input if min is None else maximum_of(input, min)
    return result if max is None else minimum_of(result, max)


def clamped_in_place(receiver: paddle.Tensor, min: Any, max: Any) -> paddle.Tensor:
    """``receiver``, now held between ``min`` and ``max`` as ``clamped`` does."""
    numbers = _are_numbers(min, max) and (min is not None or max is not None)
    native = (lambda value: value.clip_(*_open_bounds(min, max))) if numbers else None
    return in_place(receiver, lambda value: clamped(value, min, max), min, max, native=native)


@tensor_method("clamp")
def torch_clamp(input: Any, min: Any = None, max: Any = None, *, out: Any = None) -> paddle.Tensor:
    """torch.clamp and Tensor.clamp."""
    return to_out(clamped(input, min, max), out)


@tensor_method("clip")
def torch_clip(input: Any, min: Any = None, max: Any = None, *, out: Any = None) -> paddle.Tensor:
    """torch.clip and Tensor.clip."""
    return to_out(clamped(input, min, max), out)


@tensor_method("clamp_min")
def torch_clamp_min(input: Any, min: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.clamp_min and Tensor.clamp_min."""
    return to_out(clamped(input, min, None), out)


@tensor_method("clamp_max")
def torch_clamp_max(input: Any, max: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.clamp_max and Tensor.clamp_max."""
    return to_out(clamped(input, None, max), out)


@tensor_method("clamp_")
def torch_clamp_(self: Any, min: Any = None, max: Any = None) -> paddle.Tensor:
    """Tensor.clamp_."""
    return clamped_in_place(self, min, max)


@tensor_method("clip_")
def torch_clip_(self: Any, min: Any = None, max: Any = None) -> paddle.Tensor:
    """Tensor.clip_."""
    return clamped_in_place(self, min, max)


@tensor_method("clamp_min_")
def torch_clamp_min_(self: Any, min: Any) -> paddle.Tensor:
    """Tensor.clamp_min_."""
    return clamped_in_place(self, min, None)


@tensor_method("clamp_max_")
def torch_clamp_max_(self: Any, max: Any) -> paddle.Tensor:
    """Tensor.clamp_max_."""
    return clamped_in_place(self, None, max)


@tensor_method("maximum")
def torch_maximum(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.maximum and Tensor.maximum."""
    return to_out(maximum_of(input, other), out)


@tensor_method("minimum")
def torch_minimum(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.minimum and Tensor.minimum."""
    return to_out(minimum_of(input, other), out)


@tensor_method("fmax")
def torch_fmax(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.fmax and Tensor.fmax: the larger, ignoring NaN."""
    left, right = promote(input, other)
    result = paddle.logical_or(left, right) if left.dtype == paddle.bool else compute(paddle.fmax, left, right)
    return to_out(result, out)


@tensor_method("fmin")
def torch_fmin(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.fmin and Tensor.fmin: the smaller, ignoring NaN."""
    left, right = promote(input, other)
    result = paddle.logical_and(left, right) if left.dtype == paddle.bool else compute(paddle.fmin, left, right)
    return to_out(result, out)


def complex_logaddexp(left: paddle.Tensor, right: paddle.Tensor) -> paddle.Tensor:
    """log(exp(left) + exp(right)); the imaginary part goes on from that of the operand with the larger real part."""
    first = paddle.real(left) > paddle.real(right)
    larger, smaller = paddle.where(first, left, right), paddle.where(first, right, left)
    same = paddle.logical_and(paddle.isinf(paddle.real(left)), paddle.equal(paddle.real(left), paddle.real(right)))
    gap = paddle.where(same, paddle.zeros_like(larger), smaller - larger)
    # What is not chosen must be finite, or its gradient would be NaN.
    one, other = (paddle.where(same, value, paddle.zeros_like(value)) for value in (larger, smaller))
    both = paddle.where(paddle.real(larger) < 0, larger, paddle.log(exp_of(one) + exp_of(other)))
    return paddle.where(same, both, larger + paddle.log1p(exp_of(gap)))


@tensor_method("logaddexp")
def torch_logaddexp(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.logaddexp and Tensor.logaddexp; Paddle's is NaN where both are the same infinity."""
    left, right = promote(input, other)
    if left.is_complex():
        return to_out(complex_logaddexp(left, right), out)
    larger = paddle.maximum(left, right)
    shift = paddle.where(paddle.isfinite(larger), larger, paddle.zeros_like(larger)).detach()
    total = paddle.exp(left - shift) + paddle.exp(right - shift)
    empty = paddle.equal(total, paddle.zeros_like(total))
    logarithm = paddle.log(paddle.where(empty, paddle.ones_like(total), total)) + shift
    return to_out(paddle.where(empty, larger, logarithm), out)
