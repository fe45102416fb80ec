"""torch.special: functions whose Paddle namesakes neither broadcast nor promote."""

from __future__ import annotations

import math
from collections.abc import Callable

import paddle

from .promotion import promote, to_out
from .shape_join import broadcast_tensors


def _where_defined(function: Callable[..., paddle.Tensor], a: paddle.Tensor, x: paddle.Tensor) -> paddle.Tensor:
    """An incomplete gamma function; nan for negative arguments, for which Paddle's raise."""
    a, x = broadcast_tensors(*promote(a, x))
    kind = a.dtype
    if kind not in (paddle.float32, paddle.float64):
        a, x = a.cast("float32"), x.cast("float32")
    undefined = paddle.logical_or(a < 0, x < 0)
    one = paddle.ones_like(a)
    found = function(paddle.where(undefined, one, a), paddle.where(undefined, one, x))
    return paddle.where(undefined, paddle.full_like(found, math.nan), found).cast(kind)


def torch_gammainc(input: paddle.Tensor, other: paddle.Tensor, *, out: paddle.Tensor | None = None) -> paddle.Tensor:
    """torch.special.gammainc: Paddle's gives wrong values where the shapes differ, and raises where the dtypes do."""
    return to_out(_where_defined(paddle.gammainc, input, other), out)


def torch_gammaincc(input: paddle.Tensor, other: paddle.Tensor, *, out: paddle.Tensor | None = None) -> paddle.Tensor:
    """torch.special.gammaincc: Paddle's gives wrong values where the shapes differ, and raises where the dtypes do."""
    return to_out(_where_defined(paddle.gammaincc, input, other), out)
