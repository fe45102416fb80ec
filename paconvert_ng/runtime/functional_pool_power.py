"""Power-average pooling of torch.nn.functional: any ``ceil_mode``, unbatched input, and sums below zero."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .functional_pool import avg_pool1d, avg_pool2d, avg_pool3d
from .functional_sizes import spatial_sizes


def _power_pool(
    rank: int, input: paddle.Tensor, norm_type: float, kernel_size: Any, stride: Any, ceil_mode: bool
) -> paddle.Tensor:
    kernel = spatial_sizes(kernel_size, rank)
    pool = (avg_pool1d, avg_pool2d, avg_pool3d)[rank - 1]
    mean = pool(input**norm_type, kernel, stride, 0, ceil_mode)
    total = paddle.sign(mean) * paddle.nn.functional.relu(mean.abs()) * math.prod(kernel)
    return total ** (1.0 / norm_type)


def lp_pool1d(
    input: paddle.Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
) -> paddle.Tensor:
    """torch.nn.functional.lp_pool1d, for [N, C, L] and [C, L]."""
    return _power_pool(1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(
    input: paddle.Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
) -> paddle.Tensor:
    """torch.nn.functional.lp_pool2d, for [N, C, H, W] and [C, H, W]."""
    return _power_pool(2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(
    input: paddle.Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
) -> paddle.Tensor:
    """torch.nn.functional.lp_pool3d, for [N, C, D, H, W] and [C, D, H, W]; Paddle has none."""
    return _power_pool(3, input, norm_type, kernel_size, stride, ceil_mode)
