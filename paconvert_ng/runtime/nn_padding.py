"""Padding layers for the ranks that torch takes, and negative padding."""

from __future__ import annotations

from typing import Any

import paddle

from .nn_base import as_tuple
from .nn_counterpart import CounterpartMeta


def pad_last_axes(input: paddle.Tensor, sides: tuple[int, ...], mode: str, value: float) -> paddle.Tensor:
    """Pad or, where negative, crop: ``sides`` are before and after of the last axis, then of the one before it."""
    rank = len(sides) // 2
    if mode != "constant" and input.ndim not in (rank + 1, rank + 2):
        raise ValueError(f"expected {rank + 1}D or {rank + 2}D input (got {input.ndim}D input)")
    out = input
    if mode in ("constant", "circular") and any(side < 0 for side in sides):
        for axis in range(rank):
            before, after = sides[2 * axis], sides[2 * axis + 1]
            place = input.ndim - 1 - axis
            start, stop = max(-before, 0), out.shape[place] - max(-after, 0)
            out = paddle.slice(out, [place], [start], [stop])
        sides = tuple(max(side, 0) for side in sides)
    if not any(sides):
        return out.clone() if out is input else out
    if mode == "constant":
        full = [0, 0] * (out.ndim - rank)
        for axis in reversed(range(rank)):
            full += sides[2 * axis : 2 * axis + 2]
        return paddle.nn.functional.pad(out, full, value=value, pad_from_left_axis=True)
    unbatched = input.ndim == rank + 1
    layout = ("NCL", "NCHW", "NCDHW")[rank - 1]
    out = paddle.nn.functional.pad(out.unsqueeze(0) if unbatched else out, list(sides), mode=mode, data_format=layout)
    return out.squeeze(0) if unbatched else out


class Padding:
    """What the padding layers share."""

    _rank = 2
    _mode = "constant"
    value: float = 0.0

    def __init__(self, padding: Any) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.padding = as_tuple(padding, 2 * self._rank)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Pad the last axes; the others stay."""
        return pad_last_axes(input, self.padding, self._mode, self.value)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPadding(Padding):
    """What ConstantPad1d, ConstantPad2d and ConstantPad3d share."""

    def __init__(self, padding: Any, value: float) -> None:
        Padding.__init__(self, padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(ConstantPadding, paddle.nn.ConstantPad1D, metaclass=CounterpartMeta):
    """torch.nn.ConstantPad1d; Paddle's refuses some ranks and negative padding."""

    counterpart = paddle.nn.ConstantPad1D
    _rank = 1


class ConstantPad2d(ConstantPadding, paddle.nn.ConstantPad2D, metaclass=CounterpartMeta):
    """torch.nn.ConstantPad2d; Paddle's refuses some ranks and negative padding."""

    counterpart = paddle.nn.ConstantPad2D
    _rank = 2


class ConstantPad3d(ConstantPadding, paddle.nn.ConstantPad3D, metaclass=CounterpartMeta):
    """torch.nn.ConstantPad3d; Paddle's refuses some ranks and negative padding."""

    counterpart = paddle.nn.ConstantPad3D
    _rank = 3


class ZeroPad1d(Padding, paddle.nn.ZeroPad1D, metaclass=CounterpartMeta):
    """torch.nn.ZeroPad1d; Paddle's refuses some ranks and negative padding."""

    counterpart = paddle.nn.ZeroPad1D
    _rank = 1


class ZeroPad2d(Padding, paddle.nn.ZeroPad2D, metaclass=CounterpartMeta):
    """torch.nn.ZeroPad2d; Paddle's refuses some ranks and negative padding."""

    counterpart = paddle.nn.ZeroPad2D
    _rank = 2


class ZeroPad3d(Padding, paddle.nn.ZeroPad3D, metaclass=CounterpartMeta):
    """torch.nn.ZeroPad3d; Paddle's refuses some ranks and negative padding."""

    counterpart = paddle.nn.ZeroPad3D
    _rank = 3


class ReflectionPad1d(Padding, paddle.nn.ReflectionPad1D, metaclass=CounterpartMeta):
    """torch.nn.ReflectionPad1d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.ReflectionPad1D
    _rank = 1
    _mode = "reflect"


class ReflectionPad2d(Padding, paddle.nn.ReflectionPad2D, metaclass=CounterpartMeta):
    """torch.nn.ReflectionPad2d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.ReflectionPad2D
    _rank = 2
    _mode = "reflect"


class ReflectionPad3d(Padding, paddle.nn.ReflectionPad3D, metaclass=CounterpartMeta):
    """torch.nn.ReflectionPad3d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.ReflectionPad3D
    _rank = 3
    _mode = "reflect"


class ReplicationPad1d(Padding, paddle.nn.ReplicationPad1D, metaclass=CounterpartMeta):
    """torch.nn.ReplicationPad1d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.ReplicationPad1D
    _rank = 1
    _mode = "replicate"


class ReplicationPad2d(Padding, paddle.nn.ReplicationPad2D, metaclass=CounterpartMeta):
    """torch.nn.ReplicationPad2d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.ReplicationPad2D
    _rank = 2
    _mode = "replicate"


class ReplicationPad3d(Padding, paddle.nn.ReplicationPad3D, metaclass=CounterpartMeta):
    """torch.nn.ReplicationPad3d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.ReplicationPad3D
    _rank = 3
    _mode = "replicate"


class CircularPad1d(Padding, paddle.nn.CircularPad1D, metaclass=CounterpartMeta):
    """torch.nn.CircularPad1d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.CircularPad1D
    _rank = 1
    _mode = "circular"


class CircularPad2d(Padding, paddle.nn.CircularPad2D, metaclass=CounterpartMeta):
    """torch.nn.CircularPad2d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.CircularPad2D
    _rank = 2
    _mode = "circular"


class CircularPad3d(Padding, paddle.nn.CircularPad3D, metaclass=CounterpartMeta):
    """torch.nn.CircularPad3d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.CircularPad3D
    _rank = 3
    _mode = "circular"
