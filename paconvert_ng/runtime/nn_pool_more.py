"""Adaptive pooling with indices or without a batch, power-average pooling and unpooling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from .functional_adaptive_pool import (
    adaptive_avg_pool1d,
    adaptive_avg_pool3d,
    adaptive_max_pool1d,
    adaptive_max_pool2d,
    adaptive_max_pool3d,
)
from .functional_pool_power import lp_pool1d, lp_pool2d, lp_pool3d
from .functional_unpool import max_unpool1d, max_unpool2d, max_unpool3d
from .nn_base import as_tuple
from .nn_counterpart import CounterpartMeta


class AdaptiveAvgPool1d(paddle.nn.AdaptiveAvgPool1D):
    """torch.nn.AdaptiveAvgPool1d; Paddle's takes no unbatched input."""

    def __init__(self, output_size: Any) -> None:
        paddle.nn.Layer.__init__(self)
        self.output_size = output_size

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[N, C, L] or [C, L]."""
        return adaptive_avg_pool1d(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool3d(paddle.nn.AdaptiveAvgPool3D):
    """torch.nn.AdaptiveAvgPool3d; Paddle's takes no unbatched input."""

    def __init__(self, output_size: Any) -> None:
        paddle.nn.Layer.__init__(self)
        self.output_size = output_size

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[N, C, D, H, W] or [C, D, H, W]; None in ``output_size`` keeps an axis."""
        return adaptive_avg_pool3d(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPooling:
    """What AdaptiveMaxPool1d, AdaptiveMaxPool2d and AdaptiveMaxPool3d share."""

    _rank = 2

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input: paddle.Tensor) -> Any:
        """[N, C, *] or [C, *]; None in ``output_size`` keeps an axis; with ``return_indices`` also the positions."""
        pool = (adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d)[self._rank - 1]
        return pool(input, self.output_size, self.return_indices)

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
        pool = (lp_pool1d, lp_pool2d, lp_pool3d)[self._rank - 1]
        return pool(input, self.norm_type, self.kernel_size, self.stride, self.ceil_mode)

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
        unpool = (max_unpool1d, max_unpool2d, max_unpool3d)[self._rank - 1]
        return unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)

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
