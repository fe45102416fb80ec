"""torch.nn.functional.multi_head_attention_forward, the computation behind nn.MultiheadAttention."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .attention_dispatch import scaled_dot_product_attention


def _check_shapes(query: Any, key: Any, value: Any, key_padding_mask: Any, attn_mask: Any) -> None:
    rank = query.ndim
    if rank not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {rank}-D query tensor")
    if key.ndim != rank or value.ndim != rank:
        raise AssertionError(f"For {rank}-D query, expected key and value to be {rank}-D")
    if key_padding_mask is not None and key_padding_mask.ndim != rank - 1:
        raise AssertionError(f"For {rank}-D query, expected key_padding_mask to be {rank - 1}-D")
    if attn_mask is not None and attn_mask.ndim not in (2, 3):
        raise AssertionError(f"expected attn_mask to be 2-D or 3-D but found {attn_mask.ndim}-D")


def _additive_mask(mask: Any, dtype: Any, name: str) -> Any:
    """A mask as what is added to the scores: bool is True where attention is not allowed."""
    if mask is None:
        return None
    if mask.dtype == paddle.bool:
        return paddle.where(mask, paddle.full([], -math.inf, dtype=dtype), paddle.zeros([], dtype=dtype))
    if not mask.is_floating_point():
        raise AssertionError(f"only bool and floating types of {name} are supported")
    return mask.astype(dtype)


def _projected(input: Any, weight: Any, bias: Any) -> Any:
    out = paddle.matmul(input, weight, transpose_y=True)
    return out if bias is None else out + bias


def _by_head(tensor: Any, batch_heads: int, head_size: int) -> Any:
    """[length, batch, embedding] to [batch * heads, length, head size]."""
    return tensor.reshape([tensor.shape[0], batch_heads, head_size]).transpose([1, 0, 2])


def _one_more_column(mask: Any) -> Any:
    """A mask for one more key, which every query may attend to."""
    if mask is None:
        return None
    column = paddle.zeros([*mask.shape[:-1], 1], dtype=mask.dtype)
    return paddle.concat([mask, column], axis=-1)


def multi_head_attention_forward(
    query: Any,
    key: Any,
    value: Any,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Any,
    in_proj_bias: Any,
    bias_k: Any,
    bias_v: Any,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Any,
    out_proj_bias: Any,
    training: bool = True,
    key_padding_mask: Any = None,
    need_weights: bool = True,
    attn_mask: Any = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Any = None,
    k_proj_weight: Any = None,
    v_proj_weight: Any = None,
    static_k: Any = None,
    static_v: Any = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Any, Any]:
    """Projection of query, key and value [length, batch, embedding] (or without batch), attention, projection out.

    Gives the output [length, batch, embedding] and the weights [batch, (heads,) length, key length] or
    None. Masks are True where attention is not allowed, or are added to the scores. Paddle has no such function.
    """
    _check_shapes(query, key, value, key_padding_mask, attn_mask)
    batched = query.ndim == 3
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)
    length, batch, embedding = query.shape
    head_size = embedding // num_heads
    if embedding != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {embedding}")
    if head_size * num_heads != embedding:
        raise AssertionError(f"embed_dim {embedding} not divisible by num_heads {num_heads}")
    if is_causal and attn_mask is None:
        raise RuntimeError("Need attn_mask if specifying the is_causal hint.")
    padding = _additive_mask(key_padding_mask, query.dtype, "key_padding_mask")
    if is_causal and padding is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = _additive_mask(attn_mask, query.dtype, "attn_mask")
        is_causal = is_causal and padding is None

    if use_separate_proj_weight:
        weights = [q_proj_weight, k_proj_weight, v_proj_weight]
    else:
        weights = paddle.split(in_proj_weight, 3, axis=0)
    biases = [None] * 3 if in_proj_bias is None else paddle.split(in_proj_bias, 3, axis=0)
    q, k, v = (_projected(*parts) for parts in zip((query, key, value), weights, biases, strict=True))

    if attn_mask is not None and attn_mask.ndim == 2:
        attn_mask = attn_mask.unsqueeze(0)
    wanted = [1 if attn_mask is not None and attn_mask.shape[0] == 1 else batch * num_heads, length, key.shape[0]]
    if attn_mask is not None and list(attn_mask.shape) != wanted:
        raise RuntimeError(f"The shape of the attn_mask is {list(attn_mask.shape)}, but should be {wanted}.")
    if (bias_k is None) != (bias_v is None):
        raise AssertionError("bias_k and bias_v must both be set or both be None")
    if bias_k is not None:
        k = paddle.concat([k, bias_k.expand([1, batch, embedding])])
        v = paddle.concat([v, bias_v.expand([1, batch, embedding])])
        attn_mask, padding = _one_more_column(attn_mask), _one_more_column(padding)

    batch_heads = batch * num_heads
    q = _by_head(q, batch_heads, head_size)
    k = _by_head(k, batch_heads, head_size) if static_k is None else static_k
    v = _by_head(v, batch_heads, head_size) if static_v is None else static_v
    if add_zero_attn:
        zeros = paddle.zeros([batch_heads, 1, head_size], dtype=k.dtype)
        k, v = paddle.concat([k, zeros], axis=1), paddle.concat([v, zeros], axis=1)
        attn_mask, padding = _one_more_column(attn_mask), _one_more_column(padding)
    key_length = k.shape[1]
    if padding is not None:
        spread = padding.reshape([batch, 1, 1, key_length]).expand([batch, num_heads, 1, key_length])
        padding = spread.reshape([batch_heads, 1, key_length])
        attn_mask = padding if attn_mask is None else attn_mask + padding
    probability = dropout_p if training else 0.0

    attention_weights = None
    if need_weights:
        scores = paddle.matmul(q * math.sqrt(1.0 / head_size), k, transpose_y=True)
        attention_weights = paddle.nn.functional.softmax(scores if attn_mask is None else scores + attn_mask, axis=-1)
        if probability > 0.0:
            attention_weights = paddle.nn.functional.dropout(attention_weights, probability)
        out = paddle.matmul(attention_weights, v)
        attention_weights = attention_weights.reshape([batch, num_heads, length, key_length])
        if average_attn_weights:
            attention_weights = attention_weights.mean(axis=1)
    else:
        q, k, v = (part.reshape([batch, num_heads, part.shape[1], head_size]) for part in (q, k, v))
        if attn_mask is not None:
            if attn_mask.shape[0] == 1:
                attn_mask = attn_mask.unsqueeze(0)
            else:
                attn_mask = attn_mask.reshape([batch, num_heads, attn_mask.shape[1], key_length])
        out = scaled_dot_product_attention(q, k, v, attn_mask, probability, is_causal)
        out = out.reshape([batch_heads, length, head_size])
    out = _projected(out.transpose([1, 0, 2]).reshape([length, batch, embedding]), out_proj_weight, out_proj_bias)
    if batched:
        return out, attention_weights
    return out.squeeze(1), None if attention_weights is None else attention_weights.squeeze(0)
