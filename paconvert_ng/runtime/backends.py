"""torch.backends: switches that Paddle has under other names, or that are remembered and change nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import paddle

# Switches of torch.backends.cudnn that are flags of Paddle.
CUDNN_FLAGS = {"benchmark": "FLAGS_cudnn_exhaustive_search", "deterministic": "FLAGS_cudnn_deterministic"}

# What the program set, beginning with torch's defaults.
BACKEND_SETTINGS: dict[str, Any] = {
    "enabled": True,
    "benchmark": False,
    "benchmark_limit": 10,
    "deterministic": False,
    "allow_tf32": True,
    "matmul.allow_tf32": False,
    "matmul.allow_fp16_reduced_precision_reduction": True,
    "matmul.allow_bf16_reduced_precision_reduction": True,
    "float32_matmul_precision": "highest",
}


def backend_setting(name: str) -> Any:
    """A property of a settings class that remembers what it is set to, and sets Paddle's flag if there is one."""

    def read(cls: Any) -> Any:
        return BACKEND_SETTINGS[name]

    def write(cls: Any, value: Any) -> None:
        BACKEND_SETTINGS[name] = value
        flag = CUDNN_FLAGS.get(name)
        if flag is not None and paddle.is_compiled_with_cuda():
            paddle.set_flags({flag: bool(value)})

    return property(read, write)


class _CudnnSettings(type):
    enabled = backend_setting("enabled")
    benchmark = backend_setting("benchmark")
    benchmark_limit = backend_setting("benchmark_limit")
    deterministic = backend_setting("deterministic")
    allow_tf32 = backend_setting("allow_tf32")


class CudnnBackend(metaclass=_CudnnSettings):
    """torch.backends.cudnn: ``benchmark`` and ``deterministic`` are Paddle's flags, the others are only remembered."""

    @staticmethod
    def is_available() -> bool:
        """Whether Paddle was built with cuDNN."""
        return CudnnBackend.version() is not None

    @staticmethod
    def version() -> int | None:
        """The release of cuDNN as a number such as 90100, None without it."""
        return paddle.device.get_cudnn_version()

    @staticmethod
    def is_acceptable(tensor: Any) -> bool:
        """Whether cuDNN may be used for a tensor."""
        return bool(BACKEND_SETTINGS["enabled"]) and tensor.place.is_gpu_place() and CudnnBackend.is_available()

    @staticmethod
    @contextlib.contextmanager
    def flags(
        enabled: bool = False,
        benchmark: bool = False,
        benchmark_limit: int = 10,
        deterministic: bool = False,
        allow_tf32: bool = True,
        fp32_precision: str = "none",
    ) -> Iterator[None]:
        """Settings for a ``with`` block."""
        wanted = {
            "enabled": enabled,
            "benchmark": benchmark,
            "benchmark_limit": benchmark_limit,
            "deterministic": deterministic,
            "allow_tf32": allow_tf32,
        }
        before = {name: BACKEND_SETTINGS[name] for name in wanted}
        try:
            for name, value in wanted.items():
                setattr(CudnnBackend, name, value)
            yield
        finally:
            for name, value in before.items():
                setattr(CudnnBackend, name, value)


class _MatmulSettings(type):
    allow_tf32 = backend_setting("matmul.allow_tf32")
    allow_fp16_reduced_precision_reduction = backend_setting("matmul.allow_fp16_reduced_precision_reduction")
    allow_bf16_reduced_precision_reduction = backend_setting("matmul.allow_bf16_reduced_precision_reduction")


class CudaMatmulBackend(metaclass=_MatmulSettings):
    """torch.backends.cuda.matmul: remembered only, Paddle decides on TF32 by itself."""


class CudaBackend:
    """torch.backends.cuda: the rest of it."""

    matmul = CudaMatmulBackend

    @staticmethod
    def is_built() -> bool:
        """Whether Paddle was built with CUDA."""
        return paddle.is_compiled_with_cuda()


def set_float32_matmul_precision(precision: str) -> None:
    """torch.set_float32_matmul_precision; remembered only, Paddle decides on TF32 by itself."""
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"invalid float32 matmul precision: {precision}")
    BACKEND_SETTINGS["float32_matmul_precision"] = precision
    BACKEND_SETTINGS["matmul.allow_tf32"] = precision != "highest"


def get_float32_matmul_precision() -> str:
    """torch.get_float32_matmul_precision."""
    return str(BACKEND_SETTINGS["float32_matmul_precision"])


def without_device(*args: Any, **kwargs: Any) -> Any:
    """Calls for Intel and Apple GPUs, which Paddle does not have; ``is_available`` says so before."""
    raise RuntimeError("there is no such device: Paddle runs on neither Intel nor Apple GPUs")
