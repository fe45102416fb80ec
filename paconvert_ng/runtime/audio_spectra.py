"""torchaudio.functional: spectrograms and what is computed from them."""

from __future__ import annotations

import math
import warnings
from typing import Any

import paddle

from .fft_stft import torch_istft, torch_stft


def _norms(normalized: bool | str) -> tuple[bool, bool]:
    """Whether to divide by the root of the frame's length, and by the window's L2 norm."""
    if normalized not in (True, False, "frame_length", "window"):
        raise ValueError(f"Invalid normalized parameter: {normalized}")
    return normalized == "frame_length", normalized in (True, "window")


def _with_silence(waveform: Any, pad: int) -> Any:
    if pad <= 0:
        return waveform
    edge = paddle.zeros([*waveform.shape[:-1], pad], dtype=waveform.dtype)
    return paddle.concat([edge, waveform, edge], axis=-1)


def audio_spectrogram(
    waveform: Any,
    pad: int,
    window: Any,
    n_fft: int,
    hop_length: int,
    win_length: int,
    power: float | None,
    normalized: bool | str,
    center: bool = True,
    pad_mode: str = "reflect",
    onesided: bool = True,
    return_complex: bool | None = None,
) -> Any:
    """torchaudio.functional.spectrogram: [..., time] to [..., frequencies, frames]; complex where power is None."""
    if return_complex is not None:
        warnings.warn("`return_complex` argument is now deprecated and is not effective.", stacklevel=2)
    by_frame, by_window = _norms(normalized)
    waveform = _with_silence(waveform, pad)
    leading = waveform.shape[:-1]
    spectrum = torch_stft(
        waveform.reshape([-1, waveform.shape[-1]]),
        n_fft,
        hop_length,
        win_length,
        window,
        center,
        pad_mode,
        by_frame,
        onesided,
        True,
    )
    spectrum = spectrum.reshape([*leading, *spectrum.shape[-2:]])
    if by_window:
        spectrum = spectrum / paddle.sqrt(paddle.sum(window * window)).astype(spectrum.dtype)
    if power is None:
        return spectrum
    magnitude = spectrum.abs()
    return magnitude if power == 1.0 else magnitude.pow(power)


def audio_inverse_spectrogram(
    spectrogram: Any,
    length: int | None,
    pad: int,
    window: Any,
    n_fft: int,
    hop_length: int,
    win_length: int,
    normalized: bool | str,
    center: bool = True,
    pad_mode: str = "reflect",
    onesided: bool = True,
) -> Any:
    """torchaudio.functional.inverse_spectrogram: a complex spectrogram to [..., time]."""
    by_frame, by_window = _norms(normalized)
    if not paddle.is_complex(spectrogram):
        raise ValueError("Expected `spectrogram` to be complex dtype.")
    if by_window:
        spectrogram = spectrogram * paddle.sqrt(paddle.sum(window * window)).astype(spectrogram.dtype)
    leading = spectrogram.shape[:-2]
    waveform = torch_istft(
        spectrogram.reshape([-1, *spectrogram.shape[-2:]]),
        n_fft,
        hop_length,
        win_length,
        window,
        center,
        by_frame,
        onesided,
        length + 2 * pad if length is not None else None,
        False,
    )
    if length is not None and pad > 0:
        waveform = waveform[:, pad:-pad]
    return waveform.reshape([*leading, waveform.shape[-1]])


