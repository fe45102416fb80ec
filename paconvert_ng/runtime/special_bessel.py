"""torch.special's Bessel functions that Paddle lacks, and the Airy function. They have no gradient in torch.

All are computed in float64: by their power series for small arguments, by the asymptotic expansion of the oscillating
ones for large arguments, and by an integral that converges quickly for the decaying ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import paddle

from .math_more import floating
from .promotion import to_out

_EULER_MASCHERONI = 0.57721566490153286
_FAR = 12.0


def _in_double(input: Any, function: Callable[[paddle.Tensor], paddle.Tensor], out: Any) -> paddle.Tensor:
    value = floating(input).detach()
    return to_out(function(value.astype("float64")).astype(value.dtype), out)


def _series(y: paddle.Tensor, coefficients: Sequence[float]) -> paddle.Tensor:
    """The polynomial with these coefficients, of order 0 first."""
    result = paddle.full_like(y, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        result = result * y + coefficient
    return result


def _power_coefficients(order: int, alternating: bool, harmonic: bool) -> list[float]:
    """The coefficients of (x/2)^(2k) in J or I of an order, or with psi(k+1) + psi(k+order+1) in Y or K's."""
    coefficients = []
    for k in range(45):
        term = 1.0 / (math.factorial(k) * math.factorial(k + order))
        if harmonic:
            first = sum(1.0 / j for j in range(1, k + 1))
            term *= 2 * (first - _EULER_MASCHERONI) + sum(1.0 / j for j in range(k + 1, k + order + 1))
        coefficients.append(-term if alternating and k % 2 else term)
    return coefficients


def _hankel(x: paddle.Tensor, order: int, second: bool) -> paddle.Tensor:
    """J (or Y, if ``second``) far from 0."""
    terms = [1.0]
    for k in range(1, 24):
        terms.append(terms[-1] * (4.0 * order**2 - (2 * k - 1) ** 2) / (8 * k))
    inverse = 1 / x
    square = inverse * inverse
    even = _series(square, [term if k % 2 == 0 else -term for k, term in enumerate(terms[0::2])])
    odd = inverse * _series(square, [term if k % 2 == 0 else -term for k, term in enumerate(terms[1::2])])
    angle = x - order * math.pi / 2 - math.pi / 4
    wave = even * angle.cos() - odd * angle.sin() if not second else even * angle.sin() + odd * angle.cos()
    return paddle.sqrt(2 / math.pi * inverse) * wave


def _halves(x: paddle.Tensor, limit: float) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """Which arguments are small, and safe small and large ones."""
    small = x <= limit
    return small, paddle.where(small, x, paddle.ones_like(x)), paddle.where(small, paddle.full_like(x, limit + 1), x)


def _first_kind(x: paddle.Tensor, order: int) -> paddle.Tensor:
    """J of a whole order, for x not below 0."""
    small, near, far = _halves(x, _FAR)
    inner = _series(near * near / 4, _power_coefficients(order, True, False))
    inner = inner * near / 2 if order else inner
    result = paddle.where(small, inner, _hankel(far, order, False))
    return paddle.where(paddle.isnan(x), x, result)


def _second_kind(x: paddle.Tensor, order: int) -> paddle.Tensor:
    """Y of a whole order: -inf at 0, nan below."""
    small, near, far = _halves(x, _FAR)
    near = paddle.where(near > 0, near, paddle.ones_like(near))
    half = near / 2
    series = _series(half * half, _power_coefficients(order, True, True))
    inner = 2 / math.pi * paddle.log(half) * _first_kind(near, order) - (half if order else 1.0) * series / math.pi
    inner = inner - 2 / (math.pi * near) if order else inner
    return _with_edges(x, paddle.where(small, inner, _hankel(far, order, True)), -math.inf)


def _with_edges(x: paddle.Tensor, result: paddle.Tensor, at_zero: float) -> paddle.Tensor:
    result = paddle.where(x == 0, paddle.full_like(x, at_zero), result)
    return paddle.where((x < 0) | paddle.isnan(x), paddle.full_like(x, math.nan), result)


def _scaled_integral(x: paddle.Tensor, order: float) -> paddle.Tensor:
    """exp(x) K of an order, for x of at least 1: the integral of exp(-x (cosh t - 1)) cosh(order t) by trapezoids."""
    step = 0.16 / paddle.sqrt(x)
    total = paddle.full_like(x, 0.5)
    for index in range(1, 58):
        t = index * step
        total = total + paddle.exp(-2 * x * paddle.sinh(t / 2) ** 2) * paddle.cosh(order * t)
    return total * step


