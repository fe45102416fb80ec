"""The functions of the flash_attn package, on any device: [batch, length, heads, size], causal to the lower right.

The fused kernels of ``attention_backends.py`` serve a call where they mean the same.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .attention import attend, plain_attention
from .attention_dispatch import attention_of_device


def _position_bias(
    query_length: int,
    key_length: int,
    heads: int,
    causal: bool,
    window_size: tuple[int, int],
    alibi_slopes: Any,
) -> Any:
    """What is added to the scores [batch or 1, heads or 1, query, key]: -inf where attention is not allowed.

    Positions are counted so that the last query and the last key coincide.
    """
    rows = paddle.arange(query_length).unsqueeze(1) + (key_length - query_length)
    columns = paddle.arange(key_length).unsqueeze(0)
    left, right = window_size
    allowed = paddle.ones([query_length, key_length], dtype="bool")
    if causal:
        right = 0
    if right >= 0:
        allowed = allowed & (columns <= rows + right)
    if left >= 0:
        allowed = allowed & (columns >= rows - left)
    bias = paddle.where(allowed, paddle.zeros([], dtype="float32"), paddle.full([], -math.inf, dtype="float32"))
    bias = bias.reshape([1, 1, query_length, key_length])
    if alibi_slopes is not None:
        slopes = alibi_slopes.astype("float32").reshape([-1, heads, 1, 1])
        distance = (rows - columns).abs().astype("float32").reshape([1, 1, query_length, key_length])
        bias = bias - slopes * distance
    return bias


def _softcapped(
    softcap: float, query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """Attention whose scores pass through softcap * tanh(scores / softcap)."""
    dtype = paddle.float64 if query.dtype == paddle.float64 else paddle.float32
    query, key, value = query.astype(dtype), key.astype(dtype), value.astype(dtype)
    scale = 1.0 / math.sqrt(query.shape[-1]) if scale is None else scale
    scores = paddle.matmul(query * (scale / softcap), key, transpose_y=True).tanh() * softcap
    if bias is not None:
        scores = scores + bias.astype(dtype)
    weights = paddle.nn.functional.softmax(scores, axis=-1)
    if dropout_p > 0.0:
        weights = paddle.nn.functional.dropout(weights, dropout_p)
    return paddle.matmul(weights, value)


def flash_attn_func(
    q: Any,
    k: Any,
    v: Any,
    dropout_p: float = 0.0,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    alibi_slopes: Any = None,
    deterministic: bool = False,
    return_attn_probs: bool = False,
) -> Any:
    """flash_attn.flash_attn_func: q [batch, length, heads, size]; k and v may have fewer heads.

    A query that may attend to nothing gives zeros. ``return_attn_probs`` is not supported.
    """
    if return_attn_probs:
        raise NotImplementedError("flash_attn: return_attn_probs is for tests of its kernels and is not converted")
    query, key, value = (tensor.transpose([0, 2, 1, 3]) for tensor in (q, k, v))
    query_length, key_length = query.shape[2], key.shape[2]
    simple = tuple(window_size) == (-1, -1) and alibi_slopes is None
    if simple and (not causal or query_length == key_length) and not softcap:
        out = attend(
            attention_of_device,
            query,
            key,
            value,
            None,
            dropout_p,
            causal,
            softmax_scale,
            key.shape[1] != query.shape[1],
        )
        return out.transpose([0, 2, 1, 3])
    bias = _position_bias(query_length, key_length, query.shape[1], causal, window_size, alibi_slopes)

    def capped(*arguments: Any) -> Any:
        return _softcapped(softcap, *arguments)

    attention = capped if softcap else (attention_of_device if alibi_slopes is None else plain_attention)
    out = attend(attention, query, key, value, bias, dropout_p, False, softmax_scale, key.shape[1] != query.shape[1])
    return out.transpose([0, 2, 1, 3])


def flash_attn_qkvpacked_func(
    qkv: Any,
    dropout_p: float = 0.0,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    alibi_slopes: Any = None,
    deterministic: bool = False,
    return_attn_probs: bool = False,
) -> Any:
    """flash_attn.flash_attn_qkvpacked_func: qkv [batch, length, 3, heads, size]."""
    q, k, v = qkv.unbind(2)
    return flash_attn_func(
        q, k, v, dropout_p, softmax_scale, causal, window_size, softcap, alibi_slopes, deterministic,
        return_attn_probs,
    )  # fmt: skip


def flash_attn_kvpacked_func(
    q: Any,
    kv: Any,
    dropout_p: float = 0.0,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    alibi_slopes: Any = None,
    deterministic: bool = False,
    return_attn_probs: bool = False,
) -> Any:
    """flash_attn.flash_attn_kvpacked_func: q [batch, length, heads, size], kv [batch, key length, 2, heads, size]."""
    k, v = kv.unbind(2)
    return flash_attn_func(
        q, k, v, dropout_p, softmax_scale, causal, window_size, softcap, alibi_slopes, deterministic,
        return_attn_probs,
    )  # fmt: skip


def flash_attn_varlen_func(
    q: Any,
    k: Any,
    v: Any,
    cu_seqlens_q: Any,
    cu_seqlens_k: Any,
    max_seqlen_q: int,
    max_seqlen_k: int,
    dropout_p: float = 0.0,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    alibi_slopes: Any = None,
    deterministic: bool = False,
    return_attn_probs: bool = False,
    block_table: Any = None,
) -> Any:
    """flash_attn.flash_attn_varlen_func: sequences one after the other, q [total, heads, size].

    ``cu_seqlens_q`` and ``cu_seqlens_k`` [sequences + 1] hold where each begins. One attention is
    computed for each sequence. ``block_table`` is not supported.
    """
    if block_table is not None:
        raise NotImplementedError("flash_attn: paged keys and values (block_table) are not converted")
    query_bounds = [int(bound) for bound in cu_seqlens_q.tolist()]
    key_bounds = [int(bound) for bound in cu_seqlens_k.tolist()]
    parts = []
    for index in range(len(query_bounds) - 1):
        queries = slice(query_bounds[index], query_bounds[index + 1])
        keys = slice(key_bounds[index], key_bounds[index + 1])
        slopes = alibi_slopes[index] if alibi_slopes is not None and alibi_slopes.ndim == 2 else alibi_slopes
        part = flash_attn_func(
            q[queries].unsqueeze(0), k[keys].unsqueeze(0), v[keys].unsqueeze(0), dropout_p, softmax_scale, causal,
            window_size, softcap, slopes, deterministic, return_attn_probs,
        )  # fmt: skip
        parts.append(part.squeeze(0))
    return paddle.concat(parts)


def flash_attn_varlen_qkvpacked_func(
    qkv: Any,
    cu_seqlens: Any,
    max_seqlen: int,
    dropout_p: float = 0.0,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    alibi_slopes: Any = None,
    deterministic: bool = False,
    return_attn_probs: bool = False,
) -> Any:
    """flash_attn.flash_attn_varlen_qkvpacked_func: qkv [total, 3, heads, size]."""
    q, k, v = qkv.unbind(1)
    return flash_attn_varlen_func(
        q, k, v, cu_seqlens, cu_seqlens, max_seqlen, max_seqlen, dropout_p, softmax_scale, causal, window_size,
        softcap, alibi_slopes, deterministic, return_attn_probs,
    )  # fmt: skip


def flash_attn_varlen_kvpacked_func(
    q: Any,
    kv: Any,
    cu_seqlens_q: Any,
    cu_seqlens_k: Any,
    max_seqlen_q: int,
    max_seqlen_k: int,
    dropout_p: float = 0.0,
    softmax_scale: float | None = None,
    causal: bool = False,
    window_size: tuple[int, int] = (-1, -1),
    softcap: float = 0.0,
    alibi_slopes: Any = None,
    deterministic: bool = False,
    return_attn_probs: bool = False,
) -> Any:
    """flash_attn.flash_attn_varlen_kvpacked_func: q [total, heads, size], kv [total keys, 2, heads, size]."""
    k, v = kv.unbind(1)
    return flash_attn_varlen_func(
        q, k, v, cu_seqlens_q, cu_seqlens_k, max_seqlen_q, max_seqlen_k, dropout_p, softmax_scale, causal,
        window_size, softcap, alibi_slopes, deterministic, return_attn_probs,
    )  # fmt: skip
