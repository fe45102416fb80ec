"""Adaptive pooling with indices, power-average pooling and unpooling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import paddle

from .nn_base import as_tuple
from .nn_counterpart import CounterpartMeta
from .nn_pool import average_pool


def adaptive_max_by_windows(input: paddle.Tensor, counts: Sequence[int]) -> tuple[paddle.Tensor, paddle.Tensor]:
    """Maxima over ``counts`` windows of [N, C, *], and their positions in the flattened spatial axes (int64).

    Window i of n along an axis of size s covers floor(i s / n) up to ceil((i + 1) s / n).
    """
    sizes = input.shape[2:]
    values, indices = [], []
    flat = input.flatten(2)
    for cell in range(math.prod(counts)):
        positions = paddle.zeros([1], dtype="int64")
        rest = cell
        ranges = []
        for axis in reversed(range(len(counts))):
            size, count = sizes[axis], counts[axis]
            rest, index = divmod(rest, count)
            ranges.append(paddle.arange(index * size // count, -(-(index + 1) * size // count), dtype="int64"))
        for axis in range(len(counts)):
            positions = (positions.unsqueeze(-1) * sizes[axis] + ranges[-1 - axis]).flatten()
        window = flat.index_select(positions, axis=2)
        winner = paddle.argmax(window.detach(), axis=2, keepdim=True)
        values.append(paddle.take_along_axis(window, winner, axis=2))
        indices.append(positions[winner])
    shape = [*input.shape[:2], *counts]
    return paddle.concat(values, axis=2).reshape(shape), paddle.concat(indices, axis=2).reshape(shape)


class AdaptiveMaxPooling:
    """What AdaptiveMaxPool1d, AdaptiveMaxPool2d and AdaptiveMaxPool3d share."""

    _rank = 2

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input: paddle.Tensor) -> Any:
        """[N, C, *] or [C, *]; None in ``output_size`` keeps an axis; with ``return_indices`` also the positions."""
        rank = self._rank
        batched = input if input.ndim == rank + 2 else input.unsqueeze(0)
        wanted = as_tuple(self.output_size, rank)
        counts = [batched.shape[2 + i] if wanted[i] is None else wanted[i] for i in range(rank)]
        values, indices = adaptive_max_by_windows(batched, counts)
        if input.ndim != rank + 2:
            values, indices = values.squeeze(0), indices.squeeze(0)
        return (values, indices) if self.return_indices else values

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(AdaptiveMaxPooling, paddle.nn.AdaptiveMaxPool1D, metaclass=CounterpartMeta):
    """torch.nn.AdaptiveMaxPool1d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.AdaptiveMaxPool1D

    _rank = 1


class AdaptiveMaxPool2d(AdaptiveMaxPooling, paddle.nn.AdaptiveMaxPool2D, metaclass=CounterpartMeta):
    """torch.nn.AdaptiveMaxPool2d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.AdaptiveMaxPool2D

    _rank = 2


class AdaptiveMaxPool3d(AdaptiveMaxPooling, paddle.nn.AdaptiveMaxPool3D, metaclass=CounterpartMeta):
    """torch.nn.AdaptiveMaxPool3d; Paddle's takes no unbatched input."""

    counterpart = paddle.nn.AdaptiveMaxPool3D

    _rank = 3


class PowerAveragePooling:
    """What LPPool1d, LPPool2d and LPPool3d share."""

    _rank = 2

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """(sum of x ** norm_type over each window) ** (1 / norm_type), for [N, C, *] or [C, *]."""
        rank = self._rank
        kernel = as_tuple(self.kernel_size, rank)
        stride = as_tuple(self.stride if self.stride is not None else self.kernel_size, rank)
        batched = input if input.ndim == rank + 2 else input.unsqueeze(0)
        mean = average_pool(batched**self.norm_type, kernel, stride, (0,) * rank, self.ceil_mode, True, None)
        total = paddle.sign(mean) * paddle.nn.functional.relu(mean.abs()) * math.prod(kernel)
        out = total ** (1.0 / self.norm_type)
        return out if input.ndim == rank + 2 else out.squeeze(0)

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(PowerAveragePooling, paddle.nn.LPPool1D):
    """torch.nn.LPPool1d; Paddle's has other ``ceil_mode`` sizes and takes no unbatched input."""

    _rank = 1


class LPPool2d(PowerAveragePooling, paddle.nn.LPPool2D):
    """torch.nn.LPPool2d; Paddle's has other ``ceil_mode`` sizes and takes no unbatched input."""

    _rank = 2


class LPPool3d(PowerAveragePooling, paddle.nn.Layer):
    """torch.nn.LPPool3d; Paddle has no such layer."""

    _rank = 3


class MaxUnpooling:
    """What MaxUnpool1d, MaxUnpool2d and MaxUnpool3d share."""

    _rank = 2

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.kernel_size = as_tuple(kernel_size, self._rank)
        self.stride = as_tuple(stride if stride is not None else kernel_size, self._rank)
        self.padding = as_tuple(padding, self._rank)

    def forward(
        self, input: paddle.Tensor, indices: paddle.Tensor, output_size: Sequence[int] | None = None
    ) -> paddle.Tensor:
        """Put each value at its index among zeros; ``output_size`` [*] or [N, C, *] resolves the rounding."""
        rank = self._rank
        sizes = input.shape[-rank:]
        counts = [
            (sizes[axis] - 1) * self.stride[axis] - 2 * self.padding[axis] + self.kernel_size[axis]
            for axis in range(rank)
        ]
        if output_size is not None:
            counts = [int(size) for size in output_size][-rank:]
        lead = input.shape[:-rank]
        flat = paddle.zeros([*lead, math.prod(counts)], dtype=input.dtype)
        places = indices.flatten(len(lead)).astype("int64")
        placed = paddle.put_along_axis(flat, places, input.flatten(len(lead)), axis=len(lead))
        return placed.reshape([*lead, *counts])

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(MaxUnpooling, paddle.nn.MaxUnPool1D):
    """torch.nn.MaxUnpool1d; Paddle's takes no unbatched input."""

    _rank = 1


class MaxUnpool2d(MaxUnpooling, paddle.nn.MaxUnPool2D):
    """torch.nn.MaxUnpool2d; Paddle's takes no unbatched input."""

    _rank = 2


class MaxUnpool3d(MaxUnpooling, paddle.nn.MaxUnPool3D):
    """torch.nn.MaxUnpool3d; Paddle's takes no unbatched input."""

    _rank = 3
