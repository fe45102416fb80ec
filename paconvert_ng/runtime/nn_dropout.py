"""Dropout of whole channels, for the input ranks that torch takes, and ``inplace`` where Paddle has none."""

from __future__ import annotations

import paddle

from .functional_dropout import alpha_dropout, dropout1d, dropout2d, dropout3d, feature_alpha_dropout
from .nn_counterpart import CounterpartMeta


class DropoutOptions:
    """What the dropout classes below share; Paddle's classes beside it in the bases only serve isinstance."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout1d(DropoutOptions, paddle.nn.Layer):
    """torch.nn.Dropout1d, for [N, C, L] and [C, L]; Paddle has no such layer."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, zero whole channels; the input itself otherwise."""
        return dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(DropoutOptions, paddle.nn.Dropout2D):
    """torch.nn.Dropout2d, for [N, C, *]; Paddle's takes 4-D input only, and no ``inplace``."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, zero whole channels; the input itself otherwise."""
        return dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(DropoutOptions, paddle.nn.Dropout3D):
    """torch.nn.Dropout3d, for [N, C, D, H, W] and [C, D, H, W]; Paddle's takes 5-D input only, and no ``inplace``."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, zero whole channels; the input itself otherwise."""
        return dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(DropoutOptions, paddle.nn.AlphaDropout, metaclass=CounterpartMeta):
    """torch.nn.AlphaDropout; Paddle's takes no ``inplace``, which torch's does not use either."""

    counterpart = paddle.nn.AlphaDropout

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, put elements to SELU's negative limit and keep mean and variance."""
        return alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(DropoutOptions, paddle.nn.FeatureAlphaDropout, metaclass=CounterpartMeta):
    """torch.nn.FeatureAlphaDropout; Paddle's takes no ``inplace``, which torch's does not use either."""

    counterpart = paddle.nn.FeatureAlphaDropout

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, put whole channels to SELU's negative limit and keep mean and variance."""
        return feature_alpha_dropout(input, self.p, self.training)