def griffinlim(
    specgram: Any,
    window: Any,
    n_fft: int,
    hop_length: int,
    win_length: int,
    power: float,
    n_iter: int,
    momentum: float,
    length: int | None,
    rand_init: bool,
) -> Any:
    """torchaudio.functional.griffinlim: a waveform whose spectrogram comes near the given magnitudes."""
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum must be in range [0, 1). Found: {momentum}")
    momentum = momentum / (1 + momentum)
    leading = specgram.shape[:-2]
    magnitude = specgram.reshape([-1, *specgram.shape[-2:]]).pow(1 / power)
    real, imaginary = paddle.ones_like(magnitude), paddle.zeros_like(magnitude)
    if rand_init:
        real, imaginary = paddle.rand(magnitude.shape, magnitude.dtype), paddle.rand(magnitude.shape, magnitude.dtype)
    angles = paddle.complex(real, imaginary)
    previous = None
    for _ in range(n_iter):
        inverse = torch_istft(magnitude * angles, n_fft, hop_length, win_length, window, length=length)
        rebuilt = torch_stft(inverse, n_fft, hop_length, win_length, window, return_complex=True)
        angles = rebuilt if previous is None or not momentum else rebuilt - previous * momentum
        angles = angles / (angles.abs() + 1e-16).astype(angles.dtype)
        previous = rebuilt
    waveform = torch_istft(magnitude * angles, n_fft, hop_length, win_length, window, length=length)
    return waveform.reshape([*leading, waveform.shape[-1]])


def phase_vocoder(complex_specgrams: Any, rate: float, phase_advance: Any) -> Any:
    """torchaudio.functional.phase_vocoder: frames spaced by ``rate``, with the phase going on at its pace."""
    if rate == 1.0:
        return complex_specgrams
    shape = complex_specgrams.shape
    spectra = complex_specgrams.reshape([-1, *shape[-2:]])
    dtype = spectra.real().dtype
    steps = (paddle.arange(math.ceil(shape[-1] / rate), dtype="float64") * rate).astype(dtype)
    places = steps.astype("int64")
    part = steps - steps.floor()
    tail = paddle.zeros([*spectra.shape[:-1], 2], dtype=spectra.dtype)
    padded = paddle.concat([spectra, tail], axis=-1)
    first, second = (paddle.index_select(padded, where, axis=-1) for where in (places, places + 1))
    turn = second.angle() - first.angle() - phase_advance
    turn = turn - 2 * math.pi * paddle.round(turn / (2 * math.pi)) + phase_advance
    phase = paddle.cumsum(paddle.concat([spectra[..., :1].angle(), turn[..., :-1]], axis=-1), axis=-1)
    magnitude = part * second.abs() + (1 - part) * first.abs()
    stretched = paddle.polar(magnitude, phase)
    return stretched.reshape([*shape[:-1], stretched.shape[-1]])


def spectral_centroid(
    waveform: Any, sample_rate: int, pad: int, window: Any, n_fft: int, hop_length: int, win_length: int
) -> Any:
    """torchaudio.functional.spectral_centroid: the mean frequency of each frame, weighted by magnitude."""
    magnitude = audio_spectrogram(waveform, pad, window, n_fft, hop_length, win_length, 1.0, False)
    frequencies = paddle.linspace(0, sample_rate // 2, 1 + n_fft // 2, dtype=magnitude.dtype).reshape([-1, 1])
    return (frequencies * magnitude).sum(axis=-2) / magnitude.sum(axis=-2)


def compute_deltas(specgram: Any, win_length: int = 5, mode: str = "replicate") -> Any:
    """torchaudio.functional.compute_deltas: slopes over time, fitted to win_length frames."""
    if win_length < 3:
        raise ValueError(f"Window length should be greater than or equal to 3. Found win_length {win_length}")
    count = (win_length - 1) // 2
    rows = specgram.reshape([-1, 1, specgram.shape[-1]])
    if mode == "constant":
        rows = paddle.nn.functional.pad(rows, [count, count], mode="constant", data_format="NCL")
    else:
        rows = paddle.nn.functional.pad(rows, [count, count], mode=mode, data_format="NCL")
    kernel = paddle.arange(-count, count + 1, dtype=specgram.dtype).reshape([1, 1, -1])
    slopes = paddle.nn.functional.conv1d(rows, kernel) / (count * (count + 1) * (2 * count + 1) / 3)
    return slopes.reshape(specgram.shape)
