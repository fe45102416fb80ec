"""Bitwise and logical functions with torch's promotion; Paddle's take neither numbers nor mixed dtypes."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_arithmetic import compute
from .math_inplace import in_place
from .promotion import as_tensor_of, promote, to_out


def bitwise_and_of(left: Any, right: Any) -> paddle.Tensor:
    """left & right in torch's dtype."""
    return paddle.bitwise_and(*promote(left, right))


def bitwise_or_of(left: Any, right: Any) -> paddle.Tensor:
    """left | right in torch's dtype."""
    return paddle.bitwise_or(*promote(left, right))


def bitwise_xor_of(left: Any, right: Any) -> paddle.Tensor:
    """left ^ right in torch's dtype."""
    return paddle.bitwise_xor(*promote(left, right))


def left_shift_of(left: Any, right: Any) -> paddle.Tensor:
    """left << right in torch's dtype."""
    return compute(paddle.bitwise_left_shift, *promote(left, right))


def right_shift_of(left: Any, right: Any) -> paddle.Tensor:
    """left >> right (arithmetic) in torch's dtype."""
    return compute(paddle.bitwise_right_shift, *promote(left, right))


@tensor_method("bitwise_and")
def torch_bitwise_and(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bitwise_and and Tensor.bitwise_and."""
    return to_out(bitwise_and_of(input, other), out)


@tensor_method("bitwise_or")
def torch_bitwise_or(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bitwise_or and Tensor.bitwise_or."""
    return to_out(bitwise_or_of(input, other), out)


@tensor_method("bitwise_xor")
def torch_bitwise_xor(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bitwise_xor and Tensor.bitwise_xor."""
    return to_out(bitwise_xor_of(input, other), out)


@tensor_method("bitwise_left_shift")
def torch_bitwise_left_shift(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bitwise_left_shift and Tensor.bitwise_left_shift."""
    return to_out(left_shift_of(input, other), out)


@tensor_method("bitwise_right_shift")
def torch_bitwise_right_shift(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bitwise_right_shift and Tensor.bitwise_right_shift."""
    return to_out(right_shift_of(input, other), out)


def truth_of(value: Any) -> paddle.Tensor:
    """``value`` as a bool tensor: Paddle's logical functions lack kernels for some dtypes and refuse mixed ones."""
    return as_tensor_of(value, paddle.bool)


@tensor_method("logical_and")
def torch_logical_and(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.logical_and and Tensor.logical_and."""
    return to_out(paddle.logical_and(truth_of(input), truth_of(other)), out)


@tensor_method("logical_or")
def torch_logical_or(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.logical_or and Tensor.logical_or."""
    return to_out(paddle.logical_or(truth_of(input), truth_of(other)), out)


@tensor_method("logical_xor")
def torch_logical_xor(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.logical_xor and Tensor.logical_xor."""
    return to_out(paddle.logical_xor(truth_of(input), truth_of(other)), out)


@tensor_method("logical_not")
def torch_logical_not(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.logical_not and Tensor.logical_not."""
    return to_out(paddle.logical_not(truth_of(input)), out)


@tensor_method("bitwise_and_")
def torch_bitwise_and_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.bitwise_and_."""
    return in_place(self, lambda value: bitwise_and_of(value, other))


@tensor_method("bitwise_or_")
def torch_bitwise_or_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.bitwise_or_."""
    return in_place(self, lambda value: bitwise_or_of(value, other))


@tensor_method("bitwise_xor_")
def torch_bitwise_xor_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.bitwise_xor_."""
    return in_place(self, lambda value: bitwise_xor_of(value, other))
