"""What the layer classes share: parameters made and filled the way torch's modules do it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import paddle


def as_tuple(value: Any, length: int) -> tuple:
    """``value`` repeated ``length`` times, or if it is a sequence, itself as a tuple (a ``kernel_size`` for one)."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(value)
    return (value,) * length


def new_parameter(layer: paddle.nn.Layer, shape: Iterable[int], device: Any = None, dtype: Any = None) -> Any:
    """A zero-filled trainable parameter of ``layer``, in the default dtype unless ``dtype`` is given.

    ``Layer.create_parameter`` is used so that the parameter gets a Paddle name; its own ``device``
    argument gives a plain tensor where the device is not the current one.
    """
    parameter = layer.create_parameter(
        [int(size) for size in shape],
        dtype=dtype if dtype is not None else paddle.get_default_dtype(),
        default_initializer=paddle.nn.initializer.Constant(0.0),
    )
    if device is None:
        return parameter
    moved = parameter.to(device)
    return moved if isinstance(moved, type(parameter)) else type(parameter).from_tensor(moved)


def new_buffer(shape: Iterable[int], value: float, device: Any = None, dtype: Any = None) -> paddle.Tensor:
    """A constant tensor to be registered as a buffer, in the default dtype unless ``dtype`` is given."""
    tensor = paddle.full(list(shape), value, dtype=dtype if dtype is not None else paddle.get_default_dtype())
    return tensor if device is None else tensor.to(device)


def fill_constant(parameter: paddle.Tensor | None, value: float) -> None:
    """Set every element to ``value``, outside of autograd; nothing for None."""
    if parameter is not None:
        paddle.nn.initializer.Constant(value)(parameter)


def fill_uniform(parameter: paddle.Tensor | None, bound: float) -> None:
    """Draw from U(-bound, bound), outside of autograd; nothing for None or an empty tensor."""
    if parameter is not None and 0 not in parameter.shape:
        paddle.nn.initializer.Uniform(-bound, bound)(parameter)


def fill_normal(parameter: paddle.Tensor | None, std: float = 1.0) -> None:
    """Draw from N(0, std²), outside of autograd; nothing for None or an empty tensor."""
    if parameter is not None and 0 not in parameter.shape:
        paddle.nn.initializer.Normal(0.0, std)(parameter)


def fill_xavier_uniform(parameter: paddle.Tensor | None) -> None:
    """Draw from U(-b, b), b = sqrt(6 / (fan_in + fan_out)), for a weight that has outputs first, inputs second."""
    if parameter is not None:
        receptive_field = math.prod(parameter.shape[2:])
        fans = (parameter.shape[0] + parameter.shape[1]) * receptive_field
        fill_uniform(parameter, math.sqrt(6.0 / fans) if fans else 0.0)


def fill_by_fan_in(weight: paddle.Tensor, bias: paddle.Tensor | None) -> None:
    """torch's default for Linear and the convolutions: U(-b, b) with b = 1 / sqrt(fan_in) for weight and bias.

    That is ``kaiming_uniform_(weight, a=sqrt(5))``; fan_in counts the weight's second and later axes.
    """
    fan_in = math.prod(weight.shape[1:])
    bound = 1.0 / math.sqrt(fan_in) if fan_in > 0 else 0.0
    fill_uniform(weight, bound)
    fill_uniform(bias, bound)
