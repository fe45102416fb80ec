"""Activation layers with torch's ``inplace`` and values where Paddle's differ.

Where a layer takes ``inplace``, True really overwrites the input, gradients included, as code that keeps a
reference to the input relies on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .nn_base import fill_constant, new_parameter
from .nn_counterpart import CounterpartMeta
from .recording import gradient_recorded, kept_for_backward, rebound
from .static_graph import true_sizes


def overwrite_input(function: Callable[[Any], Any], input: paddle.Tensor) -> paddle.Tensor:
    """``input`` itself, now holding ``function(input)``; gradients go through the function.

    Raises RuntimeError for a leaf that takes a gradient, as torch does.
    """
    if not paddle.in_dynamic_mode():
        return function(input)  # a value of a static graph cannot be overwritten
    if input.stop_gradient or not paddle.is_grad_enabled():
        paddle.assign(function(input.detach()), output=input)
        return input
    if input.is_leaf:
        raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    if kept_for_backward(input):
        return rebound(input, function(input))
    if not input.is_contiguous() or 0 in input.shape or input.dtype in (paddle.float16, paddle.bfloat16):
        paddle.assign(function(input.clone()), output=input)
        return input
    # The function works on a copy, and its values go where the input's were, for the input's views. No operator does
    # the copying (the gradient of assign has none itself, which penalties on gradients need, and clone's copies again),
    # so what was kept of the input before is told that it changes.
    place, source = input.detach(), input.view(input.shape)
    place.clone()._share_buffer_to(source)
    input._bump_inplace_version()
    value = function(source)
    place.copy_(value.detach(), False)
    place._share_buffer_to(value)
    return rebound(input, value)


def relu_over(input: paddle.Tensor) -> paddle.Tensor:
    """``input`` itself, now without negative values."""
    if kept_for_backward(input):
        return rebound(input, paddle.nn.functional.relu(input))
    return paddle.nn.functional.relu_(input)


class InplaceOption:
    """An activation layer that overwrites its input if ``inplace``; ``_activate`` computes the values."""

    inplace: bool

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        raise NotImplementedError

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Element by element; the same tensor comes back if ``inplace``."""
        return overwrite_input(self._activate, input) if self.inplace else self._activate(input)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


def with_inplace(text: str, inplace: bool) -> str:
    return f"{text}, inplace=True" if inplace else text


class ReLU(InplaceOption, paddle.nn.ReLU, metaclass=CounterpartMeta):
    """torch.nn.ReLU; Paddle's takes no ``inplace``."""

    counterpart = paddle.nn.ReLU

    def __init__(self, inplace: bool = False) -> None:
        paddle.nn.ReLU.__init__(self)
        self.inplace = inplace

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """max(0, x), in the input itself if ``inplace``."""
        return relu_over(input) if self.inplace else paddle.nn.functional.relu(input)


class ReLU6(InplaceOption, paddle.nn.ReLU6, metaclass=CounterpartMeta):
    """torch.nn.ReLU6; Paddle's takes no ``inplace``."""

    counterpart = paddle.nn.ReLU6

    def __init__(self, inplace: bool = False) -> None:
        paddle.nn.ReLU6.__init__(self)
        self.min_val, self.max_val = 0.0, 6.0
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.relu6(input)


class Hardtanh(InplaceOption, paddle.nn.Hardtanh, metaclass=CounterpartMeta):
    """torch.nn.Hardtanh; Paddle's calls the bounds ``min`` and ``max`` and takes no ``inplace``."""

    counterpart = paddle.nn.Hardtanh

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ) -> None:
        paddle.nn.Hardtanh.__init__(self)
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        if self.max_val <= self.min_val:
            raise ValueError("max_val must be larger than min_val")
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.hardtanh(input, float(self.min_val), float(self.max_val))

    def extra_repr(self) -> str:
        return with_inplace(f"min_val={self.min_val}, max_val={self.max_val}", self.inplace)


def hard_sigmoid_of(input: paddle.Tensor) -> paddle.Tensor:
    """min(max(x + 3, 0), 6) / 6; the slope of Paddle's operator has single precision."""
    if input.dtype == paddle.float64:
        return paddle.nn.functional.relu6(input + 3) / 6
    return paddle.nn.functional.hardsigmoid(input, slope=1 / 6)


class Hardsigmoid(InplaceOption, paddle.nn.Hardsigmoid, metaclass=CounterpartMeta):
    """torch.nn.Hardsigmoid; Paddle's rounds the slope 1/6 to seven digits and takes no ``inplace``."""

    counterpart = paddle.nn.Hardsigmoid

    def __init__(self, inplace: bool = False) -> None:
        paddle.nn.Hardsigmoid.__init__(self)
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return hard_sigmoid_of(input)

    def extra_repr(self) -> str:
        return ""


class Hardswish(InplaceOption, paddle.nn.Hardswish, metaclass=CounterpartMeta):
    """torch.nn.Hardswish; Paddle's takes no ``inplace``."""

    counterpart = paddle.nn.Hardswish

    def __init__(self, inplace: bool = False) -> None:
        paddle.nn.Hardswish.__init__(self)
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.hardswish(input)

    def extra_repr(self) -> str:
        return ""


