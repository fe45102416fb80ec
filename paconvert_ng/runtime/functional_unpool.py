"""Unpooling of torch.nn.functional: unbatched input, int64 indices, and torch's check of ``output_size``."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .functional_sizes import spatial_sizes, with_batch


class _Placed(paddle.autograd.PyLayer):
    """Each value at its place among zeros. Values that share a place all get the gradient that arrives there."""

    @staticmethod
    def forward(ctx: Any, values: paddle.Tensor, places: paddle.Tensor, length: int) -> paddle.Tensor:
        """[N, C, L] values and places → [N, C, length]."""
        ctx.save_for_backward(places)
        flat = paddle.zeros([*values.shape[:2], length], dtype=values.dtype)
        return paddle.put_along_axis(flat, places, values, axis=2)

    @staticmethod
    def backward(ctx: Any, gradient: paddle.Tensor) -> paddle.Tensor:
        """The gradient at each place."""
        (places,) = ctx.saved_tensor()
        return paddle.take_along_axis(gradient, places, axis=2)


def _unpooled_sizes(sizes: list[int], smallest: list[int], stride: list[int], output_size: Any) -> list[int]:
    """The spatial sizes of the result. ValueError where ``output_size`` is not within a stride of the plain ones."""
    if output_size is None:
        return smallest
    wanted = [int(size) for size in output_size]
    rank = len(sizes)
    if len(wanted) == rank + 2:
        wanted = wanted[2:]
    if len(wanted) != rank:
        raise ValueError(f"output_size should be a sequence containing {rank} or {rank + 2} elements")
    for size, plain, step in zip(wanted, smallest, stride):
        if not plain - step < size < plain + step:
            raise ValueError(f"invalid output_size {wanted}: each size must be within {stride} of {smallest}")
    return wanted


def _max_unpool(
    rank: int,
    input: paddle.Tensor,
    indices: paddle.Tensor,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    output_size: Any,
) -> paddle.Tensor:
    kernel = spatial_sizes(kernel_size, rank)
    steps = kernel if stride is None else spatial_sizes(stride, rank)
    before = spatial_sizes(padding, rank)
    values, added = with_batch(input, rank, f"max_unpool{rank}d")
    sizes = list(values.shape[2:])
    smallest = [(size - 1) * step - 2 * pad + span for size, step, pad, span in zip(sizes, steps, before, kernel)]
    counts = _unpooled_sizes(sizes, smallest, steps, output_size)
    places = indices.reshape([*values.shape[:2], -1]).astype("int64")
    placed = _Placed.apply(values.flatten(2), places, math.prod(counts))
    result = placed.reshape([*values.shape[:2], *counts])
    return result.squeeze(0) if added else result


def max_unpool1d(
    input: paddle.Tensor,
    indices: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> paddle.Tensor:
    """torch.nn.functional.max_unpool1d, for [N, C, L] and [C, L]."""
    return _max_unpool(1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    input: paddle.Tensor,
    indices: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> paddle.Tensor:
    """torch.nn.functional.max_unpool2d, for [N, C, H, W] and [C, H, W]."""
    return _max_unpool(2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    input: paddle.Tensor,
    indices: paddle.Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    output_size: Any = None,
) -> paddle.Tensor:
    """torch.nn.functional.max_unpool3d, for [N, C, D, H, W] and [C, D, H, W]."""
    return _max_unpool(3, input, indices, kernel_size, stride, padding, output_size)
