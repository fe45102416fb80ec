"""torch.signal.windows. Paddle's ``audio.functional.get_window`` has other names, arguments and lengths."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import paddle

from .creation import made, require_strided
from .promotion import default_dtype


def _signal_window(
    name: str,
    M: int,
    values: Callable[[np.ndarray], np.ndarray],
    dtype: Any,
    layout: Any,
    device: Any,
    requires_grad: bool,
) -> paddle.Tensor:
    """``values`` of 0 to M - 1."""
    if M < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={M}")
    require_strided(layout)
    dtype = default_dtype() if dtype is None else dtype
    if dtype not in (paddle.float32, paddle.float64):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {dtype}")
    points = values(np.arange(M, dtype="float64")) if M else np.zeros([0])
    return made(paddle.to_tensor(points).astype(dtype), None, device, requires_grad, None)


def _intervals(M: int, sym: bool) -> int:
    """How many steps of the window lie between two of its ends."""
    return max(M - 1 if sym else M, 1)


def _cosines(M: int, a: list[float], sym: bool) -> Callable[[np.ndarray], np.ndarray]:
    def values(k: np.ndarray) -> np.ndarray:
        if M == 1:
            return np.ones([1])
        angle = 2 * math.pi / _intervals(M, sym) * k
        total = np.zeros_like(k)
        for order, factor in enumerate(a):
            total += (-1) ** order * factor * np.cos(order * angle)
        return total

    return values


def general_cosine(
    M: int,
    *,
    a: Iterable[float],
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.general_cosine."""
    factors = [float(value) for value in a]
    if not factors:
        raise ValueError("Coefficients cannot be empty")
    return _signal_window("general_cosine", M, _cosines(M, factors, sym), dtype, layout, device, requires_grad)


def general_hamming(
    M: int,
    *,
    alpha: float = 0.54,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.general_hamming."""
    factors = [alpha, 1.0 - alpha]
    return _signal_window("general_hamming", M, _cosines(M, factors, sym), dtype, layout, device, requires_grad)


def hamming(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.hamming."""
    return _signal_window("hamming", M, _cosines(M, [0.54, 0.46], sym), dtype, layout, device, requires_grad)


def hann(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.hann."""
    return _signal_window("hann", M, _cosines(M, [0.5, 0.5], sym), dtype, layout, device, requires_grad)


def blackman(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.blackman."""
    return _signal_window("blackman", M, _cosines(M, [0.42, 0.5, 0.08], sym), dtype, layout, device, requires_grad)


def nuttall(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.nuttall."""
    factors = [0.3635819, 0.4891775, 0.1365995, 0.0106411]
    return _signal_window("nuttall", M, _cosines(M, factors, sym), dtype, layout, device, requires_grad)


def bartlett(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.bartlett."""

    def values(k: np.ndarray) -> np.ndarray:
        return np.ones([1]) if M == 1 else 1 - np.abs(2 / _intervals(M, sym) * k - 1)

    return _signal_window("bartlett", M, values, dtype, layout, device, requires_grad)


def cosine(
    M: int,
    *,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.cosine."""
    length = M + 1 if not sym and M > 1 else M

    def values(k: np.ndarray) -> np.ndarray:
        return np.sin((k + 0.5) * math.pi / length)

    return _signal_window("cosine", M, values, dtype, layout, device, requires_grad)


def exponential(
    M: int,
    *,
    center: float | None = None,
    tau: float = 1.0,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.exponential."""
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    middle = (M if not sym and M > 1 else M - 1) / 2.0 if center is None else center

    def values(k: np.ndarray) -> np.ndarray:
        return np.exp(-np.abs(k - middle) / tau)

    return _signal_window("exponential", M, values, dtype, layout, device, requires_grad)


def gaussian(
    M: int,
    *,
    std: float = 1.0,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.gaussian."""
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    middle = (M if not sym and M > 1 else M - 1) / 2.0

    def values(k: np.ndarray) -> np.ndarray:
        return np.exp(-(((k - middle) / std) ** 2) / 2)

    return _signal_window("gaussian", M, values, dtype, layout, device, requires_grad)


def kaiser(
    M: int,
    *,
    beta: float = 12.0,
    sym: bool = True,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.signal.windows.kaiser."""
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")

    def values(k: np.ndarray) -> np.ndarray:
        if M == 1:
            return np.ones([1])
        place = np.minimum(2 * k / _intervals(M, sym) - 1, 1.0)
        return np.i0(beta * np.sqrt(1 - place**2)) / np.i0(beta)

    return _signal_window("kaiser", M, values, dtype, layout, device, requires_grad)
