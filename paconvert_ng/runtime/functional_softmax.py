"""Softmax functions of torch.nn.functional: the axis may be left out, and log_softmax is exact on CPU."""

from __future__ import annotations

from typing import Any

import paddle

from .static_graph import is_empty


def _softmax_axis(input: paddle.Tensor, dim: int | None) -> int:
    """torch's choice where ``dim`` is not given: 0 for tensors of 0, 1 or 3 dimensions, else 1."""
    if dim is None:
        return 0 if input.ndim in (0, 1, 3) else 1
    return dim


def softmax(input: paddle.Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> paddle.Tensor:
    """torch.nn.functional.softmax; without ``dim`` torch picks the axis by the number of dimensions."""
    return paddle.nn.functional.softmax(input, axis=_softmax_axis(input, dim), dtype=dtype)


def softmin(input: paddle.Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> paddle.Tensor:
    """torch.nn.functional.softmin; Paddle has none."""
    return softmax(-input, dim, _stacklevel, dtype)


def log_softmax(input: paddle.Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> paddle.Tensor:
    """torch.nn.functional.log_softmax; Paddle's CPU kernel gives nothing below -64 - log(size).

    On other devices Paddle's own operator is used.
    """
    axis = _softmax_axis(input, dim)
    if not _is_on_cpu(input) or input.ndim == 0:
        return paddle.nn.functional.log_softmax(input, axis=axis, dtype=dtype)
    if dtype is not None:
        input = input.astype(dtype)
    return exact_log_probabilities(input, axis)


def _is_on_cpu(input: paddle.Tensor) -> bool:
    return input.place.is_cpu_place() if paddle.in_dynamic_mode() else paddle.get_device() == "cpu"


def shifted_logits(input: paddle.Tensor, axis: int) -> tuple[paddle.Tensor, paddle.Tensor | None]:
    """``(shifted, total)`` with log(softmax(input)) = shifted - total, for those who want few of its entries.

    Without a total the first is log(softmax(input)) already.
    """
    if not _is_on_cpu(input) or input.dtype not in (paddle.float32, paddle.float64) or is_empty(input):
        return log_softmax(input, axis), None
    shifted = input - input.detach().max(axis=axis, keepdim=True)
    return shifted, paddle.log(paddle.exp(shifted).sum(axis=axis, keepdim=True))


def exact_log_probabilities(input: paddle.Tensor, axis: int) -> paddle.Tensor:
    """log(softmax(input)), also far below 0 and with -inf; the largest is subtracted first, as for large logits
    the logarithm of the sum would carry their rounding. Half precision is computed in float32."""
    exact = input.astype(paddle.float32) if input.dtype in (paddle.float16, paddle.bfloat16) else input
    if is_empty(input):
        return input.clone()
    shifted = exact - exact.detach().max(axis=axis, keepdim=True)
    # The largest term is 1: the plain sum is as exact as logsumexp, and takes half its time.
    total = paddle.log(paddle.exp(shifted).sum(axis=axis, keepdim=True))
    return (shifted - total).astype(input.dtype)
