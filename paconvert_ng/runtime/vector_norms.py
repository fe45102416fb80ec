"""The common norms of vectors, from sums: of Paddle's own operator, which sums one by one, 2e6 numbers have a norm that
is off in the fourth digit; it takes seven times as long (its backward forty times) and has no second gradient."""

from __future__ import annotations

from typing import Any

import paddle

from .recording import gradient_recorded


def euclidean_norm(input: paddle.Tensor, axis: Any = None, keepdim: bool = False) -> paddle.Tensor:
    """sqrt(sum(x^2)) of float32 or float64 over ``axis`` (None: all); the gradient of a zero vector is 0."""
    total = paddle.sum(paddle.square(input), axis=axis, keepdim=keepdim)
    if not gradient_recorded(input):
        return paddle.sqrt(total)
    # The slope of sqrt at 0 is infinite; where the sum is 0 this is sqrt(1) - 1.
    one = (total.detach() == 0).astype(total.dtype)
    return paddle.sqrt(total + one) - one


def power_norm(input: paddle.Tensor, order: Any, axis: Any = None, keepdim: bool = False) -> paddle.Tensor:
    """(sum of abs(x)^order)^(1 / order) of floating numbers over ``axis`` (None: all), for a finite order but 0."""
    if order in (1, 2) and input.ndim and input.dtype in (paddle.float32, paddle.float64):
        if order == 2:
            return euclidean_norm(input, axis, keepdim)
        return paddle.sum(paddle.abs(input), axis=axis, keepdim=keepdim)
    return paddle.linalg.vector_norm(input, order, axis, keepdim)
