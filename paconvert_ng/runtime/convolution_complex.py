"""Convolutions of complex numbers, which Paddle's kernels do not take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle


def convolved(
    convolution: Callable[..., paddle.Tensor],
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None,
    **options: Any,
) -> paddle.Tensor:
    """``convolution(input, weight, bias=bias, **options)`` of a batch; a complex one from those of its real parts.

    A convolution is linear in the input and in the weight, as is a transposed one.
    """
    if not weight.is_complex():
        return convolution(input, weight, bias=bias, **options)
    parts = (paddle.real(weight), paddle.imag(weight))
    of_real = [convolution(paddle.real(input), part, **options) for part in parts]
    of_imaginary = [convolution(paddle.imag(input), part, **options) for part in parts]
    out = paddle.complex(of_real[0] - of_imaginary[1], of_real[1] + of_imaginary[0])
    return out if bias is None else out + bias.reshape([1, -1] + [1] * (out.ndim - 2))
