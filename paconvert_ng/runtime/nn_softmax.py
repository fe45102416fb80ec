"""Softmax layers: the axis may be left out, and the logarithm is exact on CPU."""

from __future__ import annotations

import paddle

from .functional_softmax import log_softmax, softmax, softmin
from .nn_counterpart import CounterpartMeta


class Softmax(paddle.nn.Softmax, metaclass=CounterpartMeta):
    """torch.nn.Softmax; where ``dim`` is None the axis depends on the rank of the input."""

    counterpart = paddle.nn.Softmax

    def __init__(self, dim: int | None = None) -> None:
        paddle.nn.Layer.__init__(self)
        self.dim = dim

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Softmax over ``dim``; the shape stays."""
        return softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"

    _axis = property(lambda self: self.dim)


class Softmin(paddle.nn.Layer):
    """torch.nn.Softmin, softmax of the negated input; Paddle has no such layer."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Softmin over ``dim``; the shape stays."""
        return softmin(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(paddle.nn.LogSoftmax):
    """torch.nn.LogSoftmax; Paddle's gives nothing below about -64 on CPU."""

    def __init__(self, dim: int | None = None) -> None:
        paddle.nn.Layer.__init__(self)
        self.dim = dim

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Logarithm of the softmax over ``dim``; the shape stays."""
        return log_softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"

    _axis = property(lambda self: self.dim)


class Softmax2d(paddle.nn.Softmax2D, metaclass=CounterpartMeta):
    """torch.nn.Softmax2d: softmax over the channels of [N, C, H, W] or [C, H, W]."""

    counterpart = paddle.nn.Softmax2D

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Softmax over axis -3; the shape stays."""
        if input.ndim not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        return paddle.nn.functional.softmax(input, axis=-3)
