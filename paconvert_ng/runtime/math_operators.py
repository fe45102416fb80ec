"""Python's operators with torch's meaning where an operand is a tensor, and Python's own elsewhere.

Paddle's operators raise between dense tensors of different dtypes, and its augmented
assignments (``x += y``) make a new tensor where torch changes ``x`` for every alias of it.
See ``docs/notes-promotion.md``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import paddle

from .comparison import torch_eq, torch_ge, torch_gt, torch_le, torch_lt, torch_ne
from .math_arithmetic import (
    difference_of,
    floor_quotient_of,
    is_operand,
    power_of,
    product_of,
    quotient_of,
    remainder_of,
    sum_of,
)
from .math_bitwise import bitwise_and_of, bitwise_or_of, bitwise_xor_of, left_shift_of, right_shift_of
from .math_inplace import add_in_place, divide_in_place, in_place, multiply_in_place, subtract_in_place


def _binary(left: Any, right: Any, torch_meaning: Callable[..., Any], python: Callable[..., Any]) -> Any:
    if (paddle.is_tensor(left) and is_operand(right)) or (paddle.is_tensor(right) and is_operand(left)):
        return torch_meaning(left, right)
    return python(left, right)


def _augmented(left: Any, right: Any, torch_meaning: Callable[..., Any], python: Callable[..., Any]) -> Any:
    if paddle.is_tensor(left) and is_operand(right):
        return in_place(left, lambda value: torch_meaning(value, right), right)
    return python(left, right)


def _changed(left: Any, right: Any, change: Callable[..., Any], python: Callable[..., Any]) -> Any:
    return change(left, right) if paddle.is_tensor(left) and is_operand(right) else python(left, right)


def op_add(left: Any, right: Any) -> Any:
    """``left + right``."""
    return _binary(left, right, sum_of, operator.add)


def op_sub(left: Any, right: Any) -> Any:
    """``left - right``."""
    return _binary(left, right, difference_of, operator.sub)


def op_mul(left: Any, right: Any) -> Any:
    """``left * right``."""
    return _binary(left, right, product_of, operator.mul)


def op_truediv(left: Any, right: Any) -> Any:
    """``left / right``."""
    return _binary(left, right, quotient_of, operator.truediv)


def op_floordiv(left: Any, right: Any) -> Any:
    """``left // right``."""
    return _binary(left, right, floor_quotient_of, operator.floordiv)


def op_mod(left: Any, right: Any) -> Any:
    """``left % right``."""
    return _binary(left, right, remainder_of, operator.mod)


def op_pow(left: Any, right: Any) -> Any:
    """``left ** right``."""
    return _binary(left, right, power_of, operator.pow)


def op_and(left: Any, right: Any) -> Any:
    """``left & right``."""
    return _binary(left, right, bitwise_and_of, operator.and_)


def op_or(left: Any, right: Any) -> Any:
    """``left | right``."""
    return _binary(left, right, bitwise_or_of, operator.or_)


def op_xor(left: Any, right: Any) -> Any:
    """``left ^ right``."""
    return _binary(left, right, bitwise_xor_of, operator.xor)


def op_lshift(left: Any, right: Any) -> Any:
    """``left << right``."""
    return _binary(left, right, left_shift_of, operator.lshift)


def op_rshift(left: Any, right: Any) -> Any:
    """``left >> right``."""
    return _binary(left, right, right_shift_of, operator.rshift)


def op_eq(left: Any, right: Any) -> Any:
    """``left == right``."""
    return _binary(left, right, torch_eq, operator.eq)


def op_ne(left: Any, right: Any) -> Any:
    """``left != right``."""
    return _binary(left, right, torch_ne, operator.ne)


def op_lt(left: Any, right: Any) -> Any:
    """``left < right``."""
    return _binary(left, right, torch_lt, operator.lt)


def op_le(left: Any, right: Any) -> Any:
    """``left <= right``."""
    return _binary(left, right, torch_le, operator.le)


def op_gt(left: Any, right: Any) -> Any:
    """``left > right``."""
    return _binary(left, right, torch_gt, operator.gt)


def op_ge(left: Any, right: Any) -> Any:
    """``left >= right``."""
    return _binary(left, right, torch_ge, operator.ge)


def op_iadd(left: Any, right: Any) -> Any:
    """What ``left += right`` leaves in ``left``: for a tensor, the same tensor, changed."""
    return _changed(left, right, add_in_place, operator.iadd)


def op_isub(left: Any, right: Any) -> Any:
    """What ``left -= right`` leaves in ``left``."""
    return _changed(left, right, subtract_in_place, operator.isub)


def op_imul(left: Any, right: Any) -> Any:
    """What ``left *= right`` leaves in ``left``."""
    return _changed(left, right, multiply_in_place, operator.imul)


def op_itruediv(left: Any, right: Any) -> Any:
    """What ``left /= right`` leaves in ``left``."""
    return _changed(left, right, divide_in_place, operator.itruediv)


def op_ifloordiv(left: Any, right: Any) -> Any:
    """What ``left //= right`` leaves in ``left``."""
    return _augmented(left, right, floor_quotient_of, operator.ifloordiv)


def op_imod(left: Any, right: Any) -> Any:
    """What ``left %= right`` leaves in ``left``."""
    return _augmented(left, right, remainder_of, operator.imod)


def op_ipow(left: Any, right: Any) -> Any:
    """What ``left **= right`` leaves in ``left``."""
    return _augmented(left, right, power_of, operator.ipow)


def op_iand(left: Any, right: Any) -> Any:
    """What ``left &= right`` leaves in ``left``."""
    return _augmented(left, right, bitwise_and_of, operator.iand)


def op_ior(left: Any, right: Any) -> Any:
    """What ``left |= right`` leaves in ``left``."""
    return _augmented(left, right, bitwise_or_of, operator.ior)


def op_ixor(left: Any, right: Any) -> Any:
    """What ``left ^= right`` leaves in ``left``."""
    return _augmented(left, right, bitwise_xor_of, operator.ixor)


def op_ilshift(left: Any, right: Any) -> Any:
    """What ``left <<= right`` leaves in ``left``."""
    return _augmented(left, right, left_shift_of, operator.ilshift)


def op_irshift(left: Any, right: Any) -> Any:
    """What ``left >>= right`` leaves in ``left``."""
    return _augmented(left, right, right_shift_of, operator.irshift)


def op_imatmul(left: Any, right: Any) -> Any:
    """What ``left @= right`` leaves in ``left``."""
    return _augmented(left, right, paddle.matmul, operator.imatmul)
