"""torch.accelerator: the GPU under a name that does not say which kind; RuntimeError where there is none."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import paddle

from .device import gpu_count, gpu_number_of
from .device_cuda import CudaDeviceContext, cuda_get_device_capability, cuda_set_device, cuda_synchronize
from .device_memory import (
    cuda_empty_cache,
    cuda_max_memory_allocated,
    cuda_max_memory_reserved,
    cuda_mem_get_info,
    cuda_memory_allocated,
    cuda_memory_reserved,
    cuda_reset_peak_memory_stats,
)
from .device_memory_stats import cuda_memory_stats


def _require_accelerator() -> None:
    if gpu_count() == 0:
        raise RuntimeError("Cannot access accelerator device when none is available.")


def accelerator_current_device_index() -> int:
    """torch.accelerator.current_device_index, and current_device_idx."""
    _require_accelerator()
    return gpu_number_of(None)


def accelerator_set_device_index(device: Any, /) -> None:
    """torch.accelerator.set_device_index, and set_device_idx."""
    _require_accelerator()
    cuda_set_device(device)


def accelerator_synchronize(device: Any = None, /) -> None:
    """torch.accelerator.synchronize."""
    _require_accelerator()
    cuda_synchronize(device)


def accelerator_current_stream(device: Any = None, /) -> Any:
    """torch.accelerator.current_stream."""
    _require_accelerator()
    return paddle.device.current_stream(f"gpu:{gpu_number_of(device)}")


def accelerator_set_stream(stream: Any) -> None:
    """torch.accelerator.set_stream."""
    _require_accelerator()
    paddle.device.set_stream(stream)


def accelerator_empty_cache() -> None:
    """torch.accelerator.empty_cache."""
    _require_accelerator()
    cuda_empty_cache()


def accelerator_memory_allocated(device_index: Any = None, /) -> int:
    """torch.accelerator.memory_allocated."""
    _require_accelerator()
    return cuda_memory_allocated(device_index)


def accelerator_max_memory_allocated(device_index: Any = None, /) -> int:
    """torch.accelerator.max_memory_allocated."""
    _require_accelerator()
    return cuda_max_memory_allocated(device_index)


def accelerator_memory_reserved(device_index: Any = None, /) -> int:
    """torch.accelerator.memory_reserved."""
    _require_accelerator()
    return cuda_memory_reserved(device_index)


def accelerator_max_memory_reserved(device_index: Any = None, /) -> int:
    """torch.accelerator.max_memory_reserved."""
    _require_accelerator()
    return cuda_max_memory_reserved(device_index)


def accelerator_memory_stats(device_index: Any = None, /) -> OrderedDict[str, int]:
    """torch.accelerator.memory_stats: the figures that Paddle has."""
    _require_accelerator()
    return cuda_memory_stats(device_index)


def accelerator_get_memory_info(device_index: Any = None, /) -> tuple[int, int]:
    """torch.accelerator.get_memory_info: free and total bytes."""
    _require_accelerator()
    return cuda_mem_get_info(device_index)


def accelerator_reset_peak_memory_stats(device_index: Any = None, /) -> None:
    """torch.accelerator.reset_peak_memory_stats."""
    _require_accelerator()
    cuda_reset_peak_memory_stats(device_index)


def accelerator_get_device_capability(device: Any = None, /) -> dict[str, Any]:
    """torch.accelerator.get_device_capability: of the dtypes that torch lists, those that the GPU's kernels have."""
    _require_accelerator()
    dtypes = {paddle.float32, paddle.float64, paddle.float16, paddle.int8, paddle.int16, paddle.int32, paddle.int64}
    dtypes |= {paddle.uint8, paddle.bool, paddle.complex64, paddle.complex128}
    if cuda_get_device_capability(device) >= (8, 0):
        dtypes.add(paddle.bfloat16)
    return {"supported_dtypes": dtypes}


class AcceleratorDeviceIndex(CudaDeviceContext):
    """torch.accelerator.device_index: the current device of a ``with`` block; None changes nothing."""

    def __init__(self, device: int | None, /) -> None:
        super().__init__(device)
