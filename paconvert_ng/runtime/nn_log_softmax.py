"""Softmax layers. Paddle's log_softmax on CPU gives nothing below -64 - log(size): it is not used here."""

from __future__ import annotations

import paddle


def exact_log_softmax(input: paddle.Tensor, axis: int) -> paddle.Tensor:
    """log(softmax(input)) over ``axis``, also where it is very negative or -inf."""
    if input.ndim == 0:
        return input - paddle.logsumexp(input)
    return input - paddle.logsumexp(input, axis=axis, keepdim=True)


def default_softmax_axis(rank: int) -> int:
    """The axis that torch takes where ``dim`` is None."""
    return 0 if rank in (0, 1, 3) else 1


class Softmax(paddle.nn.Softmax):
    """torch.nn.Softmax; where ``dim`` is None the axis depends on the rank of the input."""

    def __init__(self, dim: int | None = None) -> None:
        paddle.nn.Layer.__init__(self)
        self.dim = dim

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Softmax over ``dim``; the shape stays."""
        dim = default_softmax_axis(input.ndim) if self.dim is None else self.dim
        return paddle.nn.functional.softmax(input, axis=dim)

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
        dim = default_softmax_axis(input.ndim) if self.dim is None else self.dim
        return paddle.nn.functional.softmax(-input, axis=dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(paddle.nn.LogSoftmax):
    """torch.nn.LogSoftmax; exact also where Paddle's CPU operator gives no less than about -64."""

    def __init__(self, dim: int | None = None) -> None:
        paddle.nn.Layer.__init__(self)
        self.dim = dim

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Logarithm of the softmax over ``dim``; the shape stays."""
        return exact_log_softmax(input, default_softmax_axis(input.ndim) if self.dim is None else self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"

    _axis = property(lambda self: self.dim)


class Softmax2d(paddle.nn.Softmax2D):
    """torch.nn.Softmax2d: softmax over the channels of [N, C, H, W] or [C, H, W]."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Softmax over axis -3; the shape stays."""
        if input.ndim not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        return paddle.nn.functional.softmax(input, axis=-3)
