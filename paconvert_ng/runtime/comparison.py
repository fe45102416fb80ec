"""Comparisons with numbers and between tensors of different dtypes, which Paddle's functions refuse."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import paddle

from .dispatch import tensor_method
from .math_arithmetic import kernel_dtype
from .promotion import dtype_category, promote, to_out


def _compared(function: Callable, sign: Callable, input: Any, other: Any) -> paddle.Tensor:
    """``function`` of both in torch's dtype; Paddle's operator takes a number as it is, and in a third of the time."""
    if paddle.is_tensor(input) and type(other) in (int, float) and input.dtype in (paddle.float32, paddle.float64):
        return sign(input, other)
    return function(*promote(input, other))


@tensor_method("eq")
def torch_eq(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.eq and Tensor.eq, element by element."""
    return to_out(_compared(paddle.equal, operator.eq, input, other), out)


@tensor_method("ne")
def torch_ne(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.ne and Tensor.ne."""
    return to_out(_compared(paddle.not_equal, operator.ne, input, other), out)


@tensor_method("not_equal")
def torch_not_equal(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.not_equal and Tensor.not_equal, other names of ``ne``."""
    return to_out(_compared(paddle.not_equal, operator.ne, input, other), out)


@tensor_method("lt")
def torch_lt(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.lt and Tensor.lt."""
    return to_out(_compared(paddle.less_than, operator.lt, input, other), out)


@tensor_method("less")
def torch_less(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.less and Tensor.less, other names of ``lt``."""
    return to_out(_compared(paddle.less_than, operator.lt, input, other), out)


@tensor_method("le")
def torch_le(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.le and Tensor.le."""
    return to_out(_compared(paddle.less_equal, operator.le, input, other), out)


@tensor_method("less_equal")
def torch_less_equal(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.less_equal and Tensor.less_equal, other names of ``le``."""
    return to_out(_compared(paddle.less_equal, operator.le, input, other), out)


@tensor_method("gt")
def torch_gt(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.gt and Tensor.gt."""
    return to_out(_compared(paddle.greater_than, operator.gt, input, other), out)


@tensor_method("greater")
def torch_greater(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.greater and Tensor.greater, other names of ``gt``."""
    return to_out(_compared(paddle.greater_than, operator.gt, input, other), out)


@tensor_method("ge")
def torch_ge(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.ge and Tensor.ge."""
    return to_out(_compared(paddle.greater_equal, operator.ge, input, other), out)


@tensor_method("greater_equal")
def torch_greater_equal(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.greater_equal and Tensor.greater_equal, other names of ``ge``."""
    return to_out(_compared(paddle.greater_equal, operator.ge, input, other), out)


@tensor_method("equal")
def torch_equal(input: Any, other: Any) -> bool:
    """torch.equal and Tensor.equal: whether shapes and all elements are the same; Paddle's compares each element."""
    if list(input.shape) != list(other.shape):
        return False
    return bool(paddle.equal(*promote(input, other)).all())


def is_nan(input: paddle.Tensor) -> paddle.Tensor:
    """Where the tensor is NaN, for any dtype: Paddle's isnan has no bool."""
    return paddle.not_equal(input, input)


@tensor_method("isclose")
def torch_isclose(
    input: Any, other: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> paddle.Tensor:
    """torch.isclose and Tensor.isclose; Paddle's takes infinities for close to anything, and lacks integers."""
    if input.dtype != other.dtype:
        raise RuntimeError(f"{input.dtype} did not match {other.dtype}")
    close = paddle.equal(input, other)
    if equal_nan:
        close = paddle.logical_or(close, paddle.logical_and(is_nan(input), is_nan(other)))
    if dtype_category(input.dtype) < 2:
        input, other = input.cast(paddle.float64), other.cast(paddle.float64)
    elif kernel_dtype(input) != input.dtype:
        input, other = input.cast(paddle.float32), other.cast(paddle.float32)
    distance = paddle.abs(input - other)
    near = paddle.logical_and(paddle.isfinite(distance), paddle.less_equal(distance, atol + rtol * paddle.abs(other)))
    return paddle.logical_or(close, near)


@tensor_method("allclose")
def torch_allclose(input: Any, other: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """torch.allclose and Tensor.allclose: a bool, where Paddle's gives a tensor."""
    return bool(torch_isclose(input, other, rtol, atol, equal_nan).all())


def torch_isin(
    elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False, out: Any = None
) -> paddle.Tensor:
    """torch.isin: which elements are among ``test_elements``; either may be a number. ``assume_unique`` has no say."""
    elements, test_elements = promote(elements, test_elements)
    found = compute_membership(elements, test_elements)
    return to_out(paddle.logical_not(found) if invert else found, out)


def compute_membership(elements: paddle.Tensor, test_elements: paddle.Tensor) -> paddle.Tensor:
    """Whether each element equals one of ``test_elements``, of the same dtype.

    Paddle's sorts many of these, loses infinity then, and has no kernel for some dtypes; of a 0-d one it reduces
    the elements, too.
    """
    floating = dtype_category(elements.dtype) == 2
    if elements.dtype not in (paddle.int32, paddle.int64, paddle.float32, paddle.float64):
        wide = paddle.float32 if floating else paddle.int32
        elements, test_elements = elements.cast(wide), test_elements.cast(wide)
    tests = test_elements.flatten()
    found = paddle.isin(elements, tests)
    if floating and tests.size >= 10:  # fewer are never sorted
        infinite = paddle.logical_and(elements == math.inf, (tests == math.inf).any())
        found = paddle.logical_or(found, infinite)
    return found


@tensor_method("logical_not_")
def torch_logical_not_(self: Any) -> paddle.Tensor:
    """Tensor.logical_not_: the receiver keeps its dtype, where Paddle's becomes bool."""
    paddle.assign(paddle.logical_not(self.cast(paddle.bool)).cast(self.dtype), output=self)
    return self
