"""torchaudio.functional: recursive filters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paddle

#: Samples that one matrix product computes.
_BLOCK = 256


def _responses(feedback: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """The filter 1/feedback over ``length`` samples: to an impulse [length], to its last outputs [order, length]."""
    order = len(feedback) - 1
    states = np.vstack([np.zeros((1, order)), np.eye(order)])
    outputs = np.zeros((order + 1, length))
    for place in range(length):
        value = -(states * feedback[1:]).sum(axis=1)
        value[0] += place == 0
        outputs[:, place] = value
        states = np.hstack([value[:, None], states[:, : order - 1]]) if order else states
    return outputs[0], outputs[1:]


def _recursive(signal: Any, feedback: np.ndarray) -> Any:
    """Rows [rows, time] through 1/feedback (its first coefficient is 1), a block of samples at a time."""
    order = len(feedback) - 1
    if order == 0 or signal.shape[-1] == 0:
        return signal
    block = min(max(_BLOCK, order), signal.shape[-1])
    impulse, decay = _responses(feedback, block)
    lag = np.arange(block)[None, :] - np.arange(block)[:, None]
    toeplitz = np.where(lag >= 0, impulse[np.maximum(lag, 0)], 0.0)
    forced = paddle.to_tensor(toeplitz.astype(np.float64)).astype(signal.dtype)
    free = paddle.to_tensor(decay).astype(signal.dtype)
    state = paddle.zeros([signal.shape[0], order], dtype=signal.dtype)
    parts = []
    for start in range(0, signal.shape[-1], block):
        piece = signal[:, start : start + block]
        count = piece.shape[-1]
        out = paddle.matmul(piece, forced[:count, :count]) + paddle.matmul(state, free[:, :count])
        parts.append(out)
        state = paddle.concat([state.flip([-1]), out], axis=-1)[:, -order:].flip([-1])
    return paddle.concat(parts, axis=-1)


def _coefficients(values: Any) -> np.ndarray:
    if not values.stop_gradient:
        raise NotImplementedError("lfilter: gradients of the filter's coefficients are not supported")
    return values.numpy().astype(np.float64)


def lfilter(waveform: Any, a_coeffs: Any, b_coeffs: Any, clamp: bool = True, batching: bool = True) -> Any:
    """torchaudio.functional.lfilter: a_coeffs and b_coeffs [order + 1] or [filters, order + 1], lowest delay first.

    Computed by blocks of samples, so gradients of the waveform flow; those of the coefficients are not supported.
    """
    if a_coeffs.shape != b_coeffs.shape:
        raise ValueError(f"Expected coeffs to be the same size: {a_coeffs.shape} and {b_coeffs.shape}")
    if a_coeffs.ndim > 2:
        raise ValueError(f"Expected coeffs to have 1 or 2 dimensions, found {a_coeffs.ndim}")
    several = a_coeffs.ndim > 1
    feedback, forward = (np.atleast_2d(_coefficients(values)) for values in (a_coeffs, b_coeffs))
    filters, taps = feedback.shape
    if several and batching and waveform.shape[-2] != filters:
        raise ValueError(f"Expected number of batches in waveform to be {filters}, found {waveform.shape[-2]}")
    if several and not batching:
        waveform = paddle.stack([waveform] * filters, axis=-2)
    shape = waveform.shape
    rows = waveform.reshape([-1, filters if several else 1, shape[-1]])
    outputs = []
    for index in range(filters if several else 1):
        row = rows[:, index]
        kernel = paddle.to_tensor(forward[index][::-1].copy() / feedback[index][0]).astype(row.dtype)
        padded = paddle.concat([paddle.zeros([row.shape[0], taps - 1], dtype=row.dtype), row], axis=-1)
        driven = paddle.nn.functional.conv1d(padded.unsqueeze(1), kernel.reshape([1, 1, -1])).squeeze(1)
        outputs.append(_recursive(driven, feedback[index] / feedback[index][0]))
    result = paddle.stack(outputs, axis=1).reshape(shape)
    return paddle.clip(result, -1.0, 1.0) if clamp else result


def filtfilt(waveform: Any, a_coeffs: Any, b_coeffs: Any, clamp: bool = True) -> Any:
    """torchaudio.functional.filtfilt: forwards and backwards, so that phases stay."""
    forwards = lfilter(waveform, a_coeffs, b_coeffs, clamp=False, batching=True)
    return lfilter(forwards.flip([-1]), a_coeffs, b_coeffs, clamp=clamp, batching=True).flip([-1])


def biquad(waveform: Any, b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> Any:
    """torchaudio.functional.biquad: a filter of order 2."""
    a, b = (
        paddle.to_tensor([float(v) for v in values], dtype=waveform.dtype) for values in ((a0, a1, a2), (b0, b1, b2))
    )
    return lfilter(waveform, a, b)


def _angle(frequency: float, sample_rate: int, Q: float) -> tuple[float, float, float]:
    """Sine and cosine of the angular frequency, and the filter's bandwidth term."""
    angle = 2 * math.pi * float(frequency) / sample_rate
    return math.sin(angle), math.cos(angle), math.sin(angle) / 2 / float(Q)


