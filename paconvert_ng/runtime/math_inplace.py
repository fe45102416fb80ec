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
    power_of,
    product_of,
    quotient_of,
    remainder_of,
    rounded_quotient_of,
    sum_of,
    times_alpha,
)
from .promotion import assign_in_place


def _is_recorded(*operands: Any) -> bool:
    return paddle.is_grad_enabled() and any(
        paddle.is_tensor(operand) and not operand.stop_gradient for operand in operands
    )


def in_place(
    receiver: paddle.Tensor, function: Callable[[paddle.Tensor], paddle.Tensor], *operands: Any
) -> paddle.Tensor:
    """Put ``function(receiver)`` in place of the receiver, as torch's in-place methods do, and return the receiver.

    ``operands`` are the other arguments of ``function``. Where a gradient is recorded,
    the function works on a copy, since it may keep its input for the backward pass.
    """
    source = receiver.clone() if _is_recorded(receiver, *operands) else receiver
    return assign_in_place(receiver, function(source))


@tensor_method("add_")
def torch_add_(self: Any, other: Any, *, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.add_."""
    return in_place(self, lambda value: sum_of(value, times_alpha(other, alpha)), other)


@tensor_method("sub_")
def torch_sub_(self: Any, other: Any, *, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.sub_."""
    return in_place(self, lambda value: difference_of(value, times_alpha(other, alpha)), other)


@tensor_method("subtract_")
def torch_subtract_(self: Any, other: Any, *, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.subtract_."""
    return in_place(self, lambda value: difference_of(value, times_alpha(other, alpha)), other)


@tensor_method("mul_")
def torch_mul_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.mul_."""
    return in_place(self, lambda value: product_of(value, other), other)


@tensor_method("multiply_")
def torch_multiply_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.multiply_."""
    return in_place(self, lambda value: product_of(value, other), other)


@tensor_method("div_")
def torch_div_(self: Any, other: Any, *, rounding_mode: str | None = None) -> paddle.Tensor:
    """Tensor.div_."""
    return in_place(self, lambda value: rounded_quotient_of(value, other, rounding_mode), other)


@tensor_method("divide_")
def torch_divide_(self: Any, other: Any, *, rounding_mode: str | None = None) -> paddle.Tensor:
    """Tensor.divide_."""
    return in_place(self, lambda value: rounded_quotient_of(value, other, rounding_mode), other)


@tensor_method("true_divide_")
def torch_true_divide_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.true_divide_."""
    return in_place(self, lambda value: quotient_of(value, other), other)


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
