"""Random numbers written into a tensor that is there, outside of autograd, through views, in any floating dtype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .init_generator import drawn_from
from .module_state_dict import overwrite


def draw_uniform(tensor: paddle.Tensor, low: float, high: float, generator: Any = None) -> paddle.Tensor:
    """Fill with draws from U(low, high); the tensor itself is returned."""
    if low == high:  # Paddle wants an interval
        return _draw(tensor, lambda values: values.fill_(low), generator)
    return _draw(tensor, lambda values: values.uniform_(low, high), generator)


def draw_normal(tensor: paddle.Tensor, mean: float, std: float, generator: Any = None) -> paddle.Tensor:
    """Fill with draws from N(mean, std²); the tensor itself is returned."""
    return _draw(tensor, lambda values: values.normal_(float(mean), float(std)), generator)


def draw_truncated_normal(
    tensor: paddle.Tensor, mean: float, std: float, low: float, high: float, generator: Any = None
) -> paddle.Tensor:
    """Fill with draws from N(mean, std²) cut to [low, high]; the tensor itself is returned."""

    def draw(values: paddle.Tensor) -> None:
        # Paddle inverts the distribution function, which float32 resolves far better below the mean.
        if low > mean:
            draw_cut(values, -mean, -high, -low)
            values.scale_(-1.0)
        else:
            draw_cut(values, mean, low, high)

    def draw_cut(values: paddle.Tensor, center: float, start: float, end: float) -> None:
        fresh = paddle.empty(values.shape, dtype=values.dtype)
        paddle.nn.initializer.TruncatedNormal(center, std, start, end)(fresh)
        overwrite(values, fresh)

    return _draw(tensor, draw, generator)


def _draw(tensor: paddle.Tensor, draw: Callable[[paddle.Tensor], Any], generator: Any) -> paddle.Tensor:
    """Let ``draw`` fill the tensor, or where a kernel lacks its dtype, a float32 tensor that is then copied."""
    if 0 in tensor.shape:
        return tensor
    with paddle.no_grad(), drawn_from(generator):
        if tensor.dtype in (paddle.float32, paddle.float64):
            draw(tensor)
        else:
            values = paddle.empty(tensor.shape, dtype="float32")
            draw(values)
            overwrite(tensor, values)
    return tensor
