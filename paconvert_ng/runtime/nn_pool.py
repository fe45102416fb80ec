"""Max and average pooling with torch's output sizes, indices, divisors and unbatched input."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import paddle

from .nn_base import as_tuple
from .nn_counterpart import CounterpartMeta


def pooled_size(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    """How many windows fit along one axis. With ``ceil_mode`` the last one may begin anywhere but in the padding
    after the input (Paddle lets it begin there too)."""
    span = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return span // stride + 1
    count = -(-span // stride) + 1
    return count - 1 if (count - 1) * stride >= size + padding else count


def sides_to_pad(
    sizes: Sequence[int], kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int],
    dilation: Sequence[int], counts: Sequence[int],
) -> list[int]:  # fmt: skip
    """Padding for ``pad``, last axis first: ``padding`` before, and after as much as the last window needs."""
    sides: list[int] = []
    for axis in reversed(range(len(sizes))):
        reach = (counts[axis] - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1
        sides += [padding[axis], max(padding[axis], reach - sizes[axis] - padding[axis])]
    return sides


def pad_spatial(input: paddle.Tensor, sides: list[int], value: float) -> paddle.Tensor:
    """Pad the spatial axes of [N, C, *]."""
    layout = ("NCL", "NCHW", "NCDHW")[input.ndim - 3]
    return paddle.nn.functional.pad(input, sides, value=value, data_format=layout) if any(sides) else input


def max_pool_by_windows(
    input: paddle.Tensor, kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int],
    dilation: Sequence[int], ceil_mode: bool,
) -> tuple[paddle.Tensor, paddle.Tensor]:  # fmt: skip
    """Maxima over the windows of [N, C, *], and their positions in the flattened spatial axes (int64)."""
    sizes = input.shape[2:]
    rank = len(sizes)
    counts = [pooled_size(sizes[i], kernel[i], stride[i], padding[i], dilation[i], ceil_mode) for i in range(rank)]
    with paddle.no_grad():
        padded = pad_spatial(input.detach(), sides_to_pad(sizes, kernel, stride, padding, dilation, counts), -math.inf)
        candidates, positions = [], []
        for offset in itertools.product(*(range(size) for size in kernel)):
            slices = [slice(None), slice(None)]
            position = paddle.zeros(counts, dtype="int64")
            for axis, step in enumerate(offset):
                start = step * dilation[axis]
                slices.append(slice(start, start + (counts[axis] - 1) * stride[axis] + 1, stride[axis]))
                coordinate = paddle.arange(counts[axis], dtype="int64") * stride[axis] + (start - padding[axis])
                shape = [1] * rank
                shape[axis] = counts[axis]
                position = position * sizes[axis] + coordinate.reshape(shape)
            candidates.append(padded[tuple(slices)])
            positions.append(position)
        winner = paddle.argmax(paddle.stack(candidates), axis=0, keepdim=True)
        table = paddle.stack(positions).reshape([len(positions), 1, 1, *counts])
        indices = paddle.take_along_axis(table, winner, axis=0, broadcast=True)[0]
    values = paddle.take_along_axis(input.flatten(2), indices.flatten(2), axis=2)
    return values.reshape(indices.shape), indices


def average_pool(
    input: paddle.Tensor, kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int],
    ceil_mode: bool, count_include_pad: bool, divisor: int | None,
) -> paddle.Tensor:  # fmt: skip
    """Averages over the windows of [N, C, *]."""
    rank = input.ndim - 2
    functional = paddle.nn.functional
    pool = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)[rank - 1]
    if not ceil_mode and divisor is None:
        return pool(input, list(kernel), list(stride), list(padding), exclusive=not count_include_pad)
    sizes = input.shape[2:]
    counts = [pooled_size(sizes[i], kernel[i], stride[i], padding[i], 1, ceil_mode) for i in range(rank)]
    padded = pad_spatial(input, sides_to_pad(sizes, kernel, stride, padding, [1] * rank, counts), 0.0)
    window = (slice(None), slice(None), *[slice(count) for count in counts])
    sums = pool(padded, list(kernel), list(stride), 0, exclusive=False)[window]
    sums = sums * math.prod(kernel)
    if divisor is not None:
        return sums / divisor
    for axis in range(rank):
        starts = [index * stride[axis] - padding[axis] for index in range(counts[axis])]
        before, after = (-padding[axis], sizes[axis] + padding[axis]) if count_include_pad else (0, sizes[axis])
        lengths = [min(start + kernel[axis], after) - max(start, before) for start in starts]
        shape = [1] * rank
        shape[axis] = counts[axis]
        sums = sums / paddle.to_tensor(lengths, dtype=sums.dtype).reshape(shape)
    return sums


class MaxPooling:
    """What MaxPool1d, MaxPool2d and MaxPool3d share; hyperparameters are read at every call, as in torch."""

    _rank = 2

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input: paddle.Tensor) -> Any:
        """[N, C, *] or [C, *]; with ``return_indices`` also the positions of the maxima."""
        rank = self._rank
        batched = input if input.ndim == rank + 2 else input.unsqueeze(0)
        sizes = [as_tuple(v, rank) for v in (self.kernel_size, self.stride, self.padding, self.dilation)]
        sizes = [value * rank if len(value) == 1 else value for value in sizes]
        kernel, stride, padding, dilation = sizes
        if self.return_indices or self.ceil_mode or any(step != 1 for step in dilation):
            values, indices = max_pool_by_windows(batched, kernel, stride, padding, dilation, self.ceil_mode)
        else:
            functions = (
                paddle.nn.functional.max_pool1d,
                paddle.nn.functional.max_pool2d,
                paddle.nn.functional.max_pool3d,
            )
            values, indices = functions[rank - 1](batched, list(kernel), list(stride), list(padding)), None
        if input.ndim != rank + 2:
            values = values.squeeze(0)
            indices = None if indices is None else indices.squeeze(0)
        return (values, indices) if self.return_indices else values

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(MaxPooling, paddle.nn.MaxPool1D, metaclass=CounterpartMeta):
    """torch.nn.MaxPool1d. Paddle's has no dilation, other ``ceil_mode`` sizes, and takes no unbatched input."""

    counterpart = paddle.nn.MaxPool1D

    _rank = 1


