"""Element-wise functions of one tensor, with torch's ``input`` and ``out``.

Paddle's own take no ``out``, or leave it unwritten for an integer input, and refuse bools.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .math_more import floating
from .promotion import promote_float, to_out


@tensor_method("sqrt")
def torch_sqrt(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sqrt."""
    return to_out(paddle.sqrt(floating(input)), out)


@tensor_method("rsqrt")
def torch_rsqrt(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.rsqrt; Paddle's lacks complex numbers."""
    value = floating(input)
    return to_out(paddle.reciprocal(paddle.sqrt(value)) if value.is_complex() else paddle.rsqrt(value), out)


@tensor_method("sin")
def torch_sin(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sin."""
    return to_out(paddle.sin(floating(input)), out)


@tensor_method("cos")
def torch_cos(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.cos."""
    return to_out(paddle.cos(floating(input)), out)


@tensor_method("acos")
def torch_acos(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.acos."""
    return to_out(paddle.acos(floating(input)), out)


@tensor_method("asin")
def torch_asin(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.asin."""
    return to_out(paddle.asin(floating(input)), out)


@tensor_method("sinh")
def torch_sinh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sinh."""
    return to_out(paddle.sinh(floating(input)), out)


@tensor_method("cosh")
def torch_cosh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.cosh."""
    return to_out(paddle.cosh(floating(input)), out)


@tensor_method("tanh")
def torch_tanh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.tanh."""
    return to_out(paddle.tanh(floating(input)), out)


@tensor_method("acosh")
def torch_acosh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.acosh."""
    return to_out(paddle.acosh(floating(input)), out)


@tensor_method("atanh")
def torch_atanh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.atanh."""
    return to_out(paddle.atanh(floating(input)), out)


@tensor_method("sigmoid")
def torch_sigmoid(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sigmoid."""
    return to_out(paddle.sigmoid(floating(input)), out)


def torch_trunc(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.trunc."""
    return to_out(paddle.trunc(input), out)


@tensor_method("tan")
def torch_tan(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.tan."""
    return to_out(paddle.tan(floating(input)), out)


@tensor_method("atan")
def torch_atan(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.atan."""
    return to_out(paddle.atan(floating(input)), out)


@tensor_method("asinh")
def torch_asinh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.asinh."""
    return to_out(paddle.asinh(floating(input)), out)


@tensor_method("erf")
def torch_erf(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.erf."""
    return to_out(paddle.erf(floating(input)), out)


@tensor_method("erfinv")
def torch_erfinv(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.erfinv; Paddle's is wrong by half a percent near ±1 in single precision."""
    (input,) = promote_float(input)
    return to_out(paddle.erfinv(input.cast("float64")).cast(input.dtype), out)


@tensor_method("lgamma")
def torch_lgamma(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.lgamma."""
    return to_out(paddle.lgamma(floating(input)), out)


@tensor_method("digamma")
def torch_digamma(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.digamma; the gradient of Paddle's is wrong below -7, so that negative numbers are mirrored to positive."""
    (input,) = promote_float(input)
    if input.stop_gradient or not paddle.is_grad_enabled():
        return to_out(paddle.digamma(input), out)
    negative = input < 0
    other_side = paddle.digamma(paddle.where(negative, 1 - input, input))
    angle = math.pi * (input - paddle.round(input.detach()))
    formula = paddle.where(negative, other_side - math.pi / paddle.tan(angle), other_side)
    exact = paddle.where(negative, paddle.digamma(input.detach()), formula.detach())
    return to_out(paddle.where(paddle.isfinite(exact), formula + (exact - formula).detach(), formula), out)


def torch_neg(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.neg."""
    return to_out(paddle.neg(input), out)


@tensor_method("square")
def torch_square(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.square; of bools, int64."""
    return to_out(paddle.square(input.cast(paddle.int64) if input.dtype == paddle.bool else input), out)


@tensor_method("reciprocal")
def torch_reciprocal(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.reciprocal."""
    return to_out(paddle.reciprocal(floating(input)), out)


@tensor_method("sinc")
def torch_sinc(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sinc."""
    return to_out(paddle.sinc(floating(input)), out)


@tensor_method("deg2rad")
def torch_deg2rad(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.deg2rad and Tensor.deg2rad; Paddle's gives bools for bools."""
    return to_out(paddle.deg2rad(promote_float(input)[0]), out)


@tensor_method("rad2deg")
def torch_rad2deg(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.rad2deg and Tensor.rad2deg; Paddle's gives bools for bools."""
    return to_out(paddle.rad2deg(promote_float(input)[0]), out)


@tensor_method("i0")
def torch_i0(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.i0."""
    return to_out(paddle.i0(floating(input)), out)


def torch_bitwise_not(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bitwise_not."""
    return to_out(paddle.bitwise_not(input), out)


@tensor_method("expm1")
def torch_expm1(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.expm1 and Tensor.expm1."""
    return to_out(paddle.expm1(floating(input)), out)


@tensor_method("log1p")
def torch_log1p(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.log1p and Tensor.log1p."""
    return to_out(paddle.log1p(floating(input)), out)


@tensor_method("log2")
def torch_log2(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.log2 and Tensor.log2."""
    return to_out(paddle.log2(floating(input)), out)


@tensor_method("log10")
def torch_log10(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.log10 and Tensor.log10."""
    return to_out(paddle.log10(floating(input)), out)
