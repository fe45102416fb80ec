"""torch's type promotion, and writing a result into an existing tensor.

Paddle raises for arithmetic and comparisons between dense tensors of different dtypes
(unless both are floating), and where it does promote, the rules differ in places; see
``docs/notes-promotion.md``.
"""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np
import paddle

from .recording import kept_for_backward, rebound
from .static_graph import true_sizes

_SIGNED = (paddle.int8, paddle.int16, paddle.int32, paddle.int64)
_FLOATING = (paddle.float16, paddle.bfloat16, paddle.float32, paddle.float64)
_COMPLEX = (paddle.complex64, paddle.complex128)
_CATEGORIES = {paddle.bool: 0, **dict.fromkeys(_FLOATING, 2), **dict.fromkeys(_COMPLEX, 3)}
_NUMBERS = {bool: 0, int: 1, float: 2, complex: 3}


def dtype_category(dtype: paddle.dtype) -> int:
    """0 for bool, 1 for integers, 2 for floating, 3 for complex: the order in which torch's promotion ranks dtypes."""
    return _CATEGORIES.get(dtype, 1)


def number_fits(number: Any, dtype: paddle.dtype) -> bool:
    """Whether ``number`` is one of Python's own that leaves a tensor of ``dtype`` its dtype."""
    return _NUMBERS.get(type(number), 4) <= _CATEGORIES.get(dtype, 1)


def torch_promote_types(type1: paddle.dtype, type2: paddle.dtype) -> paddle.dtype:
    """torch.promote_types: the smallest dtype that holds both. Paddle has no such function."""
    if type1 == type2:
        return type1
    low, high = sorted((type1, type2), key=dtype_category)
    category = dtype_category(high)
    if dtype_category(low) < category:
        return paddle.complex128 if category == 3 and low == paddle.float64 else high
    if category == 3:
        return paddle.complex128
    if category == 2:
        return paddle.float64 if paddle.float64 in (low, high) else paddle.float32
    if paddle.uint8 in (low, high):
        other = high if low == paddle.uint8 else low
        return paddle.int16 if other == paddle.int8 else other
    return max(low, high, key=_SIGNED.index)


def complex_of(dtype: paddle.dtype) -> paddle.dtype:
    """The complex dtype whose parts are ``dtype``; complex64 for half precision, as Paddle has no complex32."""
    return paddle.complex128 if dtype in (paddle.float64, paddle.complex128) else paddle.complex64


def scalar_dtype(value: Any) -> paddle.dtype:
    """The dtype that torch gives a Python or numpy number where no tensor decides it."""
    if isinstance(value, (bool, np.bool_)):
        return paddle.bool
    if isinstance(value, numbers.Integral):
        return paddle.int64
    if isinstance(value, numbers.Real):
        return default_dtype()
    if isinstance(value, numbers.Complex):
        return complex_of(default_dtype())
    raise TypeError(f"expected a Tensor or a number, got {type(value).__name__}")


def default_dtype() -> paddle.dtype:
    """The default floating dtype, as a dtype (``paddle.get_default_dtype()`` gives its name)."""
    return getattr(paddle, paddle.get_default_dtype())


def _combine(higher: paddle.dtype | None, lower: paddle.dtype | None) -> paddle.dtype | None:
    """An operand of lower rank (0-d, or a number) changes the dtype only by being of a higher category."""
    if higher is None or lower is None:
        return higher if lower is None else lower
    if dtype_category(lower) <= dtype_category(higher):
        return higher
    if dtype_category(higher) == 2:
        return complex_of(higher)
    return torch_promote_types(higher, lower)


def result_dtype(*operands: Any) -> paddle.dtype:
    """torch.result_type for any number of tensors and numbers.

    Dense tensors outrank 0-d tensors, which outrank Python numbers: a lower rank counts
    only where its category (bool < integer < floating < complex) is higher.
    """
    ranks: list[paddle.dtype | None] = [None, None, None]
    for operand in operands:
        if paddle.is_tensor(operand):
            rank, dtype = (0 if operand.ndim else 1), operand.dtype
        else:
            rank, dtype = 2, scalar_dtype(operand)
        previous = ranks[rank]
        ranks[rank] = dtype if previous is None else torch_promote_types(previous, dtype)
    result = _combine(ranks[0], _combine(ranks[1], ranks[2]))
    if result is None:
        raise TypeError("no operand to take a dtype from")
    return result


