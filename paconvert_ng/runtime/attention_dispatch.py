"""Scaled dot product attention that uses Paddle's fused kernels where device and arguments allow it.

``scaled_dot_product_attention`` asks the device at run time. The two others are for programs
converted for a known compute capability: they hold only the kernels that such a device has.
"""

from __future__ import annotations

from typing import Any

import paddle

from .attention import attend, plain_attention
from .attention_backends import (
    FLASH_CAPABILITIES,
    MEMORY_EFFICIENT_CAPABILITIES,
    fits_flash,
    fits_memory_efficient,
    flash_attention,
    gpu_compute_capability,
    gpu_number,
    memory_efficient_attention,
)


def memory_efficient_or_plain(
    query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """Memory-efficient attention where it means the same, else plain operators."""
    if fits_memory_efficient(query, key, value, bias, is_causal, scale):
        return memory_efficient_attention(query, key, value, bias, dropout_p, is_causal, scale)
    return plain_attention(query, key, value, bias, dropout_p, is_causal, scale)


def flash_or_less(
    query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """Attention on a GPU of compute capability 8.0 to 12.1."""
    if fits_flash(query, key, value, bias, is_causal, scale):
        return flash_attention(query, key, value, bias, dropout_p, is_causal, scale)
    return memory_efficient_or_plain(query, key, value, bias, dropout_p, is_causal, scale)


def memory_efficient_before_flash(
    query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """Attention on a GPU of compute capability 5.0 to 7.5, for which there is no kernel in bfloat16."""
    attention = plain_attention if query.dtype == paddle.bfloat16 else memory_efficient_or_plain
    return attention(query, key, value, bias, dropout_p, is_causal, scale)


def attention_of_device(
    query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """Attention by what the device of ``query`` can run."""
    capability = gpu_compute_capability(gpu_number(query))
    if FLASH_CAPABILITIES[0] <= capability <= FLASH_CAPABILITIES[1]:
        return flash_or_less(query, key, value, bias, dropout_p, is_causal, scale)
    if MEMORY_EFFICIENT_CAPABILITIES[0] <= capability < FLASH_CAPABILITIES[0]:
        return memory_efficient_before_flash(query, key, value, bias, dropout_p, is_causal, scale)
    return plain_attention(query, key, value, bias, dropout_p, is_causal, scale)


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Any:
    """torch.nn.functional.scaled_dot_product_attention; the device is asked which kernels it can run.

    query [..., heads, length, size], key and value [..., heads, key length, size]; the mask
    broadcasts to the scores, True where a query may attend. Dropout is applied whenever
    ``dropout_p`` is above 0. Raises RuntimeError where torch does (mask together with
    ``is_causal``, dtypes that differ).
    """
    return attend(attention_of_device, query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa)


def flash_scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Any:
    """``scaled_dot_product_attention`` for GPUs of compute capability 8.0 to 12.1.

    Flash attention serves float16 and bfloat16, memory-efficient attention float32 and other
    head sizes, plain operators the rest.
    """
    return attend(flash_or_less, query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa)


def memory_efficient_scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Any:
    """``scaled_dot_product_attention`` for GPUs of compute capability 5.0 to 7.5, which have no flash attention."""
    return attend(memory_efficient_before_flash, query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa)
