"""flash_attn.bert_padding and rotary embeddings: batches with padding to packed sequences and back."""

from __future__ import annotations

from typing import Any

import paddle


def index_first_axis(input: Any, indices: Any) -> Any:
    """flash_attn.bert_padding.index_first_axis: rows of ``input`` [rows, ...]."""
    return paddle.index_select(input, indices.reshape([-1]), axis=0)


def index_put_first_axis(values: Any, indices: Any, first_axis_dim: int) -> Any:
    """flash_attn.bert_padding.index_put_first_axis: rows put at ``indices`` of zeros [first_axis_dim, ...]."""
    zeros = paddle.zeros([first_axis_dim, *values.shape[1:]], dtype=values.dtype)
    return paddle.scatter(zeros, indices.reshape([-1]), values)


def pad_input(hidden_states: Any, indices: Any, batch: int, seqlen: int) -> Any:
    """flash_attn.bert_padding.pad_input: packed [total, ...] to [batch, seqlen, ...] with zeros between."""
    padded = index_put_first_axis(hidden_states, indices, batch * seqlen)
    return padded.reshape([batch, seqlen, *hidden_states.shape[1:]])


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
    return paddle.stack([-x[..., 1::2], x[..., ::2]], axis=-1).reshape(x.shape)


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
