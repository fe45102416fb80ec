"""Adaptive pooling of torch.nn.functional: unbatched input, None in the output size, indices as int64."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import paddle

from .functional_pool_exact import exact_adaptive_average, needs_exact_average
from .functional_sizes import with_batch
from .static_graph import true_sizes


def _output_sizes(output_size: Any, input: paddle.Tensor) -> list[int]:
    """The output size for each spatial dimension of [N, C, ...]; None keeps the size."""
    own = list(true_sizes(input)[2:])
    if not isinstance(output_size, Iterable):
        output_size = [output_size] * len(own)
    wanted = list(output_size)
    if len(wanted) == 1:
        wanted *= len(own)
    if len(wanted) != len(own):
        raise ValueError(f"output_size {wanted} does not fit an input of shape {input.shape}")
    return [size if want is None else want if paddle.is_tensor(want) else int(want) for want, size in zip(wanted, own)]


def _adaptive_avg_pool(rank: int, input: paddle.Tensor, output_size: Any) -> paddle.Tensor:
    batched, added = with_batch(input, rank, f"adaptive_avg_pool{rank}d")
    wanted = _output_sizes(output_size, batched)
    if needs_exact_average(batched):
        out = exact_adaptive_average(batched, wanted)
    elif rank == 1:
        out = paddle.nn.functional.adaptive_avg_pool1d(batched, wanted[0])
    elif rank == 2:
        out = paddle.nn.functional.adaptive_avg_pool2d(batched, wanted)
    else:
        out = paddle.nn.functional.adaptive_avg_pool3d(batched, wanted)
    return out.squeeze(0) if added else out


def adaptive_avg_pool1d(input: paddle.Tensor, output_size: Any) -> paddle.Tensor:
    """torch.nn.functional.adaptive_avg_pool1d, for [N, C, L] and [C, L]."""
    return _adaptive_avg_pool(1, input, output_size)


def adaptive_avg_pool2d(input: paddle.Tensor, output_size: Any) -> paddle.Tensor:
    """torch.nn.functional.adaptive_avg_pool2d, for [N, C, H, W] and [C, H, W]."""
    return _adaptive_avg_pool(2, input, output_size)


def adaptive_avg_pool3d(input: paddle.Tensor, output_size: Any) -> paddle.Tensor:
    """torch.nn.functional.adaptive_avg_pool3d, for [N, C, D, H, W] and [C, D, H, W]."""
    return _adaptive_avg_pool(3, input, output_size)


def _adaptive_max_pool(rank: int, input: paddle.Tensor, output_size: Any, return_indices: bool) -> Any:
    functional = (
        paddle.nn.functional.adaptive_max_pool1d,
        paddle.nn.functional.adaptive_max_pool2d,
        paddle.nn.functional.adaptive_max_pool3d,
    )[rank - 1]
    batched, added = with_batch(input, rank, f"adaptive_max_pool{rank}d")
    sizes: Any = _output_sizes(output_size, batched)
    if not return_indices:
        out = functional(batched, sizes[0] if rank == 1 else sizes)
        return out.squeeze(0) if added else out
    out, indices = functional(batched, sizes[0] if rank == 1 else sizes, return_mask=True)
    indices = indices.detach().astype("int64")
    return (out.squeeze(0), indices.squeeze(0)) if added else (out, indices)


def adaptive_max_pool1d(input: paddle.Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """torch.nn.functional.adaptive_max_pool1d, for [N, C, L] and [C, L]."""
    return _adaptive_max_pool(1, input, output_size, return_indices)


def adaptive_max_pool2d(input: paddle.Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """torch.nn.functional.adaptive_max_pool2d, for [N, C, H, W] and [C, H, W]."""
    return _adaptive_max_pool(2, input, output_size, return_indices)


def adaptive_max_pool3d(input: paddle.Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """torch.nn.functional.adaptive_max_pool3d, for [N, C, D, H, W] and [C, D, H, W]."""
    return _adaptive_max_pool(3, input, output_size, return_indices)
