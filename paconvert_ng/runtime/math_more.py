"""Element-wise functions that Paddle lacks, or that promote otherwise."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .functional_softmax import log_softmax
from .math_arithmetic import compute, exp_of, product_of
from .promotion import default_dtype, dtype_category, promote, promote_float, to_out
from .zero_gradient import with_zero_gradient


def floating(input: paddle.Tensor) -> paddle.Tensor:
    """``input``, with bool and integers raised to the default floating dtype."""
    return input if dtype_category(input.dtype) > 1 else input.cast(default_dtype())


@tensor_method("round")
def torch_round(input: Any, *, decimals: int = 0, out: Any = None) -> paddle.Tensor:
    """torch.round and Tensor.round."""
    return to_out(paddle.round(input, decimals), out)


@tensor_method("nan_to_num")
def torch_nan_to_num(
    input: Any, nan: Any = None, posinf: Any = None, neginf: Any = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.nan_to_num and Tensor.nan_to_num; Paddle's refuses integers and half precision."""
    if dtype_category(input.dtype) < 2:
        return to_out(input.clone(), out)
    value = 0.0 if nan is None else nan
    if input.dtype not in (paddle.float16, paddle.bfloat16):
        return to_out(paddle.nan_to_num(input, value, posinf, neginf), out)
    limits = paddle.finfo(input.dtype)
    highest = limits.max if posinf is None else posinf
    lowest = limits.min if neginf is None else neginf
    return to_out(paddle.nan_to_num(input.cast(paddle.float32), value, highest, lowest).cast(input.dtype), out)


