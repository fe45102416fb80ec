"""transformers.modeling_attn_mask_utils: masks that are added to attention scores.

All are of the asked floating dtype: 0 where a query may attend, the dtype's least number elsewhere. Where releases
of transformers differ, the installed one decides: up to 4.38 a query sees itself and ``sliding_window - 1`` keys
before it, since 4.39 one more; and masks for scaled dot product attention were made in another way.
"""

from __future__ import annotations

from typing import Any

import paddle

from .hf_versions import transformers_release


def _closed(blocked: Any, dtype: Any) -> Any:
    """The least number of ``dtype`` where the bool tensor ``blocked`` holds, else 0."""
    return paddle.zeros(blocked.shape, dtype=dtype).masked_fill(blocked, paddle.finfo(dtype).min)


class AttentionMaskConverter:
    """transformers.modeling_attn_mask_utils.AttentionMaskConverter: masks of two dimensions to such of four."""

    def __init__(self, is_causal: bool, sliding_window: int | None = None) -> None:
        self.is_causal = is_causal
        self.sliding_window = sliding_window
        if sliding_window is not None and sliding_window <= 0:
            raise ValueError(f"sliding_window must be positive, got {sliding_window}")

    def __repr__(self) -> str:
        return f"AttentionMaskConverter(is_causal={self.is_causal}, sliding_window={self.sliding_window})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AttentionMaskConverter):
            return NotImplemented
        return (self.is_causal, self.sliding_window) == (other.is_causal, other.sliding_window)

    __hash__ = None  # type: ignore[assignment]

    def to_causal_4d(
        self, batch_size: int, query_length: int, key_value_length: int, dtype: Any, device: Any = "cpu"
    ) -> Any:
        """The causal mask [batch, 1, query, key]; None where a single query needs none."""
        if not self.is_causal:
            raise ValueError("to_causal_4d is for a converter with is_causal=True")
        if query_length == 1 and self.sliding_window is None:
            return None
        past = key_value_length - query_length
        return self._make_causal_mask((batch_size, query_length), dtype, device, past, self.sliding_window)

    def to_4d(self, attention_mask_2d: Any, query_length: int, dtype: Any, key_value_length: int | None = None) -> Any:
        """The mask [batch, 1, query, key] of a padding mask [batch, key] (1 for tokens), causal if the converter is."""
        expanded = self._expand_mask(attention_mask_2d, dtype, tgt_len=query_length)
        if not self.is_causal or (query_length == 1 and self.sliding_window is None):
            if self.sliding_window is not None:
                raise NotImplementedError("a sliding window is for causal masks only")
            return expanded
        if key_value_length is None:
            raise ValueError("a causal converter needs key_value_length")
        shape, past = (attention_mask_2d.shape[0], query_length), key_value_length - query_length
        causal = self._make_causal_mask(shape, dtype, None, past, self.sliding_window)
        return causal.masked_fill(expanded.astype("bool"), paddle.finfo(dtype).min)

    @staticmethod
    def _make_causal_mask(
        input_ids_shape: Any,
        dtype: Any,
        device: Any = None,
        past_key_values_length: int = 0,
        sliding_window: int | None = None,
    ) -> Any:
        batch, length = input_ids_shape
        past = past_key_values_length
        rows = paddle.arange(length).unsqueeze(1) + past
        columns = paddle.arange(length + past).unsqueeze(0)
        blocked = columns > rows
        if sliding_window is not None:
            more = 1 if transformers_release() >= (4, 39) else 0
            blocked = blocked | (columns <= rows - sliding_window - more)
        return _closed(blocked, dtype).reshape([1, 1, length, -1]).expand([batch, 1, length, length + past])

    @staticmethod
    def _expand_mask(mask: Any, dtype: Any, tgt_len: int | None = None) -> Any:
        batch, keys = mask.shape
        wide = mask.reshape([batch, 1, 1, keys]).expand([batch, 1, keys if tgt_len is None else tgt_len, keys])
        return _closed(wide.astype(dtype) != 1, dtype)

    @staticmethod
    def _unmask_unattended(
        expanded_mask: Any, attention_mask: Any = None, unmasked_value: Any = 0.0, min_dtype: Any = None
    ) -> Any:
        """Open the rows that are closed altogether: ``(mask, min_dtype)``, or as up to 4.38 ``(mask, mask2d, 0.0)``."""
        if expanded_mask.dtype == paddle.bool:
            raise ValueError("_unmask_unattended needs a mask of floating dtype, got a bool tensor")
        if min_dtype is None and attention_mask is not None and not paddle.is_tensor(attention_mask):
            min_dtype = attention_mask
        least = paddle.finfo(expanded_mask.dtype).min if min_dtype is None else min_dtype
        closed_rows = (expanded_mask == least).all(axis=-1, keepdim=True)
        return expanded_mask.masked_fill(closed_rows.expand(expanded_mask.shape), unmasked_value)

    @staticmethod
    def _ignore_causal_mask_sdpa(
        attention_mask: Any,
        inputs_embeds: Any,
        past_key_values_length: int,
        sliding_window: int | None = None,
        is_training: bool = False,
    ) -> bool:
        """Whether ``is_causal`` says all that the mask would: nothing is padded, and the window is not reached."""
        length = inputs_embeds.shape[1]
        keys = length + past_key_values_length
        traced = not paddle.in_dynamic_mode()
        if (length != 1 and keys != length) or (sliding_window is not None and keys >= sliding_window):
            return False
        if attention_mask is None:
            return is_training or not traced
        return not traced and attention_mask.ndim != 4 and bool((attention_mask == 1).all())


