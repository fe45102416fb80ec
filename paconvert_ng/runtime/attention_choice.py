"""Choosing among attention kernels: torch.nn.attention.sdpa_kernel and the switches of torch.backends.cuda.

A choice only takes kernels away: the plain computation, which means the same, is always left.
"""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterator
from typing import Any

from .attention_backends import ENABLED_ATTENTION_BACKENDS


class SDPBackend(enum.IntEnum):
    """torch.nn.attention.SDPBackend."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4


@contextlib.contextmanager
def _kernels(flash: bool, memory_efficient: bool) -> Iterator[None]:
    before = dict(ENABLED_ATTENTION_BACKENDS)
    ENABLED_ATTENTION_BACKENDS.update(flash=flash, memory_efficient=memory_efficient)
    try:
        yield
    finally:
        ENABLED_ATTENTION_BACKENDS.update(before)


@contextlib.contextmanager
def sdpa_kernel(backends: Any, set_priority: bool = False) -> Iterator[None]:
    """torch.nn.attention.sdpa_kernel: only these kernels inside a ``with`` block; cuDNN's counts as flash attention."""
    chosen = [backends] if isinstance(backends, SDPBackend) else list(backends)
    flash = SDPBackend.FLASH_ATTENTION in chosen or SDPBackend.CUDNN_ATTENTION in chosen
    with _kernels(flash, SDPBackend.EFFICIENT_ATTENTION in chosen):
        yield


@contextlib.contextmanager
def sdp_kernel(
    enable_flash: bool = True, enable_math: bool = True, enable_mem_efficient: bool = True, enable_cudnn: bool = True
) -> Iterator[None]:
    """torch.backends.cuda.sdp_kernel, the former name of ``sdpa_kernel``."""
    with _kernels(enable_flash, enable_mem_efficient):
        yield


def enable_flash_sdp(enabled: bool) -> None:
    """torch.backends.cuda.enable_flash_sdp."""
    ENABLED_ATTENTION_BACKENDS["flash"] = bool(enabled)


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """torch.backends.cuda.enable_mem_efficient_sdp."""
    ENABLED_ATTENTION_BACKENDS["memory_efficient"] = bool(enabled)


def flash_sdp_enabled() -> bool:
    """torch.backends.cuda.flash_sdp_enabled."""
    return ENABLED_ATTENTION_BACKENDS["flash"]


def mem_efficient_sdp_enabled() -> bool:
    """torch.backends.cuda.mem_efficient_sdp_enabled."""
    return ENABLED_ATTENTION_BACKENDS["memory_efficient"]
