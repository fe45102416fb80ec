"""torch._foreach_*: one operation over lists of tensors, as loops. Paddle has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .linalg_norms import linalg_vector_norm
from .math_arithmetic import difference_of, power_of, product_of, quotient_of, sum_of, times_alpha
from .math_bounds import maximum_of, minimum_of
from .math_compound import interpolated, plus_scaled
from .math_inplace import in_place


def for_each(function: Callable[..., Any], tensors: Any, *others: Any) -> tuple[Any, ...]:
    """``function`` of each tensor and what belongs to it: of a list its item, of a tensor with one dimension its value
    (as torch has scalars in a tensor for addcmul and addcdiv), else the value itself."""
    rows = []
    for place, tensor in enumerate(tensors):
        arguments = [
            other[place] if isinstance(other, (list, tuple)) or (paddle.is_tensor(other) and other.ndim == 1) else other
            for other in others
        ]
        rows.append(function(tensor, *arguments))
    return tuple(rows)


def for_each_in_place(function: Callable[..., Any], tensors: Any, *others: Any) -> None:
    """The same, each result written into its tensor."""

    def change(tensor: paddle.Tensor, *arguments: Any) -> None:
        in_place(tensor, lambda value: function(value, *arguments), *arguments)

    for_each(change, tensors, *others)


def foreach_add(tensors: Any, other: Any, /, *, alpha: Any = 1) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_add."""
    return for_each(lambda value, operand: sum_of(value, times_alpha(operand, alpha)), tensors, other)


def foreach_add_(tensors: Any, other: Any, /, *, alpha: Any = 1) -> None:
    """torch._foreach_add_."""
    for_each_in_place(lambda value, operand: sum_of(value, times_alpha(operand, alpha)), tensors, other)


def foreach_sub(tensors: Any, other: Any, /, *, alpha: Any = 1) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_sub."""
    return for_each(lambda value, operand: difference_of(value, times_alpha(operand, alpha)), tensors, other)


def foreach_sub_(tensors: Any, other: Any, /, *, alpha: Any = 1) -> None:
    """torch._foreach_sub_."""
    for_each_in_place(lambda value, operand: difference_of(value, times_alpha(operand, alpha)), tensors, other)


def foreach_mul(tensors: Any, other: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_mul."""
    return for_each(product_of, tensors, other)


def foreach_mul_(tensors: Any, other: Any, /) -> None:
    """torch._foreach_mul_."""
    for_each_in_place(product_of, tensors, other)


