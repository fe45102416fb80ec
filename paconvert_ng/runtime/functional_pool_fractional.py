"""Fractional max pooling of torch.nn.functional.

Paddle's draws one random number for all samples and channels, and wants no ``kernel_size``; torch draws one for each
sample, channel and axis, and its windows have the given size.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .functional_sizes import spatial_sizes, with_batch


def _window_places(samples: paddle.Tensor, size: int, count: int, span: int) -> paddle.Tensor:
    """[N, C] random numbers → [N, C, count, span]: the places along an axis that each window covers."""
    last = paddle.full([*samples.shape, 1], size - span, dtype="int64")
    if count > 1:
        step = (size - span) / (count - 1)
        draws = samples.unsqueeze(-1)
        numbers = paddle.arange(count - 1).astype(samples.dtype)
        starts = ((numbers + draws) * step).astype("int64") - (draws * step).astype("int64")
        last = paddle.concat([starts, last], axis=-1)
    return last.unsqueeze(-1) + paddle.arange(span)


def _fractional_max_pool(
    rank: int,
    input: paddle.Tensor,
    kernel_size: Any,
    output_size: Any,
    output_ratio: Any,
    random_samples: paddle.Tensor | None,
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """The largest entry of each window, and its place in the flattened input."""
    name = f"fractional_max_pool{rank}d"
    batched, added = with_batch(input, rank, name)
    sizes = list(batched.shape[2:])
    kernel = spatial_sizes(kernel_size, rank)
    if output_size is not None:
        counts = spatial_sizes(output_size, rank)
    elif output_ratio is not None:
        ratios = list(output_ratio) if isinstance(output_ratio, (list, tuple)) else [output_ratio] * rank
        counts = [int(size * ratio) for size, ratio in zip(sizes, ratios)]
    else:
        raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
    for size, count, span in zip(sizes, counts, kernel):
        if count + span - 1 > size:
            raise RuntimeError(f"{name}: kernel {kernel} is too large for an output of {counts} of an input of {sizes}")
    lead = list(batched.shape[:2])
    samples = paddle.rand([*lead, rank], dtype=batched.dtype) if random_samples is None else random_samples[: lead[0]]
    # In two dimensions the first random number is that of the width.
    columns = (1, 0) if rank == 2 else tuple(range(rank))
    places: Any = 0
    for axis in range(rank):
        along = _window_places(samples[:, :, columns[axis]], sizes[axis], counts[axis], kernel[axis])
        shape = [*lead, *([1] * (2 * rank))]
        shape[2 + axis], shape[2 + rank + axis] = counts[axis], kernel[axis]
        places = places * sizes[axis] + along.reshape(shape)
    places = places.reshape([*lead, math.prod(counts), math.prod(kernel)])
    flat = batched.flatten(2)
    values = paddle.take_along_axis(flat, places.flatten(2), axis=2, broadcast=False).reshape(places.shape)
    best = values.argmax(axis=-1, keepdim=True)
    out = paddle.take_along_axis(values, best, axis=-1, broadcast=False).reshape([*lead, *counts])
    indices = paddle.take_along_axis(places, best, axis=-1, broadcast=False).reshape([*lead, *counts])
    return (out.squeeze(0), indices.squeeze(0)) if added else (out, indices)


def fractional_max_pool2d_with_indices(
    input: paddle.Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: paddle.Tensor | None = None,
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.nn.functional.fractional_max_pool2d_with_indices; it gives the indices whatever ``return_indices`` is."""
    return _fractional_max_pool(2, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool3d_with_indices(
    input: paddle.Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: paddle.Tensor | None = None,
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.nn.functional.fractional_max_pool3d_with_indices; it gives the indices whatever ``return_indices`` is."""
    return _fractional_max_pool(3, input, kernel_size, output_size, output_ratio, _random_samples)


def fractional_max_pool2d(
    input: paddle.Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: paddle.Tensor | None = None,
) -> Any:
    """torch.nn.functional.fractional_max_pool2d, for [N, C, H, W] and [C, H, W]."""
    both = _fractional_max_pool(2, input, kernel_size, output_size, output_ratio, _random_samples)
    return both if return_indices else both[0]


def fractional_max_pool3d(
    input: paddle.Tensor,
    kernel_size: Any,
    output_size: Any = None,
    output_ratio: Any = None,
    return_indices: bool = False,
    _random_samples: paddle.Tensor | None = None,
) -> Any:
    """torch.nn.functional.fractional_max_pool3d, for [N, C, D, H, W] and [C, D, H, W]."""
    both = _fractional_max_pool(3, input, kernel_size, output_size, output_ratio, _random_samples)
    return both if return_indices else both[0]
