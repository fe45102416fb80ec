"""torchaudio.functional: masks, noise, convolution."""

from __future__ import annotations

from typing import Any

import paddle


def _mask_width(mask_param: int, p: float, size: int) -> int:
    return mask_param if p == 1.0 else min(mask_param, int(size * p))


def mask_along_axis(specgram: Any, mask_param: int, mask_value: float, axis: int, p: float = 1.0) -> Any:
    """torchaudio.functional.mask_along_axis: the same stretch of frequencies or frames for all examples."""
    dimensions = specgram.ndim
    if axis not in (dimensions - 2, dimensions - 1):
        raise ValueError(f"Only Frequency and Time masking are supported (axis {dimensions - 2} and {dimensions - 1})")
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"The value of p must be between 0.0 and 1.0 ({p} given).")
    size = specgram.shape[axis]
    width = _mask_width(mask_param, p, size)
    if width < 1:
        return specgram
    extent = paddle.rand([1]).item() * width
    start = int(paddle.rand([1]).item() * (size - extent))
    places = paddle.arange(size)
    masked = (places >= start) & (places < start + int(extent))
    if axis == dimensions - 2:
        masked = masked.unsqueeze(-1)
    return paddle.where(masked, paddle.full([1], mask_value, dtype=specgram.dtype), specgram)


def mask_along_axis_iid(specgrams: Any, mask_param: int, mask_value: Any, axis: int, p: float = 1.0) -> Any:
    """torchaudio.functional.mask_along_axis_iid: a stretch of its own for each example and channel."""
    dimensions = specgrams.ndim
    if dimensions < 3:
        raise ValueError(f"Spectrogram must have at least three dimensions ({dimensions} given).")
    if axis not in (dimensions - 2, dimensions - 1):
        raise ValueError(f"Only Frequency and Time masking are supported (axis {dimensions - 2} and {dimensions - 1})")
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"The value of p must be between 0.0 and 1.0 ({p} given).")
    size = specgrams.shape[axis]
    width = _mask_width(mask_param, p, size)
    if width < 1:
        return specgrams
    leading = specgrams.shape[: dimensions - 2]
    extent = paddle.rand(leading, dtype=specgrams.dtype) * width
    start = (paddle.rand(leading, dtype=specgrams.dtype) * (size - extent)).astype("int64")
    start, end = start.unsqueeze(-1), (start + extent.astype("int64")).unsqueeze(-1)
    places = paddle.arange(size)
    masked = (places >= start) & (places < end)
    masked = masked.unsqueeze(-1 if axis == dimensions - 2 else -2)
    value = mask_value if isinstance(mask_value, paddle.Tensor) else paddle.full([], mask_value, dtype=specgrams.dtype)
    return paddle.where(masked, value.astype(specgrams.dtype), specgrams)


def add_noise(waveform: Any, noise: Any, snr: Any, lengths: Any = None) -> Any:
    """torchaudio.functional.add_noise: noise scaled to a signal-to-noise ratio in decibels, [...] for [..., time]."""
    if not waveform.ndim - 1 == noise.ndim - 1 == snr.ndim or (lengths is not None and lengths.ndim != snr.ndim):
        raise ValueError("Input leading dimensions don't match.")
    if waveform.shape[-1] != noise.shape[-1]:
        raise ValueError(
            f"Length dimensions of waveform and noise don't match (got {waveform.shape} and {noise.shape})."
        )
    signal, disturbance = waveform, noise
    if lengths is not None:
        inside = (paddle.arange(waveform.shape[-1]) < lengths.unsqueeze(-1)).astype(waveform.dtype)
        signal, disturbance = waveform * inside, noise * inside
    energies = [(part.abs() ** 2).sum(axis=-1) for part in (signal, disturbance)]
    ratio = 10 * (paddle.log10(energies[0]) - paddle.log10(energies[1]))
    return waveform + (10 ** ((ratio - snr) / 20.0)).unsqueeze(-1) * noise


def _cut(result: Any, first: int, second: int, mode: str) -> Any:
    """The part of a full convolution that a mode keeps."""
    if mode == "full":
        return result
    length = max(first, second) - min(first, second) + 1 if mode == "valid" else first
    start = (result.shape[-1] - length) // 2
    return result[..., start : start + length]


def _check_convolution(x: Any, y: Any, mode: str) -> None:
    if x.ndim != y.ndim:
        raise ValueError(f"The operands must be the same dimension (got {x.ndim} and {y.ndim}).")
    for first, second in zip(x.shape[:-1], y.shape[:-1]):
        if first != second and 1 not in (first, second):
            raise ValueError(f"Leading dimensions of x and y are not broadcastable (got {x.shape} and {y.shape}).")
    if mode not in ("full", "valid", "same"):
        raise ValueError(f"Unrecognized mode value '{mode}'. Please specify one of ['full', 'valid', 'same'].")


def fftconvolve(x: Any, y: Any, mode: str = "full") -> Any:
    """torchaudio.functional.fftconvolve: convolution along the last dimension, by Fourier transforms."""
    _check_convolution(x, y, mode)
    count = x.shape[-1] + y.shape[-1] - 1
    result = paddle.fft.irfft(paddle.fft.rfft(x, n=count) * paddle.fft.rfft(y, n=count), n=count)
    return _cut(result, x.shape[-1], y.shape[-1], mode)


def convolve(x: Any, y: Any, mode: str = "full") -> Any:
    """torchaudio.functional.convolve: the same as ``fftconvolve``, by sums."""
    _check_convolution(x, y, mode)
    first, second = x.shape[-1], y.shape[-1]
    short, long = (x, y) if first < second else (y, x)
    leading = [max(a, b) for a, b in zip(x.shape[:-1], y.shape[:-1])]
    short, long = (part.expand([*leading, part.shape[-1]]).reshape([-1, 1, part.shape[-1]]) for part in (short, long))
    taps = short.shape[-1]
    edge = paddle.zeros([long.shape[0], 1, taps - 1], dtype=long.dtype)
    rows = paddle.concat([edge, long, edge], axis=-1).transpose([1, 0, 2])
    result = paddle.nn.functional.conv1d(rows, short.flip([-1]), groups=short.shape[0])
    return _cut(result.reshape([*leading, first + second - 1]), first, second, mode)


def edit_distance(seq1: Any, seq2: Any) -> int:
    """torchaudio.functional.edit_distance: how many items to insert, delete or replace (Levenshtein)."""
    previous = list(range(len(seq2) + 1))
    for row, first in enumerate(seq1, 1):
        current = [row]
        for column, second in enumerate(seq2, 1):
            change = previous[column - 1] + (first != second)
            current.append(min(change, previous[column] + 1, current[-1] + 1))
        previous = current
    return previous[-1]
