"""Activations of torch.nn.functional: with ``inplace``, and with torch's values where Paddle's kernels differ.

True for ``inplace`` really overwrites the input, gradients included: code that keeps a reference
to the input relies on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .nn_activation import overwrite_input


def _activated(function: Callable[[Any], Any], input: paddle.Tensor, inplace: bool) -> paddle.Tensor:
    return overwrite_input(function, input) if inplace else function(input)


def relu(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.relu; Paddle's takes no ``inplace``."""
    return paddle.nn.functional.relu_(input) if inplace else paddle.nn.functional.relu(input)


def relu6(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.relu6; Paddle's takes no ``inplace``."""
    return _activated(paddle.nn.functional.relu6, input, inplace)


def elu(input: paddle.Tensor, alpha: float = 1.0, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.elu; Paddle's takes no ``inplace``."""
    return paddle.nn.functional.elu_(input, alpha) if inplace else paddle.nn.functional.elu(input, alpha)


def selu(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.selu; Paddle's takes no ``inplace``."""
    return _activated(paddle.nn.functional.selu, input, inplace)


def celu(input: paddle.Tensor, alpha: float = 1.0, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.celu; the gradient of Paddle's is NaN where x / alpha is beyond about 88."""
    return _activated(lambda x: paddle.nn.functional.elu(x / alpha) * alpha, input, inplace)


def gelu(input: paddle.Tensor, *, approximate: str = "none") -> paddle.Tensor:
    """torch.nn.functional.gelu, exact or with ``approximate="tanh"``."""
    return paddle.nn.functional.gelu(input, approximate=approximate)


def silu(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.silu; the gradient of Paddle's silu is NaN below about -88, that of its swish is right."""
    return _activated(paddle.nn.functional.swish, input, inplace)


def mish(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.mish; Paddle's takes no ``inplace``."""
    return _activated(paddle.nn.functional.mish, input, inplace)


def hardtanh(input: paddle.Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.hardtanh, for integers too; Paddle's has no integer kernel and no ``inplace``."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    if not input.is_floating_point():
        return _activated(lambda x: paddle.clip(x, int(min_val), int(max_val)), input, inplace)
    return _activated(lambda x: paddle.nn.functional.hardtanh(x, min_val, max_val), input, inplace)


def hardswish(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.hardswish; Paddle's takes no ``inplace``."""
    return _activated(paddle.nn.functional.hardswish, input, inplace)


def hardsigmoid(input: paddle.Tensor, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.hardsigmoid; Paddle's takes no ``inplace``."""
    return _activated(paddle.nn.functional.hardsigmoid, input, inplace)


def leaky_relu(input: paddle.Tensor, negative_slope: float = 0.01, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.leaky_relu; at 0 the gradient is the slope (Paddle's is 1)."""
    return _activated(lambda x: paddle.where(x > 0, x, x * negative_slope), input, inplace)


def rrelu(
    input: paddle.Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> paddle.Tensor:
    """torch.nn.functional.rrelu; Paddle's trains by default and takes no ``inplace``."""
    slope: Any = (lower + upper) / 2
    if training:
        slope = paddle.uniform(input.shape, dtype=input.dtype, min=lower, max=upper)
    return _activated(lambda x: paddle.where(x > 0, x, x * slope), input, inplace)


def threshold(input: paddle.Tensor, threshold: float, value: float, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.threshold; Paddle's thresholded_relu is NaN at -inf and has no integer kernel."""
    return _activated(lambda x: paddle.where(x <= threshold, paddle.full_like(x, value), x), input, inplace)


def hardshrink(input: paddle.Tensor, lambd: float = 0.5) -> paddle.Tensor:
    """torch.nn.functional.hardshrink: 0 also at exactly ``lambd`` and ``-lambd``, where Paddle's keeps the value."""
    return paddle.where(input.abs() > lambd, input, paddle.zeros_like(input))


def glu(input: paddle.Tensor, dim: int = -1) -> paddle.Tensor:
    """torch.nn.functional.glu; refuses scalars as torch does."""
    if input.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    return paddle.nn.functional.glu(input, dim)