class MaxPool2d(MaxPooling, paddle.nn.MaxPool2D, metaclass=CounterpartMeta):
    """torch.nn.MaxPool2d. Paddle's has no dilation, other ``ceil_mode`` sizes, and takes no unbatched input."""

    counterpart = paddle.nn.MaxPool2D

    _rank = 2


class MaxPool3d(MaxPooling, paddle.nn.MaxPool3D, metaclass=CounterpartMeta):
    """torch.nn.MaxPool3d. Paddle's has no dilation, other ``ceil_mode`` sizes, and takes no unbatched input."""

    counterpart = paddle.nn.MaxPool3D

    _rank = 3


class AveragePooling:
    """What AvgPool1d, AvgPool2d and AvgPool3d share; hyperparameters are read at every call, as in torch."""

    _rank = 2
    divisor_override: int | None = None

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[N, C, *] or [C, *]."""
        rank = self._rank
        sizes = [as_tuple(v, rank) for v in (self.kernel_size, self.stride, self.padding)]
        kernel, stride, padding = (value * rank if len(value) == 1 else value for value in sizes)
        options = (self.ceil_mode, self.count_include_pad, self.divisor_override)
        if input.ndim == rank + 2:
            return average_pool(input, kernel, stride, padding, *options)
        return average_pool(input.unsqueeze(0), kernel, stride, padding, *options).squeeze(0)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(AveragePooling, paddle.nn.AvgPool1D, metaclass=CounterpartMeta):
    """torch.nn.AvgPool1d. Paddle's leaves padding out by default, has other ``ceil_mode`` sizes, and no unbatched
    input."""

    counterpart = paddle.nn.AvgPool1D

    _rank = 1

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        AveragePooling.__init__(self, kernel_size, stride, padding, ceil_mode, count_include_pad)
        self.kernel_size = as_tuple(self.kernel_size, 1)
        self.stride = as_tuple(self.stride, 1)
        self.padding = as_tuple(self.padding, 1)


class AvgPool2d(AveragePooling, paddle.nn.AvgPool2D, metaclass=CounterpartMeta):
    """torch.nn.AvgPool2d. Paddle's leaves padding out by default, has other ``ceil_mode`` sizes and another meaning of
    ``divisor_override``, and takes no unbatched input."""

    counterpart = paddle.nn.AvgPool2D

    _rank = 2


class AvgPool3d(AveragePooling, paddle.nn.AvgPool3D, metaclass=CounterpartMeta):
    """torch.nn.AvgPool3d. Paddle's leaves padding out by default, has other ``ceil_mode`` sizes and another meaning of
    ``divisor_override``, and takes no unbatched input."""

    counterpart = paddle.nn.AvgPool3D

    _rank = 3
