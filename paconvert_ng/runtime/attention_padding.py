"""flash_attn.bert_padding and rotary embeddings: batches with padding to packed sequences and back."""

from __future__ import annotations

from typing import Any

import paddle

from .math_inplace import in_place
from .static_graph import true_sizes


def index_first_axis(input: Any, indices: Any) -> Any:
    """flash_attn.bert_padding.index_first_axis: rows of ``input`` [rows, ...]."""
    return paddle.index_select(input, indices.reshape([-1]), axis=0)


def index_put_first_axis(values: Any, indices: Any, first_axis_dim: int) -> Any:
    """flash_attn.bert_padding.index_put_first_axis: rows put at ``indices`` of zeros [first_axis_dim, ...]."""
    zeros = paddle.zeros([first_axis_dim, *true_sizes(values)[1:]], dtype=values.dtype)
    return paddle.scatter(zeros, indices.reshape([-1]), values)


def pad_input(hidden_states: Any, indices: Any, batch: int, seqlen: int) -> Any:
    """flash_attn.bert_padding.pad_input: packed [total, ...] to [batch, seqlen, ...] with zeros between."""
    padded = index_put_first_axis(hidden_states, indices, batch * seqlen)
    return padded.reshape([batch, seqlen, *true_sizes(hidden_states)[1:]])


def unpad_input(hidden_states: Any, attention_mask: Any, unused_mask: Any = None) -> tuple[Any, Any, Any, int, Any]:
    """flash_attn.bert_padding.unpad_input (2.7 and later): what the mask [batch, seqlen] names, packed.

    Gives the rows, their indices, the beginning of each sequence (int32), the longest length, and the lengths used.
    """
    everything = attention_mask if unused_mask is None else attention_mask + unused_mask
    lengths = everything.astype("int32").sum(axis=-1).astype("int32")
    used = attention_mask.astype("int32").sum(axis=-1).astype("int32")
    indices = paddle.nonzero(everything.reshape([-1])).reshape([-1])
    longest = int(lengths.max())
    start = paddle.zeros([1], dtype="int32")
    bounds = paddle.concat([start, paddle.cumsum(lengths, axis=0).astype("int32")])
    flat = hidden_states.reshape([-1, *hidden_states.shape[2:]])
    return index_first_axis(flat, indices), indices, bounds, longest, used


def _rotated(x: Any, interleaved: bool) -> Any:
    if not interleaved:
        first, second = paddle.split(x, 2, axis=-1)
        return paddle.concat([-second, first], axis=-1)
    return paddle.stack([-x[..., 1::2], x[..., ::2]], axis=-1).reshape(true_sizes(x))


def apply_rotary_emb(
    x: Any,
    cos: Any,
    sin: Any,
    interleaved: bool = False,
    inplace: bool = False,
    seqlen_offsets: int = 0,
    cu_seqlens: Any = None,
    max_seqlen: int | None = None,
) -> Any:
    """flash_attn.layers.rotary.apply_rotary_emb: x [batch, length, heads, size], cos and sin [length, rotary / 2].

    Packed sequences (``cu_seqlens``) and offsets given by a tensor are not supported.
    """
    if cu_seqlens is not None or not isinstance(seqlen_offsets, int):
        raise NotImplementedError("flash_attn: rotary embeddings of packed sequences are not converted")
    width = 2 * cos.shape[-1]
    positions = slice(seqlen_offsets, seqlen_offsets + x.shape[1])
    cos, sin = cos[positions], sin[positions]
    if interleaved:
        cos, sin = (paddle.stack([part, part], axis=-1).reshape([part.shape[0], width]) for part in (cos, sin))
    else:
        cos, sin = (paddle.concat([part, part], axis=-1) for part in (cos, sin))
    turned = x[..., :width]
    out = turned * cos.unsqueeze(-2) + _rotated(turned, interleaved) * sin.unsqueeze(-2)
    out = paddle.concat([out.astype(x.dtype), x[..., width:]], axis=-1) if x.shape[-1] > width else out.astype(x.dtype)
    if not inplace:
        return out
    paddle.assign(out, output=x)
    return x


