"""Settings of the whole program: threads, determinism, the default device and tensor type."""

from __future__ import annotations

import os
from typing import Any

import paddle

from .device import TorchDevice

# What the program set, beginning with torch's defaults.
PROGRAM_SETTINGS: dict[str, Any] = {
    "threads": None,
    "interop_threads": None,
    "deterministic": 0,
    "default_device": None,
}
_DEBUG_MODES = {"default": 0, "warn": 1, "error": 2}


def set_num_threads(num: int) -> None:
    """torch.set_num_threads: threads of operators on the CPU."""
    if num < 1:
        raise RuntimeError("set_num_threads expects a positive integer")
    paddle.base.core.set_num_threads(num)
    PROGRAM_SETTINGS["threads"] = num


def get_num_threads() -> int:
    """torch.get_num_threads: what was set, else what Paddle begins with."""
    return PROGRAM_SETTINGS["threads"] or int(os.environ.get("OMP_NUM_THREADS") or 1)


def set_num_interop_threads(num: int) -> None:
    """torch.set_num_interop_threads; Paddle has no such pool, so that it is only remembered."""
    if num < 1:
        raise RuntimeError("set_num_interop_threads expects a positive integer")
    PROGRAM_SETTINGS["interop_threads"] = num


def get_num_interop_threads() -> int:
    """torch.get_num_interop_threads."""
    return PROGRAM_SETTINGS["interop_threads"] or os.cpu_count() or 1


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """torch.set_deterministic_debug_mode: Paddle's flags for deterministic kernels; no kernel warns or raises."""
    mode = _DEBUG_MODES[debug_mode] if isinstance(debug_mode, str) else int(debug_mode)
    if mode not in _DEBUG_MODES.values():
        raise RuntimeError(f"invalid value of debug_mode, expected 0, 1 or 2, got {debug_mode}")
    PROGRAM_SETTINGS["deterministic"] = mode
    if paddle.is_compiled_with_cuda():
        paddle.set_flags({"FLAGS_cudnn_deterministic": mode > 0, "FLAGS_embedding_deterministic": int(mode > 0)})


def get_deterministic_debug_mode() -> int:
    """torch.get_deterministic_debug_mode."""
    return PROGRAM_SETTINGS["deterministic"]


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """torch.use_deterministic_algorithms, see ``set_deterministic_debug_mode``."""
    set_deterministic_debug_mode((1 if warn_only else 2) if mode else 0)


def are_deterministic_algorithms_enabled() -> bool:
    """torch.are_deterministic_algorithms_enabled."""
    return PROGRAM_SETTINGS["deterministic"] > 0


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """torch.is_deterministic_algorithms_warn_only_enabled."""
    return PROGRAM_SETTINGS["deterministic"] == 1


def set_default_device(device: Any) -> None:
    """torch.set_default_device: where new tensors go; None stands for the CPU."""
    chosen = TorchDevice("cpu" if device is None else device)
    if chosen.type not in ("cpu", "cuda"):
        raise NotImplementedError(f"a default device of type {chosen.type}")
    paddle.set_device("cpu" if chosen.type == "cpu" else str.__str__(chosen).replace("cuda", "gpu"))
    PROGRAM_SETTINGS["default_device"] = None if device is None else chosen


def get_default_device() -> TorchDevice:
    """torch.get_default_device: what the program set, the CPU otherwise."""
    return PROGRAM_SETTINGS["default_device"] or TorchDevice("cpu")


def set_default_tensor_type(t: Any, /) -> None:
    """torch.set_default_tensor_type: a floating type by name or class sets the default dtype, and the device."""
    name = t if isinstance(t, str) else f"{getattr(t, '__module__', '')}.{getattr(t, '__name__', t)}"
    kind = name.rpartition(".")[2]
    dtypes = {
        "FloatTensor": "float32",
        "DoubleTensor": "float64",
        "HalfTensor": "float16",
        "BFloat16Tensor": "bfloat16",
    }
    if kind not in dtypes:
        raise TypeError(f"only floating-point types are supported as the default type, got {name}")
    paddle.set_default_dtype(dtypes[kind])
    if ".cuda." in name:
        set_default_device("cuda")


def accelerator_device(check_available: bool = False) -> TorchDevice | None:
    """torch.accelerator.current_accelerator: "cuda" where Paddle was built for it (and finds a GPU, if that counts)."""
    if not paddle.is_compiled_with_cuda() or (check_available and paddle.device.cuda.device_count() == 0):
        return None
    return TorchDevice("cuda")