def _prepare_4d_causal_attention_mask(
    attention_mask: Any,
    input_shape: Any,
    inputs_embeds: Any,
    past_key_values_length: int,
    sliding_window: int | None = None,
) -> Any:
    """The causal mask [batch, 1, query, key] for eager attention; a 4-D mask of 0 and 1 is turned into one to add."""
    converter = AttentionMaskConverter(is_causal=True, sliding_window=sliding_window)
    batch, length = input_shape[0], input_shape[-1]
    keys, dtype = length + past_key_values_length, inputs_embeds.dtype
    if attention_mask is not None and attention_mask.ndim == 2:
        return converter.to_4d(attention_mask, length, key_value_length=keys, dtype=dtype)
    if attention_mask is None or attention_mask.ndim != 4:
        return converter.to_causal_4d(batch, length, keys, dtype=dtype)
    expected = (batch, 1, length, keys)
    if tuple(attention_mask.shape) != expected:
        raise ValueError(f"Incorrect 4D attention_mask shape: {tuple(attention_mask.shape)}; expected: {expected}.")
    if not attention_mask.is_floating_point():
        attention_mask = attention_mask.astype(paddle.get_default_dtype())
    inverted = 1.0 - attention_mask
    return inverted.masked_fill(inverted.astype("bool"), paddle.finfo(dtype).min)


def _prepare_4d_causal_attention_mask_for_sdpa(
    attention_mask: Any,
    input_shape: Any,
    inputs_embeds: Any,
    past_key_values_length: int,
    sliding_window: int | None = None,
) -> Any:
    """The causal mask for scaled dot product attention: None where ``is_causal`` serves; a 4-D mask is as it came."""
    converter = AttentionMaskConverter(is_causal=True, sliding_window=sliding_window)
    batch, length, dtype = input_shape[0], input_shape[-1], inputs_embeds.dtype
    keys, before_4_40 = length + past_key_values_length, transformers_release() < (4, 40)
    if before_4_40 and attention_mask is not None and attention_mask.ndim == 4:
        own = attention_mask.astype(dtype)
        return _prepare_4d_causal_attention_mask(own, input_shape, inputs_embeds, past_key_values_length)
    if AttentionMaskConverter._ignore_causal_mask_sdpa(
        attention_mask, inputs_embeds, past_key_values_length, None if before_4_40 else sliding_window
    ):
        return None
    if attention_mask is None:
        return converter.to_causal_4d(batch, length, keys, dtype=dtype)
    mask = attention_mask
    if attention_mask.ndim != 4:
        mask = converter.to_4d(attention_mask, length, dtype=dtype, key_value_length=keys)
    everywhere = transformers_release() < (4, 39) and length > 1
    if paddle.in_dynamic_mode() and (everywhere or mask.place.is_gpu_place()):
        mask = AttentionMaskConverter._unmask_unattended(mask, min_dtype=paddle.finfo(dtype).min)
    return mask


def _prepare_4d_attention_mask(mask: Any, dtype: Any, tgt_len: int | None = None) -> Any:
    """The mask [batch, 1, query, key] of a padding mask [batch, key]."""
    return AttentionMaskConverter._expand_mask(mask=mask, dtype=dtype, tgt_len=tgt_len)


def _prepare_4d_attention_mask_for_sdpa(mask: Any, dtype: Any, tgt_len: int | None = None) -> Any:
    """The mask [batch, 1, query, key] of a padding mask, or None where nothing is padded."""
    if paddle.in_dynamic_mode() and bool((mask == 1).all()):
        return None
    return AttentionMaskConverter._expand_mask(mask=mask, dtype=dtype, tgt_len=tgt_len)


def _create_4d_causal_attention_mask(
    input_shape: Any,
    dtype: Any,
    device: Any,
    past_key_values_length: int = 0,
    sliding_window: int | None = None,
) -> Any:
    """The causal mask [batch, 1, query, key]; None where a single query needs none."""
    converter = AttentionMaskConverter(is_causal=True, sliding_window=sliding_window)
    batch, length = input_shape[0], input_shape[-1]
    return converter.to_causal_4d(batch, length, past_key_values_length + length, dtype=dtype)
