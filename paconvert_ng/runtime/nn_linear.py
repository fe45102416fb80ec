"""Linear layers with torch's weight layout, names and initialisation."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .nn_base import fill_by_fan_in, fill_uniform, new_parameter
from .nn_counterpart import CounterpartMeta


class OlderLinear(paddle.nn.Layer):
    """What ``paddle.compat.nn.Linear`` does, for a Paddle without it."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """input [..., in_features] to [..., out_features]."""
        out = paddle.matmul(input, self.weight, transpose_y=True)
        return out if self.bias is None else out + self.bias

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


def linear_base() -> Any:
    """``paddle.compat.nn.Linear``, or before Paddle 3.3 ``OlderLinear``."""
    compat = getattr(paddle, "compat", None)
    return getattr(getattr(compat, "nn", None), "Linear", OlderLinear)


class Linear(linear_base(), metaclass=CounterpartMeta):
    """torch.nn.Linear: weight [out_features, in_features], and torch's initial values.

    ``paddle.nn.Linear`` keeps its weight transposed. ``paddle.compat.nn.Linear`` has torch's layout but
    draws its initial weight from U(±1/sqrt(out_features)); torch's bound is 1/sqrt(in_features).
    """

    counterpart = paddle.nn.Linear

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        paddle.nn.Layer.__init__(self)
        self.in_features = in_features
        self.out_features = out_features
        self.weight = new_parameter(self, (out_features, in_features), device, dtype)
        self.add_parameter("bias", new_parameter(self, (out_features,), device, dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias from U(±1/sqrt(in_features))."""
        fill_by_fan_in(self.weight, None)
        if self.bias is not None:
            fan_in = self.weight.shape[1]
            fill_uniform(self.bias, 1.0 / math.sqrt(fan_in) if fan_in > 0 else 0.0)


class Bilinear(paddle.nn.Bilinear):
    """torch.nn.Bilinear. Paddle's has a bias of shape [1, out_features], other initial values, and wants 2-D inputs."""

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got {in1_features}")
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        self.weight = new_parameter(self, (out_features, in1_features, in2_features), device, dtype)
        self.add_parameter("bias", new_parameter(self, (out_features,), device, dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias from U(±1/sqrt(in1_features))."""
        bound = 1.0 / math.sqrt(self.weight.shape[1])
        fill_uniform(self.weight, bound)
        fill_uniform(self.bias, bound)

    def forward(self, input1: paddle.Tensor, input2: paddle.Tensor) -> paddle.Tensor:
        """y[..., k] = input1 · weight[k] · input2 + bias[k]; the leading axes of both inputs agree."""
        out = paddle.einsum("...i,kij,...j->...k", input1, self.weight, input2)
        return out if self.bias is None else out + self.bias

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )
