"""torch.fft: ``dim`` and a ``norm`` that may be None, which Paddle refuses."""

from __future__ import annotations

from typing import Any

import paddle

from .promotion import to_out


def fft_fft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.fft."""
    return to_out(paddle.fft.fft(input, n, dim, norm or "backward"), out)


def fft_ifft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ifft."""
    return to_out(paddle.fft.ifft(input, n, dim, norm or "backward"), out)


def fft_rfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.rfft."""
    return to_out(paddle.fft.rfft(input, n, dim, norm or "backward"), out)


def fft_irfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.irfft."""
    return to_out(paddle.fft.irfft(input, n, dim, norm or "backward"), out)


def fft_hfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.hfft."""
    return to_out(paddle.fft.hfft(input, n, dim, norm or "backward"), out)


def fft_ihfft(
    input: Any, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ihfft."""
    return to_out(paddle.fft.ihfft(input, n, dim, norm or "backward"), out)


def fft_fft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.fft2."""
    return to_out(paddle.fft.fft2(input, s, dim, norm or "backward"), out)


def fft_ifft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ifft2."""
    return to_out(paddle.fft.ifft2(input, s, dim, norm or "backward"), out)


def fft_rfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.rfft2."""
    return to_out(paddle.fft.rfft2(input, s, dim, norm or "backward"), out)


def fft_irfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.irfft2."""
    return to_out(paddle.fft.irfft2(input, s, dim, norm or "backward"), out)


def fft_hfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.hfft2."""
    return to_out(paddle.fft.hfft2(input, s, dim, norm or "backward"), out)


def fft_ihfft2(
    input: Any, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ihfft2."""
    return to_out(paddle.fft.ihfft2(input, s, dim, norm or "backward"), out)


def fft_fftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.fftn."""
    return to_out(paddle.fft.fftn(input, s, dim, norm or "backward"), out)


def fft_ifftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.ifftn."""
    return to_out(paddle.fft.ifftn(input, s, dim, norm or "backward"), out)


def fft_rfftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.rfftn."""
    return to_out(paddle.fft.rfftn(input, s, dim, norm or "backward"), out)


def fft_irfftn(
    input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.irfftn."""
    return to_out(paddle.fft.irfftn(input, s, dim, norm or "backward"), out)


def fft_hfftn(input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.fft.hfftn."""
    return to_out(paddle.fft.hfftn(input, s, dim, norm or "backward"), out)


def fft_ihfftn(
    input: Any, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.fft.ihfftn."""
    return to_out(paddle.fft.ihfftn(input, s, dim, norm or "backward"), out)


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
