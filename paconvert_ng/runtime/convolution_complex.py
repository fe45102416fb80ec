"""Convolutions of complex numbers and of integers, which Paddle's kernels do not take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import paddle


def convolved(
    convolution: Callable[..., paddle.Tensor],
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None,
    **options: Any,
) -> paddle.Tensor:
    """``convolution(input, weight, bias=bias, **options)`` of a batch; a complex one from those of its real parts, one
    of integers in double precision.

    A convolution is linear in the input and in the weight, as is a transposed one.
    """
    if weight.is_floating_point():
        return convolution(input, weight, bias=bias, **options)
    if not weight.is_complex():
        # Double precision is exact up to 2^53.
        whole = convolution(input.astype("float64"), weight.astype("float64"), **options).round().astype(weight.dtype)
        return whole if bias is None else whole + bias.reshape([1, -1] + [1] * (whole.ndim - 2))
    parts = (paddle.real(weight), paddle.imag(weight))
    of_real = [convolution(paddle.real(input), part, **options) for part in parts]
    of_imaginary = [convolution(paddle.imag(input), part, **options) for part in parts]
    out = paddle.complex(of_real[0] - of_imaginary[1], of_real[1] + of_imaginary[0])
    return out if bias is None else out + bias.reshape([1, -1] + [1] * (out.ndim - 2))


def convolved_transposed(
    convolution: Callable[..., paddle.Tensor],
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None,
    *,
    stride: Sequence[int],
    padding: Sequence[int],
    output_padding: Sequence[int],
    dilation: Sequence[int],
    groups: int,
) -> paddle.Tensor:
    """``convolution``, one of Paddle's transposed ones, of a batch.

    Where a dimension's dilation is larger than its stride, torch allows an ``output_padding`` up to the dilation.
    """
    sizes = {"stride": list(stride), "dilation": list(dilation), "groups": groups}
    if all(more < step or more == 0 for more, step in zip(output_padding, stride)):
        added = {"padding": list(padding), "output_padding": list(output_padding)}
        return convolved(convolution, input, weight, bias, **added, **sizes)
    if any(more >= max(pair) for more, *pair in zip(output_padding, stride, dilation)):
        raise RuntimeError(
            f"output padding must be smaller than either stride or dilation, but got output_padding={output_padding}, "
            f"stride={stride}, dilation={dilation}"
        )
    out = convolved(convolution, input, weight, None, **sizes)
    for axis, (cut, more) in enumerate(zip(padding, output_padding), start=2):
        if more > cut:
            shape = list(out.shape)
            shape[axis] = more - cut
            out = paddle.concat([out, paddle.zeros(shape, dtype=out.dtype)], axis=axis)
        out = out.slice([axis], [cut], [out.shape[axis] - max(cut - more, 0)])
    if bias is None:
        return out
    bias = bias.reshape([1, -1] + [1] * (out.ndim - 2))
    for axis in range(2, out.ndim - 1):  # a step a dimension: the gradient's one long sum would round more
        bias = bias.expand([*bias.shape[:axis], out.shape[axis], *bias.shape[axis + 1 :]])
    return out + bias
