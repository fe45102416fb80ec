"""torch.special: functions whose Paddle namesakes neither broadcast nor promote.

A negative argument of the incomplete gamma functions raises, where torch gives nan.
"""

from __future__ import annotations

import paddle

from .promotion import promote, to_out
from .shape_join import broadcast_tensors


def torch_gammainc(input: paddle.Tensor, other: paddle.Tensor, *, out: paddle.Tensor | None = None) -> paddle.Tensor:
    """torch.special.gammainc: Paddle's gives wrong values where the shapes differ, and raises where the dtypes do."""
    return to_out(paddle.gammainc(*broadcast_tensors(*promote(input, other))), out)


def torch_gammaincc(input: paddle.Tensor, other: paddle.Tensor, *, out: paddle.Tensor | None = None) -> paddle.Tensor:
    """torch.special.gammaincc: Paddle's gives wrong values where the shapes differ, and raises where the dtypes do."""
    return to_out(paddle.gammaincc(*broadcast_tensors(*promote(input, other))), out)
