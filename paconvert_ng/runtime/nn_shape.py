"""Layers that rearrange their input: flattening, pixel and channel shuffling, sliding windows."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_vision import channel_shuffle, pixel_shuffle, pixel_unshuffle
from .nn_base import as_tuple
from .nn_counterpart import CounterpartMeta
from .static_graph import true_sizes


class Flatten(paddle.nn.Flatten, metaclass=CounterpartMeta):
    """torch.nn.Flatten; Paddle's calls its arguments ``start_axis`` and ``stop_axis``."""

    counterpart = paddle.nn.Flatten

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        paddle.nn.Layer.__init__(self)
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Axes ``start_dim`` to ``end_dim`` become one."""
        return paddle.flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(paddle.nn.Unflatten, metaclass=CounterpartMeta):
    """torch.nn.Unflatten; Paddle's calls its arguments ``axis`` and ``shape``."""

    counterpart = paddle.nn.Unflatten

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        paddle.nn.Layer.__init__(self)
        if not isinstance(dim, int) or not isinstance(unflattened_size, (tuple, list)):
            raise TypeError("Unflatten takes an int and a tuple of ints; named dimensions are not supported")
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Axis ``dim`` becomes axes of ``unflattened_size``, one of which may be -1."""
        dim = self.dim % input.ndim
        return input.reshape([*true_sizes(input)[:dim], *self.unflattened_size, *true_sizes(input)[dim + 1 :]])

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class PixelShuffle(paddle.nn.PixelShuffle, metaclass=CounterpartMeta):
    """torch.nn.PixelShuffle, for [*, C, H, W]; Paddle's takes four axes and no integers."""

    counterpart = paddle.nn.PixelShuffle

    def __init__(self, upscale_factor: int) -> None:
        paddle.nn.Layer.__init__(self)
        self.upscale_factor = upscale_factor

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[*, C r², H, W] to [*, C, H r, W r]."""
        return pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(paddle.nn.PixelUnshuffle, metaclass=CounterpartMeta):
    """torch.nn.PixelUnshuffle, for [*, C, H, W]; Paddle's takes four axes and no integers."""

    counterpart = paddle.nn.PixelUnshuffle

    def __init__(self, downscale_factor: int) -> None:
        paddle.nn.Layer.__init__(self)
        self.downscale_factor = downscale_factor

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[*, C, H r, W r] to [*, C r², H, W]."""
        return pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(paddle.nn.ChannelShuffle, metaclass=CounterpartMeta):
    """torch.nn.ChannelShuffle, for [N, C, *]; Paddle's takes four axes and no integers."""

    counterpart = paddle.nn.ChannelShuffle

    def __init__(self, groups: int) -> None:
        paddle.nn.Layer.__init__(self)
        self.groups = groups

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Channel g * n + i moves to i * groups + g."""
        return channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"


class Unfold(paddle.nn.Unfold, metaclass=CounterpartMeta):
    """torch.nn.Unfold; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.Unfold

    def __init__(self, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> None:
        paddle.nn.Layer.__init__(self)
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[N, C, H, W] or [C, H, W] to [N, C * kernel, windows] or [C * kernel, windows]."""
        out = paddle.nn.functional.unfold(
            input if input.ndim == 4 else input.unsqueeze(0),
            list(as_tuple(self.kernel_size, 2)),
            strides=list(as_tuple(self.stride, 2)),
            paddings=list(as_tuple(self.padding, 2)),
            dilations=list(as_tuple(self.dilation, 2)),
        )
        return out if input.ndim == 4 else out.squeeze(0)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"


class Fold(paddle.nn.Fold, metaclass=CounterpartMeta):
    """torch.nn.Fold; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.Fold

    def __init__(
        self, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
    ) -> None:
        paddle.nn.Layer.__init__(self)
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[N, C * kernel, windows] or [C * kernel, windows] to [N, C, H, W] or [C, H, W], summing overlaps."""
        out = paddle.nn.functional.fold(
            input if input.ndim == 3 else input.unsqueeze(0),
            list(as_tuple(self.output_size, 2)),
            list(as_tuple(self.kernel_size, 2)),
            strides=list(as_tuple(self.stride, 2)),
            paddings=list(as_tuple(self.padding, 2)),
            dilations=list(as_tuple(self.dilation, 2)),
        )
        return out if input.ndim == 3 else out.squeeze(0)

    def extra_repr(self) -> str:
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )
