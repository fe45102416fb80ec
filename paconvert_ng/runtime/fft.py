"""torch.fft: a ``norm`` that may be None, one dimension given as a number, and input of any dtype."""

from __future__ import annotations

from typing import Any

import paddle

from .promotion import dtype_category, to_out

#: How a transform takes its input: as complex numbers, or as real ones.
_REAL_INPUT = ("rfft", "rfft2", "rfftn", "ihfft", "ihfft2", "ihfftn")


def _floating(input: paddle.Tensor, name: str) -> paddle.Tensor:
    """``input`` in the dtype that a transform needs: integers as floats, and what it takes for complex as complex."""
    category = dtype_category(input.dtype)
    value = input.cast(paddle.get_default_dtype()) if category < 2 else input
    if name in _REAL_INPUT or category == 3:
        return value
    return value.cast(paddle.complex128 if value.dtype == paddle.float64 else paddle.complex64)


def _spectrum(name: str, input: Any, n: int | None, dim: int, norm: str | None, out: Any) -> paddle.Tensor:
    """A transform over one dimension."""
    return to_out(getattr(paddle.fft, name)(_floating(input, name), n, dim, norm or "backward"), out)


def _spectrum_over(name: str, input: Any, s: Any, dim: Any, norm: str | None, out: Any) -> paddle.Tensor:
    """A transform over several dimensions (the last ones without ``dim``); -1 in ``s`` keeps a size."""
    axes = None if dim is None else [dim] if isinstance(dim, int) else [int(axis) for axis in dim]
    sizes = None if s is None else [s] if isinstance(s, int) else [int(size) for size in s]
    if sizes is not None:
        axes = list(range(-len(sizes), 0)) if axes is None else axes
        last = axes[-1]
        half = name in ("irfftn", "hfftn")
        kept = {axis: 2 * (input.shape[axis] - 1) if half and axis == last else input.shape[axis] for axis in axes}
        sizes = [kept[axis] if size == -1 else size for axis, size in zip(axes, sizes, strict=True)]
    return to_out(getattr(paddle.fft, name)(_floating(input, name), sizes, axes, norm or "backward"), out)


def fft_fft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.fft."""
    return _spectrum("fft", input, n, dim, norm, out)


def fft_ifft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ifft."""
    return _spectrum("ifft", input, n, dim, norm, out)


def fft_rfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.rfft."""
    return _spectrum("rfft", input, n, dim, norm, out)


def fft_irfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.irfft."""
    return _spectrum("irfft", input, n, dim, norm, out)


def fft_hfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.hfft."""
    return _spectrum("hfft", input, n, dim, norm, out)


def fft_ihfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ihfft."""
    return _spectrum("ihfft", input, n, dim, norm, out)


def fft_fft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.fft2: ``fftn`` over two dimensions, or as many as ``dim`` names."""
    return _spectrum_over("fftn", input, s, dim, norm, out)


def fft_ifft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ifft2: ``ifftn`` over two dimensions, or as many as ``dim`` names."""
    return _spectrum_over("ifftn", input, s, dim, norm, out)


def fft_rfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.rfft2: ``rfftn`` over two dimensions, or as many as ``dim`` names."""
    return _spectrum_over("rfftn", input, s, dim, norm, out)


def fft_irfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.irfft2: ``irfftn`` over two dimensions, or as many as ``dim`` names."""
    return _spectrum_over("irfftn", input, s, dim, norm, out)


def fft_hfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.hfft2: ``hfftn`` over two dimensions, or as many as ``dim`` names."""
    return _spectrum_over("hfftn", input, s, dim, norm, out)


def fft_ihfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ihfft2: ``ihfftn`` over two dimensions, or as many as ``dim`` names."""
    return _spectrum_over("ihfftn", input, s, dim, norm, out)


def fft_fftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.fftn."""
    return _spectrum_over("fftn", input, s, dim, norm, out)


def fft_ifftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.ifftn."""
    return _spectrum_over("ifftn", input, s, dim, norm, out)


def fft_rfftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.rfftn."""
    return _spectrum_over("rfftn", input, s, dim, norm, out)


def fft_irfftn(
    input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.irfftn."""
    return _spectrum_over("irfftn", input, s, dim, norm, out)


def fft_hfftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.hfftn."""
    return _spectrum_over("hfftn", input, s, dim, norm, out)


def fft_ihfftn(
    input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ihfftn."""
    return _spectrum_over("ihfftn", input, s, dim, norm, out)


def shifted(input: paddle.Tensor, dim: Any, forward: bool) -> paddle.Tensor:
    """``input`` rolled by half its size along ``dim`` (None: all dimensions); Paddle fails for a given ``dim``."""
    axes = list(range(input.ndim)) if dim is None else [dim] if isinstance(dim, int) else [int(axis) for axis in dim]
    halves = [int(input.shape[axis]) // 2 if forward else (int(input.shape[axis]) + 1) // 2 for axis in axes]
    return paddle.roll(input, halves, axes)


def fft_fftshift(input: Any, dim: Any = None) -> paddle.Tensor:
    """torch.fft.fftshift."""
    return shifted(input, dim, True)


def fft_ifftshift(input: Any, dim: Any = None) -> paddle.Tensor:
    """torch.fft.ifftshift."""
    return shifted(input, dim, False)
