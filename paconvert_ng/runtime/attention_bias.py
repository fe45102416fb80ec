"""torch.nn.attention.bias: causal masks for sequences of two lengths."""

from __future__ import annotations

import enum
from typing import Any

import paddle


class CausalVariant(enum.IntEnum):
    """torch.nn.attention.bias.CausalVariant: where the diagonal of a causal mask ends."""

    UPPER_LEFT = 1
    LOWER_RIGHT = 2


def causal_bias(variant: CausalVariant, seq_len_q: int, seq_len_kv: int) -> paddle.Tensor:
    """torch.nn.attention.bias.CausalBias: the mask itself, [queries, keys], True where a query sees a key.

    torch's is a tensor that stands for the mask; the attention is the same.
    """
    offset = seq_len_kv - seq_len_q if variant == CausalVariant.LOWER_RIGHT else 0
    return paddle.tril(paddle.ones([seq_len_q, seq_len_kv], dtype="bool"), offset)


def causal_upper_left(*size: Any) -> paddle.Tensor:
    """torch.nn.attention.bias.causal_upper_left."""
    if len(size) != 2:
        raise AssertionError("causal_upper_left only supports 2D tensors")
    return causal_bias(CausalVariant.UPPER_LEFT, *size)


def causal_lower_right(*size: Any) -> paddle.Tensor:
    """torch.nn.attention.bias.causal_lower_right."""
    if len(size) != 2:
        raise AssertionError("causal_lower_right only supports 2D tensors")
    return causal_bias(CausalVariant.LOWER_RIGHT, *size)


def noop_mask(batch: Any, head: Any, token_q: Any, token_kv: Any) -> Any:
    """torch.nn.attention.flex_attention.noop_mask: every query sees every key."""
    return paddle.ones([], dtype="bool")
