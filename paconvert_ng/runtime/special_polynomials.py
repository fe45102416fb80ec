"""torch.special's orthogonal polynomials, of a degree for each element. Paddle has none of them.

They have no gradient in torch. Where torch turns from the recurrence to trigonometric functions, so do these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .promotion import promote_float, to_out
from .shape_join import broadcast_tensors

Step = Callable[[int, paddle.Tensor, paddle.Tensor], paddle.Tensor]


def _by_recurrence(
    x: paddle.Tensor, degree: paddle.Tensor, first: paddle.Tensor, step: Step, skip: paddle.Tensor | None
) -> paddle.Tensor:
    """1, ``first``, and then ``step(k, before, last)`` for degree k; 0 below degree 0. ``skip``: what is not wanted."""
    before, last = paddle.ones_like(x), first
    result = paddle.where(degree == 0, before, paddle.where(degree == 1, last, paddle.zeros_like(x)))
    wanted = degree if skip is None else paddle.where(skip, paddle.zeros_like(degree), degree)
    highest = int(wanted.max()) if wanted.size else 0
    for k in range(2, highest + 1):
        before, last = last, step(k, before, last)
        result = paddle.where(degree == k, last, result)
    return result


def _product_less(left: paddle.Tensor, right: paddle.Tensor, minus: paddle.Tensor) -> paddle.Tensor:
    """left * right - minus, rounded once, as torch's compiler makes it: what is left after cancellation is the same."""
    if left.dtype != paddle.float32:
        return left * right - minus
    wide = left.astype("float64") * right.astype("float64") - minus.astype("float64")
    return wide.astype("float32")


def _operands(x: Any, n: Any) -> tuple[paddle.Tensor, paddle.Tensor]:
    value, degree = broadcast_tensors(*promote_float(x, n))
    return value.detach(), degree.detach().astype("int64")


def _sign(degree: paddle.Tensor, like: paddle.Tensor) -> paddle.Tensor:
    """(-1) ** degree."""
    ones = paddle.ones_like(like)
    return paddle.where(degree % 2 == 0, ones, -ones)


def _chebyshev(
    kind: str, x: paddle.Tensor, degree: paddle.Tensor, high: paddle.Tensor, low: paddle.Tensor, limit: int
) -> paddle.Tensor:
    """The Chebyshev polynomials T, U, V and W; ``high`` and ``low`` are where x is 1 and -1 exactly."""
    n = degree.astype(x.dtype)
    sign = _sign(degree, x)
    ones = paddle.ones_like(x)
    first = {"t": x, "u": x + x, "v": x + x - 1, "w": x + x + 1}[kind]
    trigonometric = (degree > limit) & (x.abs() < 1)
    result = _by_recurrence(x, degree, first, lambda k, before, last: _product_less(x + x, last, before), trigonometric)
    angle = paddle.acos(paddle.where(trigonometric, x, paddle.zeros_like(x)))
    if kind == "t":
        smooth, at_high, at_low = paddle.cos(n * angle), ones, sign
    elif kind == "u":
        smooth, at_high, at_low = paddle.sin((n + 1) * angle) / paddle.sin(angle), n + 1, sign * (n + 1)
    elif kind == "v":
        smooth, at_high, at_low = paddle.cos((n + 0.5) * angle) / paddle.cos(angle / 2), ones, sign * (n + n + 1)
    else:
        smooth, at_high, at_low = paddle.sin((n + 0.5) * angle) / paddle.sin(angle / 2), n + n + 1, sign
    result = paddle.where(trigonometric, smooth, result)
    result = paddle.where(high, at_high, paddle.where(low, at_low, result))
    return paddle.where(degree < 0, paddle.zeros_like(x), result)


def _plain_chebyshev(kind: str, x: Any, n: Any, limit: int, out: Any) -> paddle.Tensor:
    value, degree = _operands(x, n)
    return to_out(_chebyshev(kind, value, degree, value == 1, value == -1, limit), out)


