"""transformers' attention functions by name (4.48 and later), and what they are made of.

Each takes ``module`` (its ``is_causal``, ``num_key_value_groups``, ``config``), query [batch, heads, length, size],
keys and values, and gives the result [batch, length, heads, size] and the weights, if it has them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .attention_dispatch import scaled_dot_product_attention
from .attention_flex import BlockMask, create_block_mask, flex_attention
from .hf_flash import flash_attention_forward
from .hf_interfaces import GeneralInterface


def repeat_kv(hidden_states: Any, n_rep: int) -> Any:
    """transformers' repeat_kv: each head ``n_rep`` times, next to itself; [batch, heads, length, size]."""
    if n_rep == 1:
        return hidden_states
    batch, heads, length, size = hidden_states.shape
    wide = hidden_states.unsqueeze(2).expand([batch, heads, n_rep, length, size])
    return wide.reshape([batch, heads * n_rep, length, size])


def use_gqa_in_sdpa(attention_mask: Any, key: Any) -> bool:
    """transformers.integrations.sdpa_attention.use_gqa_in_sdpa: whether attention is given fewer heads of keys."""
    return attention_mask is None


def sdpa_attention_forward(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    dropout: float = 0.0,
    scaling: float | None = None,
    is_causal: bool | None = None,
    **kwargs: Any,
) -> tuple[Any, None]:
    """transformers.integrations.sdpa_attention.sdpa_attention_forward."""
    grouped = False
    if hasattr(module, "num_key_value_groups"):
        grouped = use_gqa_in_sdpa(attention_mask, key)
        if not grouped:
            key = repeat_kv(key, module.num_key_value_groups)
            value = repeat_kv(value, module.num_key_value_groups)
    if attention_mask is not None and attention_mask.ndim == 4:
        attention_mask = attention_mask[:, :, :, : key.shape[-2]]
    if is_causal is None:
        is_causal = query.shape[2] > 1 and attention_mask is None and getattr(module, "is_causal", True)
    out = scaled_dot_product_attention(
        query, key, value, attention_mask, dropout, bool(is_causal), scale=scaling, enable_gqa=grouped
    )
    return out.transpose([0, 2, 1, 3]).contiguous(), None


def compile_friendly_flex_attention(query: Any, key: Any, value: Any, training: bool = False, **kwargs: Any) -> Any:
    """transformers.integrations.flex_attention.compile_friendly_flex_attention; nothing is compiled."""
    return flex_attention(query, key, value, **kwargs)


def flex_attention_forward(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    scaling: float | None = None,
    softcap: float | None = None,
    head_mask: Any = None,
    s_aux: Any = None,
    **kwargs: Any,
) -> tuple[Any, Any]:
    """transformers.integrations.flex_attention.flex_attention_forward, with the mask as BlockMask or to be added."""
    if kwargs.get("dropout", 0.0) > 0:
        raise ValueError("flex attention has no dropout; use eager or sdpa attention for training with dropout")
    blocks = attention_mask if isinstance(attention_mask, BlockMask) else None
    added = None if blocks is not None or attention_mask is None else attention_mask[:, :, :, : key.shape[-2]]
    if added is not None and added.shape[1] != 1:
        raise ValueError("flex attention takes one mask for all heads")

    def score_mod(score: Any, batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
        if softcap is not None:
            score = softcap * paddle.tanh(score / softcap)
        if added is not None:
            score = score + added.astype(score.dtype)
        if head_mask is not None:
            score = score + head_mask[:, :, 0, 0].unsqueeze(-1).unsqueeze(-1).astype(score.dtype)
        return score

    changed = softcap is not None or added is not None or head_mask is not None
    out, lse = compile_friendly_flex_attention(
        query,
        key,
        value,
        score_mod=score_mod if changed else None,
        block_mask=blocks,
        enable_gqa=key.shape[1] != query.shape[1],
        scale=scaling,
        return_lse=True,
    )
    lse = lse.astype(value.dtype)
    if s_aux is not None:
        sinks = s_aux.reshape([1, -1, 1, 1]).expand([*out.shape[:3], 1]).astype(lse.dtype)
        with_sinks = paddle.logsumexp(paddle.concat([lse.unsqueeze(-1), sinks], axis=-1), axis=-1, keepdim=True)
        out = out * paddle.exp(lse.unsqueeze(-1) - with_sinks)
    return out.transpose([0, 2, 1, 3]).contiguous(), lse


def make_flex_block_causal_mask(
    attention_mask_2d: Any,
    attention_chunk_size: int | None = None,
    query_length: int | None = None,
    key_length: int | None = None,
    offsets: Any = None,
    is_causal: bool | None = True,
) -> BlockMask:
    """transformers.integrations.flex_attention.make_flex_block_causal_mask.

    ``attention_mask_2d`` [batch, length] holds 0 for padding, else the number of the sequence that a token is of.
    """
    batch, length = attention_mask_2d.shape
    key_length, query_length = key_length or length, query_length or length
    padding = (key_length // 128 + 1) * 128 - key_length
    numbers = paddle.concat([attention_mask_2d, paddle.zeros([batch, padding], dtype=attention_mask_2d.dtype)], axis=-1)
    first_query, first_key = (0, 0) if offsets is None else offsets

    def mask_mod(batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
        q_idx, kv_idx = q_idx + first_query, kv_idx + first_key
        same = numbers[batch_idx, q_idx] == numbers[batch_idx, kv_idx]
        if not is_causal:
            return same & (numbers[batch_idx, kv_idx] > 0)
        allowed = same & (q_idx >= kv_idx) & (numbers[batch_idx, q_idx] > 0)
        if attention_chunk_size is not None:
            allowed = allowed & (q_idx // attention_chunk_size == kv_idx // attention_chunk_size)
        return allowed

    return create_block_mask(mask_mod, batch, None, query_length, key_length)


class AttentionInterface(GeneralInterface):
    """transformers.AttentionInterface: attention functions by name; those for paged caches are not converted."""

    _global_mapping: dict[str, Callable[..., Any]] = {
        "flash_attention_3": flash_attention_forward,
        "flash_attention_2": flash_attention_forward,
        "flex_attention": flex_attention_forward,
        "sdpa": sdpa_attention_forward,
    }


ALL_ATTENTION_FUNCTIONS = AttentionInterface()


def use_kernel_forward_from_hub(*args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """transformers.integrations.use_kernel_forward_from_hub: a decorator that leaves the class as it is.

    It does so in transformers, too, where the package of downloaded kernels is not installed.
    """

    def unchanged(cls: Any) -> Any:
        return cls

    return unchanged
