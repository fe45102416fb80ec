"""torch.nn.init functions that scale by a weight's fans. Weights have the outputs first, then the inputs."""

from __future__ import annotations

import math
import warnings
from typing import Any

import paddle

from .init_random import draw_normal, draw_uniform


def init_fan_in_and_fan_out(tensor: paddle.Tensor) -> tuple[int, int]:
    """torch.nn.init._calculate_fan_in_and_fan_out: inputs and outputs of a weight, times its kernel's size.

    Paddle's takes a 2-D weight as [in_features, out_features].
    """
    if tensor.ndim < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    kernel = math.prod(tensor.shape[2:])
    return tensor.shape[1] * kernel, tensor.shape[0] * kernel


def init_correct_fan(tensor: paddle.Tensor, mode: str) -> int:
    """torch.nn.init._calculate_correct_fan: the fan that ``mode`` names, "fan_in" or "fan_out"."""
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return init_fan_in_and_fan_out(tensor)[mode == "fan_out"]


def init_calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """torch.nn.init.calculate_gain; Paddle's differs in what it accepts for ``param``."""
    if nonlinearity in ("linear", "sigmoid") or nonlinearity in (
        f"{kind}{dimensions}d" for kind in ("conv", "conv_transpose") for dimensions in (1, 2, 3)
    ):
        return 1
    if nonlinearity == "leaky_relu":
        if param is None:
            param = 0.01
        elif isinstance(param, bool) or not isinstance(param, (int, float)):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + param**2))
    gains = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
    if nonlinearity not in gains:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return gains[nonlinearity]


def init_xavier_uniform_(tensor: paddle.Tensor, gain: float = 1.0, generator: Any = None) -> paddle.Tensor:
    """torch.nn.init.xavier_uniform_."""
    bound = math.sqrt(3.0) * _xavier_std(tensor, gain)
    return draw_uniform(tensor, -bound, bound, generator)


def init_xavier_normal_(tensor: paddle.Tensor, gain: float = 1.0, generator: Any = None) -> paddle.Tensor:
    """torch.nn.init.xavier_normal_."""
    return draw_normal(tensor, 0.0, _xavier_std(tensor, gain), generator)


def init_kaiming_uniform_(
    tensor: paddle.Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> paddle.Tensor:
    """torch.nn.init.kaiming_uniform_."""
    if _is_empty(tensor):
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return draw_uniform(tensor, -bound, bound, generator)


def init_kaiming_normal_(
    tensor: paddle.Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> paddle.Tensor:
    """torch.nn.init.kaiming_normal_."""
    if _is_empty(tensor):
        return tensor
    return draw_normal(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


def init_orthogonal_(tensor: paddle.Tensor, gain: float = 1, generator: Any = None) -> paddle.Tensor:
    """torch.nn.init.orthogonal_: rows (or columns, whichever are fewer) orthonormal, times ``gain``."""
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if 0 in tensor.shape:
        return tensor
    rows = tensor.shape[0]
    columns = math.prod(tensor.shape[1:])
    dtype = "float64" if tensor.dtype == paddle.float64 else "float32"
    flat = draw_normal(paddle.empty([max(rows, columns), min(rows, columns)], dtype=dtype), 0.0, 1.0, generator)
    with paddle.no_grad():
        q, r = paddle.linalg.qr(flat)
        q = q * paddle.sign(paddle.diag(r))  # makes the distribution uniform over the orthogonal group
        q = q.transpose([1, 0]) if rows < columns else q
        tensor[...] = (q * gain).reshape(tensor.shape).astype(tensor.dtype)
    return tensor


def _xavier_std(tensor: paddle.Tensor, gain: float) -> float:
    return gain * math.sqrt(2.0 / sum(init_fan_in_and_fan_out(tensor)))


def _kaiming_std(tensor: paddle.Tensor, a: float, mode: str, nonlinearity: str) -> float:
    return init_calculate_gain(nonlinearity, a) / math.sqrt(init_correct_fan(tensor, mode))


def _is_empty(tensor: paddle.Tensor) -> bool:
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return True
    return False