@tensor_method("atan2")
def torch_atan2(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.atan2 and Tensor.atan2; Paddle's gives float64 for integers."""
    return to_out(paddle.atan2(*promote_float(input, other)), out)


@tensor_method("arctan2")
def torch_arctan2(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.arctan2 and Tensor.arctan2, other names of ``atan2``."""
    return to_out(paddle.atan2(*promote_float(input, other)), out)


@tensor_method("hypot")
def torch_hypot(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.hypot and Tensor.hypot."""
    return to_out(paddle.hypot(*promote(input, other)), out)


@tensor_method("copysign")
def torch_copysign(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.copysign and Tensor.copysign; Paddle's keeps integers integer."""
    left, right = promote_float(input, other)
    return to_out(paddle.copysign(left, right.expand_as(left) if right.ndim == 0 else right), out)


@tensor_method("nextafter")
def torch_nextafter(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.nextafter and Tensor.nextafter: a step from ``input``, whose gradient it passes on; Paddle's has none."""
    stepped = paddle.nextafter(input, other)
    if input.stop_gradient and other.stop_gradient or not paddle.is_grad_enabled():
        return to_out(stepped, out)
    moves = paddle.logical_and(paddle.isfinite(input), paddle.not_equal(input, other))
    result = paddle.where(moves, input + (stepped - input).detach(), stepped)
    return to_out(with_zero_gradient(result, input, other), out)


@tensor_method("heaviside")
def torch_heaviside(input: Any, values: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.heaviside and Tensor.heaviside."""
    left, right = promote(input, values)
    if left.dtype == paddle.bool:
        return to_out(paddle.logical_or(left, right), out)
    return to_out(compute(paddle.heaviside, left, right), out)


@tensor_method("gcd")
def torch_gcd(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.gcd and Tensor.gcd."""
    return to_out(compute(paddle.gcd, *promote(input, other)), out)


@tensor_method("lcm")
def torch_lcm(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.lcm and Tensor.lcm."""
    return to_out(compute(paddle.lcm, *promote(input, other)), out)


@tensor_method("ldexp")
def torch_ldexp(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.ldexp and Tensor.ldexp: input * 2 ** other."""
    exponent = floating(other)
    if exponent.is_complex():  # the gradient of Paddle's power is wrong for complex numbers
        return to_out(product_of(input, exp_of(exponent * math.log(2))), out)
    return to_out(product_of(input, paddle.pow(paddle.full([], 2.0, dtype=exponent.dtype), exponent)), out)


class Frexp(NamedTuple):
    """What torch.frexp returns."""

    mantissa: Any
    exponent: Any


@tensor_method("frexp")
def torch_frexp(input: Any, *, out: Any = None) -> Frexp:
    """torch.frexp and Tensor.frexp: the exponent is int32."""
    wide = input if input.dtype in (paddle.float32, paddle.float64) else input.cast("float32")
    mantissa, exponent = paddle.frexp(wide)
    return to_out(Frexp(mantissa.cast(input.dtype), exponent.cast(paddle.int32)), out)


def torch_xlogy(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.xlogy and torch.special.xlogy: input * log(other), 0 where input is 0 (unless other is NaN)."""
    left, right = promote_float(input, other)
    excused = paddle.logical_or(paddle.isinf(right), right <= 0)
    zero = paddle.logical_and(paddle.equal(left, paddle.zeros_like(left)), excused)
    return to_out(left * paddle.log(paddle.where(zero, paddle.ones_like(right), right)), out)


@tensor_method("xlogy")
def torch_xlogy_method(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.xlogy."""
    return torch_xlogy(self, other)


def torch_xlog1py(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.special.xlog1py: input * log1p(other), 0 where input is 0 (unless other is NaN)."""
    left, right = promote_float(input, other)
    excused = paddle.logical_or(paddle.isinf(right), right <= -1)
    zero = paddle.logical_and(paddle.equal(left, paddle.zeros_like(left)), excused)
    return to_out(left * paddle.log1p(paddle.where(zero, paddle.zeros_like(right), right)), out)


@tensor_method("logaddexp2")
def torch_logaddexp2(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.logaddexp2 and Tensor.logaddexp2: log2(2 ** input + 2 ** other)."""
    left, right = promote_float(input, other)
    larger = paddle.maximum(left, right)
    gap = paddle.abs(left - right)
    same = paddle.logical_or(paddle.equal(left, right), paddle.isinf(larger))
    safe = paddle.where(same, paddle.zeros_like(gap), gap)
    spread = paddle.log1p(paddle.exp(-safe * math.log(2))) / math.log(2)
    return to_out(paddle.where(paddle.isinf(larger), larger, larger + spread), out)


@tensor_method("exp2")
def torch_exp2(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.exp2, torch.special.exp2 and Tensor.exp2. Paddle has none."""
    value = floating(input)
    if value.is_complex():  # the gradient of Paddle's power is wrong for complex numbers
        return to_out(exp_of(value * math.log(2)), out)
    return to_out(paddle.pow(paddle.full([], 2.0, dtype=value.dtype), value), out)


@tensor_method("erfc")
def torch_erfc(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.erfc, torch.special.erfc and Tensor.erfc, by the incomplete gamma function: 1 - erf is 0 too soon."""
    value = floating(input)
    upper = paddle.gammaincc(paddle.full_like(value, 0.5), paddle.square(value).detach())
    exact = paddle.where(value < 0, 2 - upper, upper)
    # The value is the exact one; the gradient is that of 1 - erf.
    smooth = 1 - paddle.erf(value)
    return to_out(smooth + (exact - smooth).detach(), out)


@tensor_method("logit")
def torch_logit(input: Any, eps: float | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.logit and Tensor.logit."""
    return to_out(paddle.logit(floating(input), eps), out)


def torch_polygamma(n: int, input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.polygamma and torch.special.polygamma."""
    return to_out(paddle.polygamma(floating(input), n), out)


@tensor_method("polygamma")
def torch_polygamma_method(self: Any, n: int) -> paddle.Tensor:
    """Tensor.polygamma."""
    return paddle.polygamma(floating(self), n)


@tensor_method("mvlgamma")
def torch_mvlgamma(input: Any, p: int, *, out: Any = None) -> paddle.Tensor:
    """torch.mvlgamma, torch.special.multigammaln and Tensor.mvlgamma."""
    return to_out(paddle.multigammaln(floating(input), p), out)


@tensor_method("angle")
def torch_angle(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.angle and Tensor.angle; Paddle's lacks integers."""
    return to_out(paddle.angle(floating(input)), out)


def torch_log_softmax(input: Any, dim: int, dtype: Any = None, *, out: Any = None) -> paddle.Tensor:
    """torch.log_softmax and torch.special.log_softmax; Paddle's gives no less than about -64 on the CPU."""
    return to_out(log_softmax(input, dim, dtype=dtype), out)


@tensor_method("log_softmax")
def torch_log_softmax_method(self: Any, dim: int, dtype: Any = None) -> paddle.Tensor:
    """Tensor.log_softmax."""
    return log_softmax(self, dim, dtype=dtype)


def torch_softmax(input: Any, dim: int, dtype: Any = None, *, out: Any = None) -> paddle.Tensor:
    """torch.softmax and torch.special.softmax."""
    return to_out(paddle.nn.functional.softmax(input, axis=dim, dtype=dtype), out)


def torch_vander(x: Any, N: int | None = None, increasing: bool = False) -> paddle.Tensor:
    """torch.vander: integers give int64."""
    return paddle.vander(x.cast(paddle.int64) if dtype_category(x.dtype) < 2 else x, N, increasing)


def torch_unravel_index(indices: Any, shape: Any) -> tuple[paddle.Tensor, ...]:
    """torch.unravel_index: flat indices as one int64 tensor for each dimension. Paddle has none."""
    indices = indices.cast("int64")
    lengths = [shape] if isinstance(shape, int) else [int(length) for length in shape]
    found: list[paddle.Tensor] = []
    for length in reversed(lengths):
        found.insert(0, paddle.remainder(indices, paddle.full([], length, dtype=indices.dtype)))
        indices = paddle.floor_divide(indices, paddle.full([], length, dtype=indices.dtype))
    return tuple(found)


def torch_binomial(count: Any, prob: Any, generator: Any = None) -> paddle.Tensor:
    """torch.binomial, whose result has the dtype of ``count``."""
    if generator is not None:
        raise NotImplementedError("paddle.binomial draws from the default generator only")
    return paddle.binomial(count.cast(paddle.int32), prob).cast(count.dtype)


@tensor_method("relu")
def torch_relu(input: Any) -> paddle.Tensor:
    """torch.relu and Tensor.relu."""
    return compute(paddle.nn.functional.relu, input)
