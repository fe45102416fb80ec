"""Rarely used functions on tensors that Paddle lacks."""

from __future__ import annotations

from typing import Any

import paddle

from .linalg_norms import vector_norm_of
from .promotion import as_tensor_of
from .static_graph import true_sizes
from .zero_gradient import with_zero_gradient


def torch_fill(input: Any, value: Any) -> paddle.Tensor:
    """torch.fill: a new tensor like ``input``, of one value."""
    return with_zero_gradient(as_tensor_of(value, input.dtype, input).expand(true_sizes(input)).clone(), input)


def torch_pdist(input: Any, p: float = 2.0) -> paddle.Tensor:
    """torch.pdist: the distances between the rows, each pair once."""
    count = input.shape[0]
    first, second = (paddle.to_tensor(places, dtype="int64") for places in _pairs(count))
    rows = paddle.index_select(input, first, axis=0) - paddle.index_select(input, second, axis=0)
    return vector_norm_of(rows, p, -1, False)


def _pairs(count: int) -> tuple[list[int], list[int]]:
    places = [(i, j) for i in range(count) for j in range(i + 1, count)]
    return [i for i, _ in places], [j for _, j in places]
