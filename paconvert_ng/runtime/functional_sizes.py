"""Sizes as torch's spatial functions take them: one number for all dimensions, or one for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import paddle

from .static_graph import is_known, true_sizes


def first_size(tensor: paddle.Tensor) -> Any:
    """The size of the first dimension; a tensor where a static graph does not know it yet."""
    size = true_sizes(tensor)[0]
    return size if is_known(size) else size.astype(tensor.dtype)


def sizes_differ(left: Any, right: Any) -> bool:
    """Whether two shapes are certainly different; -1, in a static graph, is a size that is not known yet."""
    left, right = list(left), list(right)
    return len(left) != len(right) or any(is_known(a) and is_known(b) and a != b for a, b in zip(left, right))


def spatial_sizes(value: Any, rank: int) -> list[int]:
    """``value`` for each of ``rank`` dimensions; a sequence of one counts for all of them."""
    if isinstance(value, Iterable) and not (paddle.is_tensor(value) and value.ndim == 0):
        sizes = [int(size) for size in value]
        return sizes * rank if len(sizes) == 1 else sizes
    return [int(value)] * rank


def with_batch(input: paddle.Tensor, rank: int, name: str) -> tuple[paddle.Tensor, bool]:
    """The input as [N, C, ...], and whether a batch dimension was added. RuntimeError for other ranks."""
    if input.ndim == rank + 2:
        return input, False
    if input.ndim == rank + 1:
        return input.unsqueeze(0), True
    raise RuntimeError(
        f"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to {name}, "
        f"but got input of size: {list(input.shape)}"
    )
