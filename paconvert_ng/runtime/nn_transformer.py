"""Stacks of transformer layers, with torch's arguments, names and masks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import paddle

from .nn_attention import additive_mask
from .nn_base import fill_xavier_uniform
from .nn_norm import LayerNorm
from .nn_transformer_layers import (
    TransformerDecoderLayer,
    TransformerEncoderLayer,
    is_causal_mask,
    square_subsequent_mask,
)


def sequence_length(tensor: paddle.Tensor, batch_first: bool) -> int:
    return tensor.shape[0] if tensor.ndim == 2 or not batch_first else tensor.shape[1]


def is_packable(layer: Any) -> bool:
    """Whether torch, without gradients, would compute this encoder layer on the unpadded positions only."""
    attention: Any = getattr(layer, "self_attn", None)
    return (
        isinstance(layer, TransformerEncoderLayer)
        and not layer.norm_first
        and attention.batch_first
        and attention._qkv_same_embed_dim
        and attention.in_proj_bias is not None
        and attention.num_heads % 2 == 0
        and layer.norm1.eps == layer.norm2.eps
        and (
            getattr(layer.activation, "__name__", "") in ("relu", "gelu")
            or isinstance(layer.activation, (paddle.nn.ReLU, paddle.nn.GELU))
        )
    )


class TransformerEncoder(paddle.nn.TransformerEncoder):
    """torch.nn.TransformerEncoder: copies of one layer, and perhaps a norm.

    As in torch, in evaluation without gradients and with a padding mask only, the output is zero (before the norm)
    at padded positions, unless ``enable_nested_tensor`` is False.
    """

    def __init__(
        self,
        encoder_layer: Any,
        num_layers: int,
        norm: Any = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        self.layers = paddle.nn.LayerList([copy.deepcopy(encoder_layer) for _ in range(num_layers)])
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.use_nested_tensor = enable_nested_tensor and is_packable(encoder_layer)
        self.mask_check = mask_check

    def _packs(self, src: paddle.Tensor, mask: Any, valid: paddle.Tensor | None) -> bool:
        """Whether torch would leave the padded positions of this input out."""
        first = self.layers[0]
        if valid is None or mask is not None or not self.use_nested_tensor or first.training or src.ndim != 3:
            return False
        tensors = [src, *(parameter for parameter in first.parameters())]
        if paddle.is_grad_enabled() and any(not tensor.stop_gradient for tensor in tensors):
            return False
        lengths = valid.astype("int64").sum(axis=1, keepdim=True)
        leading = paddle.arange(valid.shape[1]).unsqueeze(0) < lengths
        return not self.mask_check or bool((leading == valid).all())

    def forward(
        self,
        src: paddle.Tensor,
        mask: paddle.Tensor | None = None,
        src_key_padding_mask: paddle.Tensor | None = None,
        is_causal: bool | None = None,
    ) -> paddle.Tensor:
        """[S, N, E] ([N, S, E] if ``batch_first``, [S, E] unbatched) to the same shape."""
        padding = additive_mask(src_key_padding_mask, "src_key_padding_mask", src.dtype)
        mask = additive_mask(mask, "mask", src.dtype)
        valid = None if padding is None else padding == 0
        packs = self._packs(src, mask, valid)
        length = sequence_length(src, self.layers[0].self_attn.batch_first)
        causal = is_causal_mask(mask, is_causal, length)
        output = src
        for layer in self.layers:
            output = layer(output, src_mask=mask, is_causal=causal, src_key_padding_mask=padding)
        if packs:
            output = paddle.where(valid.unsqueeze(-1), output, paddle.zeros_like(output))  # type: ignore[union-attr]
        return output if self.norm is None else self.norm(output)


class TransformerDecoder(paddle.nn.TransformerDecoder):
    """torch.nn.TransformerDecoder: copies of one layer, and perhaps a norm."""

    def __init__(self, decoder_layer: Any, num_layers: int, norm: Any = None) -> None:
        paddle.nn.Layer.__init__(self)
        self.layers = paddle.nn.LayerList([copy.deepcopy(decoder_layer) for _ in range(num_layers)])
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: paddle.Tensor,
        memory: paddle.Tensor,
        tgt_mask: paddle.Tensor | None = None,
        memory_mask: paddle.Tensor | None = None,
        tgt_key_padding_mask: paddle.Tensor | None = None,
        memory_key_padding_mask: paddle.Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> paddle.Tensor:
        """[T, N, E] and memory [S, N, E] (batch first if ``batch_first``) to [T, N, E]."""
        length = sequence_length(tgt, self.layers[0].self_attn.batch_first)
        causal = is_causal_mask(tgt_mask, tgt_is_causal, length)
        output = tgt
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=causal,
                memory_is_causal=memory_is_causal,
            )
        return output if self.norm is None else self.norm(output)


class Transformer(paddle.nn.Transformer):
    """torch.nn.Transformer: an encoder and a decoder."""

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable[[Any], Any] = paddle.nn.functional.relu,
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        factory = {"device": device, "dtype": dtype}
        sizes = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        if custom_encoder is not None:
            self.encoder = custom_encoder
        else:
            norm = LayerNorm(d_model, layer_norm_eps, bias=bias, **factory)
            self.encoder = TransformerEncoder(TransformerEncoderLayer(*sizes, **factory), num_encoder_layers, norm)
        if custom_decoder is not None:
            self.decoder = custom_decoder
        else:
            norm = LayerNorm(d_model, layer_norm_eps, bias=bias, **factory)
            self.decoder = TransformerDecoder(TransformerDecoderLayer(*sizes, **factory), num_decoder_layers, norm)
        self._reset_parameters()
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def _reset_parameters(self) -> None:
        for parameter in self.parameters():
            if parameter.ndim > 1:
                fill_xavier_uniform(parameter)

    def forward(
        self,
        src: paddle.Tensor,
        tgt: paddle.Tensor,
        src_mask: paddle.Tensor | None = None,
        tgt_mask: paddle.Tensor | None = None,
        memory_mask: paddle.Tensor | None = None,
        src_key_padding_mask: paddle.Tensor | None = None,
        tgt_key_padding_mask: paddle.Tensor | None = None,
        memory_key_padding_mask: paddle.Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> paddle.Tensor:
        """src [S, N, E] and tgt [T, N, E] (batch first if ``batch_first``) to [T, N, E]."""
        batch_axis = 0 if self.batch_first else 1
        if src.ndim == 3 and src.shape[batch_axis] != tgt.shape[batch_axis]:
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> paddle.Tensor:
        """[sz, sz], -inf above the diagonal and 0 elsewhere."""
        return square_subsequent_mask(sz, device, dtype)
