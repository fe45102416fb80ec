"""Element-wise functions of one tensor, with torch's ``input`` and ``out``.

Paddle's own take no ``out``, or leave it unwritten for an integer input.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import promote_float, to_out


def torch_sqrt(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sqrt."""
    return to_out(paddle.sqrt(input), out)


def torch_rsqrt(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.rsqrt."""
    return to_out(paddle.rsqrt(input), out)


def torch_sin(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sin."""
    return to_out(paddle.sin(input), out)


def torch_cos(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.cos."""
    return to_out(paddle.cos(input), out)


def torch_acos(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.acos."""
    return to_out(paddle.acos(input), out)


def torch_asin(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.asin."""
    return to_out(paddle.asin(input), out)


def torch_sinh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sinh."""
    return to_out(paddle.sinh(input), out)


def torch_cosh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.cosh."""
    return to_out(paddle.cosh(input), out)


def torch_tanh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.tanh."""
    return to_out(paddle.tanh(input), out)


def torch_acosh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.acosh."""
    return to_out(paddle.acosh(input), out)


def torch_atanh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.atanh."""
    return to_out(paddle.atanh(input), out)


def torch_sigmoid(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sigmoid."""
    return to_out(paddle.sigmoid(input), out)


def torch_trunc(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.trunc."""
    return to_out(paddle.trunc(input), out)


def torch_tan(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.tan."""
    return to_out(paddle.tan(input), out)


def torch_atan(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.atan."""
    return to_out(paddle.atan(input), out)


def torch_asinh(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.asinh."""
    return to_out(paddle.asinh(input), out)


def torch_erf(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.erf."""
    return to_out(paddle.erf(input), out)


@tensor_method("erfinv")
def torch_erfinv(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.erfinv; Paddle's is wrong by half a percent near ±1 in single precision."""
    (input,) = promote_float(input)
    return to_out(paddle.erfinv(input.cast("float64")).cast(input.dtype), out)


def torch_lgamma(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.lgamma."""
    return to_out(paddle.lgamma(input), out)


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


def torch_square(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.square."""
    return to_out(paddle.square(input), out)


def torch_reciprocal(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.reciprocal."""
    return to_out(paddle.reciprocal(input), out)


def torch_sgn(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sgn."""
    return to_out(paddle.sgn(input), out)


def torch_sinc(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sinc."""
    return to_out(paddle.sinc(input), out)


@tensor_method("deg2rad")
def torch_deg2rad(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.deg2rad and Tensor.deg2rad; Paddle's gives bools for bools."""
    return to_out(paddle.deg2rad(promote_float(input)[0]), out)


@tensor_method("rad2deg")
def torch_rad2deg(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.rad2deg and Tensor.rad2deg; Paddle's gives bools for bools."""
    return to_out(paddle.rad2deg(promote_float(input)[0]), out)


def torch_signbit(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.signbit."""
    return to_out(paddle.signbit(input), out)


def torch_isneginf(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.isneginf."""
    return to_out(paddle.isneginf(input), out)


def torch_isposinf(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.isposinf."""
    return to_out(paddle.isposinf(input), out)


def torch_i0(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.i0."""
    return to_out(paddle.i0(input), out)


def torch_bitwise_not(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bitwise_not."""
    return to_out(paddle.bitwise_not(input), out)
