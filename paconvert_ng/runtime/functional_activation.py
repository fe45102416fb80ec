"""Activations of torch.nn.functional: with ``inplace``, and with torch's values where Paddle's kernels differ.

True for ``inplace`` really overwrites the input, gradients included: code that keeps a reference
to the input relies on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .math_more import floating
from .nn_activation import hard_sigmoid_of, leaky_rectified, overwrite_input, relu_over
from .promotion import to_out
from .static_graph import true_sizes

_SELU_SCALE = 1.0507009873554804934193349852946
_SELU_ALPHA = 1.6732632423543772848170429916717


def _activated(function: Callable[[Any], Any], input: paddle.Tensor, inplace: bool) -> paddle.Tensor:
    return overwrite_input(function, input) if inplace else function(input)


def _clipped_integers(input: paddle.Tensor, low: int, high: int | None) -> paddle.Tensor:
    """Paddle clips integers of 32 and 64 bits only."""
    if input.dtype in (paddle.int32, paddle.int64):
        return paddle.clip(input, low, high)
    return paddle.clip(input.astype("int32"), low, high).astype(input.dtype)


def relu(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.relu, for integers too; Paddle's takes no ``inplace``."""
    if not input.is_floating_point():
        return _activated(lambda x: _clipped_integers(x, 0, None), input, inplace)
    return relu_over(input) if inplace else paddle.nn.functional.relu(input)


def relu6(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.relu6, for integers too; Paddle's takes no ``inplace``."""
    if not input.is_floating_point():
        return _activated(lambda x: _clipped_integers(x, 0, 6), input, inplace)
    return _activated(paddle.nn.functional.relu6, input, inplace)


def elu(input: paddle.Tensor, alpha: float = 1.0, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.elu; Paddle's takes no ``inplace``."""
    return paddle.nn.functional.elu_(input, alpha) if inplace else paddle.nn.functional.elu(input, alpha)


def selu(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.selu; Paddle rounds its two constants to float32 and takes no ``inplace``."""
    return _activated(_exact_selu if input.dtype == paddle.float64 else paddle.nn.functional.selu, input, inplace)


def _exact_selu(input: paddle.Tensor) -> paddle.Tensor:
    return _SELU_SCALE * paddle.where(input > 0, input, _SELU_ALPHA * paddle.nn.functional.elu(input))


def celu(input: paddle.Tensor, alpha: float = 1.0, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.celu; the gradient of Paddle's is NaN where x / alpha is beyond about 88."""
    return _activated(lambda x: paddle.nn.functional.elu(x / alpha) * alpha, input, inplace)


def gelu(input: paddle.Tensor, *, approximate: str = "none", out: Any = None) -> paddle.Tensor:
    """torch.nn.functional.gelu, exact or with ``approximate="tanh"``."""
    return to_out(paddle.nn.functional.gelu(input, approximate=approximate), out)


def silu(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.silu; the gradient of Paddle's silu is NaN below about -88, that of its swish is right."""
    if input.is_complex():
        return _activated(lambda z: z / (1 + paddle.exp(-z)), input, inplace)
    return _activated(paddle.nn.functional.swish, input, inplace)


def mish(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.mish; Paddle's takes no ``inplace``."""
    return _activated(paddle.nn.functional.mish, input, inplace)


def hardtanh(input: paddle.Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.hardtanh, for integers too; Paddle's has no integer kernel and no ``inplace``."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    if not input.is_floating_point():
        return _activated(lambda x: _clipped_integers(x, int(min_val), int(max_val)), input, inplace)
    return _activated(lambda x: paddle.nn.functional.hardtanh(x, min_val, max_val), input, inplace)


def hardswish(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.hardswish; Paddle's takes no ``inplace``."""
    return _activated(paddle.nn.functional.hardswish, input, inplace)


def hardsigmoid(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.hardsigmoid; Paddle's rounds the slope 1/6 to seven digits and takes no ``inplace``."""
    return _activated(hard_sigmoid_of, input, inplace)


def leaky_relu(input: paddle.Tensor, negative_slope: float = 0.01, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.leaky_relu; at 0 the gradient is the slope (Paddle's is 1)."""
    return _activated(lambda x: leaky_rectified(x, negative_slope), input, inplace)


def rrelu(
    input: paddle.Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> paddle.Tensor:
    """torch.nn.functional.rrelu; Paddle's trains by default and takes no ``inplace``."""
    slope: Any = (lower + upper) / 2
    if training:
        slope = paddle.uniform(true_sizes(input), dtype=input.dtype, min=lower, max=upper)
    return _activated(lambda x: paddle.where(x > 0, x, x * slope), input, inplace)


def threshold(input: paddle.Tensor, threshold: float, value: float, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.threshold; Paddle's thresholded_relu is NaN at -inf and has no integer kernel."""
    return _activated(lambda x: paddle.where(x <= threshold, paddle.full_like(x, value), x), input, inplace)


def hardshrink(input: paddle.Tensor, lambd: float = 0.5, *, out: Any = None) -> paddle.Tensor:
    """torch.nn.functional.hardshrink: 0 also at exactly ``lambd`` and ``-lambd``, where Paddle's keeps the value."""
    return to_out(paddle.where(input.abs() <= lambd, paddle.zeros_like(input), input), out)


def logsigmoid(input: paddle.Tensor, *, out: Any = None) -> paddle.Tensor:
    """torch.nn.functional.logsigmoid; Paddle's takes no ``out``."""
    return to_out(paddle.nn.functional.log_sigmoid(input), out)


def softsign(input: paddle.Tensor) -> paddle.Tensor:
    """torch.nn.functional.softsign; Paddle's refuses integers, and its complex gradient is another."""
    if input.is_floating_point():
        return paddle.nn.functional.softsign(input)
    return floating(input) / (1 + floating(input).abs())


def tanhshrink(input: paddle.Tensor) -> paddle.Tensor:
    """torch.nn.functional.tanhshrink; Paddle's refuses integers and complex numbers."""
    if input.is_floating_point():
        return paddle.nn.functional.tanhshrink(input)
    return floating(input) - floating(input).tanh()


def glu(input: paddle.Tensor, dim: int = -1) -> paddle.Tensor:
    """torch.nn.functional.glu; refuses scalars as torch does."""
    if input.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    return paddle.nn.functional.glu(input, dim)
