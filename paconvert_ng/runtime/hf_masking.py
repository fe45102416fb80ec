"""transformers.masking_utils: the mask of a model's layers, made for the kind of attention that it uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .attention_flex import and_masks, or_masks
from .hf_mask_functions import (
    ALL_MASK_ATTENTION_FUNCTIONS,
    causal_mask_function,
    chunked_causal_mask_function,
    find_packed_sequence_indices,
    packed_sequence_mask_function,
    sliding_window_causal_mask_function,
)


def _preprocess_mask_arguments(
    config: Any,
    input_embeds: Any,
    attention_mask: Any,
    cache_position: Any,
    past_key_values: Any,
    position_ids: Any,
    layer_idx: int | None,
) -> tuple[bool, Any, Any, Any, Any]:
    """transformers.masking_utils._preprocess_mask_arguments.

    Gives: whether the mask is done, the mask (bool if of two dimensions), the number of each token's sequence where
    sequences are packed, number of keys, position of the first.
    """
    if attention_mask is not None and len(attention_mask.shape) == 4:
        return True, attention_mask, None, None, None
    if config._attn_implementation not in ALL_MASK_ATTENTION_FUNCTIONS._global_mapping:
        return True, None, None, None, None
    if attention_mask is not None and attention_mask.ndim == 2:
        attention_mask = attention_mask.astype("bool")
    if past_key_values is not None:
        kv_length, kv_offset = past_key_values.get_mask_sizes(cache_position, layer_idx)
    else:
        kv_length, kv_offset = input_embeds.shape[1], 0
    packed = None
    if position_ids is not None and attention_mask is None and past_key_values is None:
        if input_embeds.shape[0] != position_ids.shape[0]:
            position_ids = position_ids.expand([input_embeds.shape[0], -1])
        packed = find_packed_sequence_indices(position_ids)
    return False, attention_mask, packed, kv_length, kv_offset


def _layer_of_kind(past_key_values: Any, sliding: bool) -> int:
    """The first layer of the cache that keeps a window, or that does not; 0 if there is none."""
    kinds = getattr(past_key_values, "is_sliding", None)
    kinds = [bool(kind) for kind in kinds] if kinds is not None else []
    return kinds.index(sliding) if sliding in kinds else 0


def _masked_for_attention(
    pattern: Callable[..., Callable[..., Any]],
    local_size: int | None,
    prepared: tuple[bool, Any, Any, Any, Any],
    config: Any,
    input_embeds: Any,
    cache_position: Any,
    past_key_values: Any,
    or_mask_function: Callable[..., Any] | None,
    and_mask_function: Callable[..., Any] | None,
) -> Any:
    """The mask as ``config._attn_implementation`` wants it. ``pattern`` gives the function for a padding mask."""
    _, attention_mask, packed, kv_length, kv_offset = prepared
    function = pattern(attention_mask)
    allow_skip = not getattr(past_key_values, "is_compileable", False)
    if or_mask_function is not None:
        function, allow_skip = or_masks(function, or_mask_function), False
    if and_mask_function is not None:
        function, allow_skip = and_masks(function, and_mask_function), False
    if packed is not None:
        function, allow_skip = and_masks(function, packed_sequence_mask_function(packed)), False
    local = {} if local_size is None else {"local_size": local_size}
    return ALL_MASK_ATTENTION_FUNCTIONS[config._attn_implementation](
        batch_size=input_embeds.shape[0],
        cache_position=cache_position,
        kv_length=kv_length,
        kv_offset=kv_offset,
        mask_function=function,
        attention_mask=attention_mask,
        allow_is_causal_skip=allow_skip,
        dtype=input_embeds.dtype,
        config=config,
        **local,
    )


def create_causal_mask(
    config: Any,
    input_embeds: Any,
    attention_mask: Any,
    cache_position: Any,
    past_key_values: Any,
    position_ids: Any = None,
    or_mask_function: Callable[..., Any] | None = None,
    and_mask_function: Callable[..., Any] | None = None,
) -> Any:
    """transformers.masking_utils.create_causal_mask, for the layers that attend to all positions.

    ``input_embeds`` [batch, queries, size], ``attention_mask`` [batch, positions] or already of four dimensions.
    """
    layer = _layer_of_kind(past_key_values, sliding=False)
    prepared = _preprocess_mask_arguments(
        config, input_embeds, attention_mask, cache_position, past_key_values, position_ids, layer
    )
    if prepared[0]:
        return prepared[1]
    return _masked_for_attention(
        lambda padding: causal_mask_function, None, prepared, config, input_embeds, cache_position, past_key_values,
        or_mask_function, and_mask_function,
    )  # fmt: skip


def create_sliding_window_causal_mask(
    config: Any,
    input_embeds: Any,
    attention_mask: Any,
    cache_position: Any,
    past_key_values: Any,
    position_ids: Any = None,
    or_mask_function: Callable[..., Any] | None = None,
    and_mask_function: Callable[..., Any] | None = None,
) -> Any:
    """transformers.masking_utils.create_sliding_window_causal_mask, for layers with ``config.sliding_window``."""
    layer = _layer_of_kind(past_key_values, sliding=True)
    prepared = _preprocess_mask_arguments(
        config, input_embeds, attention_mask, cache_position, past_key_values, position_ids, layer
    )
    if prepared[0]:
        return prepared[1]
    window = getattr(config, "sliding_window", None)
    if window is None:
        raise ValueError("the configuration has no sliding_window, or it is not set")
    return _masked_for_attention(
        lambda padding: sliding_window_causal_mask_function(window), window, prepared, config, input_embeds,
        cache_position, past_key_values, or_mask_function, and_mask_function,
    )  # fmt: skip


def create_chunked_causal_mask(
    config: Any,
    input_embeds: Any,
    attention_mask: Any,
    cache_position: Any,
    past_key_values: Any,
    position_ids: Any = None,
    or_mask_function: Callable[..., Any] | None = None,
    and_mask_function: Callable[..., Any] | None = None,
) -> Any:
    """transformers.masking_utils.create_chunked_causal_mask, for layers with ``config.attention_chunk_size``."""
    layer = _layer_of_kind(past_key_values, sliding=True)
    prepared = _preprocess_mask_arguments(
        config, input_embeds, attention_mask, cache_position, past_key_values, position_ids, layer
    )
    if prepared[0]:
        return prepared[1]
    size = getattr(config, "attention_chunk_size", None)
    if size is None:
        raise ValueError("the configuration has no attention_chunk_size, or it is not set")
    if config._attn_implementation == "flash_attention_2" and prepared[3] + prepared[4] > size:
        raise ValueError("flash attention cannot do chunks; use another attn_implementation for more keys than a chunk")

    def pattern(padding: Any) -> Callable[..., Any]:
        if padding is None:
            return chunked_causal_mask_function(size, paddle.zeros([input_embeds.shape[0]], dtype="int64"))
        before_first = padding.astype("int64").cumsum(-1) == 0
        return chunked_causal_mask_function(size, before_first.astype("int64").sum(-1))

    return _masked_for_attention(
        pattern, size, prepared, config, input_embeds, cache_position, past_key_values,
        or_mask_function, and_mask_function,
    )  # fmt: skip


LAYER_PATTERN_TO_MASK_FUNCTION_MAPPING = {
    "full_attention": create_causal_mask,
    "sliding_attention": create_sliding_window_causal_mask,
    "chunked_attention": create_chunked_causal_mask,
}


def create_masks_for_generate(
    config: Any,
    input_embeds: Any,
    attention_mask: Any,
    cache_position: Any,
    past_key_values: Any,
    position_ids: Any = None,
    or_mask_function: Callable[..., Any] | None = None,
    and_mask_function: Callable[..., Any] | None = None,
    **kwargs: Any,
) -> Any:
    """transformers.masking_utils.create_masks_for_generate: the mask, or one for each kind of layer, by its name."""
    config = config.get_text_config()
    arguments = {
        "config": config,
        "input_embeds": input_embeds,
        "attention_mask": attention_mask,
        "cache_position": cache_position,
        "past_key_values": past_key_values,
        "position_ids": position_ids,
        "or_mask_function": or_mask_function,
        "and_mask_function": and_mask_function,
    }
    if hasattr(config, "layer_types"):
        return {kind: LAYER_PATTERN_TO_MASK_FUNCTION_MAPPING[kind](**arguments) for kind in set(config.layer_types)}
    if getattr(config, "sliding_window", None) is not None:
        return create_sliding_window_causal_mask(**arguments)
    if getattr(config, "attention_chunk_size", None) is not None:
        return create_chunked_causal_mask(**arguments)
    return create_causal_mask(**arguments)
