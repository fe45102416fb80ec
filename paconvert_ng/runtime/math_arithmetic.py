"""Arithmetic with torch's type promotion, scalars, ``alpha`` and ``rounding_mode``.

Paddle's ``add``, ``multiply``, ... take no Python number, raise for tensors of different dtypes,
and have no CPU kernel for some of the dtypes that torch computes with.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import dtype_category, promote, promote_float, result_dtype, to_out
from .zero_gradient import with_zero_gradient

_SMALL_INTEGERS = frozenset((paddle.uint8, paddle.int8, paddle.int16))
_HALF = frozenset((paddle.float16, paddle.bfloat16))


def is_operand(value: Any) -> bool:
    """Whether torch's arithmetic takes ``value`` beside a tensor: a tensor or a (Python or numpy) number."""
    return paddle.is_tensor(value) or isinstance(value, numbers.Number)


def kernel_dtype(tensor: paddle.Tensor) -> paddle.dtype:
    """The dtype to compute in: Paddle lacks kernels for small integers, and on the CPU for half precision."""
    dtype = tensor.dtype
    if dtype in _SMALL_INTEGERS:
        return paddle.int32
    if dtype in _HALF and paddle.in_dynamic_mode() and tensor.place.is_cpu_place():
        return paddle.float32
    return dtype


def compute(function: Callable[..., paddle.Tensor], *operands: paddle.Tensor) -> paddle.Tensor:
    """``function`` of operands of one dtype, in that dtype, by way of a wider one where Paddle has no kernel for it."""
    dtype, kernel = operands[0].dtype, kernel_dtype(operands[0])
    if kernel == dtype:
        return function(*operands)
    return function(*(operand.cast(kernel) for operand in operands)).cast(dtype)


def sum_of(left: Any, right: Any) -> paddle.Tensor:
    """left + right in torch's dtype."""
    return compute(paddle.add, *promote(left, right))


def is_bool_operand(value: Any) -> bool:
    """Whether ``value`` is a bool tensor or a Python bool."""
    return value.dtype == paddle.bool if paddle.is_tensor(value) else isinstance(value, bool)


def difference_of(left: Any, right: Any) -> paddle.Tensor:
    """left - right in torch's dtype; torch refuses bool operands."""
    if any(is_bool_operand(value) for value in (left, right)):
        raise RuntimeError("Subtraction, the `-` operator, with a bool tensor is not supported.")
    return compute(paddle.subtract, *promote(left, right))


def product_of(left: Any, right: Any) -> paddle.Tensor:
    """left * right in torch's dtype."""
    return compute(paddle.multiply, *promote(left, right))


def quotient_of(left: Any, right: Any) -> paddle.Tensor:
    """left / right; integers and bools divide to the default floating dtype."""
    return compute(paddle.divide, *promote_float(left, right))


def floor_quotient_of(left: Any, right: Any) -> paddle.Tensor:
    """left // right, rounded down. Paddle's operator gives shape [1] for 0-d tensors and numbers, and no gradient."""
    left, right = promote(left, right)
    return with_zero_gradient(compute(paddle.floor_divide, left, right), left, right)


def trunc_quotient_of(left: Any, right: Any) -> paddle.Tensor:
    """left / right rounded towards zero, in the promoted dtype."""
    left, right = promote(left, right)
    if dtype_category(left.dtype) > 1:
        return compute(lambda a, b: paddle.trunc(paddle.divide(a, b)), left, right)

    def divide(a: paddle.Tensor, b: paddle.Tensor) -> paddle.Tensor:
        down = paddle.floor_divide(a, b)
        inexact = paddle.not_equal(paddle.multiply(down, b), a)
        negative = paddle.less_than(down, paddle.zeros_like(down))
        return paddle.add(down, paddle.logical_and(inexact, negative).cast(a.dtype))

    return compute(divide, left, right)


def _refuse_zero(left: Any, right: Any) -> None:
    if not paddle.is_tensor(right) and right == 0 and dtype_category(result_dtype(left, right)) < 2:
        raise RuntimeError("ZeroDivisionError")


def remainder_of(left: Any, right: Any) -> paddle.Tensor:
    """left % right, with the divisor's sign. Paddle ends the process where an integer is divided by 0."""
    _refuse_zero(left, right)
    return compute(paddle.remainder, *promote(left, right))


def fmod_of(left: Any, right: Any) -> paddle.Tensor:
    """The remainder with the dividend's sign, as C's fmod. Paddle has none."""

    def fmod(a: paddle.Tensor, b: paddle.Tensor) -> paddle.Tensor:
        negative = paddle.less_than(a, paddle.zeros_like(a))
        size = paddle.remainder(paddle.where(negative, -a, a), paddle.abs(b))
        return paddle.where(negative, -size, size)

    _refuse_zero(left, right)
    return compute(fmod, *promote(left, right))


def exp_of(value: paddle.Tensor) -> paddle.Tensor:
    """exp(value); that of complex128 by its parts, as Paddle's has single precision only."""
    if value.dtype != paddle.complex128:
        return paddle.exp(value)
    size, angle = paddle.exp(paddle.real(value)), paddle.imag(value)
    return paddle.complex(size * paddle.cos(angle), size * paddle.sin(angle))


