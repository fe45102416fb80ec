"""Layer, RMS and group normalization with torch's attributes and parameter shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from .nn_base import as_tuple, fill_constant, new_parameter


def normalize_layer(
    input: paddle.Tensor,
    normalized_shape: tuple[int, ...],
    weight: paddle.Tensor | None,
    bias: paddle.Tensor | None,
    eps: float,
) -> paddle.Tensor:
    """Zero mean and unit variance over the last axes, which have sizes ``normalized_shape``; then weight and bias.

    Paddle's operator wants an axis before those that are normalized, flat weights, and an epsilon from 0 to 0.001.
    """
    rank = len(normalized_shape)
    if tuple(input.shape[input.ndim - rank :]) != normalized_shape:
        raise RuntimeError(
            f"Given normalized_shape={list(normalized_shape)}, expected input with shape "
            f"{['*', *normalized_shape]}, but got input of size {list(input.shape)}"
        )
    if not 0.0 <= eps <= 0.001:
        axes = list(range(input.ndim - rank, input.ndim))
        centred = input - input.mean(axis=axes, keepdim=True)
        out = centred * paddle.rsqrt((centred * centred).mean(axis=axes, keepdim=True) + eps)
        out = out if weight is None else out * weight
        return out if bias is None else out + bias
    if rank > 1:
        weight = None if weight is None else weight.flatten()
        bias = None if bias is None else bias.flatten()
    if input.ndim > rank:
        return paddle.nn.functional.layer_norm(input, list(normalized_shape), weight, bias, eps)
    return paddle.nn.functional.layer_norm(input.unsqueeze(0), list(normalized_shape), weight, bias, eps).squeeze(0)


class LayerNorm(paddle.nn.LayerNorm):
    """torch.nn.LayerNorm. Paddle's hides ``eps`` and ``normalized_shape``, flattens its weight, and wants an epsilon
    up to 0.001 and an axis before the normalized ones."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-05,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        self.normalized_shape = as_tuple(normalized_shape, 1)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        shape = self.normalized_shape
        affine = elementwise_affine
        self.add_parameter("weight", new_parameter(self, shape, device, dtype) if affine else None)
        self.add_parameter("bias", new_parameter(self, shape, device, dtype) if affine and bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        fill_constant(self.weight, 1.0)
        fill_constant(self.bias, 0.0)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Normalize over the last ``len(normalized_shape)`` axes."""
        return normalize_layer(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )

    _normalized_shape = property(lambda self: list(self.normalized_shape))
    _epsilon = property(lambda self: self.eps)


class RMSNorm(paddle.nn.Layer):
    """torch.nn.RMSNorm; Paddle has no such layer. Half-precision input is normalized in float32."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = as_tuple(normalized_shape, 1)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self.add_parameter(
            "weight", new_parameter(self, self.normalized_shape, device, dtype) if elementwise_affine else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1."""
        fill_constant(self.weight, 1.0)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """x / sqrt(mean(x²) + eps) * weight over the last axes; eps defaults to the machine epsilon."""
        rank = len(self.normalized_shape)
        if tuple(x.shape[x.ndim - rank :]) != self.normalized_shape:
            raise RuntimeError(
                f"Given normalized_shape={list(self.normalized_shape)}, expected input with shape "
                f"{['*', *self.normalized_shape]}, but got input of size {list(x.shape)}"
            )
        exact = x.astype("float32") if x.dtype in (paddle.float16, paddle.bfloat16) else x
        eps = self.eps if self.eps is not None else paddle.finfo(exact.dtype).eps
        axes = list(range(x.ndim - rank, x.ndim))
        out = exact * paddle.rsqrt((exact * exact).mean(axis=axes, keepdim=True) + eps)
        if self.weight is not None:
            out = out * self.weight.astype(out.dtype)
        return out.astype(x.dtype)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(paddle.nn.GroupNorm):
    """torch.nn.GroupNorm. Paddle's hides its attributes, and without a weight its gradient is wrong on CPU."""

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-05,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        if num_channels % num_groups != 0:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        shape = (num_channels,)
        self.add_parameter("weight", new_parameter(self, shape, device, dtype) if affine else None)
        self.add_parameter("bias", new_parameter(self, shape, device, dtype) if affine and bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        fill_constant(self.weight, 1.0)
        fill_constant(self.bias, 0.0)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Normalize each of ``num_groups`` groups of channels (axis 1) of each sample."""
        weight, bias = self.weight, self.bias
        if weight is None:  # without a weight, the operator's gradient on CPU is wrong
            weight = paddle.ones([self.num_channels], dtype=input.dtype)
        return paddle.nn.functional.group_norm(input, self.num_groups, self.eps, weight, bias)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )

    _num_groups = property(lambda self: self.num_groups)
    _num_channels = property(lambda self: self.num_channels)
    _epsilon = property(lambda self: self.eps)