def as_tensor_of(value: Any, dtype: paddle.dtype, like: paddle.Tensor | None = None) -> paddle.Tensor:
    """``value`` (tensor or number) as a tensor of ``dtype``, on ``like``'s device if it is a number."""
    if paddle.is_tensor(value):
        return value if value.dtype == dtype else value.cast(dtype)
    if dtype_category(dtype) == 1 and dtype != paddle.int64:
        return as_tensor_of(value, paddle.int64, like).cast(dtype)
    if like is not None and paddle.in_dynamic_mode():
        if number_fits(value, dtype):
            return paddle._C_ops.full([], value, dtype, like.place)  # to_tensor takes ten times as long
        return paddle.to_tensor(value, dtype=dtype, place=like.place)
    return paddle.to_tensor(value, dtype=dtype)


def promote_to(dtype: paddle.dtype, *operands: Any) -> list[paddle.Tensor]:
    """All operands as tensors of ``dtype``; numbers become 0-d tensors on the first tensor's device."""
    like = next((operand for operand in operands if paddle.is_tensor(operand)), None)
    return [as_tensor_of(operand, dtype, like) for operand in operands]


def promote(*operands: Any) -> list[paddle.Tensor]:
    """All operands (tensors and numbers) as tensors of the dtype that torch's promotion gives them together."""
    return promote_to(result_dtype(*operands), *operands)


def promote_float(*operands: Any) -> list[paddle.Tensor]:
    """Like ``promote``, with bool and integer results raised to the default floating dtype (division, atan2, ...)."""
    dtype = result_dtype(*operands)
    return promote_to(dtype if dtype_category(dtype) > 1 else default_dtype(), *operands)


@paddle.jit.not_to_static
def assign_in_place(receiver: paddle.Tensor, value: paddle.Tensor) -> paddle.Tensor:
    """Write ``value`` into ``receiver``, as torch's in-place methods do, and return it.

    The receiver keeps its dtype; its aliases and views see the change; gradients flow to
    what ``value`` was computed from. A result of a higher category than the receiver's, or of
    a larger shape, and a leaf that requires a gradient, raise RuntimeError as in torch.
    """
    if dtype_category(value.dtype) > dtype_category(receiver.dtype):
        raise RuntimeError(f"result type {value.dtype} can't be cast to the desired output type {receiver.dtype}")
    if paddle.in_dynamic_mode() and paddle.is_grad_enabled() and receiver.is_leaf and not receiver.stop_gradient:
        raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    if list(value.shape) != list(receiver.shape):
        value = value.expand(true_sizes(receiver))
    if not paddle.in_dynamic_mode():
        return (
            value if value.dtype == receiver.dtype else value.cast(receiver.dtype)
        )  # a graph changes nothing in place
    if kept_for_backward(receiver):
        return rebound(receiver, value.cast(receiver.dtype))
    # A cast to the same dtype would be a copy.
    paddle.assign(value if value.dtype == receiver.dtype else value.cast(receiver.dtype), output=receiver)
    return receiver


def to_out(result: Any, out: Any) -> Any:
    """Give ``result`` by way of ``out``: copied into the tensors given there (torch resizes them); itself if None."""
    if out is None:
        return result
    if isinstance(result, tuple):
        for part, target in zip(result, out, strict=True):
            to_out(part, target)
        return type(result)(*out) if hasattr(result, "_fields") else tuple(out)
    if dtype_category(result.dtype) > dtype_category(out.dtype):
        raise RuntimeError(f"result type {result.dtype} can't be cast to the desired output type {out.dtype}")
    paddle.assign(result if result.dtype == out.dtype else result.cast(out.dtype), output=out)
    return out
