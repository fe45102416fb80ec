"""torch._foreach functions of one list: trigonometry, logarithms and the like."""

from __future__ import annotations

from typing import Any

import paddle

from .math_foreach import for_each, for_each_in_place
from .math_more import torch_erfc
from .math_unary import (
    torch_acos,
    torch_asin,
    torch_atan,
    torch_cos,
    torch_cosh,
    torch_erf,
    torch_lgamma,
    torch_sin,
    torch_sinh,
    torch_tan,
    torch_trunc,
)


def foreach_acos(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_acos."""
    return for_each(torch_acos, tensors)


def foreach_acos_(tensors: Any, /) -> None:
    """torch._foreach_acos_."""
    for_each_in_place(torch_acos, tensors)


def foreach_asin(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_asin."""
    return for_each(torch_asin, tensors)


def foreach_asin_(tensors: Any, /) -> None:
    """torch._foreach_asin_."""
    for_each_in_place(torch_asin, tensors)


def foreach_atan(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_atan."""
    return for_each(torch_atan, tensors)


def foreach_atan_(tensors: Any, /) -> None:
    """torch._foreach_atan_."""
    for_each_in_place(torch_atan, tensors)


def foreach_cos(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_cos."""
    return for_each(torch_cos, tensors)


def foreach_cos_(tensors: Any, /) -> None:
    """torch._foreach_cos_."""
    for_each_in_place(torch_cos, tensors)


def foreach_cosh(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_cosh."""
    return for_each(torch_cosh, tensors)


def foreach_cosh_(tensors: Any, /) -> None:
    """torch._foreach_cosh_."""
    for_each_in_place(torch_cosh, tensors)


def foreach_erf(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_erf."""
    return for_each(torch_erf, tensors)


def foreach_erf_(tensors: Any, /) -> None:
    """torch._foreach_erf_."""
    for_each_in_place(torch_erf, tensors)


def foreach_erfc(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_erfc."""
    return for_each(torch_erfc, tensors)


def foreach_erfc_(tensors: Any, /) -> None:
    """torch._foreach_erfc_."""
    for_each_in_place(torch_erfc, tensors)


def foreach_expm1(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_expm1."""
    return for_each(paddle.expm1, tensors)


def foreach_expm1_(tensors: Any, /) -> None:
    """torch._foreach_expm1_."""
    for_each_in_place(paddle.expm1, tensors)


def foreach_frac(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_frac."""
    return for_each(paddle.frac, tensors)


def foreach_frac_(tensors: Any, /) -> None:
    """torch._foreach_frac_."""
    for_each_in_place(paddle.frac, tensors)


def foreach_lgamma(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_lgamma."""
    return for_each(torch_lgamma, tensors)


def foreach_lgamma_(tensors: Any, /) -> None:
    """torch._foreach_lgamma_."""
    for_each_in_place(torch_lgamma, tensors)


def foreach_log10(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_log10."""
    return for_each(paddle.log10, tensors)


def foreach_log10_(tensors: Any, /) -> None:
    """torch._foreach_log10_."""
    for_each_in_place(paddle.log10, tensors)


def foreach_log1p(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_log1p."""
    return for_each(paddle.log1p, tensors)


def foreach_log1p_(tensors: Any, /) -> None:
    """torch._foreach_log1p_."""
    for_each_in_place(paddle.log1p, tensors)


def foreach_log2(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_log2."""
    return for_each(paddle.log2, tensors)


def foreach_log2_(tensors: Any, /) -> None:
    """torch._foreach_log2_."""
    for_each_in_place(paddle.log2, tensors)


def foreach_sin(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_sin."""
    return for_each(torch_sin, tensors)


def foreach_sin_(tensors: Any, /) -> None:
    """torch._foreach_sin_."""
    for_each_in_place(torch_sin, tensors)


def foreach_sinh(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_sinh."""
    return for_each(torch_sinh, tensors)


def foreach_sinh_(tensors: Any, /) -> None:
    """torch._foreach_sinh_."""
    for_each_in_place(torch_sinh, tensors)


def foreach_tan(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_tan."""
    return for_each(torch_tan, tensors)


def foreach_tan_(tensors: Any, /) -> None:
    """torch._foreach_tan_."""
    for_each_in_place(torch_tan, tensors)


def foreach_trunc(tensors: Any, /) -> tuple[paddle.Tensor, ...]:
    """torch._foreach_trunc."""
    return for_each(torch_trunc, tensors)


def foreach_trunc_(tensors: Any, /) -> None:
    """torch._foreach_trunc_."""
    for_each_in_place(torch_trunc, tensors)
