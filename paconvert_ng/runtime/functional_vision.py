"""Grids and sliding windows of torch.nn.functional: defaults of align_corners, cubic sampling, unbatched input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from .functional_sizes import spatial_sizes
from .static_graph import is_known, true_sizes


def affine_grid(theta: paddle.Tensor, size: Sequence[int], align_corners: bool | None = None) -> paddle.Tensor:
    """torch.nn.functional.affine_grid; corners are not aligned unless asked for (Paddle's aligns them)."""
    return paddle.nn.functional.affine_grid(theta, [int(number) for number in size], align_corners=bool(align_corners))


def grid_sample(
    input: paddle.Tensor,
    grid: paddle.Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.grid_sample; corners are not aligned unless asked for, "bicubic" takes part.

    input [N, C, H, W] with grid [N, h, w, 2], or input [N, C, D, H, W] with grid [N, d, h, w, 3].
    """
    if mode == "bicubic":
        if input.ndim != 4:
            raise NotImplementedError("grid_sampler(): bicubic interpolation only supports 4D input")
        return _sample_cubic(input, grid, padding_mode, bool(align_corners))
    return paddle.nn.functional.grid_sample(
        input, grid, mode=mode, padding_mode=padding_mode, align_corners=bool(align_corners)
    )


def _cubic_shares(distance: paddle.Tensor) -> list[paddle.Tensor]:
    """Weights of the four pixels around a position that lies ``distance`` beyond the second."""
    a = -0.75
    shares = []
    for offset in (-1, 0, 1, 2):
        away = (distance - offset).abs()
        if offset in (0, 1):
            shares.append(((a + 2) * away - (a + 3)) * away * away + 1)
        else:
            shares.append(((away - 5) * away + 8) * away * a - 4 * a)
    return shares


def _inside(positions: paddle.Tensor, size: int, padding_mode: str, align_corners: bool) -> paddle.Tensor:
    """Whole positions brought into the image by its borders; "zeros" leaves them where they are."""
    if padding_mode == "border":
        return positions.clip(0, size - 1)
    if padding_mode == "reflection":
        low, span = (0.0, float(size - 1)) if align_corners else (-0.5, float(size))
        if span == 0:
            return paddle.zeros_like(positions)
        away = (positions - low).abs()
        turns = (away / span).floor()
        rest = away - turns * span
        reflected = paddle.where(turns % 2 == 0, rest + low, span - rest + low)
        return reflected.clip(0, size - 1)
    return positions


def _sample_cubic(input: paddle.Tensor, grid: paddle.Tensor, padding_mode: str, align_corners: bool) -> paddle.Tensor:
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(f"expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '{padding_mode}'")
    batch, channels, height, width = true_sizes(input)
    rows, columns = true_sizes(grid)[1:3]

    def positions(coordinates: paddle.Tensor, size: int) -> paddle.Tensor:
        if align_corners:
            return (coordinates + 1) * ((size - 1) / 2)
        return ((coordinates + 1) * size - 1) / 2

    x, y = positions(grid[..., 0], width), positions(grid[..., 1], height)
    left, top = x.floor(), y.floor()
    shares_x, shares_y = _cubic_shares(x - left), _cubic_shares(y - top)
    pixels = input.reshape([batch, channels, height * width])
    out: Any = None
    for row_offset, share_y in enumerate(shares_y, start=-1):
        for column_offset, share_x in enumerate(shares_x, start=-1):
            at_x = _inside((left + column_offset).detach(), width, padding_mode, align_corners)
            at_y = _inside((top + row_offset).detach(), height, padding_mode, align_corners)
            valid = (at_x >= 0) & (at_x <= width - 1) & (at_y >= 0) & (at_y <= height - 1)
            flat = at_y.clip(0, height - 1) * width + at_x.clip(0, width - 1)
            index = flat.astype("int64").reshape([batch, 1, rows * columns]).expand([batch, channels, rows * columns])
            values = paddle.take_along_axis(pixels, index, axis=2, broadcast=False).reshape(
                [batch, channels, rows, columns]
            )
            share = (share_x * share_y * valid.astype(share_x.dtype)).unsqueeze(1)
            out = values * share if out is None else out + values * share
    return out


def functional_unfold(
    input: paddle.Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> paddle.Tensor:
    """torch.nn.functional.unfold, for [N, C, H, W] and [C, H, W]; Paddle's has another argument order, and takes
    neither bool nor complex numbers."""
    batched = input if input.ndim == 4 else input.unsqueeze(0)
    sizes = [spatial_sizes(value, 2) for value in (kernel_size, stride, padding, dilation)]
    if input.is_complex():
        parts = (paddle.real(batched), paddle.imag(batched))
        out = paddle.complex(*[paddle.nn.functional.unfold(part, *sizes) for part in parts])
    elif input.dtype == paddle.bool:
        out = paddle.nn.functional.unfold(batched.astype("float32"), *sizes).astype("bool")
    else:
        out = paddle.nn.functional.unfold(batched, *sizes)
    return out if input.ndim == 4 else out.squeeze(0)


def fold(
    input: paddle.Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> paddle.Tensor:
    """torch.nn.functional.fold, for [N, C * cells, L] and [C * cells, L]; Paddle's has another argument order."""
    batched = input if input.ndim == 3 else input.unsqueeze(0)
    out = paddle.nn.functional.fold(
        batched,
        spatial_sizes(output_size, 2),
        spatial_sizes(kernel_size, 2),
        strides=spatial_sizes(stride, 2),
        paddings=spatial_sizes(padding, 2),
        dilations=spatial_sizes(dilation, 2),
    )
    return out if input.ndim == 3 else out.squeeze(0)


def _has_kernel(input: paddle.Tensor) -> bool:
    """Whether Paddle's shuffling functions take this input everywhere: [N, C, H, W], float32 or float64."""
    return input.ndim == 4 and input.dtype in (paddle.float32, paddle.float64)


def pixel_shuffle(input: paddle.Tensor, upscale_factor: int) -> paddle.Tensor:
    """torch.nn.functional.pixel_shuffle, [..., C r^2, H, W] to [..., C, H r, W r]; Paddle's takes four dimensions."""
    factor = upscale_factor
    *lead, channels, height, width = true_sizes(input)
    if is_known(channels) and channels % (factor * factor):
        raise RuntimeError(f"pixel_shuffle: {channels} channels are not divisible by {factor} squared")
    if _has_kernel(input):
        return paddle.nn.functional.pixel_shuffle(input, factor)
    blocks = input.reshape([-1, channels // factor**2, factor, factor, height, width])
    moved = blocks.transpose([0, 1, 4, 2, 5, 3])
    return moved.reshape([*lead, channels // factor**2, height * factor, width * factor])


def pixel_unshuffle(input: paddle.Tensor, downscale_factor: int) -> paddle.Tensor:
    """torch.nn.functional.pixel_unshuffle, [..., C, H r, W r] to [..., C r^2, H, W]; Paddle's takes four dimensions."""
    factor = downscale_factor
    *lead, channels, height, width = true_sizes(input)
    if (is_known(height) and height % factor) or (is_known(width) and width % factor):
        raise RuntimeError(f"pixel_unshuffle: {height} x {width} is not divisible by {factor}")
    # The kernel wants sizes that are known.
    if _has_kernel(input) and is_known(height) and is_known(width):
        return paddle.nn.functional.pixel_unshuffle(input, factor)
    blocks = input.reshape([-1, channels, height // factor, factor, width // factor, factor])
    moved = blocks.transpose([0, 1, 3, 5, 2, 4])
    return moved.reshape([*lead, channels * factor**2, height // factor, width // factor])


def channel_shuffle(input: paddle.Tensor, groups: int) -> paddle.Tensor:
    """torch.nn.functional.channel_shuffle, for [N, C, ...]: channel g * n + i moves to i * groups + g.

    Paddle's takes four dimensions.
    """
    if input.ndim < 3:
        raise RuntimeError(f"channel_shuffle expects input with > 2 dims, but got {input.ndim}")
    batch, channels, *rest = true_sizes(input)
    if is_known(channels) and channels % groups:
        raise RuntimeError(f"Number of channels must be divisible by groups. Got {channels} channels, {groups} groups.")
    if _has_kernel(input):
        return paddle.nn.functional.channel_shuffle(input, groups)
    split = input.reshape([batch, groups, channels // groups, *rest])
    return split.transpose([0, 2, 1, *range(3, split.ndim)]).reshape([batch, channels, *rest])
