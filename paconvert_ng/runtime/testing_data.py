"""torch.testing.make_tensor: random tensors of any dtype for tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

from .tensor_dtypes import dtype_name

_SMALLEST = {"float16": 6.103515625e-05, "bfloat16": 1.1754943508222875e-38}


def make_tensor(
    *shape: Any,
    dtype: Any,
    device: Any,
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> paddle.Tensor:
    """torch.testing.make_tensor: uniform values, low ≤ value < high, by default -9 to 9.

    Whole numbers reach 9, unsigned ones begin at 0, bools are 0 or 1. Raises ValueError for an empty range and for
    ``noncontiguous`` with a memory format, and RuntimeError for whole numbers that require a gradient.
    """
    sizes = list(shape[0]) if len(shape) == 1 and isinstance(shape[0], (list, tuple)) else list(shape)
    name = dtype_name(dtype)
    if noncontiguous and memory_format is not None:
        raise ValueError("The parameters `noncontiguous` and `memory_format` are mutually exclusive")
    whole = name == "bool" or "int" in name
    if requires_grad and whole:
        raise ValueError(f"`requires_grad=True` is not supported for boolean and integral dtypes, but got {name}")
    first, last = _bounds(name, low, high)
    drawn = sizes[:-1] + [2 * sizes[-1]] if noncontiguous and sizes else sizes
    if whole:
        values = paddle.randint(int(first), int(last), drawn or [1], "int64").reshape(drawn)
    elif "complex" in name:
        real = "float32" if name == "complex64" else "float64"
        values = paddle.complex(*(paddle.uniform(drawn, real, float(first), float(last)) for _ in range(2)))
    else:
        wide = "float64" if name == "float64" else "float32"
        values = paddle.uniform(drawn, wide, float(first), float(last))
    if exclude_zero:
        smallest = 1 if whole else _SMALLEST.get(name) or float(np.finfo(name).tiny)
        values = paddle.where(values.cast(dtype) == 0, paddle.full_like(values, smallest), values)
    values = values.cast(dtype)
    if noncontiguous and sizes:
        values = paddle.as_strided(values, sizes, [*values.strides[:-1], 2])
    if device is not None:
        values = values.to(device)
    values.stop_gradient = not requires_grad
    return values


def _bounds(name: str, low: float | None, high: float | None) -> tuple[float, float]:
    """The range for a dtype, within what it can hold."""
    if name == "bool":
        least, most, default = 0.0, 2.0, (0.0, 2.0)
    elif "int" in name:
        info = np.iinfo(name)
        least, most = float(info.min), float(info.max)
        default = (0.0 if name == "uint8" else -9.0, 10.0)
    else:
        real = {"complex64": "float32", "complex128": "float64"}.get(name, name)
        most = float(paddle.finfo(real).max)
        least, default = -most, (-9.0, 9.0)
    first = default[0] if low is None else float(low)
    last = default[1] if high is None else float(high)
    if first > last or first != first or last != last:
        raise ValueError(f"`low` must be less than `high`, but got {first} and {last}")
    return max(first, least), min(last, most)
