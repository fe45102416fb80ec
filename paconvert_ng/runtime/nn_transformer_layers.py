"""One layer of a transformer, with torch's arguments, names and masks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import paddle

from .nn_attention import MultiheadAttention, additive_mask
from .nn_linear import Linear
from .nn_norm import LayerNorm


def activation_function(activation: str | Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The function of a name, "relu" or "gelu"; anything else is taken for a function."""
    if not isinstance(activation, str):
        return activation
    functions = {"relu": paddle.nn.functional.relu, "gelu": paddle.nn.functional.gelu}
    if activation not in functions:
        raise RuntimeError(f"activation should be relu/gelu, not {activation}")
    return functions[activation]


def square_subsequent_mask(size: int, device: Any = None, dtype: Any = None) -> paddle.Tensor:
    """[size, size], -inf above the diagonal and 0 elsewhere."""
    mask = paddle.triu(paddle.full([size, size], -math.inf, dtype=dtype or paddle.get_default_dtype()), diagonal=1)
    return mask if device is None else mask.to(device)


def is_causal_mask(mask: paddle.Tensor | None, is_causal: bool | None, size: int) -> bool:
    """``is_causal``, or if it is None, whether the mask is the causal one."""
    if is_causal is not None or mask is None:
        return is_causal is True
    causal = square_subsequent_mask(size, dtype=mask.dtype)
    return list(mask.shape) == list(causal.shape) and bool((mask == causal).all())


class TransformerEncoderLayer(paddle.nn.TransformerEncoderLayer):
    """torch.nn.TransformerEncoderLayer: self-attention and a feed-forward network."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable[[Any], Any] = paddle.nn.functional.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        factory = {"device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, **factory)
        self.linear1 = Linear(d_model, dim_feedforward, bias, **factory)
        self.dropout = paddle.nn.Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **factory)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias, **factory)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias, **factory)
        self.dropout1 = paddle.nn.Dropout(dropout)
        self.dropout2 = paddle.nn.Dropout(dropout)
        self.activation = activation_function(activation)

    def forward(
        self,
        src: paddle.Tensor,
        src_mask: paddle.Tensor | None = None,
        src_key_padding_mask: paddle.Tensor | None = None,
        is_causal: bool = False,
    ) -> paddle.Tensor:
        """[S, N, E] ([N, S, E] if ``batch_first``, [S, E] unbatched) to the same shape."""
        src_key_padding_mask = additive_mask(src_key_padding_mask, "src_key_padding_mask", src.dtype)
        src_mask = additive_mask(src_mask, "src_mask", src.dtype)
        x = src
        if self.norm_first:
            x = x + self._sa_block(self.norm1(x), src_mask, src_key_padding_mask, is_causal)
            return x + self._ff_block(self.norm2(x))
        x = self.norm1(x + self._sa_block(x, src_mask, src_key_padding_mask, is_causal))
        return self.norm2(x + self._ff_block(x))

    def _sa_block(
        self, x: paddle.Tensor, attn_mask: Any, key_padding_mask: Any, is_causal: bool = False
    ) -> paddle.Tensor:
        out = self.self_attn(
            x,
            x,
            x,
            attn_mask=attn_mask,
            key_padding_mask=key_padding_mask,
            need_weights=False,
            is_causal=is_causal,
        )[0]
        return self.dropout1(out)

    def _ff_block(self, x: paddle.Tensor) -> paddle.Tensor:
        return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))


class TransformerDecoderLayer(paddle.nn.TransformerDecoderLayer):
    """torch.nn.TransformerDecoderLayer: self-attention, attention to the memory, and a feed-forward network."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable[[Any], Any] = paddle.nn.functional.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        factory = {"device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, **factory)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, **factory)
        self.linear1 = Linear(d_model, dim_feedforward, bias, **factory)
        self.dropout = paddle.nn.Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **factory)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias, **factory)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias, **factory)
        self.norm3 = LayerNorm(d_model, layer_norm_eps, bias=bias, **factory)
        self.dropout1 = paddle.nn.Dropout(dropout)
        self.dropout2 = paddle.nn.Dropout(dropout)
        self.dropout3 = paddle.nn.Dropout(dropout)
        self.activation = activation_function(activation)

    def forward(
        self,
        tgt: paddle.Tensor,
        memory: paddle.Tensor,
        tgt_mask: paddle.Tensor | None = None,
        memory_mask: paddle.Tensor | None = None,
        tgt_key_padding_mask: paddle.Tensor | None = None,
        memory_key_padding_mask: paddle.Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> paddle.Tensor:
        """[T, N, E] and memory [S, N, E] (batch first if ``batch_first``) to [T, N, E]."""
        x = tgt
        self_masks = (tgt_mask, tgt_key_padding_mask, tgt_is_causal)
        memory_masks = (memory_mask, memory_key_padding_mask, memory_is_causal)
        if self.norm_first:
            x = x + self._sa_block(self.norm1(x), *self_masks)
            x = x + self._mha_block(self.norm2(x), memory, *memory_masks)
            return x + self._ff_block(self.norm3(x))
        x = self.norm1(x + self._sa_block(x, *self_masks))
        x = self.norm2(x + self._mha_block(x, memory, *memory_masks))
        return self.norm3(x + self._ff_block(x))

    def _sa_block(
        self, x: paddle.Tensor, attn_mask: Any, key_padding_mask: Any, is_causal: bool = False
    ) -> paddle.Tensor:
        out = self.self_attn(
            x,
            x,
            x,
            attn_mask=attn_mask,
            key_padding_mask=key_padding_mask,
            is_causal=is_causal,
            need_weights=False,
        )[0]
        return self.dropout1(out)

    def _mha_block(
        self, x: paddle.Tensor, mem: paddle.Tensor, attn_mask: Any, key_padding_mask: Any, is_causal: bool = False
    ) -> paddle.Tensor:
        out = self.multihead_attn(
            x,
            mem,
            mem,
            attn_mask=attn_mask,
            key_padding_mask=key_padding_mask,
            is_causal=is_causal,
            need_weights=False,
        )[0]
        return self.dropout2(out)

    def _ff_block(self, x: paddle.Tensor) -> paddle.Tensor:
        return self.dropout3(self.linear2(self.dropout(self.activation(self.linear1(x)))))
