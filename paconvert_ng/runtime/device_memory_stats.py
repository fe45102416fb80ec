"""torch.cuda.memory_stats, and what else of torch.cuda has a counterpart in Paddle: seeds, streams, NVTX ranges."""

from __future__ import annotations

import contextlib
import os
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import paddle

from .device import gpu_count, gpu_number_of, require_gpu
from .device_cuda import cuda_get_device_capability, cuda_manual_seed, cuda_manual_seed_all
from .device_memory import (
    cuda_max_memory_allocated,
    cuda_max_memory_reserved,
    cuda_memory_allocated,
    cuda_memory_reserved,
)


def cuda_memory_stats(device: Any = None) -> OrderedDict[str, int]:
    """torch.cuda.memory_stats: allocated and reserved bytes, now and at most; Paddle counts nothing else.

    Empty without a GPU, as in torch.
    """
    found: OrderedDict[str, int] = OrderedDict()
    if gpu_count():
        found["allocated_bytes.all.current"] = cuda_memory_allocated(device)
        found["allocated_bytes.all.peak"] = cuda_max_memory_allocated(device)
        found["reserved_bytes.all.current"] = cuda_memory_reserved(device)
        found["reserved_bytes.all.peak"] = cuda_max_memory_reserved(device)
    return found


def cuda_memory_stats_as_nested_dict(device: Any = None) -> dict[str, Any]:
    """torch.cuda.memory_stats_as_nested_dict, of the same figures."""
    nested: dict[str, Any] = {}
    for name, value in cuda_memory_stats(device).items():
        kind, pool, figure = name.split(".")
        nested.setdefault(kind, {}).setdefault(pool, {})[figure] = value
    return nested


def cuda_seed() -> None:
    """torch.cuda.seed: another seed at each run for the current GPU; nothing without one."""
    cuda_manual_seed(int.from_bytes(os.urandom(7), "little"))


def cuda_seed_all() -> None:
    """torch.cuda.seed_all: another seed at each run for all GPUs."""
    cuda_manual_seed_all(int.from_bytes(os.urandom(7), "little"))


def cuda_initial_seed() -> int:
    """torch.cuda.initial_seed: the seed of the current GPU's generator."""
    require_gpu()
    return int(paddle.framework.core.default_cuda_generator(gpu_number_of(None)).initial_seed())


def cuda_is_tf32_supported() -> bool:
    """torch.cuda.is_tf32_supported: from compute capability 8.0 on."""
    return gpu_count() > 0 and cuda_get_device_capability() >= (8, 0)


def cuda_set_stream(stream: Any) -> None:
    """torch.cuda.set_stream; None changes nothing."""
    if stream is not None:
        require_gpu()
        paddle.device.set_stream(stream)


def _require_nvtx() -> None:
    if not paddle.is_compiled_with_cuda():
        raise RuntimeError("NVTX functions not installed. Are you sure you have a CUDA build?")


def nvtx_range_push(msg: str) -> None:
    """torch.cuda.nvtx.range_push. The depth, which torch gives, Paddle does not know."""
    _require_nvtx()
    paddle.device.nvtx.range_push(msg)


def nvtx_range_pop() -> None:
    """torch.cuda.nvtx.range_pop."""
    _require_nvtx()
    paddle.device.nvtx.range_pop()


@contextlib.contextmanager
def nvtx_range(msg: str, *args: Any, **kwargs: Any) -> Iterator[None]:
    """torch.cuda.nvtx.range: a ``with`` block, or a decorated function, as a range."""
    nvtx_range_push(msg.format(*args, **kwargs))
    try:
        yield
    finally:
        nvtx_range_pop()