def _shifted_chebyshev(kind: str, x: Any, n: Any, limit: int, out: Any) -> paddle.Tensor:
    value, degree = _operands(x, n)
    return to_out(_chebyshev(kind, value + value - 1, degree, value == 1, value == 0, limit), out)


def chebyshev_polynomial_t(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.chebyshev_polynomial_t."""
    return _plain_chebyshev("t", x, n, 6, out)


def chebyshev_polynomial_u(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.chebyshev_polynomial_u."""
    return _plain_chebyshev("u", x, n, 8, out)


def chebyshev_polynomial_v(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.chebyshev_polynomial_v."""
    return _plain_chebyshev("v", x, n, 8, out)


def chebyshev_polynomial_w(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.chebyshev_polynomial_w."""
    return _plain_chebyshev("w", x, n, 8, out)


def shifted_chebyshev_polynomial_t(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.shifted_chebyshev_polynomial_t: at 2x - 1."""
    return _shifted_chebyshev("t", x, n, 6, out)


def shifted_chebyshev_polynomial_u(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.shifted_chebyshev_polynomial_u: at 2x - 1."""
    return _shifted_chebyshev("u", x, n, 6, out)


def shifted_chebyshev_polynomial_v(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.shifted_chebyshev_polynomial_v: at 2x - 1."""
    return _shifted_chebyshev("v", x, n, 6, out)


def shifted_chebyshev_polynomial_w(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.shifted_chebyshev_polynomial_w: at 2x - 1."""
    return _shifted_chebyshev("w", x, n, 4, out)


def hermite_polynomial_h(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.hermite_polynomial_h, the physicists'."""
    value, degree = _operands(x, n)
    twice = value + value

    def step(k: int, before: paddle.Tensor, last: paddle.Tensor) -> paddle.Tensor:
        return _product_less(twice, last, (2.0 * k - 2.0) * before)

    result = _by_recurrence(value, degree, twice, step, _too_high(degree, value))
    return to_out(_nan_beyond(result, degree), out)


def hermite_polynomial_he(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.hermite_polynomial_he, the probabilists'."""
    value, degree = _operands(x, n)

    def step(k: int, before: paddle.Tensor, last: paddle.Tensor) -> paddle.Tensor:
        return _product_less(value, last, (k - 1.0) * before)

    result = _by_recurrence(value, degree, value, step, _too_high(degree, value))
    return to_out(_nan_beyond(result, degree), out)


def _degree_limit(like: paddle.Tensor) -> int:
    return 512 if like.dtype == paddle.float64 else 128


def _too_high(degree: paddle.Tensor, like: paddle.Tensor) -> paddle.Tensor:
    return degree > _degree_limit(like)


def _nan_beyond(result: paddle.Tensor, degree: paddle.Tensor) -> paddle.Tensor:
    return paddle.where(_too_high(degree, result), paddle.full_like(result, float("nan")), result)


def laguerre_polynomial_l(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.laguerre_polynomial_l."""
    value, degree = _operands(x, n)

    def step(k: int, before: paddle.Tensor, last: paddle.Tensor) -> paddle.Tensor:
        return _product_less(2 * k - 2 + (1 - value), last, (k - 1) * before) / k

    result = _by_recurrence(value, degree, 1 - value, step, None)
    return to_out(paddle.where((value == 0) & (degree >= 0), paddle.ones_like(value), result), out)


def legendre_polynomial_p(x: Any, n: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.legendre_polynomial_p."""
    value, degree = _operands(x, n)
    result = _by_recurrence(
        value,
        degree,
        value,
        lambda k, before, last: _product_less((2 * k - 1) * value, last, (k - 1) * before) / k,
        value.abs() == 1,
    )
    ends = paddle.where(value > 0, paddle.ones_like(value), _sign(degree, value))
    return to_out(paddle.where((value.abs() == 1) & (degree >= 0), ends, result), out)