def foreach_div(tensors: Any, other: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_div."""
    return for_each(quotient_of, tensors, other)


def foreach_div_(tensors: Any, other: Any, /) -> None:
    """torch._foreach_div_."""
    for_each_in_place(quotient_of, tensors, other)


def foreach_maximum(tensors: Any, other: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_maximum."""
    return for_each(maximum_of, tensors, other)


def foreach_maximum_(tensors: Any, other: Any, /) -> None:
    """torch._foreach_maximum_."""
    for_each_in_place(maximum_of, tensors, other)


def foreach_minimum(tensors: Any, other: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_minimum."""
    return for_each(minimum_of, tensors, other)


def foreach_minimum_(tensors: Any, other: Any, /) -> None:
    """torch._foreach_minimum_."""
    for_each_in_place(minimum_of, tensors, other)


def foreach_clamp_min(tensors: Any, other: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_clamp_min."""
    return for_each(maximum_of, tensors, other)


def foreach_clamp_min_(tensors: Any, other: Any, /) -> None:
    """torch._foreach_clamp_min_."""
    for_each_in_place(maximum_of, tensors, other)


def foreach_clamp_max(tensors: Any, other: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_clamp_max."""
    return for_each(minimum_of, tensors, other)


def foreach_clamp_max_(tensors: Any, other: Any, /) -> None:
    """torch._foreach_clamp_max_."""
    for_each_in_place(minimum_of, tensors, other)


def foreach_pow(tensors: Any, exponent: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_pow."""
    return for_each(power_of, tensors, exponent)


def foreach_pow_(tensors: Any, exponent: Any, /) -> None:
    """torch._foreach_pow_."""
    for_each_in_place(power_of, tensors, exponent)


def foreach_lerp(tensors: Any, tensors1: Any, weight: Any) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_lerp."""
    return for_each(interpolated, tensors, tensors1, weight)


def foreach_lerp_(tensors: Any, tensors1: Any, weight: Any) -> None:
    """torch._foreach_lerp_."""
    for_each_in_place(interpolated, tensors, tensors1, weight)


def foreach_addcmul(tensors: Any, tensor1: Any, tensor2: Any, /, value: Any = 1) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_addcmul; ``value`` is a number, numbers, or a tensor of them."""
    return for_each(
        lambda old, a, b, scale: plus_scaled(old, product_of(a, b), 1, scale), tensors, tensor1, tensor2, value
    )


def foreach_addcmul_(tensors: Any, tensor1: Any, tensor2: Any, /, value: Any = 1) -> None:
    """torch._foreach_addcmul_."""
    for_each_in_place(
        lambda old, a, b, scale: plus_scaled(old, product_of(a, b), 1, scale), tensors, tensor1, tensor2, value
    )


def foreach_addcdiv(tensors: Any, tensor1: Any, tensor2: Any, /, value: Any = 1) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_addcdiv; ``value`` is a number, numbers, or a tensor of them."""
    return for_each(
        lambda old, a, b, scale: plus_scaled(old, quotient_of(a, b), 1, scale), tensors, tensor1, tensor2, value
    )


def foreach_addcdiv_(tensors: Any, tensor1: Any, tensor2: Any, /, value: Any = 1) -> None:
    """torch._foreach_addcdiv_."""
    for_each_in_place(
        lambda old, a, b, scale: plus_scaled(old, quotient_of(a, b), 1, scale), tensors, tensor1, tensor2, value
    )


def foreach_abs(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_abs."""
    return for_each(paddle.abs, tensors)


def foreach_abs_(tensors: Any, /) -> None:
    """torch._foreach_abs_."""
    for_each_in_place(paddle.abs, tensors)


def foreach_neg(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_neg."""
    return for_each(paddle.neg, tensors)


def foreach_neg_(tensors: Any, /) -> None:
    """torch._foreach_neg_."""
    for_each_in_place(paddle.neg, tensors)


def foreach_sqrt(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_sqrt."""
    return for_each(paddle.sqrt, tensors)


def foreach_sqrt_(tensors: Any, /) -> None:
    """torch._foreach_sqrt_."""
    for_each_in_place(paddle.sqrt, tensors)


def foreach_exp(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_exp."""
    return for_each(paddle.exp, tensors)


def foreach_exp_(tensors: Any, /) -> None:
    """torch._foreach_exp_."""
    for_each_in_place(paddle.exp, tensors)


def foreach_log(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_log."""
    return for_each(paddle.log, tensors)


def foreach_log_(tensors: Any, /) -> None:
    """torch._foreach_log_."""
    for_each_in_place(paddle.log, tensors)


def foreach_reciprocal(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_reciprocal."""
    return for_each(paddle.reciprocal, tensors)


def foreach_reciprocal_(tensors: Any, /) -> None:
    """torch._foreach_reciprocal_."""
    for_each_in_place(paddle.reciprocal, tensors)


def foreach_sign(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_sign."""
    return for_each(paddle.sign, tensors)


def foreach_sign_(tensors: Any, /) -> None:
    """torch._foreach_sign_."""
    for_each_in_place(paddle.sign, tensors)


def foreach_floor(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_floor."""
    return for_each(paddle.floor, tensors)


def foreach_floor_(tensors: Any, /) -> None:
    """torch._foreach_floor_."""
    for_each_in_place(paddle.floor, tensors)


def foreach_ceil(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_ceil."""
    return for_each(paddle.ceil, tensors)


def foreach_ceil_(tensors: Any, /) -> None:
    """torch._foreach_ceil_."""
    for_each_in_place(paddle.ceil, tensors)


def foreach_round(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_round."""
    return for_each(paddle.round, tensors)


def foreach_round_(tensors: Any, /) -> None:
    """torch._foreach_round_."""
    for_each_in_place(paddle.round, tensors)


def foreach_tanh(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_tanh."""
    return for_each(paddle.tanh, tensors)


def foreach_tanh_(tensors: Any, /) -> None:
    """torch._foreach_tanh_."""
    for_each_in_place(paddle.tanh, tensors)


def foreach_sigmoid(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_sigmoid."""
    return for_each(paddle.sigmoid, tensors)


def foreach_sigmoid_(tensors: Any, /) -> None:
    """torch._foreach_sigmoid_."""
    for_each_in_place(paddle.sigmoid, tensors)


def foreach_rsqrt(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_rsqrt."""
    return for_each(paddle.rsqrt, tensors)


def foreach_rsqrt_(tensors: Any, /) -> None:
    """torch._foreach_rsqrt_."""
    for_each_in_place(paddle.rsqrt, tensors)


def foreach_zero_(tensors: Any, /) -> None:
    """torch._foreach_zero_."""
    for_each_in_place(paddle.zeros_like, tensors)


def foreach_copy_(tensors: Any, src: Any, /, non_blocking: bool = False) -> None:
    """torch._foreach_copy_."""
    for tensor, value in zip(tensors, list(src), strict=True):
        in_place(tensor, lambda old, value=value: value.cast(old.dtype).expand(old.shape), value)


def foreach_norm(tensors: Any, /, ord: Any = 2, dtype: Any = None) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_norm."""
    return for_each(lambda tensor: linalg_vector_norm(tensor, ord, dtype=dtype), tensors)