def lowpass_biquad(waveform: Any, sample_rate: int, cutoff_freq: float, Q: float = 0.707) -> Any:
    """torchaudio.functional.lowpass_biquad."""
    _, cosine, alpha = _angle(cutoff_freq, sample_rate, Q)
    edge = (1 - cosine) / 2
    return biquad(waveform, edge, 1 - cosine, edge, 1 + alpha, -2 * cosine, 1 - alpha)


def highpass_biquad(waveform: Any, sample_rate: int, cutoff_freq: float, Q: float = 0.707) -> Any:
    """torchaudio.functional.highpass_biquad."""
    _, cosine, alpha = _angle(cutoff_freq, sample_rate, Q)
    edge = (1 + cosine) / 2
    return biquad(waveform, edge, -1 - cosine, edge, 1 + alpha, -2 * cosine, 1 - alpha)


def allpass_biquad(waveform: Any, sample_rate: int, central_freq: float, Q: float = 0.707) -> Any:
    """torchaudio.functional.allpass_biquad."""
    _, cosine, alpha = _angle(central_freq, sample_rate, Q)
    return biquad(waveform, 1 - alpha, -2 * cosine, 1 + alpha, 1 + alpha, -2 * cosine, 1 - alpha)


def bandpass_biquad(
    waveform: Any, sample_rate: int, central_freq: float, Q: float = 0.707, const_skirt_gain: bool = False
) -> Any:
    """torchaudio.functional.bandpass_biquad."""
    sine, cosine, alpha = _angle(central_freq, sample_rate, Q)
    edge = sine / 2 if const_skirt_gain else alpha
    return biquad(waveform, edge, 0.0, -edge, 1 + alpha, -2 * cosine, 1 - alpha)


def bandreject_biquad(waveform: Any, sample_rate: int, central_freq: float, Q: float = 0.707) -> Any:
    """torchaudio.functional.bandreject_biquad."""
    _, cosine, alpha = _angle(central_freq, sample_rate, Q)
    return biquad(waveform, 1.0, -2 * cosine, 1.0, 1 + alpha, -2 * cosine, 1 - alpha)


def equalizer_biquad(waveform: Any, sample_rate: int, center_freq: float, gain: float, Q: float = 0.707) -> Any:
    """torchaudio.functional.equalizer_biquad."""
    _, cosine, alpha = _angle(center_freq, sample_rate, Q)
    amplitude = 10.0 ** (float(gain) / 40.0)
    up, down = alpha * amplitude, alpha / amplitude
    return biquad(waveform, 1 + up, -2 * cosine, 1 - up, 1 + down, -2 * cosine, 1 - down)


def _shelf(waveform: Any, sample_rate: int, gain: float, central_freq: float, Q: float, sign: int) -> Any:
    """A shelving filter: of the low frequencies (sign 1) or the high ones (-1)."""
    _, cosine, alpha = _angle(central_freq, sample_rate, Q)
    amplitude = 10.0 ** (float(gain) / 40.0)
    slope = 2 * math.sqrt(amplitude) * alpha
    plus, minus = amplitude + 1, amplitude - 1
    b0 = amplitude * (plus - sign * minus * cosine + slope)
    b1 = sign * 2 * amplitude * (minus - sign * plus * cosine)
    b2 = amplitude * (plus - sign * minus * cosine - slope)
    a0 = plus + sign * minus * cosine + slope
    a1 = -sign * 2 * (minus + sign * plus * cosine)
    a2 = plus + sign * minus * cosine - slope
    return biquad(waveform, b0, b1, b2, a0, a1, a2)


def bass_biquad(waveform: Any, sample_rate: int, gain: float, central_freq: float = 100, Q: float = 0.707) -> Any:
    """torchaudio.functional.bass_biquad."""
    return _shelf(waveform, sample_rate, gain, central_freq, Q, 1)


def treble_biquad(waveform: Any, sample_rate: int, gain: float, central_freq: float = 3000, Q: float = 0.707) -> Any:
    """torchaudio.functional.treble_biquad."""
    return _shelf(waveform, sample_rate, gain, central_freq, Q, -1)


def audio_gain(waveform: Any, gain_db: float = 1.0) -> Any:
    """torchaudio.functional.gain: louder by decibels."""
    return waveform if gain_db == 0 else waveform * 10 ** (gain_db / 20)


def preemphasis(waveform: Any, coeff: float = 0.97) -> Any:
    """torchaudio.functional.preemphasis: each sample less a part of the one before it."""
    return paddle.concat([waveform[..., :1], waveform[..., 1:] - coeff * waveform[..., :-1]], axis=-1)


def deemphasis(waveform: Any, coeff: float = 0.97) -> Any:
    """torchaudio.functional.deemphasis: the inverse of ``preemphasis``, cut off at -1 and 1."""
    a = paddle.to_tensor([1.0, -coeff], dtype=waveform.dtype)
    b = paddle.to_tensor([1.0, 0.0], dtype=waveform.dtype)
    return lfilter(waveform, a, b)
