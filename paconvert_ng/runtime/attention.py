"""Scaled dot product attention with torch's meaning, in plain operators that every device can run.

Paddle's own function differs: a causal mask is an added -1e4 (it leaks at large logits), a fully
masked row is NaN (torch: zeros), ``scale=0.0`` counts as none, a mask of three dimensions is read
as [batch, query, key] (torch: it broadcasts, so [heads, query, key]), and float16 or bfloat16 do
not run on CPU. ``attention_dispatch.py`` puts Paddle's fused kernels beside this where they apply.

No generator expressions here: paddle.jit.to_static cannot convert one inside an ``if``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import paddle

from .static_graph import is_known, true_sizes


def _check_attention_arguments(query: Any, key: Any, value: Any, attn_mask: Any, is_causal: bool) -> None:
    if attn_mask is not None and is_causal:
        raise RuntimeError("scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise RuntimeError(
            "scaled_dot_product_attention: query, key and value must have at least 2 dimensions, "
            f"got {query.ndim}, {key.ndim} and {value.ndim}"
        )
    if not query.dtype == key.dtype == value.dtype:
        raise RuntimeError(
            "scaled_dot_product_attention: query, key and value must have the same dtype, "
            f"got {query.dtype}, {key.dtype} and {value.dtype}"
        )
    if not query.is_floating_point():
        raise RuntimeError(f"scaled_dot_product_attention: not defined for {query.dtype}")
    if attn_mask is None:
        return
    if attn_mask.ndim < 2:
        raise IndexError("scaled_dot_product_attention: attn_mask must have at least 2 dimensions")
    if attn_mask.dtype not in (paddle.bool, paddle.float32, query.dtype):
        raise RuntimeError(
            "scaled_dot_product_attention: attn_mask must be bool, float32 or of query's dtype, "
            f"got {attn_mask.dtype} beside {query.dtype}"
        )


def _repeat_heads(tensor: Any, heads: int) -> Any:
    """Repeat the heads (dimension -3) of keys or values to ``heads``, each one next to itself."""
    if tensor.ndim < 3:
        raise IndexError("scaled_dot_product_attention: enable_gqa needs a dimension for the heads")
    own = true_sizes(tensor)[-3]
    if not is_known(own) or not is_known(heads):
        shape = true_sizes(tensor)
        repeated = tensor.unsqueeze(-3).expand([*shape[:-2], heads // own, *shape[-2:]])
        return repeated.reshape([*shape[:-3], heads, *shape[-2:]])
    if own == heads:
        return tensor
    if own == 0 or heads % own:
        raise RuntimeError("scaled_dot_product_attention: heads of key and value must divide the heads of query")
    repeated = tensor.unsqueeze(-3).expand([*[-1] * (tensor.ndim - 2), heads // own, -1, -1])
    return repeated.flatten(tensor.ndim - 3, tensor.ndim - 2)


def _with_dimensions(tensor: Any, count: int) -> Any:
    """Leading dimensions of 1 up to ``count``: Paddle's matmul has no gradient where the ranks differ."""
    return tensor.unsqueeze(list(range(count - tensor.ndim))) if tensor.ndim < count else tensor


def _bias_and_open_rows(attn_mask: Any, dtype: Any) -> tuple[Any, Any]:
    """What is added to the scores, and which query rows may attend to anything ([..., query, 1], bool).

    Rows that may not are left unmasked in the bias, so that neither the softmax nor its gradient
    is NaN; their result is set to zero afterwards.
    """
    if attn_mask.dtype == paddle.bool:
        closed = paddle.full([], -math.inf, dtype=dtype)
        bias = paddle.where(attn_mask, paddle.zeros([], dtype=dtype), closed)
        open_rows = attn_mask.any(axis=-1, keepdim=True)
    else:
        bias = attn_mask.astype(dtype)
        open_rows = (bias != -math.inf).any(axis=-1, keepdim=True)
    return paddle.where(open_rows, bias, paddle.zeros_like(bias)), open_rows


def plain_attention(
    query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
) -> Any:
    """softmax(query key^T scale + bias) value; half precision is computed in float32, as in torch, and stays so."""
    if query.dtype in (paddle.float16, paddle.bfloat16):
        query, key, value = query.astype(paddle.float32), key.astype(paddle.float32), value.astype(paddle.float32)
    if scale is None:
        size = true_sizes(query)[-1]
        if is_known(size):
            scale = 1.0 / math.sqrt(size) if size else 0.0
        else:
            scale = paddle.rsqrt(size.astype(query.dtype))
    scores = paddle.matmul(query * scale, key, transpose_y=True)
    if is_causal:
        lower = paddle.tril(paddle.ones(true_sizes(scores)[-2:], dtype=paddle.bool))
        scores = paddle.where(lower, scores, paddle.full([], -math.inf, dtype=scores.dtype))
    elif bias is not None:
        scores = scores + bias.astype(scores.dtype)
    weights = paddle.nn.functional.softmax(scores, axis=-1)
    if dropout_p > 0.0:
        weights = paddle.nn.functional.dropout(weights, dropout_p)
    return paddle.matmul(weights, value)


def attend(
    attention: Callable[..., Any],
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any,
    dropout_p: float,
    is_causal: bool,
    scale: float | None,
    enable_gqa: bool,
) -> Any:
    """Check torch's arguments, spread heads and mask, and let ``attention`` compute.

    ``attention`` takes (query, key, value, bias, dropout_p, is_causal, scale) as ``plain_attention`` does.
    """
    _check_attention_arguments(query, key, value, attn_mask, is_causal)
    if scale is not None:
        scale = float(scale)
    dimensions = max(query.ndim, key.ndim, value.ndim)
    query = _with_dimensions(query, dimensions)
    key = _with_dimensions(key, dimensions)
    value = _with_dimensions(value, dimensions)
    if enable_gqa:
        key = _repeat_heads(key, true_sizes(query)[-3])
        value = _repeat_heads(value, true_sizes(query)[-3])
    if attn_mask is None:
        return attention(query, key, value, None, dropout_p, is_causal, scale).astype(query.dtype)
    # float32 for half precision: a finite float32 bias may lie beyond the range of float16
    half = query.dtype in (paddle.float16, paddle.bfloat16)
    bias, open_rows = _bias_and_open_rows(attn_mask, paddle.float32 if half else query.dtype)
    out = attention(query, key, value, bias, dropout_p, is_causal, scale)
    return paddle.where(open_rows, out, paddle.zeros_like(out)).astype(query.dtype)


def math_scaled_dot_product_attention(
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
    """torch.nn.functional.scaled_dot_product_attention in plain operators, for CPU and GPUs without a fused kernel.

    query [..., heads, length, size], key and value [..., heads, key length, size]; the mask
    broadcasts to the scores, True where a query may attend. Dropout is applied whenever
    ``dropout_p`` is above 0. Raises RuntimeError where torch does (mask together with
    ``is_causal``, dtypes that differ).
    """
    return attend(plain_attention, query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa)
