"""transformers.activations: activation layers and the table ACT2FN that makes one for a name in a configuration."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Any

import paddle

from .nn_activation import PReLU


def _gelu_by_tanh(input: paddle.Tensor) -> paddle.Tensor:
    return 0.5 * input * (1.0 + paddle.tanh(math.sqrt(2.0 / math.pi) * (input + 0.044715 * input * input * input)))


class GELUActivation(paddle.nn.Layer):
    """x·Φ(x); with ``use_gelu_python`` written out by erf (Hendrycks and Gimpel, arXiv 1606.08415)."""

    def __init__(self, use_gelu_python: bool = False) -> None:
        super().__init__()
        self.use_gelu_python = use_gelu_python

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        if self.use_gelu_python:
            return input * 0.5 * (1.0 + paddle.erf(input / math.sqrt(2.0)))
        return paddle.nn.functional.gelu(input)


class GELUTanh(paddle.nn.Layer):
    """GELU by tanh, in one kernel or, with ``use_gelu_tanh_python``, written out."""

    def __init__(self, use_gelu_tanh_python: bool = False) -> None:
        super().__init__()
        self.use_gelu_tanh_python = use_gelu_tanh_python

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        if self.use_gelu_tanh_python:
            return _gelu_by_tanh(input)
        return paddle.nn.functional.gelu(input, approximate=True)


class PytorchGELUTanh(paddle.nn.Layer):
    """GELU by tanh in one kernel, as it was called before transformers 4.57."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.gelu(input, approximate=True)


class NewGELUActivation(paddle.nn.Layer):
    """GELU by tanh, written out as in Google's BERT and OpenAI's GPT."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return _gelu_by_tanh(input)


class FastGELUActivation(paddle.nn.Layer):
    """GELU by tanh with sqrt(2/π) cut to ten digits."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return 0.5 * input * (1.0 + paddle.tanh(input * 0.7978845608 * (1.0 + 0.044715 * input * input)))


class QuickGELUActivation(paddle.nn.Layer):
    """x·sigmoid(1.702·x)."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return input * paddle.nn.functional.sigmoid(1.702 * input)


class ClippedGELUActivation(paddle.nn.Layer):
    """GELU kept between ``min`` and ``max``, for quantization (arXiv 2004.09602). Raises ValueError if min > max."""

    def __init__(self, min: float, max: float) -> None:
        if min > max:
            raise ValueError(f"min should be < max (got min: {min}, max: {max})")
        super().__init__()
        self.min = min
        self.max = max

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        return paddle.clip(paddle.nn.functional.gelu(x), self.min, self.max)


class AccurateGELUActivation(paddle.nn.Layer):
    """GELU by tanh, as MEGA computes it."""

    def __init__(self) -> None:
        super().__init__()
        self.precomputed_constant = math.sqrt(2 / math.pi)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        cubed = input * input * input
        return 0.5 * input * (1 + paddle.tanh(self.precomputed_constant * (input + 0.044715 * cubed)))


class MishActivation(paddle.nn.Layer):
    """x·tanh(softplus(x)) (arXiv 1908.08681)."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return input * paddle.tanh(paddle.nn.functional.softplus(input))


class LinearActivation(paddle.nn.Layer):
    """The input itself."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return input


class LaplaceActivation(paddle.nn.Layer):
    """The distribution function that MEGA uses for attention (arXiv 2209.10655)."""

    def forward(self, input: paddle.Tensor, mu: float = 0.707107, sigma: float = 0.282095) -> paddle.Tensor:
        return 0.5 * (1.0 + paddle.erf((input - mu) / (sigma * math.sqrt(2.0))))


class ReLUSquaredActivation(paddle.nn.Layer):
    """relu(x)² (arXiv 2109.08668)."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.square(paddle.nn.functional.relu(input))


class SiLUActivation(paddle.nn.Layer):
    """x·sigmoid(x)."""

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        return paddle.nn.functional.silu(input)


class ClassInstantier(OrderedDict):
    """A table of classes, perhaps with keyword arguments: an item makes a new object each time."""

    def __getitem__(self, key: Any) -> Any:
        content = super().__getitem__(key)
        made, arguments = content if isinstance(content, tuple) else (content, {})
        return made(**arguments)


ACT2CLS = {
    "gelu": GELUActivation,
    "gelu_10": (ClippedGELUActivation, {"min": -10, "max": 10}),
    "gelu_fast": FastGELUActivation,
    "gelu_new": NewGELUActivation,
    "gelu_python": (GELUActivation, {"use_gelu_python": True}),
    "gelu_pytorch_tanh": GELUTanh,
    "gelu_python_tanh": (GELUTanh, {"use_gelu_tanh_python": True}),
    "gelu_accurate": AccurateGELUActivation,
    "laplace": LaplaceActivation,
    "leaky_relu": paddle.nn.LeakyReLU,
    "linear": LinearActivation,
    "mish": MishActivation,
    "quick_gelu": QuickGELUActivation,
    "relu": paddle.nn.ReLU,
    "relu2": ReLUSquaredActivation,
    "relu6": paddle.nn.ReLU6,
    "sigmoid": paddle.nn.Sigmoid,
    "silu": SiLUActivation,
    "swish": paddle.nn.Swish,
    "tanh": paddle.nn.Tanh,
    "prelu": PReLU,
}

ACT2FN = ClassInstantier(ACT2CLS)


def get_activation(activation_string: str) -> Any:
    """A new activation layer by its name in configurations. Raises KeyError for a name that is not in ACT2FN."""
    if activation_string in ACT2FN:
        return ACT2FN[activation_string]
    raise KeyError(f"function {activation_string} not found in ACT2FN mapping {list(ACT2FN.keys())}")


def gelu_activation(input: paddle.Tensor) -> paddle.Tensor:
    """transformers.activations.gelu: x·Φ(x)."""
    return paddle.nn.functional.gelu(input)


def gelu_new_activation(input: paddle.Tensor) -> paddle.Tensor:
    """transformers.activations.gelu_new: GELU by tanh, written out."""
    return _gelu_by_tanh(input)


def gelu_fast_activation(input: paddle.Tensor) -> paddle.Tensor:
    """transformers.activations.gelu_fast: GELU by tanh with a shortened constant."""
    return 0.5 * input * (1.0 + paddle.tanh(input * 0.7978845608 * (1.0 + 0.044715 * input * input)))


def gelu_python_activation(input: paddle.Tensor) -> paddle.Tensor:
    """transformers.activations.gelu_python: GELU by erf, written out."""
    return input * 0.5 * (1.0 + paddle.erf(input / math.sqrt(2.0)))


def quick_gelu_activation(input: paddle.Tensor) -> paddle.Tensor:
    """transformers.activations.quick_gelu: x·sigmoid(1.702·x)."""
    return input * paddle.nn.functional.sigmoid(1.702 * input)


def mish_activation(input: paddle.Tensor) -> paddle.Tensor:
    """transformers.activations.mish: x·tanh(softplus(x))."""
    return input * paddle.tanh(paddle.nn.functional.softplus(input))


def linear_activation(input: paddle.Tensor) -> paddle.Tensor:
    """transformers.activations.linear_act: the input itself."""
    return input