def _decaying(x: paddle.Tensor, order: int, scaled: bool) -> paddle.Tensor:
    """K of a whole order, times exp(x) if ``scaled``: inf at 0, nan below."""
    small, near, far = _halves(x, 2.0)
    near = paddle.where(near > 0, near, paddle.ones_like(near))
    half = near / 2
    plain = _series(half * half, _power_coefficients(order, False, False)) * (half if order else 1.0)
    series = _series(half * half, _power_coefficients(order, False, True)) * (half if order else 1.0) / 2
    inner = 1 / near + paddle.log(half) * plain - series if order else series - paddle.log(half) * plain
    inner = inner * paddle.exp(near) if scaled else inner
    finite = paddle.clip(far, max=1e300)
    outer = _scaled_integral(finite, float(order))
    outer = outer if scaled else outer * paddle.exp(-finite)
    return _with_edges(x, paddle.where(small, inner, outer), math.inf)


def bessel_j0(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.bessel_j0."""
    return _in_double(input, lambda x: _first_kind(x.abs(), 0), out)


def bessel_j1(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.bessel_j1."""
    return _in_double(input, lambda x: paddle.where(x < 0, -_first_kind(x.abs(), 1), _first_kind(x.abs(), 1)), out)


def bessel_y0(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.bessel_y0."""
    return _in_double(input, lambda x: _second_kind(x, 0), out)


def bessel_y1(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.bessel_y1."""
    return _in_double(input, lambda x: _second_kind(x, 1), out)


def modified_bessel_i0(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.modified_bessel_i0."""
    return _in_double(input, paddle.i0, out)


def modified_bessel_i1(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.modified_bessel_i1."""
    return _in_double(input, paddle.i1, out)


def modified_bessel_k0(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.modified_bessel_k0."""
    return _in_double(input, lambda x: _decaying(x, 0, False), out)


def modified_bessel_k1(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.modified_bessel_k1."""
    return _in_double(input, lambda x: _decaying(x, 1, False), out)


def scaled_modified_bessel_k0(x: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.scaled_modified_bessel_k0: exp(x) K0(x)."""
    return _in_double(x, lambda value: _decaying(value, 0, True), out)


def scaled_modified_bessel_k1(x: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.scaled_modified_bessel_k1: exp(x) K1(x)."""
    return _in_double(x, lambda value: _decaying(value, 1, True), out)


def spherical_bessel_j0(x: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.spherical_bessel_j0: sin(x) / x."""
    return _in_double(x, _sine_quotient, out)


def _sine_quotient(x: paddle.Tensor) -> paddle.Tensor:
    safe = paddle.where(x == 0, paddle.ones_like(x), x)
    result = paddle.where(x == 0, paddle.ones_like(x), paddle.sin(safe) / safe)
    return paddle.where(paddle.isinf(x), paddle.zeros_like(x), result)


def airy_ai(x: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.airy_ai."""
    return _in_double(x, _airy, out)


def _airy(x: paddle.Tensor) -> paddle.Tensor:
    """By its power series between -8 and 2, by K of order 1/3 above, and by waves below."""
    middle = (x > -8) & (x <= 2)
    value = paddle.where(middle, x, paddle.zeros_like(x))
    cube = value**3
    first, second = [1.0], [1.0]
    for k in range(1, 45):
        first.append(first[-1] / ((3 * k - 1) * (3 * k)))
        second.append(second[-1] / ((3 * k) * (3 * k + 1)))
    start = 3 ** (-2 / 3) / math.gamma(2 / 3)
    slope = 3 ** (-1 / 3) / math.gamma(1 / 3)
    inner = start * _series(cube, first) - slope * value * _series(cube, second)

    high = paddle.where(x > 2, paddle.clip(x, max=1e3), paddle.full_like(x, 3.0))
    zeta = 2 / 3 * high**1.5
    above = paddle.sqrt(high / 3) / math.pi * _scaled_integral(zeta, 1 / 3) * paddle.exp(-zeta)

    low = paddle.where(x <= -8, -x, paddle.full_like(x, 9.0))
    zeta = 2 / 3 * low**1.5
    terms = [1.0]
    for k in range(1, 20):
        terms.append(terms[-1] * (6 * k - 5) * (6 * k - 3) * (6 * k - 1) / (216 * k * (2 * k - 1)))
    square = 1 / (zeta * zeta)
    even = _series(square, [term if k % 2 == 0 else -term for k, term in enumerate(terms[0::2])])
    odd = _series(square, [term if k % 2 == 0 else -term for k, term in enumerate(terms[1::2])]) / zeta
    angle = zeta - math.pi / 4
    below = (even * angle.cos() + odd * angle.sin()) / (math.sqrt(math.pi) * low**0.25)
    result = paddle.where(middle, inner, paddle.where(x > 2, above, below))
    return paddle.where(paddle.isnan(x) | paddle.isinf(x), paddle.full_like(x, math.nan), result)