def apply_rotary_emb_qkv_(
    qkv: Any,
    cos: Any,
    sin: Any,
    cos_k: Any = None,
    sin_k: Any = None,
    interleaved: bool = False,
    seqlen_offsets: int = 0,
    num_heads_q: int | None = None,
) -> Any:
    """flash_attn.layers.rotary.apply_rotary_emb_qkv_: q and k of qkv [batch, length, 3, heads, size], in place.

    One dimension for the heads of all three is not supported.
    """
    if qkv.ndim != 5:
        raise NotImplementedError("flash_attn: rotary embeddings of [batch, length, heads of q, k and v, size]")
    cos_k, sin_k = cos if cos_k is None else cos_k, sin if sin_k is None else sin_k

    def rotated(source: Any) -> Any:
        q, k, v = source.unbind(2)
        q = apply_rotary_emb(q, cos, sin, interleaved, False, seqlen_offsets)
        return paddle.stack([q, apply_rotary_emb(k, cos_k, sin_k, interleaved, False, seqlen_offsets), v], axis=2)

    return in_place(qkv, rotated)


def apply_rotary_emb_kv_(kv: Any, cos: Any, sin: Any, interleaved: bool = False, seqlen_offsets: int = 0) -> Any:
    """flash_attn.layers.rotary.apply_rotary_emb_kv_: k of kv [batch, length, 2, heads, size], in place."""

    def rotated(source: Any) -> Any:
        k, v = source.unbind(2)
        return paddle.stack([apply_rotary_emb(k, cos, sin, interleaved, False, seqlen_offsets), v], axis=2)

    return in_place(kv, rotated)


class RotaryEmbedding(paddle.nn.Layer):
    """flash_attn.layers.rotary.RotaryEmbedding; the tables of cosines and sines are made for each call.

    Scaling by position (``scale_base``) is not supported. As in flash_attn, qkv itself is changed.
    """

    def __init__(
        self,
        dim: int,
        base: float = 10000.0,
        interleaved: bool = False,
        scale_base: float | None = None,
        pos_idx_in_fp32: bool = True,
        device: Any = None,
    ) -> None:
        super().__init__()
        if scale_base is not None:
            raise NotImplementedError("flash_attn: RotaryEmbedding with scale_base is not converted")
        self.dim = dim
        self.base = float(base)
        self.interleaved = interleaved
        self.scale_base = scale_base
        self.pos_idx_in_fp32 = pos_idx_in_fp32
        powers = paddle.arange(0, dim, 2, dtype="float32") / dim
        self.register_buffer("inv_freq", 1.0 / paddle.pow(paddle.full([], self.base), powers), persistable=False)

    def forward(
        self,
        qkv: Any,
        kv: Any = None,
        seqlen_offset: int = 0,
        max_seqlen: int | None = None,
        num_heads_q: int | None = None,
    ) -> Any:
        """qkv [batch, length, 3, heads, size]; or q [batch, length, heads, size] and kv with 2 before the heads."""
        places = paddle.arange(qkv.shape[1] + seqlen_offset, dtype="float32")
        angles = paddle.outer(places, self.inv_freq.astype("float32"))
        cos, sin = angles.cos().astype(qkv.dtype), angles.sin().astype(qkv.dtype)
        if kv is None:
            return apply_rotary_emb_qkv_(qkv, cos, sin, None, None, self.interleaved, seqlen_offset, num_heads_q)
        q = in_place(qkv, lambda source: apply_rotary_emb(source, cos, sin, self.interleaved, False, seqlen_offset))
        return q, apply_rotary_emb_kv_(kv, cos, sin, self.interleaved, seqlen_offset)
