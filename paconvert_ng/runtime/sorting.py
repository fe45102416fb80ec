"""Sorting: torch's overloads, bools and small integers, results with names."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import to_out
from .reduction_extremes import ValuesIndices, as_given, comparable


@tensor_method("sort")
def torch_sort(
    input: Any, dim: int = -1, descending: bool = False, stable: bool | None = False, *, out: Any = None
) -> ValuesIndices:
    """torch.sort and Tensor.sort: (values, indices), where Paddle's gives the values alone."""
    values, indices = paddle.compat.sort(comparable(input), dim, descending, bool(stable))
    return to_out(ValuesIndices(as_given(values, input), indices), out)


@tensor_method("argsort")
def torch_argsort(input: Any, dim: int = -1, descending: bool = False, stable: bool = False) -> paddle.Tensor:
    """torch.argsort and Tensor.argsort, for any dtype."""
    return paddle.argsort(comparable(input), axis=dim, descending=descending, stable=stable)


@tensor_method("msort")
def torch_msort(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.msort and Tensor.msort: sorted along the first dimension."""
    return to_out(as_given(paddle.sort(comparable(input), axis=0), input), out)


@tensor_method("topk")
def torch_topk(
    input: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, *, out: Any = None
) -> ValuesIndices:
    """torch.topk and Tensor.topk, for any dtype."""
    values, indices = paddle.topk(comparable(input), k, dim, largest, sorted)
    return to_out(ValuesIndices(as_given(values, input), indices), out)
