"""Dropout functions of torch.nn.functional: their positional order, ranks, defaults and ``inplace``.

Paddle's ``dropout`` has ``axis`` where torch has ``training``; its channel dropouts take one rank
each, and its alpha dropouts train by default.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .nn_activation import overwrite_input


def _dropped(function: Callable[[Any], Any], input: paddle.Tensor, p: float, inplace: bool) -> paddle.Tensor:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    return overwrite_input(function, input) if inplace else function(input)


def dropout(input: paddle.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.dropout."""
    if not training:
        return _dropped(lambda x: x, input, p, False)
    return _dropped(lambda x: paddle.nn.functional.dropout(x, float(p)), input, p, inplace)


def _drop_channels(
    input: paddle.Tensor, p: float, batched_ranks: tuple[int, ...], training: bool, inplace: bool
) -> Any:
    """Drop whole channels of [N, C, *], or of [C, *] where the rank is not one of ``batched_ranks``."""
    axes = [0, 1] if input.ndim in batched_ranks else [0]
    if not training:
        return _dropped(lambda x: x, input, p, False)
    return _dropped(lambda x: paddle.nn.functional.dropout(x, float(p), axis=axes), input, p, inplace)


def dropout1d(input: paddle.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.dropout1d, for [N, C, L] and [C, L]."""
    if input.ndim not in (2, 3):
        raise RuntimeError(f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input.")
    return _drop_channels(input, p, (3,), training, inplace)


def dropout2d(input: paddle.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.dropout2d; torch reads three dimensions as [N, C, L] here."""
    return _drop_channels(input, p, tuple(range(2, 10)), training, inplace)


def dropout3d(input: paddle.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.dropout3d, for [N, C, D, H, W] and [C, D, H, W]."""
    return _drop_channels(input, p, (5,), training, inplace)


def alpha_dropout(input: paddle.Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> paddle.Tensor:
    """torch.nn.functional.alpha_dropout; it does nothing unless ``training`` is given."""
    if not training:
        return _dropped(lambda x: x, input, p, False)
    return _dropped(lambda x: paddle.nn.functional.alpha_dropout(x, float(p), training=True), input, p, inplace)


def feature_alpha_dropout(
    input: paddle.Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> paddle.Tensor:
    """torch.nn.functional.feature_alpha_dropout; it does nothing unless ``training`` is given."""
    if not training:
        return _dropped(lambda x: x, input, p, False)
    return _dropped(lambda x: paddle.nn.functional.feature_alpha_dropout(x, float(p), training=True), input, p, inplace)
