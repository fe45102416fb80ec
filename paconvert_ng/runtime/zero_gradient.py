"""Gradients that are zero, where Paddle has none: torch's results then still require a gradient."""

from __future__ import annotations

from typing import Any

import paddle


def with_zero_gradient(result: paddle.Tensor, *sources: Any) -> paddle.Tensor:
    """``result`` (a step function of the sources), so that gradients of zero reach those that want one.

    Each source broadcasts to the result. Paddle's result requires no gradient, and ``backward`` of a loss of it alone
    then fails, where torch's leaves zeros.
    """
    if not paddle.is_grad_enabled():
        return result
    for source in sources:
        if paddle.is_tensor(source) and not source.stop_gradient:
            never = paddle.zeros(result.shape, dtype="bool")
            result = paddle.where(never, source.cast(result.dtype), result)
    return result
