"""Max and average pooling with torch's output sizes, indices, divisors and unbatched input."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_pool import avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d
from .nn_base import as_tuple
from .nn_counterpart import CounterpartMeta


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
        pool = (max_pool1d, max_pool2d, max_pool3d)[self._rank - 1]
        sizes = (self.kernel_size, self.stride, self.padding, self.dilation)
        return pool(input, *sizes, ceil_mode=self.ceil_mode, return_indices=self.return_indices)

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
        options = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        if self._rank == 1:
            return avg_pool1d(input, *options)
        return (avg_pool2d, avg_pool3d)[self._rank - 2](input, *options, self.divisor_override)

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
