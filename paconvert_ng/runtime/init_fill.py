"""torch.nn.init functions that fill with a constant or plain random numbers.

They return the tensor and write through views; ``paddle.nn.init`` returns None, leaves a view's base unchanged,
and takes a Linear weight as [in_features, out_features].
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import paddle

from .init_random import draw_normal, draw_truncated_normal, draw_uniform


def init_uniform_(tensor: paddle.Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> paddle.Tensor:
    """torch.nn.init.uniform_: draw from U(a, b)."""
    return draw_uniform(tensor, a, b, generator)


def init_normal_(tensor: paddle.Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> paddle.Tensor:
    """torch.nn.init.normal_: draw from N(mean, std²)."""
    return draw_normal(tensor, mean, std, generator)


def init_trunc_normal_(
    tensor: paddle.Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Any = None,
) -> paddle.Tensor:
    """torch.nn.init.trunc_normal_: draw from N(mean, std²) cut to [a, b]."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )
    return draw_truncated_normal(tensor, mean, std, a, b, generator)


def init_constant_(tensor: paddle.Tensor, val: float) -> paddle.Tensor:
    """torch.nn.init.constant_: fill with ``val``."""
    with paddle.no_grad():
        return tensor if 0 in tensor.shape else tensor.fill_(val)


def init_ones_(tensor: paddle.Tensor) -> paddle.Tensor:
    """torch.nn.init.ones_."""
    return init_constant_(tensor, 1.0)


def init_zeros_(tensor: paddle.Tensor) -> paddle.Tensor:
    """torch.nn.init.zeros_."""
    return init_constant_(tensor, 0.0)


def init_eye_(tensor: paddle.Tensor) -> paddle.Tensor:
    """torch.nn.init.eye_: the identity matrix, as much of it as fits."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with paddle.no_grad():
        tensor[...] = paddle.eye(tensor.shape[0], tensor.shape[1], dtype=tensor.dtype)
    return tensor


def init_dirac_(tensor: paddle.Tensor, groups: int = 1) -> paddle.Tensor:
    """torch.nn.init.dirac_: a convolution kernel that copies as many input channels as it can, for each group."""
    if tensor.ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    outputs = tensor.shape[0] // groups
    center = tuple(size // 2 for size in tensor.shape[2:])
    with paddle.no_grad():
        tensor.zero_()
        for group in range(groups):
            for channel in range(min(outputs, tensor.shape[1])):
                cell = (group * outputs + channel, channel, *center)
                tensor[cell] = 1.0
    return tensor


def init_sparse_(tensor: paddle.Tensor, sparsity: float, std: float = 0.01, generator: Any = None) -> paddle.Tensor:
    """torch.nn.init.sparse_: draw from N(0, std²), with a share ``sparsity`` of each column set to zero."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    draw_normal(tensor, 0.0, std, generator)
    with paddle.no_grad():
        for column in range(columns if zeros else 0):
            tensor[paddle.randperm(rows)[:zeros], column] = 0.0
    return tensor
