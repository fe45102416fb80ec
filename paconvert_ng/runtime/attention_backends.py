"""Paddle's fused attention kernels: when each means the same as the plain computation, and how it is called.

Tensors are [batch, heads, length, head size] here; the kernels want [batch, length, heads, head size].
"""

from __future__ import annotations

import functools
from typing import Any

import paddle

from .static_graph import true_sizes

# Compute capabilities that Paddle's kernels are built for, and the head sizes that they take.
FLASH_CAPABILITIES = ((8, 0), (12, 1))
MEMORY_EFFICIENT_CAPABILITIES = ((5, 0), (12, 1))
MAXIMUM_FLASH_HEAD_SIZE = 256
HEAD_SIZE_ALIGNMENT = 8

# Switched by sdp_kernel and sdpa_kernel; the plain computation is always available.
ENABLED_ATTENTION_BACKENDS = {"flash": True, "memory_efficient": True}


@functools.lru_cache(maxsize=16)
def gpu_compute_capability(device_id: int) -> tuple[int, int]:
    """Compute capability of a CUDA device, (0, 0) where Paddle has no CUDA device of that number."""
    if not paddle.is_compiled_with_cuda() or paddle.is_compiled_with_rocm():
        return (0, 0)
    if device_id < 0 or device_id >= paddle.device.cuda.device_count():
        return (0, 0)
    major, minor = paddle.device.cuda.get_device_capability(device_id)
    return (int(major), int(minor))


def gpu_number(tensor: Any) -> int:
    """Number of the GPU that a tensor is on (while a static graph is built: of the current device), -1 if none."""
    if paddle.in_dynamic_mode():
        place = tensor.place
        return place.gpu_device_id() if place.is_gpu_place() else -1
    name, _, number = paddle.get_device().partition(":")
    return int(number or 0) if name == "gpu" else -1


def _fits_every_kernel(query: Any, key: Any, value: Any, bias: Any, is_causal: bool) -> bool:
    shapes = [tuple(tensor.shape) for tensor in (query, key, value)]
    return (
        gpu_number(query) >= 0
        and all(len(shape) == 4 and 0 not in shape for shape in shapes)
        and shapes[0][:2] == shapes[1][:2] == shapes[2][:2]
        and all(shape[-1] % HEAD_SIZE_ALIGNMENT == 0 for shape in shapes)
        # the kernels align a rectangular causal mask to the lower right corner, torch to the upper left
        and not (is_causal and shapes[0][2] != shapes[1][2])
        # the kernels give no gradient for the mask
        and (bias is None or bias.stop_gradient)
    )


def fits_flash(query: Any, key: Any, value: Any, bias: Any, is_causal: bool, scale: float | None) -> bool:
    """Whether flash attention means the same for these arguments; the device's capability is the caller's matter."""
    return (
        ENABLED_ATTENTION_BACKENDS["flash"]
        and query.dtype in (paddle.float16, paddle.bfloat16)
        and scale is None  # the kernel has no parameter for it
        and _fits_every_kernel(query, key, value, bias, is_causal)
        and query.shape[-1] == key.shape[-1] == value.shape[-1] <= MAXIMUM_FLASH_HEAD_SIZE
    )


def fits_memory_efficient(query: Any, key: Any, value: Any, bias: Any, is_causal: bool, scale: float | None) -> bool:
    """Whether memory-efficient attention means the same; the device's capability is the caller's matter."""
    return (
        ENABLED_ATTENTION_BACKENDS["memory_efficient"]
        and query.dtype in (paddle.float16, paddle.bfloat16, paddle.float32)
        and (scale is None or scale > 0)  # the kernel reads a negative scale as "none given"
        and _fits_every_kernel(query, key, value, bias, is_causal)
        and (bias is None or bias.shape[-1] % HEAD_SIZE_ALIGNMENT == 0)
    )


def _kernel_layout(tensor: Any) -> Any:
    return tensor.transpose([0, 2, 1, 3])


def _kernel_bias(bias: Any, query: Any, key: Any, heads: int) -> Any:
    """The bias spread to four dimensions in query's dtype; beyond that dtype's range it stays finite."""
    bias = paddle.clip(bias, min=float(paddle.finfo(query.dtype).min)).astype(query.dtype)
    return bias.expand([true_sizes(query)[0], heads, true_sizes(query)[2], true_sizes(key)[2]])


def flash_attention(
    query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """Paddle's flash attention; the arguments satisfy ``fits_flash`` (so ``scale`` is None)."""
    if bias is not None:
        shared = bias.ndim < 3 or bias.shape[-3] == 1
        bias = _kernel_bias(bias, query, key, 1 if shared else query.shape[1])
    out = paddle.nn.functional.scaled_dot_product_attention(
        _kernel_layout(query), _kernel_layout(key), _kernel_layout(value), bias, dropout_p, is_causal
    )
    return _kernel_layout(out)


def memory_efficient_attention(
    query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """Paddle's memory-efficient attention; the arguments satisfy ``fits_memory_efficient``."""
    # Paddle imports this module only on demand, and builds without CUDA may lack it.
    from paddle.incubate.nn import memory_efficient_attention as kernels

    if bias is not None:
        bias = _kernel_bias(bias, query, key, query.shape[1])
    if is_causal:
        bias = kernels.LowerTriangularMask()
    out = kernels.memory_efficient_attention(
        _kernel_layout(query), _kernel_layout(key), _kernel_layout(value), bias, dropout_p, scale, True
    )
    return _kernel_layout(out)
