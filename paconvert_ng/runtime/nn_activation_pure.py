"""Activation layers that have torch's names and attributes, but no ``inplace``."""

from __future__ import annotations

import paddle

from .nn_counterpart import CounterpartMeta


class GELU(paddle.nn.GELU, metaclass=CounterpartMeta):
    """torch.nn.GELU; Paddle's hides ``approximate``."""

    counterpart = paddle.nn.GELU

    def __init__(self, approximate: str = "none") -> None:
        paddle.nn.GELU.__init__(self)
        self.approximate = approximate

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """x * Φ(x), or its tanh approximation."""
        if self.approximate not in ("none", "tanh"):
            raise RuntimeError("approximate argument must be either none or tanh.")
        return paddle.nn.functional.gelu(input, approximate=self.approximate == "tanh")

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class GLU(paddle.nn.GLU, metaclass=CounterpartMeta):
    """torch.nn.GLU; Paddle's calls ``dim`` axis."""

    counterpart = paddle.nn.GLU

    def __init__(self, dim: int = -1) -> None:
        paddle.nn.Layer.__init__(self)
        self.dim = dim

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """First half of ``dim`` times the sigmoid of the second."""
        return paddle.nn.functional.glu(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softplus(paddle.nn.Softplus, metaclass=CounterpartMeta):
    """torch.nn.Softplus; Paddle's hides ``beta`` and ``threshold``."""

    counterpart = paddle.nn.Softplus

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        paddle.nn.Softplus.__init__(self)
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """log(1 + exp(beta * x)) / beta; x itself where beta * x > threshold."""
        return paddle.nn.functional.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class Hardshrink(paddle.nn.Hardshrink):
    """torch.nn.Hardshrink: 0 also at ±lambd, where Paddle's keeps the value."""

    def __init__(self, lambd: float = 0.5) -> None:
        paddle.nn.Layer.__init__(self)
        self.lambd = lambd

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """x where |x| > lambd, else 0."""
        return paddle.where(input.abs() <= self.lambd, paddle.zeros_like(input), input)

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Softshrink(paddle.nn.Softshrink, metaclass=CounterpartMeta):
    """torch.nn.Softshrink; Paddle's calls ``lambd`` threshold."""

    counterpart = paddle.nn.Softshrink

    def __init__(self, lambd: float = 0.5) -> None:
        paddle.nn.Layer.__init__(self)
        self.lambd = lambd

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """x moved towards 0 by lambd, and 0 within ±lambd."""
        return paddle.nn.functional.softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return f"{self.lambd}"
