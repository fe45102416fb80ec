"""torch.special functions about the tails of distributions, and the Hurwitz zeta function. Paddle has none of them."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .math_more import floating
from .promotion import promote_float, to_out
from .shape_join import broadcast_tensors


def _scaled_erfc(x: paddle.Tensor) -> paddle.Tensor:
    """exp(x²) erfc(x) in float64, with a gradient; a continued fraction where erfc would vanish."""
    size = x.abs()
    far = size > 2
    near = paddle.where(far, paddle.zeros_like(x), size)
    inner = paddle.exp(near * near) * (1 - paddle.erf(near))
    away = paddle.where(far, size, paddle.full_like(x, 3.0))
    tail = away
    for k in range(60, 0, -1):
        tail = away + (k / 2) / tail
    positive = paddle.where(far, 1 / (math.sqrt(math.pi) * tail), inner)
    negative = paddle.where(x < 0, x, paddle.zeros_like(x))
    return paddle.where(x < 0, 2 * paddle.exp(negative * negative) - positive, positive)


def special_erfcx(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.erfcx."""
    value = floating(input)
    return to_out(_scaled_erfc(value.astype("float64")).astype(value.dtype), out)


def special_log_ndtr(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.log_ndtr: the logarithm of the standard normal distribution function, far down its tail too."""
    value = floating(input)
    x = value.astype("float64") / math.sqrt(2)
    low = x * math.sqrt(2) < -1
    tail = paddle.where(low, x, -paddle.ones_like(x))
    body = paddle.where(low, paddle.zeros_like(x), x)
    below = paddle.log(_scaled_erfc(-tail) / 2) - tail * tail
    above = paddle.log1p(-_scaled_erfc(body) * paddle.exp(-body * body) / 2)
    return to_out(paddle.where(low, below, above).astype(value.dtype), out)


def special_zeta(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.zeta: the sum of (k + other) ** -input over k from 0, by Euler and Maclaurin; its gradient is that
    for ``other``."""
    first, second = broadcast_tensors(*promote_float(input, other))
    exponent, start = first.detach().astype("float64"), second.astype("float64")
    whole = start.detach() == paddle.floor(start.detach())
    pole = (start.detach() <= 0) & whole
    broken = (start.detach() <= 0) & (exponent != paddle.floor(exponent)) & paddle.logical_not(whole)
    usual = (exponent > 1) & paddle.logical_not(pole | broken)
    power = paddle.where(usual, exponent, paddle.full_like(exponent, 2.0))
    base = paddle.where(usual, start, paddle.ones_like(start))
    lowest = float(base.detach().min()) if base.size else 1.0
    count = 10 + max(0, math.ceil(-lowest))
    total = paddle.zeros_like(base)
    for k in range(count):
        total = total + (base + k) ** (-power)
    end = base + count
    total = total + end ** (1 - power) / (power - 1) + 0.5 * end ** (-power)
    factor = power / end ** (power + 1)
    for index, bernoulli in enumerate((1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)):
        order = 2 * (index + 1)
        total = total + bernoulli / math.factorial(order) * factor
        factor = factor * (power + order - 1) * (power + order) / (end * end)
    result = paddle.where(usual, total, paddle.full_like(total, math.nan))
    infinite = (exponent == 1) | ((exponent > 1) & pole)
    result = paddle.where(infinite, paddle.full_like(result, math.inf), result)
    return to_out(result.astype(first.dtype), out)
