"""Short-time Fourier transforms, and window functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import paddle

from .creation import made, require_strided
from .dispatch import tensor_method
from .promotion import default_dtype


@tensor_method("stft")
def torch_stft(
    input: Any,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Any = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
    align_to_window: bool | None = None,
) -> paddle.Tensor:
    """torch.stft and Tensor.stft: frequencies by frames, complex, or real with a last dimension of 2.

    Written with frames and ``paddle.fft``: ``paddle.signal.stft`` takes neither every pad mode nor 1-D complex input.
    """
    hop = hop_length or n_fft // 4
    length = win_length or n_fft
    weights = paddle.ones([length], dtype=input.real().dtype if paddle.is_complex(input) else input.dtype)
    if window is not None:
        weights = window.cast(weights.dtype)
    if length < n_fft:
        left = (n_fft - length) // 2
        weights = paddle.concat(
            [paddle.zeros([left], weights.dtype), weights, paddle.zeros([n_fft - length - left], weights.dtype)]
        )
    signal = input if input.ndim == 2 else input.unsqueeze(0)
    if center:
        signal = padded_signal(signal, n_fft // 2, pad_mode)
    count = 1 + (signal.shape[-1] - n_fft) // hop
    places = paddle.arange(n_fft).unsqueeze(0) + hop * paddle.arange(count).unsqueeze(1)
    frames = paddle.index_select(signal, places.flatten(), axis=-1).reshape([signal.shape[0], count, n_fft]) * weights
    norm = "ortho" if normalized else "backward"
    half = not paddle.is_complex(input) if onesided is None else onesided
    spectrum = (paddle.fft.rfft if half else paddle.fft.fft)(frames, n_fft, -1, norm).transpose([0, 2, 1])
    if input.ndim == 1:
        spectrum = spectrum.squeeze(0)
    if return_complex is None and not paddle.is_complex(input):
        raise RuntimeError("stft requires the return_complex parameter be given for real inputs")
    return paddle.as_real(spectrum) if return_complex is False else spectrum


def padded_signal(signal: paddle.Tensor, width: int, mode: str) -> paddle.Tensor:
    """``width`` values on both sides of the last dimension of a 2-D tensor."""
    if mode == "constant":
        edge = paddle.zeros([signal.shape[0], width], dtype=signal.dtype)
        return paddle.concat([edge, signal, edge], axis=-1)
    size = signal.shape[-1]
    before: Sequence[int]
    after: Sequence[int]
    if mode == "reflect":
        if width >= size:
            raise RuntimeError(f"padding of {width} must be smaller than the signal's length {size}")
        before, after = range(width, 0, -1), range(size - 2, size - 2 - width, -1)
    elif mode == "replicate":
        before, after = [0] * width, [size - 1] * width
    elif mode == "circular":
        before, after = range(size - width, size), range(width)
    else:
        raise NotImplementedError(f"unrecognised padding mode {mode}")
    return paddle.index_select(signal, paddle.to_tensor([*before, *range(size), *after]), axis=-1)


@tensor_method("istft")
def torch_istft(
    input: Any,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Any = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> paddle.Tensor:
    """torch.istft and Tensor.istft."""
    half = input.shape[-2] != n_fft if onesided is None else onesided
    return paddle.signal.istft(
        input, n_fft, hop_length, win_length, window, center, normalized, half, length, return_complex
    )


def window_of(
    count: int, periodic: bool, terms: list[float], dtype: Any, device: Any, requires_grad: bool
) -> paddle.Tensor:
    """terms[0] - terms[1] cos(t) + terms[2] cos(2 t) ... over a period of t that ends at the last value or after it."""
    if count == 1:
        return made(paddle.ones([1], dtype=dtype or default_dtype()), None, device, requires_grad)
    angle = paddle.arange(count, dtype="float64") * (2 * math.pi / (count if periodic else count - 1))
    values = paddle.zeros([count], dtype="float64")
    for order, factor in enumerate(terms):
        values = values + (-1) ** order * factor * paddle.cos(order * angle)
    return made(values.cast(dtype or default_dtype()), None, device, requires_grad)


def hann_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.hann_window."""
    require_strided(layout)
    return window_of(window_length, periodic, [0.5, 0.5], dtype, device, requires_grad)


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.hamming_window."""
    require_strided(layout)
    return window_of(window_length, periodic, [alpha, beta], dtype, device, requires_grad)


def blackman_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.blackman_window."""
    require_strided(layout)
    return window_of(window_length, periodic, [0.42, 0.5, 0.08], dtype, device, requires_grad)


def bartlett_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.bartlett_window."""
    require_strided(layout)
    if window_length == 1:
        return made(paddle.ones([1], dtype=dtype or default_dtype()), None, device, requires_grad)
    place = paddle.arange(window_length, dtype="float64") * (2 / (window_length if periodic else window_length - 1))
    return made((1 - paddle.abs(place - 1)).cast(dtype or default_dtype()), None, device, requires_grad)


def kaiser_window(
    window_length: int,
    periodic: bool = True,
    beta: float = 12.0,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.kaiser_window."""
    require_strided(layout)
    if window_length == 1:
        return made(paddle.ones([1], dtype=dtype or default_dtype()), None, device, requires_grad)
    place = paddle.arange(window_length, dtype="float64") * (2 / (window_length if periodic else window_length - 1)) - 1
    shape = paddle.i0(beta * paddle.sqrt(paddle.clip(1 - place * place, min=0.0)))
    values = shape / paddle.i0(paddle.full([], float(beta), dtype="float64"))
    return made(values.cast(dtype or default_dtype()), None, device, requires_grad)
