"""torch.cuda memory figures (bytes): 0 without a GPU, as torch answers."""

from __future__ import annotations

from typing import Any

import paddle

from .device import gpu_count, gpu_number_of, require_gpu

# What torch.cuda.OutOfMemoryError is: Paddle reports exhausted memory as Python's own exception.
OutOfMemoryError = MemoryError


def cuda_empty_cache() -> None:
    """torch.cuda.empty_cache; nothing without a GPU."""
    if gpu_count():
        paddle.device.cuda.empty_cache()


def cuda_memory_allocated(device: Any = None) -> int:
    """torch.cuda.memory_allocated."""
    return paddle.device.cuda.memory_allocated(gpu_number_of(device)) if gpu_count() else 0


def cuda_max_memory_allocated(device: Any = None) -> int:
    """torch.cuda.max_memory_allocated."""
    return paddle.device.cuda.max_memory_allocated(gpu_number_of(device)) if gpu_count() else 0


def cuda_memory_reserved(device: Any = None) -> int:
    """torch.cuda.memory_reserved, formerly memory_cached."""
    return paddle.device.cuda.memory_reserved(gpu_number_of(device)) if gpu_count() else 0


def cuda_max_memory_reserved(device: Any = None) -> int:
    """torch.cuda.max_memory_reserved, formerly max_memory_cached."""
    return paddle.device.cuda.max_memory_reserved(gpu_number_of(device)) if gpu_count() else 0


def cuda_reset_peak_memory_stats(device: Any = None) -> None:
    """torch.cuda.reset_peak_memory_stats, and the older reset_max_memory_allocated and reset_max_memory_cached."""
    require_gpu()
    paddle.device.cuda.reset_max_memory_allocated(gpu_number_of(device))
    paddle.device.cuda.reset_max_memory_reserved(gpu_number_of(device))


def cuda_mem_get_info(device: Any = None) -> tuple[int, int]:
    """torch.cuda.mem_get_info: free and total bytes of a device."""
    require_gpu()
    free, total = paddle.cuda.mem_get_info(gpu_number_of(device))
    return (int(free), int(total))


def cuda_memory_summary(device: Any = None, abbreviated: bool = False) -> str:
    """torch.cuda.memory_summary: a text for people; here two lines."""
    lines = [
        f"allocated: {cuda_memory_allocated(device)} bytes (at most {cuda_max_memory_allocated(device)})",
        f"reserved: {cuda_memory_reserved(device)} bytes (at most {cuda_max_memory_reserved(device)})",
    ]
    return "\n".join(lines)
