"""``trapezoid``, ``trapz``, ``cumulative_trapezoid`` and ``diff`` for every dtype."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_more import floating


def _areas(y: paddle.Tensor, x: Any, dx: Any, dim: int) -> paddle.Tensor:
    """The areas between neighbours along ``dim``, which is moved to the end."""
    heights = paddle.moveaxis(floating(y), dim, -1)
    if x is None:
        widths: Any = 1 if dx is None else dx
    elif x.ndim == 1:
        widths = x[1:] - x[:-1]
    else:
        at = paddle.moveaxis(x, dim, -1)
        widths = at[..., 1:] - at[..., :-1]
    if paddle.is_tensor(widths):
        widths = widths.cast(heights.dtype)
    return (heights[..., 1:] + heights[..., :-1]) * widths / 2


def torch_trapezoid(y: Any, x: Any = None, *, dx: Any = None, dim: int = -1) -> paddle.Tensor:
    """torch.trapezoid and torch.trapz."""
    return _areas(y, x, dx, dim).sum(axis=-1)


def torch_cumulative_trapezoid(y: Any, x: Any = None, *, dx: Any = None, dim: int = -1) -> paddle.Tensor:
    """torch.cumulative_trapezoid."""
    return paddle.moveaxis(paddle.cumsum(_areas(y, x, dx, dim), axis=-1), -1, dim)


@tensor_method("diff")
def torch_diff(
    input: Any, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.diff and Tensor.diff, of no times at all too."""
    result = input.clone() if n == 0 else paddle.diff(input, n, dim, prepend, append)
    if out is None:
        return result
    paddle.assign(result.cast(out.dtype), out)
    return out
