"""Convolutions of torch.nn.functional: unbatched input, and ``padding="same"`` together with dilation.

Paddle ignores the dilation where the padding is "same", and takes batched input only.
"""

from __future__ import annotations

from typing import Any

import paddle

from .convolution_complex import convolved, convolved_transposed
from .functional_sizes import spatial_sizes, with_batch


def _convolve(
    rank: int,
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> paddle.Tensor:
    functional = (paddle.nn.functional.conv1d, paddle.nn.functional.conv2d, paddle.nn.functional.conv3d)[rank - 1]
    batched, added = with_batch(input, rank, f"conv{rank}d")
    stride, dilation = spatial_sizes(stride, rank), spatial_sizes(dilation, rank)
    if isinstance(padding, str):
        batched, padding = _pad_by_name(batched, weight, padding, stride, dilation), 0
    else:
        padding = spatial_sizes(padding, rank)
    out = convolved(functional, batched, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups)
    return out.squeeze(0) if added else out


def _pad_by_name(
    input: paddle.Tensor, weight: paddle.Tensor, padding: str, stride: list[int], dilation: list[int]
) -> paddle.Tensor:
    """The input with the zeros that ``"same"`` stands for: the odd one comes after."""
    if padding == "valid":
        return input
    if padding != "same":
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    if any(step != 1 for step in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    sides: list[int] = []
    for step, size in zip(dilation, weight.shape[2:]):
        total = step * (size - 1)
        sides = [total // 2, total - total // 2, *sides]
    layout = ("NCL", "NCHW", "NCDHW")[len(stride) - 1]
    return paddle.nn.functional.pad(input, sides, data_format=layout) if any(sides) else input


def conv1d(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.functional.conv1d, for [N, C, L] and [C, L]."""
    return _convolve(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.functional.conv2d, for [N, C, H, W] and [C, H, W]."""
    return _convolve(2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.functional.conv3d, for [N, C, D, H, W] and [C, D, H, W]."""
    return _convolve(3, input, weight, bias, stride, padding, dilation, groups)


def _convolve_transposed(
    rank: int,
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None,
    stride: Any,
    padding: Any,
    output_padding: Any,
    groups: int,
    dilation: Any,
) -> paddle.Tensor:
    functional = (
        paddle.nn.functional.conv1d_transpose,
        paddle.nn.functional.conv2d_transpose,
        paddle.nn.functional.conv3d_transpose,
    )[rank - 1]
    batched, added = with_batch(input, rank, f"conv_transpose{rank}d")
    out = convolved_transposed(
        functional,
        batched,
        weight,
        bias,
        stride=spatial_sizes(stride, rank),
        padding=spatial_sizes(padding, rank),
        output_padding=spatial_sizes(output_padding, rank),
        groups=groups,
        dilation=spatial_sizes(dilation, rank),
    )
    return out.squeeze(0) if added else out


def conv_transpose1d(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> paddle.Tensor:
    """torch.nn.functional.conv_transpose1d, for [N, C, L] and [C, L]."""
    return _convolve_transposed(1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> paddle.Tensor:
    """torch.nn.functional.conv_transpose2d, for [N, C, H, W] and [C, H, W]."""
    return _convolve_transposed(2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> paddle.Tensor:
    """torch.nn.functional.conv_transpose3d, for [N, C, D, H, W] and [C, D, H, W]."""
    return _convolve_transposed(3, input, weight, bias, stride, padding, output_padding, groups, dilation)
