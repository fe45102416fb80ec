"""torch.backends beyond CUDA: switches that are remembered and change nothing, for Paddle decides by itself."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from typing import Any

import paddle

# What the program set, beginning with torch's defaults.
REMEMBERED_SWITCHES: dict[str, Any] = {
    "mkldnn.enabled": True,
    "mkldnn.deterministic": False,
    "opt_einsum.enabled": True,
    "opt_einsum.strategy": "auto",
    "mha.fastpath": True,
    "cuda.cudnn_sdp": True,
    "cuda.reduced_math_sdp": False,
}


def remembered_switch(name: str) -> Any:
    """A property of a settings class that gives back what it was set to."""

    def read(cls: Any) -> Any:
        return REMEMBERED_SWITCHES[name]

    def write(cls: Any, value: Any) -> None:
        REMEMBERED_SWITCHES[name] = value

    return property(read, write)


@contextlib.contextmanager
def switches_set(values: dict[str, Any]) -> Iterator[None]:
    """Switches for a ``with`` block; None leaves one as it is."""
    before = {name: REMEMBERED_SWITCHES[name] for name in values}
    REMEMBERED_SWITCHES.update({name: value for name, value in values.items() if value is not None})
    try:
        yield
    finally:
        REMEMBERED_SWITCHES.update(before)


class _MkldnnSettings(type):
    enabled = remembered_switch("mkldnn.enabled")
    deterministic = remembered_switch("mkldnn.deterministic")


class MkldnnBackend(metaclass=_MkldnnSettings):
    """torch.backends.mkldnn (oneDNN)."""

    @staticmethod
    def flags(
        enabled: bool = False, deterministic: bool = False, allow_tf32: bool = True, fp32_precision: str = "none"
    ) -> Any:
        """Settings for a ``with`` block."""
        return switches_set({"mkldnn.enabled": enabled, "mkldnn.deterministic": deterministic})


class _OptEinsumSettings(type):
    enabled = remembered_switch("opt_einsum.enabled")
    strategy = remembered_switch("opt_einsum.strategy")


class OptEinsumBackend(metaclass=_OptEinsumSettings):
    """torch.backends.opt_einsum: in which order einsum multiplies, which changes no result."""

    @staticmethod
    def is_available() -> bool:
        """Whether the package opt_einsum is there."""
        return importlib.util.find_spec("opt_einsum") is not None

    @staticmethod
    def flags(enabled: bool | None = None, strategy: str | None = None) -> Any:
        """Settings for a ``with`` block."""
        return switches_set({"opt_einsum.enabled": enabled, "opt_einsum.strategy": strategy})


class library_verbose(contextlib.ContextDecorator):
    """torch.backends.mkl.verbose and torch.backends.mkldnn.verbose: nothing is logged here."""

    def __init__(self, enable: int = 0) -> None:
        self.enable = enable

    def __enter__(self) -> library_verbose:
        return self

    def __exit__(self, *exception: Any) -> None:
        return None


def mkldnn_verbose(level: int) -> library_verbose:
    """torch.backends.mkldnn.verbose."""
    return library_verbose(level)


def get_fastpath_enabled() -> bool:
    """torch.backends.mha.get_fastpath_enabled."""
    return bool(REMEMBERED_SWITCHES["mha.fastpath"])


def set_fastpath_enabled(value: bool) -> None:
    """torch.backends.mha.set_fastpath_enabled; the slow path gives the same."""
    REMEMBERED_SWITCHES["mha.fastpath"] = value


def cudnn_sdp_enabled() -> bool:
    """torch.backends.cuda.cudnn_sdp_enabled."""
    return bool(REMEMBERED_SWITCHES["cuda.cudnn_sdp"])


def enable_cudnn_sdp(enabled: bool) -> None:
    """torch.backends.cuda.enable_cudnn_sdp; Paddle has no attention by cuDNN to turn off."""
    REMEMBERED_SWITCHES["cuda.cudnn_sdp"] = bool(enabled)


def reduced_math_sdp_allowed() -> bool:
    """torch.backends.cuda.fp16_bf16_reduction_math_sdp_allowed."""
    return bool(REMEMBERED_SWITCHES["cuda.reduced_math_sdp"])


def allow_reduced_math_sdp(enabled: bool) -> None:
    """torch.backends.cuda.allow_fp16_bf16_reduction_math_sdp; Paddle adds up in float32 either way."""
    REMEMBERED_SWITCHES["cuda.reduced_math_sdp"] = bool(enabled)


def config_show() -> str:
    """torch.__config__.show: how the library was built, its switches called as torch calls them."""
    version = paddle.version
    switches = {
        "USE_CUDA": "ON" if paddle.is_compiled_with_cuda() else "0",
        "USE_CUDNN": "ON" if version.cudnn() != "False" else "OFF",
        "USE_MKL": version.mkl(),
        "USE_NCCL": "ON" if paddle.is_compiled_with_cuda() and version.nccl() not in ("0", "False") else "OFF",
        "USE_ROCM": "ON" if paddle.is_compiled_with_rocm() else "OFF",
        "USE_XPU": "ON" if paddle.is_compiled_with_xpu() else "OFF",
    }
    settings = ", ".join(f"{name}={value}" for name, value in switches.items())
    return f"Paddle {version.full_version} built with:\n  - Build settings: {settings}\n"