class SiLU(InplaceOption, paddle.nn.Swish, metaclass=CounterpartMeta):
    """torch.nn.SiLU. The gradient of Paddle's ``silu`` is NaN below about -88; that of ``swish`` is right."""

    counterpart = paddle.nn.Swish

    def __init__(self, inplace: bool = False) -> None:
        paddle.nn.Swish.__init__(self)
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.swish(input)


class Mish(InplaceOption, paddle.nn.Mish, metaclass=CounterpartMeta):
    """torch.nn.Mish; Paddle's takes no ``inplace``."""

    counterpart = paddle.nn.Mish

    def __init__(self, inplace: bool = False) -> None:
        paddle.nn.Mish.__init__(self)
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.mish(input)


class ELU(InplaceOption, paddle.nn.ELU, metaclass=CounterpartMeta):
    """torch.nn.ELU; Paddle's takes no ``inplace`` and hides ``alpha``."""

    counterpart = paddle.nn.ELU

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        paddle.nn.ELU.__init__(self)
        self.alpha = alpha
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.elu(input, self.alpha)

    def extra_repr(self) -> str:
        return with_inplace(f"alpha={self.alpha}", self.inplace)


class CELU(InplaceOption, paddle.nn.CELU):
    """torch.nn.CELU; the gradient of Paddle's is NaN for large positive inputs."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        paddle.nn.CELU.__init__(self)
        self.alpha = alpha
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        below = paddle.clip(input, max=0.0)
        return paddle.where(input > 0, input, self.alpha * paddle.expm1(below / self.alpha))

    def extra_repr(self) -> str:
        return with_inplace(f"alpha={self.alpha}", self.inplace)


class SELU(InplaceOption, paddle.nn.SELU, metaclass=CounterpartMeta):
    """torch.nn.SELU; Paddle's takes no ``inplace``."""

    counterpart = paddle.nn.SELU

    def __init__(self, inplace: bool = False) -> None:
        paddle.nn.SELU.__init__(self)
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.selu(input)


def leaky_rectified(input: paddle.Tensor, slope: float) -> paddle.Tensor:
    """x where x > 0, else slope * x; at 0 the gradient is the slope (that of Paddle's own function is 1)."""
    if not 0 < slope <= 1 or input.dtype not in (paddle.float32, paddle.float64):
        return paddle.where(input > 0, input, input * slope)
    if not gradient_recorded(input):
        return paddle.nn.functional.leaky_relu(input, slope)
    # The factor is exactly 1 or the slope, and the gradient; ``where`` takes five times as long.
    return input * paddle.clip((input.detach() > 0).astype(input.dtype), min=slope)


class LeakyReLU(InplaceOption, paddle.nn.LeakyReLU):
    """torch.nn.LeakyReLU; at 0 the gradient is the slope (Paddle's is 1)."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        paddle.nn.LeakyReLU.__init__(self)
        self.negative_slope = negative_slope
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return leaky_rectified(input, self.negative_slope)

    def extra_repr(self) -> str:
        return with_inplace(f"negative_slope={self.negative_slope}", self.inplace)


class RReLU(InplaceOption, paddle.nn.RReLU):
    """torch.nn.RReLU; Paddle's takes no ``inplace`` and hides its bounds."""

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False) -> None:
        paddle.nn.RReLU.__init__(self)
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        slope: Any = (self.lower + self.upper) / 2
        if self.training:
            slope = paddle.uniform(true_sizes(input), dtype=input.dtype, min=self.lower, max=self.upper)
        return paddle.where(input > 0, input, input * slope)

    def extra_repr(self) -> str:
        return with_inplace(f"lower={self.lower}, upper={self.upper}", self.inplace)


class Threshold(InplaceOption, paddle.nn.Layer):
    """torch.nn.Threshold: x where x > threshold, else ``value``; Paddle's ThresholdedReLU is NaN at -inf."""

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        paddle.nn.Layer.__init__(self)
        self.threshold = threshold
        self.value = value
        self.inplace = inplace

    def _activate(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.where(input <= self.threshold, paddle.full_like(input, self.value), input)

    def extra_repr(self) -> str:
        return with_inplace(f"threshold={self.threshold}, value={self.value}", self.inplace)


class PReLU(paddle.nn.PReLU):
    """torch.nn.PReLU; Paddle's calls its parameter ``_weight``."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        paddle.nn.Layer.__init__(self)
        self.num_parameters = num_parameters
        self.init = init
        self.weight = new_parameter(self, (num_parameters,), device, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set the weight to ``init``."""
        fill_constant(self.weight, self.init)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """x where x > 0, else weight * x; one weight for all, or one for each channel (axis 1)."""
        weight = self.weight
        channels = input.shape[1] if input.ndim > 1 else 1
        if self.num_parameters != 1 and self.num_parameters != channels:
            raise RuntimeError(
                "Mismatch of parameter numbers and input channel size. "
                f"Found parameter numbers = {self.num_parameters} and channel size = {channels}."
            )
        if self.num_parameters != 1 and input.ndim > 2:
            weight = weight.reshape([self.num_parameters] + [1] * (input.ndim - 2))
        elif input.ndim == 0:
            weight = weight.reshape([])
        return paddle.where(input > 0, input, weight * input)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"
