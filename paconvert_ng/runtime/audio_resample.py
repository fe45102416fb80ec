"""torchaudio's resampling: a windowed sinc, one kernel for each phase of the new rate."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paddle

_METHODS = {
    "sinc_interp_hann": "hann",
    "sinc_interpolation": "hann",
    "sinc_interp_kaiser": "kaiser",
    "kaiser_window": "kaiser",
}


def resampling_kernel(
    orig_freq: int,
    new_freq: int,
    lowpass_filter_width: int,
    rolloff: float,
    resampling_method: str,
    beta: float | None,
    dtype: Any,
) -> tuple[Any, int]:
    """The kernels [new rate, 1, taps] for rates without common divisor, and the taps on each side.

    Without a dtype they are computed in float64 and given in float32.
    """
    if resampling_method not in _METHODS:
        raise ValueError(f"Invalid resampling method: {resampling_method}")
    if lowpass_filter_width <= 0:
        raise ValueError("Low pass filter width should be positive.")
    base = min(orig_freq, new_freq) * rolloff
    width = math.ceil(lowpass_filter_width * orig_freq / base)
    inner = dtype or "float64"
    taps = paddle.arange(-width, width + orig_freq, dtype=inner).reshape([1, 1, -1]) / orig_freq
    phases = paddle.arange(0, -new_freq, -1).astype(dtype or "float32").reshape([-1, 1, 1]) / new_freq
    times = paddle.clip((phases.astype(inner) + taps) * base, -lowpass_filter_width, lowpass_filter_width)
    if _METHODS[resampling_method] == "hann":
        window = paddle.cos(times * math.pi / lowpass_filter_width / 2) ** 2
    else:
        shape = paddle.full([], 14.769656459379492 if beta is None else float(beta), dtype="float32")
        inside = paddle.sqrt(1 - (times / lowpass_filter_width) ** 2)
        window = paddle.i0(shape.astype(inner) * inside) / paddle.i0(shape).astype(inner)
    angles = times * math.pi
    safe = paddle.where(angles == 0, paddle.ones_like(angles), angles)
    sinc = paddle.where(angles == 0, paddle.ones_like(angles), paddle.sin(safe) / safe)
    kernel = sinc * (window * (base / orig_freq))
    return kernel.astype(dtype or "float32"), width


def apply_resampling(waveform: Any, orig_freq: int, new_freq: int, kernel: Any, width: int) -> Any:
    """[..., time] at the new rate."""
    if not paddle.is_floating_point(waveform):
        raise TypeError(f"Expected floating point type for waveform tensor, but received {waveform.dtype}.")
    length = waveform.shape[-1]
    rows = waveform.reshape([-1, 1, length])
    rows = paddle.nn.functional.pad(rows, [width, width + orig_freq], data_format="NCL")
    result = paddle.nn.functional.conv1d(rows, kernel, stride=orig_freq).transpose([0, 2, 1])
    result = result.reshape([rows.shape[0], -1])[:, : math.ceil(np.float32(new_freq * length / orig_freq))]
    return result.reshape([*waveform.shape[:-1], result.shape[-1]])


def common_divisor(orig_freq: Any, new_freq: Any) -> int:
    """The greatest common divisor of two rates, which must be whole numbers."""
    if int(orig_freq) != orig_freq or int(new_freq) != new_freq:
        raise ValueError("Frequencies must be of integer type to ensure quality resampling computation.")
    return math.gcd(int(orig_freq), int(new_freq))


def audio_resample(
    waveform: Any,
    orig_freq: int,
    new_freq: int,
    lowpass_filter_width: int = 6,
    rolloff: float = 0.99,
    resampling_method: str = "sinc_interp_hann",
    beta: float | None = None,
) -> Any:
    """torchaudio.functional.resample."""
    if orig_freq <= 0.0 or new_freq <= 0.0:
        raise ValueError("Original frequency and desired frequency should be positive")
    if orig_freq == new_freq:
        return waveform
    divisor = common_divisor(orig_freq, new_freq)
    rates = (int(orig_freq) // divisor, int(new_freq) // divisor)
    kernel, width = resampling_kernel(*rates, lowpass_filter_width, rolloff, resampling_method, beta, waveform.dtype)
    return apply_resampling(waveform, *rates, kernel, width)
