"""Max and average pooling of torch.nn.functional.

Beside Paddle's: unbatched input, dilation, indices as int64, and torch's output size with
``ceil_mode`` (no window starts in the padding on the right).
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import paddle

from .functional_pool_exact import exact_average, needs_exact_average
from .functional_sizes import spatial_sizes, with_batch
from .promotion import to_out


def _is_left_out(stride: Any) -> bool:
    """Whether the stride is the size of the window."""
    return stride is None or (isinstance(stride, (tuple, list)) and not stride)


def _window_count(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    """How many windows torch places on a dimension of ``size``, which must be known."""
    if size < 0:
        raise NotImplementedError("pooling with ceil_mode, dilation or a divisor needs sizes that a static graph knows")
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    count = (math.ceil(room / stride) if ceil_mode else room // stride) + 1
    return count - 1 if ceil_mode and (count - 1) * stride >= size + padding else count


def _first_windows(out: paddle.Tensor, counts: list[int] | None) -> paddle.Tensor:
    """Cut the spatial dimensions to ``counts``; None leaves them."""
    if counts is None or list(out.shape[2:]) == counts:
        return out
    window = (slice(None), slice(None), *(slice(0, count) for count in counts))
    return out[window]


def _with_padding(input: paddle.Tensor, padding: list[int], spans: list[int], value: float) -> paddle.Tensor:
    """Each spatial dimension padded by ``padding`` before, and after it up to ``spans``."""
    sides: list[int] = []
    for size, before, span in zip(input.shape[2:], padding, spans):
        sides = [before, max(0, span - size - before), *sides]  # the last dimension comes first
    layout = ("NCL", "NCHW", "NCDHW")[len(spans) - 1]
    return paddle.nn.functional.pad(input, sides, value=value, data_format=layout)


def _dilated_max(
    input: paddle.Tensor,
    kernel: list[int],
    stride: list[int],
    padding: list[int],
    dilation: list[int],
    counts: list[int],
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """Largest entry of each dilated window and its position in the flattened input, one slice for each kernel cell."""
    sizes = list(input.shape[2:])
    positions = paddle.arange(math.prod(sizes)).reshape([1, 1, *sizes])
    spans = [
        (count - 1) * step + reach * (size - 1) + 1
        for size, step, reach, count in zip(kernel, stride, dilation, counts)
    ]
    lowest = -math.inf if input.is_floating_point() else float(paddle.iinfo(input.dtype).min)
    input = _with_padding(input, padding, spans, lowest)
    positions = _with_padding(positions.astype("float64"), padding, spans, 0.0).astype("int64")
    values, places = [], []
    for cell in itertools.product(*(range(size) for size in kernel)):
        window: list[Any] = [slice(None), slice(None)]
        for offset, step, reach, count in zip(cell, stride, dilation, counts):
            window.append(slice(offset * reach, offset * reach + (count - 1) * step + 1, step))
        values.append(input[tuple(window)])
        places.append(positions[tuple(window)].expand(values[-1].shape))
    stacked = paddle.stack(values)
    best = stacked.argmax(axis=0, keepdim=True)
    return (
        paddle.take_along_axis(stacked, best, axis=0, broadcast=False).squeeze(0),
        paddle.take_along_axis(paddle.stack(places), best, axis=0, broadcast=False).squeeze(0),
    )


def _max_pool(
    rank: int,
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    ceil_mode: bool,
    return_indices: bool,
) -> Any:
    functional = (paddle.nn.functional.max_pool1d, paddle.nn.functional.max_pool2d, paddle.nn.functional.max_pool3d)[
        rank - 1
    ]
    batched, added = with_batch(input, rank, f"max_pool{rank}d")
    kernel = spatial_sizes(kernel_size, rank)
    stride = kernel if _is_left_out(stride) else spatial_sizes(stride, rank)
    padding, dilation = spatial_sizes(padding, rank), spatial_sizes(dilation, rank)
    if any(2 * pad > size for pad, size in zip(padding, kernel)):
        raise RuntimeError(f"pad should be at most half of effective kernel size, but got pad={padding}")
    counts = None
    # Paddle's kernels have neither dilation nor integers.
    by_cells = any(step != 1 for step in dilation) or not batched.is_floating_point()
    if ceil_mode or by_cells:
        counts = [
            _window_count(*numbers, ceil_mode) for numbers in zip(batched.shape[2:], kernel, stride, padding, dilation)
        ]
    indices = None
    if counts is not None and by_cells:
        out, indices = _dilated_max(batched, kernel, stride, padding, dilation, counts)
    elif return_indices:
        out, indices = functional(batched, kernel, stride, padding, return_mask=True, ceil_mode=ceil_mode)
        out, indices = _first_windows(out, counts), _first_windows(indices.detach(), counts).astype("int64")
    else:
        out = _first_windows(functional(batched, kernel, stride, padding, ceil_mode=ceil_mode), counts)
    if added:
        out, indices = out.squeeze(0), None if indices is None else indices.squeeze(0)
    return (out, indices) if return_indices else out


def max_pool1d(
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """torch.nn.functional.max_pool1d, for [N, C, L] and [C, L]."""
    return _max_pool(1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """torch.nn.functional.max_pool2d, for [N, C, H, W] and [C, H, W]."""
    return _max_pool(2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """torch.nn.functional.max_pool3d, for [N, C, D, H, W] and [C, D, H, W]."""
    return _max_pool(3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def _avg_pool(
    rank: int,
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> paddle.Tensor:
    batched, added = with_batch(input, rank, f"avg_pool{rank}d")
    kernel = spatial_sizes(kernel_size, rank)
    stride = kernel if _is_left_out(stride) else spatial_sizes(stride, rank)
    padding = spatial_sizes(padding, rank)
    if any(2 * pad > size for pad, size in zip(padding, kernel)):
        raise RuntimeError(f"pad should be at most half of kernel size, but got pad={padding}")
    counts = None
    exact = needs_exact_average(batched)
    if ceil_mode or divisor_override is not None or exact:
        counts = [_window_count(*numbers, 1, ceil_mode) for numbers in zip(batched.shape[2:], kernel, stride, padding)]
    functional = (paddle.nn.functional.avg_pool1d, paddle.nn.functional.avg_pool2d, paddle.nn.functional.avg_pool3d)[
        rank - 1
    ]
    if exact and counts is not None:
        out = exact_average(batched, kernel, stride, padding, counts, count_include_pad, divisor_override)
    elif counts is not None and divisor_override is not None:
        # Paddle scales clipped windows by their own size; whole windows over a padded input have one size.
        spans = [(count - 1) * step + size for count, step, size in zip(counts, stride, kernel)]
        out = functional(_with_padding(batched, padding, spans, 0.0), kernel, stride, 0, exclusive=False)
        out = out * (math.prod(kernel) / divisor_override)
    else:
        out = functional(batched, kernel, stride, padding, exclusive=not count_include_pad, ceil_mode=ceil_mode)
    out = _first_windows(out, counts)
    return out.squeeze(0) if added else out


def avg_pool1d(
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> paddle.Tensor:
    """torch.nn.functional.avg_pool1d; zeros of the padding count unless ``count_include_pad`` is False."""
    return _avg_pool(1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    out: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.avg_pool2d; zeros of the padding count unless ``count_include_pad`` is False."""
    sizes = (kernel_size, stride, padding)
    return to_out(_avg_pool(2, input, *sizes, ceil_mode, count_include_pad, divisor_override), out)


def avg_pool3d(
    input: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    out: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.avg_pool3d; zeros of the padding count unless ``count_include_pad`` is False."""
    sizes = (kernel_size, stride, padding)
    return to_out(_avg_pool(3, input, *sizes, ceil_mode, count_include_pad, divisor_override), out)
