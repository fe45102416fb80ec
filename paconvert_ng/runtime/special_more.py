"""torch.special: functions that Paddle has under another name, or not at all."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .math_more import floating, torch_erfc
from .promotion import to_out


def special_entr(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.entr: -x log(x), 0 at 0, -inf below."""
    value = floating(input)
    zero = paddle.zeros_like(value)
    positive = value > zero
    product = -value * paddle.log(paddle.where(positive, value, paddle.ones_like(value)))
    below = paddle.full_like(value, float("-inf"))
    result = paddle.where(positive, product, paddle.where(value < zero, below, zero))
    return to_out(paddle.where(paddle.isnan(value), value, result), out)


def special_ndtr(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.ndtr: the standard normal distribution function."""
    return to_out(0.5 * torch_erfc(-floating(input) / math.sqrt(2)), out)


def special_ndtri(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.ndtri: the inverse of the standard normal distribution function."""
    return to_out(math.sqrt(2) * paddle.erfinv(2 * floating(input) - 1), out)


def special_i0e(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.i0e."""
    return to_out(paddle.i0e(floating(input)), out)


def special_i1(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.i1."""
    return to_out(paddle.i1(floating(input)), out)


def special_i1e(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.i1e."""
    return to_out(paddle.i1e(floating(input)), out)


def special_gammaln(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.gammaln."""
    return to_out(paddle.lgamma(floating(input)), out)
