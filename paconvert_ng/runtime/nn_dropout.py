"""Dropout of whole channels, for the input ranks that torch takes, and ``inplace`` where Paddle has none."""

from __future__ import annotations

from typing import Any

import paddle

from .nn_activation import overwrite_input


def drop_channels(input: paddle.Tensor, p: float) -> paddle.Tensor:
    """Set each [n, c] slice to zero with probability ``p``, and scale the others by 1 / (1 - p)."""
    axes = [0, 1] if input.ndim > 1 else [0]
    return paddle.nn.functional.dropout(input, p, axis=axes, training=True)


class ChannelDropout:
    """What Dropout1d, Dropout2d and Dropout3d share. ``_unbatched_rank`` is the rank of an input without batch axis."""

    _unbatched_rank: int | None = None

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def _drop(self, input: paddle.Tensor) -> paddle.Tensor:
        if input.ndim == self._unbatched_rank:
            return drop_channels(input.unsqueeze(0), self.p).squeeze(0)
        return drop_channels(input, self.p)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, zero whole channels; the input itself otherwise."""
        if not self.training:  # type: ignore[attr-defined]
            return input
        return overwrite_input(self._drop, input) if self.inplace else self._drop(input)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout1d(ChannelDropout, paddle.nn.Layer):
    """torch.nn.Dropout1d, for [N, C, L] and [C, L]; Paddle has no such layer."""

    _unbatched_rank = 2

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, zero whole channels; the input itself otherwise."""
        if input.ndim not in (2, 3):
            raise RuntimeError(f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input.")
        return ChannelDropout.forward(self, input)


class Dropout2d(ChannelDropout, paddle.nn.Dropout2D):
    """torch.nn.Dropout2d, for [N, C, *]; Paddle's takes 4-D input only, and no ``inplace``."""


class Dropout3d(ChannelDropout, paddle.nn.Dropout3D):
    """torch.nn.Dropout3d, for [N, C, D, H, W] and [C, D, H, W]; Paddle's takes 5-D input only, and no ``inplace``."""

    def _drop(self, input: paddle.Tensor) -> paddle.Tensor:
        return drop_channels(input, self.p) if input.ndim == 5 else drop_channels(input.unsqueeze(0), self.p).squeeze(0)


class AlphaDropout(paddle.nn.AlphaDropout):
    """torch.nn.AlphaDropout; Paddle's takes no ``inplace``."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        paddle.nn.AlphaDropout.__init__(self, p)
        self.inplace = inplace

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, put elements to SELU's negative limit and keep mean and variance."""
        if not self.training:
            return input

        def drop(tensor: Any) -> Any:
            return paddle.nn.functional.alpha_dropout(tensor, self.p, training=True)

        return overwrite_input(drop, input) if self.inplace else drop(input)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class FeatureAlphaDropout(paddle.nn.FeatureAlphaDropout):
    """torch.nn.FeatureAlphaDropout; Paddle's takes no ``inplace``."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        paddle.nn.FeatureAlphaDropout.__init__(self, p)
        self.inplace = inplace

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """In training, put whole channels to SELU's negative limit and keep mean and variance."""
        if not self.training:
            return input

        def drop(tensor: Any) -> Any:
            return paddle.nn.functional.feature_alpha_dropout(tensor, self.p, training=True)

        return overwrite_input(drop, input) if self.inplace else drop(input)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"
