"""``quantile`` and ``nanquantile``, with a gradient for the positions too, and for 0-d tensors."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import to_out


@tensor_method("quantile")
def torch_quantile(
    input: Any, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear", out: Any = None
) -> paddle.Tensor:
    """torch.quantile and Tensor.quantile: ``q`` is a number, or a 0-d or 1-D tensor. Paddle's gives it no gradient."""
    return to_out(_quantile(input, q, dim, keepdim, interpolation, skip_nan=False), out)


@tensor_method("nanquantile")
def torch_nanquantile(
    input: Any, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear", out: Any = None
) -> paddle.Tensor:
    """torch.nanquantile and Tensor.nanquantile: NaN counts as missing."""
    return to_out(_quantile(input, q, dim, keepdim, interpolation, skip_nan=True), out)


def _quantile(
    input: paddle.Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str, *, skip_nan: bool
) -> paddle.Tensor:
    positions = q if paddle.is_tensor(q) else paddle.full([], q, dtype=input.dtype)
    if dim is None or input.ndim == 0:
        rows = input.reshape([1, -1])
        shape = [1] * input.ndim if keepdim else []
    else:
        rows = paddle.moveaxis(input, dim, -1).reshape([-1, input.shape[dim]])
        shape = list(input.shape)
        shape[dim : dim + 1 or None] = [1] if keepdim else []
    found = _of_rows(rows, positions.reshape([-1]), interpolation, skip_nan)
    return found.transpose([1, 0]).reshape([*positions.shape, *shape])


def _of_rows(rows: paddle.Tensor, positions: paddle.Tensor, interpolation: str, skip_nan: bool) -> paddle.Tensor:
    """The quantiles of each row: [rows, positions]."""
    missing = paddle.isnan(rows)
    ordered = paddle.sort(paddle.where(missing, paddle.full_like(rows, math.inf), rows), axis=-1)
    present = paddle.logical_not(missing).astype(rows.dtype).sum(axis=-1, keepdim=True)
    last = paddle.clip(present - 1, min=0) if skip_nan else paddle.full_like(present, rows.shape[-1] - 1)
    ranks = last * positions.unsqueeze(0)
    if interpolation == "lower":
        ranks = paddle.floor(ranks)
    elif interpolation == "higher":
        ranks = paddle.ceil(ranks)
    elif interpolation == "nearest":
        ranks = paddle.round(ranks)
    elif interpolation not in ("linear", "midpoint"):
        raise RuntimeError(f"quantile() has no interpolation {interpolation!r}")
    below = paddle.floor(ranks.detach())
    result = paddle.take_along_axis(ordered, below.astype("int64"), -1, broadcast=False)
    if interpolation in ("linear", "midpoint"):
        above = paddle.take_along_axis(ordered, paddle.ceil(ranks.detach()).astype("int64"), -1, broadcast=False)
        weight = ranks - below if interpolation == "linear" else paddle.full_like(ranks, 0.5)
        result = result + weight * (above - result)
    undefined = present == 0 if skip_nan else missing.any(axis=-1, keepdim=True)
    return paddle.where(undefined, paddle.full_like(result, math.nan), result)
