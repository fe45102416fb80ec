"""Arithmetic methods that change their receiver.

Paddle's ``add_``, ``multiply_``, ... take no Python number, and widen a receiver's dtype where
torch keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .dispatch import tensor_method
from .math_arithmetic import (
    difference_of,
    floor_quotient_of,
    fmod_of,
    kernel_dtype,
    power_of,
    product_of,
    quotient_of,
    remainder_of,
    rounded_quotient_of,
    sum_of,
    times_alpha,
)
from .promotion import as_tensor_of, assign_in_place, dtype_category, result_dtype
from .recording import gradient_recorded, kept_for_backward


def in_place(
    receiver: paddle.Tensor,
    function: Callable[[paddle.Tensor], paddle.Tensor],
    *operands: Any,
    native: Callable[[paddle.Tensor], Any] | None = None,
) -> paddle.Tensor:
    """Put ``function(receiver)`` in place of the receiver, as torch's in-place methods do, and return the receiver.

    ``operands`` are the other arguments of ``function``. Where a gradient is recorded,
    the function works on a copy, since it may keep its input for the backward pass.
    ``native`` is Paddle's own in-place form, for float32 and float64 without a gradient.
    """
    recorded = gradient_recorded(receiver, *operands)
    if native is not None and not recorded and receiver.dtype in (paddle.float32, paddle.float64):
        native(receiver)
        return receiver
    source = receiver.clone() if recorded else receiver
    return assign_in_place(receiver, function(source))


def native_operand(receiver: paddle.Tensor, other: Any) -> Any:
    """``other`` as Paddle's own in-place arithmetic takes it, or None where that would not be torch's."""
    if (
        not paddle.in_dynamic_mode()
        or other is receiver
        or receiver.dtype == paddle.bool
        or kernel_dtype(receiver) != receiver.dtype
        or result_dtype(receiver, other) != receiver.dtype
        or kept_for_backward(receiver)
    ):
        return None
    return as_tensor_of(other, receiver.dtype, receiver)


def add_in_place(receiver: paddle.Tensor, other: Any) -> paddle.Tensor:
    """receiver += other."""
    operand = native_operand(receiver, other)
    if operand is None:
        return in_place(receiver, lambda value: sum_of(value, other), other)
    return receiver.add_(operand)


def subtract_in_place(receiver: paddle.Tensor, other: Any) -> paddle.Tensor:
    """receiver -= other."""
    operand = native_operand(receiver, other)
    if operand is None:
        return in_place(receiver, lambda value: difference_of(value, other), other)
    return receiver.subtract_(operand)


def multiply_in_place(receiver: paddle.Tensor, other: Any) -> paddle.Tensor:
    """receiver *= other."""
    operand = native_operand(receiver, other)
    if operand is None:
        return in_place(receiver, lambda value: product_of(value, other), other)
    return receiver.multiply_(operand)


def divide_in_place(receiver: paddle.Tensor, other: Any) -> paddle.Tensor:
    """receiver /= other."""
    operand = native_operand(receiver, other) if dtype_category(receiver.dtype) > 1 else None
    if operand is None:
        return in_place(receiver, lambda value: quotient_of(value, other), other)
    return receiver.divide_(operand)


@tensor_method("add_")
def torch_add_(self: Any, other: Any, *, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.add_."""
    return add_in_place(self, times_alpha(other, alpha))


@tensor_method("sub_")
def torch_sub_(self: Any, other: Any, *, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.sub_."""
    return subtract_in_place(self, times_alpha(other, alpha))


@tensor_method("subtract_")
def torch_subtract_(self: Any, other: Any, *, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.subtract_."""
    return subtract_in_place(self, times_alpha(other, alpha))


@tensor_method("mul_")
def torch_mul_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.mul_."""
    return multiply_in_place(self, other)


@tensor_method("multiply_")
def torch_multiply_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.multiply_."""
    return multiply_in_place(self, other)


@tensor_method("div_")
def torch_div_(self: Any, other: Any, *, rounding_mode: str | None = None) -> paddle.Tensor:
    """Tensor.div_."""
    if rounding_mode is None:
        return divide_in_place(self, other)
    return in_place(self, lambda value: rounded_quotient_of(value, other, rounding_mode), other)


@tensor_method("divide_")
def torch_divide_(self: Any, other: Any, *, rounding_mode: str | None = None) -> paddle.Tensor:
    """Tensor.divide_."""
    if rounding_mode is None:
        return divide_in_place(self, other)
    return in_place(self, lambda value: rounded_quotient_of(value, other, rounding_mode), other)


@tensor_method("true_divide_")
def torch_true_divide_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.true_divide_."""
    return divide_in_place(self, other)


@tensor_method("floor_divide_")
def torch_floor_divide_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.floor_divide_."""
    return in_place(self, lambda value: floor_quotient_of(value, other), other)


@tensor_method("remainder_")
def torch_remainder_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.remainder_."""
    return in_place(self, lambda value: remainder_of(value, other), other)


@tensor_method("fmod_")
def torch_fmod_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.fmod_."""
    return in_place(self, lambda value: fmod_of(value, other), other)


@tensor_method("pow_")
def torch_pow_(self: Any, exponent: Any) -> paddle.Tensor:
    """Tensor.pow_."""
    return in_place(self, lambda value: power_of(value, exponent), exponent)
