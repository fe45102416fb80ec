"""torchaudio.functional: filter banks, decibels, cosine transforms and companding."""

from __future__ import annotations

import math
import warnings
from typing import Any

import paddle

#: Slaney's scale: linear below 1 kHz (15 mel), logarithmic above.
_LINEAR_STEP = 200.0 / 3
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_STEP
_LOG_STEP = math.log(6.4) / 27.0


def _require_scale(mel_scale: str) -> None:
    if mel_scale not in ("slaney", "htk"):
        raise ValueError('mel_scale should be one of "htk" or "slaney".')


def hz_to_mel(frequency: float, mel_scale: str) -> float:
    """A frequency in Hz on the mel scale of HTK or of Slaney."""
    _require_scale(mel_scale)
    if mel_scale == "htk":
        return 2595.0 * math.log10(1.0 + frequency / 700.0)
    if frequency < _BREAK_HZ:
        return frequency / _LINEAR_STEP
    return _BREAK_MEL + math.log(frequency / _BREAK_HZ) / _LOG_STEP


def mel_to_hz(mels: Any, mel_scale: str) -> Any:
    """The inverse of ``hz_to_mel``, for a tensor."""
    _require_scale(mel_scale)
    if mel_scale == "htk":
        return 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    above = _BREAK_HZ * paddle.exp(_LOG_STEP * (mels - _BREAK_MEL))
    return paddle.where(mels >= _BREAK_MEL, above, _LINEAR_STEP * mels)


def _triangles(frequencies: Any, corners: Any) -> Any:
    """Triangular filters [frequencies, filters] between each three neighbouring corners."""
    widths = corners[1:] - corners[:-1]
    slopes = corners.unsqueeze(0) - frequencies.unsqueeze(1)
    falling = -slopes[:, :-2] / widths[:-1]
    rising = slopes[:, 2:] / widths[1:]
    return paddle.clip(paddle.minimum(falling, rising), min=0.0)


def melscale_fbanks(
    n_freqs: int,
    f_min: float,
    f_max: float,
    n_mels: int,
    sample_rate: int,
    norm: str | None = None,
    mel_scale: str = "htk",
) -> Any:
    """torchaudio.functional.melscale_fbanks: [n_freqs, n_mels]."""
    if norm is not None and norm != "slaney":
        raise ValueError('norm must be one of None or "slaney"')
    frequencies = paddle.linspace(0.0, sample_rate // 2, n_freqs, dtype="float32")
    mels = paddle.linspace(hz_to_mel(f_min, mel_scale), hz_to_mel(f_max, mel_scale), n_mels + 2, dtype="float32")
    corners = mel_to_hz(mels, mel_scale)
    bank = _triangles(frequencies, corners)
    if norm is not None:
        bank = bank * (2.0 / (corners[2:] - corners[:-2])).unsqueeze(0)
    if bool((bank.max(axis=0) == 0.0).any()):
        warnings.warn(
            "At least one mel filterbank has all zero values. "
            f"The value for `n_mels` ({n_mels}) may be set too high. "
            f"Or, the value for `n_freqs` ({n_freqs}) may be set too low.",
            stacklevel=2,
        )
    return bank


def linear_fbanks(n_freqs: int, f_min: float, f_max: float, n_filter: int, sample_rate: int) -> Any:
    """torchaudio.functional.linear_fbanks: [n_freqs, n_filter]."""
    frequencies = paddle.linspace(0.0, sample_rate // 2, n_freqs, dtype="float32")
    return _triangles(frequencies, paddle.linspace(f_min, f_max, n_filter + 2, dtype="float32"))


def create_dct(n_mfcc: int, n_mels: int, norm: str | None) -> Any:
    """torchaudio.functional.create_dct: the matrix [n_mels, n_mfcc] of the cosine transform of type 2."""
    if norm is not None and norm != "ortho":
        raise ValueError('norm must be either "ortho" or None')
    places = (paddle.arange(n_mels, dtype="float32") + 0.5) * (math.pi / n_mels)
    matrix = paddle.cos(paddle.arange(n_mfcc, dtype="float32").unsqueeze(1) * places)
    if norm is None:
        return (2.0 * matrix).t()
    factors = paddle.full([n_mfcc, 1], math.sqrt(2.0 / n_mels), dtype="float32")
    factors[0] = math.sqrt(1.0 / n_mels)
    return (matrix * factors).t()


def amplitude_to_decibels(
    x: Any, multiplier: float, amin: float, db_multiplier: float, top_db: float | None = None
) -> Any:
    """torchaudio.functional.amplitude_to_DB: the range is cut off for each clip (all channels of it)."""
    decibels = multiplier * paddle.log10(paddle.clip(x, min=amin)) - multiplier * db_multiplier
    if top_db is None:
        return decibels
    channels = x.shape[-3] if x.ndim > 2 else 1
    clips = decibels.reshape([-1, channels, *x.shape[-2:]])
    lowest = paddle.amax(clips, axis=[-3, -2, -1], keepdim=True) - top_db
    return paddle.maximum(clips, lowest).reshape(x.shape)


def decibels_to_amplitude(x: Any, ref: float, power: float) -> Any:
    """torchaudio.functional.DB_to_amplitude."""
    return ref * paddle.pow(paddle.pow(10.0 * paddle.ones([], dtype=x.dtype), 0.1 * x), power)


def mu_law_encoding(x: Any, quantization_channels: int) -> Any:
    """torchaudio.functional.mu_law_encoding: values from -1 to 1 to integers."""
    mu = quantization_channels - 1.0
    if not paddle.is_floating_point(x):
        warnings.warn("The input Tensor must be of floating type.", stacklevel=2)
        x = x.astype("float32")
    companded = paddle.sign(x) * paddle.log1p(mu * paddle.abs(x)) / math.log1p(mu)
    return ((companded + 1) / 2 * mu + 0.5).astype("int64")


def mu_law_decoding(x_mu: Any, quantization_channels: int) -> Any:
    """torchaudio.functional.mu_law_decoding: the inverse of ``mu_law_encoding``."""
    mu = quantization_channels - 1.0
    values = x_mu if paddle.is_floating_point(x_mu) else x_mu.astype("float32")
    values = values / mu * 2 - 1.0
    return paddle.sign(values) * (paddle.exp(paddle.abs(values) * math.log1p(mu)) - 1.0) / mu
