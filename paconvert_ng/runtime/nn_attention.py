"""Multi-head attention with torch's parameters, masks and weights."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .attention_dispatch import scaled_dot_product_attention
from .nn_base import fill_constant, fill_normal, fill_xavier_uniform, new_parameter
from .nn_linear import Linear
from .static_graph import true_sizes


def additive_mask(mask: paddle.Tensor | None, name: str, dtype: Any) -> paddle.Tensor | None:
    """A mask to be added to the scores: True, in a mask of booleans, becomes -inf."""
    if mask is None or mask.is_floating_point():
        return mask
    if mask.dtype != paddle.bool:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    return paddle.where(mask, paddle.full([], -math.inf, dtype=dtype), paddle.zeros([], dtype=dtype))


def _projections(
    query: paddle.Tensor,
    key: paddle.Tensor,
    value: paddle.Tensor,
    weights: tuple[Any, Any, Any],
    bias: paddle.Tensor | None,
) -> list[paddle.Tensor]:
    """x W^T + b for each of the three; their biases lie one after the other."""
    inputs = (query, key, value)
    out = [paddle.matmul(inputs[i], weights[i], transpose_y=True) for i in range(3)]
    if bias is None:
        return out
    biases = paddle.split(bias, 3)
    return [out[i] + biases[i] for i in range(3)]


def _open_last_key(mask: paddle.Tensor | None) -> paddle.Tensor | None:
    """One more key at the end, which every query may attend to."""
    if mask is None:
        return None
    return paddle.concat([mask, paddle.zeros([*true_sizes(mask)[:-1], 1], dtype=mask.dtype)], axis=-1)


def _merged_mask(
    attn_mask: paddle.Tensor | None, key_padding_mask: paddle.Tensor | None, batch: int, heads: int
) -> paddle.Tensor | None:
    """Both masks as one that broadcasts to [batch, heads, query, key]."""
    if attn_mask is not None:
        query, key = true_sizes(attn_mask)[-2:]
        attn_mask = attn_mask.reshape([batch if attn_mask.ndim == 3 else 1, -1, query, key])
    if key_padding_mask is None:
        return attn_mask
    padding = key_padding_mask.reshape([batch, 1, 1, -1])
    if attn_mask is None:
        return padding
    return attn_mask + padding.astype(attn_mask.dtype)


def _check_masks(
    attn_mask: paddle.Tensor | None, key_padding_mask: paddle.Tensor | None, sizes: tuple[int, int, int, int]
) -> None:
    batch, heads, queries, keys = sizes
    if attn_mask is not None:
        expected = [queries, keys] if attn_mask.ndim == 2 else [batch * heads, queries, keys]
        if attn_mask.ndim not in (2, 3) or list(attn_mask.shape) != expected:
            raise RuntimeError(
                f"The shape of the {attn_mask.ndim}D attn_mask is {list(attn_mask.shape)}, but should be {expected}."
            )
    if key_padding_mask is not None and list(key_padding_mask.shape) != [batch, keys]:
        raise AssertionError(
            f"expecting key_padding_mask shape of {(batch, keys)}, but got {tuple(key_padding_mask.shape)}"
        )


def multi_head_attention_forward(
    query: paddle.Tensor,
    key: paddle.Tensor,
    value: paddle.Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: paddle.Tensor | None,
    in_proj_bias: paddle.Tensor | None,
    bias_k: paddle.Tensor | None,
    bias_v: paddle.Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: paddle.Tensor,
    out_proj_bias: paddle.Tensor | None,
    training: bool = True,
    key_padding_mask: paddle.Tensor | None = None,
    need_weights: bool = True,
    attn_mask: paddle.Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: paddle.Tensor | None = None,
    k_proj_weight: paddle.Tensor | None = None,
    v_proj_weight: paddle.Tensor | None = None,
    static_k: paddle.Tensor | None = None,
    static_v: paddle.Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[paddle.Tensor, paddle.Tensor | None]:
    """torch.nn.functional.multi_head_attention_forward: [L, N, E], or [L, E] unbatched, and the attention weights.

    Weights are [N, L, S], or [N, num_heads, L, S] unless averaged; None unless needed. ``is_causal`` only says
    that ``attn_mask`` is causal. ``static_k`` and ``static_v`` are [N * num_heads, S, head size].
    """
    batched = query.ndim == 3
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    length, batch, embed_dim = true_sizes(query)
    if embed_dim != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {embed_dim}")
    head_dim = embed_dim // num_heads
    if head_dim * num_heads != embed_dim:
        raise AssertionError(f"embed_dim {embed_dim} not divisible by num_heads {num_heads}")
    if is_causal and attn_mask is None:
        raise RuntimeError("Need attn_mask if specifying the is_causal hint.")
    key_padding_mask = additive_mask(key_padding_mask, "key_padding_mask", query.dtype)
    attn_mask = additive_mask(attn_mask, "attn_mask", query.dtype)
    if use_separate_proj_weight:
        weights = (q_proj_weight, k_proj_weight, v_proj_weight)
    else:
        if paddle.in_dynamic_mode() and key.shape != value.shape:
            raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
        weights = tuple(paddle.split(in_proj_weight, 3))  # type: ignore[assignment]
    q, k, v = _projections(query, key, value, weights, in_proj_bias)  # type: ignore[arg-type]
    keys = k.shape[0] if static_k is None else static_k.shape[1]
    if paddle.in_dynamic_mode():  # a static graph does not know all sizes
        _check_masks(attn_mask, key_padding_mask, (batch, num_heads, length, keys))
    if bias_k is not None and bias_v is not None:
        k = paddle.concat([k, bias_k.tile([1, batch, 1])])
        v = paddle.concat([v, bias_v.tile([1, batch, 1])])
        attn_mask, key_padding_mask = _open_last_key(attn_mask), _open_last_key(key_padding_mask)

    def heads_first(tensor: paddle.Tensor) -> paddle.Tensor:
        return tensor.reshape([true_sizes(tensor)[0], batch, num_heads, head_dim]).transpose([1, 2, 0, 3])

    q = heads_first(q)
    k = heads_first(k) if static_k is None else static_k.reshape([batch, num_heads, -1, head_dim])
    v = heads_first(v) if static_v is None else static_v.reshape([batch, num_heads, -1, head_dim])
    if add_zero_attn:
        k = paddle.concat([k, paddle.zeros([batch, num_heads, 1, head_dim], dtype=k.dtype)], axis=2)
        v = paddle.concat([v, paddle.zeros([batch, num_heads, 1, head_dim], dtype=v.dtype)], axis=2)
        attn_mask, key_padding_mask = _open_last_key(attn_mask), _open_last_key(key_padding_mask)
    mask = _merged_mask(attn_mask, key_padding_mask, batch, num_heads)
    dropout = dropout_p if training else 0.0
    attention = None
    if need_weights:
        scores = paddle.matmul(q * math.sqrt(1.0 / head_dim), k, transpose_y=True)
        attention = paddle.nn.functional.softmax(scores if mask is None else scores + mask, axis=-1)
        if dropout > 0.0:
            attention = paddle.nn.functional.dropout(attention, dropout)
        out = paddle.matmul(attention, v)
        attention = attention.mean(axis=1) if average_attn_weights else attention
    else:
        out = scaled_dot_product_attention(q, k, v, mask, dropout)
    out = out.transpose([2, 0, 1, 3]).reshape([length, batch, embed_dim])
    out = paddle.matmul(out, out_proj_weight, transpose_y=True)
    out = out if out_proj_bias is None else out + out_proj_bias
    if not batched:
        out, attention = out.squeeze(1), None if attention is None else attention.squeeze(0)
    return out, attention


class MultiheadAttention(paddle.compat.nn.MultiheadAttention):
    """torch.nn.MultiheadAttention, with torch's initial values, all masks, ``add_bias_kv`` and ``add_zero_attn``."""

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(f"embed_dim and num_heads must be greater than 0, got {embed_dim} and {num_heads}")
        if embed_dim % num_heads:
            raise AssertionError("embed_dim must be divisible by num_heads")
        paddle.nn.Layer.__init__(self)
        self.embed_dim = embed_dim
        self.kdim = kdim if kdim is not None else embed_dim
        self.vdim = vdim if vdim is not None else embed_dim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        packed = self._qkv_same_embed_dim
        shapes = {
            "q_proj_weight": None if packed else (embed_dim, embed_dim),
            "k_proj_weight": None if packed else (embed_dim, self.kdim),
            "v_proj_weight": None if packed else (embed_dim, self.vdim),
            "in_proj_weight": (3 * embed_dim, embed_dim) if packed else None,
            "in_proj_bias": (3 * embed_dim,) if bias else None,
            "bias_k": (1, 1, embed_dim) if add_bias_kv else None,
            "bias_v": (1, 1, embed_dim) if add_bias_kv else None,
        }
        for name, shape in shapes.items():
            self.add_parameter(name, None if shape is None else new_parameter(self, shape, device, dtype))
        self.out_proj = Linear(embed_dim, embed_dim, bias=bias, device=device, dtype=dtype)
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            fill_xavier_uniform(weight)
        if self.in_proj_bias is not None:
            fill_constant(self.in_proj_bias, 0.0)
            fill_constant(self.out_proj.bias, 0.0)
        for extra in (self.bias_k, self.bias_v):
            if extra is not None:
                fill_normal(extra, math.sqrt(2.0 / ((1 + 1) * self.embed_dim)))

    def forward(
        self,
        query: paddle.Tensor,
        key: paddle.Tensor,
        value: paddle.Tensor,
        key_padding_mask: paddle.Tensor | None = None,
        need_weights: bool = True,
        attn_mask: paddle.Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[paddle.Tensor, paddle.Tensor | None]:
        """[L, N, E] ([N, L, E] if ``batch_first``, [L, E] unbatched), and the attention weights or None."""
        swap = self.batch_first and query.ndim == 3
        if swap:
            query, key, value = (tensor.transpose([1, 0, 2]) for tensor in (query, key, value))
        out, weights = multi_head_attention_forward(
            query,
            key,
            value,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            training=self.training,
            key_padding_mask=key_padding_mask,
            need_weights=need_weights,
            attn_mask=attn_mask,
            use_separate_proj_weight=not self._qkv_same_embed_dim,
            q_proj_weight=self.q_proj_weight,
            k_proj_weight=self.k_proj_weight,
            v_proj_weight=self.v_proj_weight,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return (out.transpose([1, 0, 2]) if swap else out), weights

    def extra_repr(self) -> str:
        return ""