def power_of(base: Any, exponent: Any) -> paddle.Tensor:
    """base ** exponent in torch's dtype. Paddle never returns from an integer to a negative integer number."""
    if isinstance(exponent, numbers.Integral) and exponent < 0 and dtype_category(base.dtype) < 2:
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    base_tensor, exponent_tensor = promote(base, exponent)
    if isinstance(exponent, numbers.Real) and dtype_category(base_tensor.dtype) == 2:
        return compute(lambda a: paddle.pow(a, float(exponent)), base_tensor)
    if dtype_category(base_tensor.dtype) == 3 and not (base_tensor.stop_gradient and exponent_tensor.stop_gradient):
        # Paddle's gradient of a complex power lacks a conjugate.
        return exp_of(paddle.multiply(exponent_tensor, paddle.log(base_tensor)))
    return compute(paddle.pow, base_tensor, exponent_tensor)


def times_alpha(other: Any, alpha: Any) -> Any:
    """``other * alpha`` for the ``alpha`` of add and sub, which must not raise other's category."""
    if alpha == 1:
        return other
    if paddle.is_tensor(other) and dtype_category(other.dtype) < 2 and isinstance(alpha, float):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    if not paddle.is_tensor(other):
        return other * alpha
    product = product_of(other, alpha)
    return product.cast(paddle.bool) if other.dtype == paddle.bool else product


@tensor_method("add")
def torch_add(input: Any, other: Any, *, alpha: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.add and Tensor.add: input + alpha * other."""
    return to_out(sum_of(input, times_alpha(other, alpha)), out)


@tensor_method("sub")
def torch_sub(input: Any, other: Any, *, alpha: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.sub and Tensor.sub: input - alpha * other."""
    return to_out(difference_of(input, times_alpha(other, alpha)), out)


@tensor_method("subtract")
def torch_subtract(input: Any, other: Any, *, alpha: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.subtract and Tensor.subtract, other names of ``sub``."""
    return to_out(difference_of(input, times_alpha(other, alpha)), out)


def torch_rsub(input: Any, other: Any, *, alpha: Any = 1) -> paddle.Tensor:
    """torch.rsub: other - alpha * input."""
    return difference_of(other, times_alpha(input, alpha))


@tensor_method("mul")
def torch_mul(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.mul and Tensor.mul."""
    return to_out(product_of(input, other), out)


@tensor_method("multiply")
def torch_multiply(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.multiply and Tensor.multiply, other names of ``mul``."""
    return to_out(product_of(input, other), out)


def rounded_quotient_of(input: Any, other: Any, rounding_mode: str | None) -> paddle.Tensor:
    """input / other by ``rounding_mode``: None, "floor" or "trunc"."""
    if rounding_mode is None:
        return quotient_of(input, other)
    if rounding_mode == "floor":
        return floor_quotient_of(input, other)
    if rounding_mode == "trunc":
        return trunc_quotient_of(input, other)
    raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")


@tensor_method("div")
def torch_div(input: Any, other: Any, *, rounding_mode: str | None = None, out: Any = None) -> paddle.Tensor:
    """torch.div and Tensor.div."""
    return to_out(rounded_quotient_of(input, other, rounding_mode), out)


@tensor_method("divide")
def torch_divide(input: Any, other: Any, *, rounding_mode: str | None = None, out: Any = None) -> paddle.Tensor:
    """torch.divide and Tensor.divide, other names of ``div``."""
    return to_out(rounded_quotient_of(input, other, rounding_mode), out)


@tensor_method("true_divide")
def torch_true_divide(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.true_divide and Tensor.true_divide."""
    return to_out(quotient_of(input, other), out)


@tensor_method("floor_divide")
def torch_floor_divide(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.floor_divide and Tensor.floor_divide."""
    return to_out(floor_quotient_of(input, other), out)


@tensor_method("remainder")
def torch_remainder_method(input: Any, other: Any) -> paddle.Tensor:
    """Tensor.remainder: the result has the divisor's sign."""
    return remainder_of(input, other)


def torch_remainder(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.remainder, whose first argument may be a number."""
    return to_out(remainder_of(input, other), out)


@tensor_method("fmod")
def torch_fmod(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.fmod and Tensor.fmod: the result has the dividend's sign."""
    return to_out(fmod_of(input, other), out)


@tensor_method("pow")
def torch_pow_method(input: Any, exponent: Any) -> paddle.Tensor:
    """Tensor.pow."""
    return power_of(input, exponent)


def torch_pow(input: Any, exponent: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.pow, whose first argument may be a number."""
    return to_out(power_of(input, exponent), out)


def torch_float_power(input: Any, exponent: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.float_power and Tensor.float_power: the power in double precision. Paddle has none."""
    operands = promote(input, exponent)
    dtype = paddle.complex128 if dtype_category(operands[0].dtype) == 3 else paddle.float64
    return to_out(power_of(*(operand.cast(dtype) for operand in operands)), out)
