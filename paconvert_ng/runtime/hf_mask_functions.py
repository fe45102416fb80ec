"""transformers.masking_utils (4.53 and later): functions that say who may attend to whom, and masks made of them.

Such a function gets the indices of batch, head, query and key. transformers maps it over each; here it is called
once, with index tensors that broadcast to [batch, heads, queries, keys].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .attention_flex import and_masks, create_block_mask
from .hf_interfaces import GeneralInterface


def causal_mask_function(batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
    """transformers.masking_utils.causal_mask_function: no key after the query."""
    return kv_idx <= q_idx


def sliding_window_overlay(sliding_window: int) -> Callable[..., Any]:
    """transformers.masking_utils.sliding_window_overlay: the query and what is less than the window before it."""

    def inner_mask(batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
        return kv_idx > q_idx - sliding_window

    return inner_mask


def chunked_overlay(chunk_size: int, left_padding: Any) -> Callable[..., Any]:
    """transformers.masking_utils.chunked_overlay: the query's chunk, counted from the first token of each row."""

    def inner_mask(batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
        first = left_padding[batch_idx]
        return (kv_idx - first) // chunk_size == (q_idx - first) // chunk_size

    return inner_mask


def sliding_window_causal_mask_function(sliding_window: int) -> Callable[..., Any]:
    """transformers.masking_utils.sliding_window_causal_mask_function."""
    return and_masks(sliding_window_overlay(sliding_window), causal_mask_function)


def chunked_causal_mask_function(chunk_size: int, left_padding: Any) -> Callable[..., Any]:
    """transformers.masking_utils.chunked_causal_mask_function."""
    return and_masks(chunked_overlay(chunk_size, left_padding), causal_mask_function)


def padding_mask_function(padding_mask: Any) -> Callable[..., Any]:
    """transformers.masking_utils.padding_mask_function: keys that are True in a mask [batch, keys]."""

    def inner_mask(batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
        return padding_mask[batch_idx, kv_idx]

    return inner_mask


def packed_sequence_mask_function(packed_sequence_mask: Any) -> Callable[..., Any]:
    """transformers.masking_utils.packed_sequence_mask_function: keys of the query's sequence, by number."""

    def inner_mask(batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
        return packed_sequence_mask[batch_idx, q_idx] == packed_sequence_mask[batch_idx, kv_idx]

    return inner_mask


def add_offsets_to_mask_function(
    mask_function: Callable[..., Any], q_offset: int, kv_offset: int
) -> Callable[..., Any]:
    """transformers.masking_utils.add_offsets_to_mask_function: the same mask for positions that begin later."""

    def inner_mask(batch_idx: Any, head_idx: Any, q_idx: Any, kv_idx: Any) -> Any:
        return mask_function(batch_idx, head_idx, q_idx + q_offset, kv_idx + kv_offset)

    return inner_mask


def prepare_padding_mask(attention_mask: Any, kv_length: int, kv_offset: int, _slice: bool = True) -> Any:
    """transformers.masking_utils.prepare_padding_mask: a mask as long as the keys, cut to them if ``_slice``."""
    if attention_mask is None:
        return None
    missing = kv_length + kv_offset - attention_mask.shape[-1]
    if missing > 0:
        rest = paddle.zeros([attention_mask.shape[0], missing], dtype=attention_mask.dtype)
        attention_mask = paddle.concat([attention_mask, rest], axis=-1)
    return attention_mask[:, kv_offset : kv_offset + kv_length] if _slice else attention_mask


def _ignore_causal_mask_sdpa(
    padding_mask: Any,
    query_length: int,
    kv_length: int,
    kv_offset: int,
    local_attention_size: int | None = None,
) -> bool:
    """transformers.masking_utils._ignore_causal_mask_sdpa: whether ``is_causal`` says all that the mask would."""
    if not paddle.in_dynamic_mode() or not (query_length == 1 or kv_length == query_length):
        return False
    if local_attention_size is not None and kv_length >= local_attention_size:
        return False
    if padding_mask is None:
        return True
    if padding_mask.shape[-1] > kv_length:
        padding_mask = padding_mask[:, kv_offset : kv_offset + kv_length]
    return bool(padding_mask.astype("bool").all())


def sdpa_mask(
    batch_size: int,
    cache_position: Any,
    kv_length: int,
    kv_offset: int = 0,
    mask_function: Callable[..., Any] = causal_mask_function,
    attention_mask: Any = None,
    local_size: int | None = None,
    allow_is_causal_skip: bool = True,
    **kwargs: Any,
) -> Any:
    """transformers.masking_utils.sdpa_mask: bool [batch, 1, queries, keys], True where a query may attend.

    ``cache_position`` [queries] are their positions, ``attention_mask`` [batch, positions] the padding. None where
    ``is_causal`` of the attention serves as well, if that is allowed.
    """
    queries = cache_position.shape[0]
    padding = prepare_padding_mask(attention_mask, kv_length, kv_offset, _slice=False)
    if allow_is_causal_skip and _ignore_causal_mask_sdpa(padding, queries, kv_length, kv_offset, local_size):
        return None
    if padding is not None:
        mask_function = and_masks(mask_function, padding_mask_function(padding))
    allowed = mask_function(
        paddle.arange(batch_size).reshape([-1, 1, 1, 1]),
        paddle.zeros([1, 1, 1, 1], dtype="int64"),
        cache_position.reshape([1, 1, -1, 1]),
        (paddle.arange(kv_length) + kv_offset).reshape([1, 1, 1, -1]),
    )
    return allowed.astype("bool").expand([batch_size, 1, queries, kv_length])


def eager_mask(
    batch_size: int,
    cache_position: Any,
    kv_length: int,
    kv_offset: int = 0,
    mask_function: Callable[..., Any] = causal_mask_function,
    attention_mask: Any = None,
    dtype: Any = None,
    **kwargs: Any,
) -> Any:
    """transformers.masking_utils.eager_mask: to be added to scores, 0 or the least number of ``dtype`` (float32)."""
    others = {name: value for name, value in kwargs.items() if name != "allow_is_causal_skip"}
    allowed = sdpa_mask(
        batch_size,
        cache_position,
        kv_length,
        kv_offset,
        mask_function,
        attention_mask,
        allow_is_causal_skip=False,
        **others,
    )
    dtype = paddle.float32 if dtype is None else dtype
    return paddle.zeros(allowed.shape, dtype=dtype).masked_fill(~allowed, paddle.finfo(dtype).min)


def flash_attention_mask(
    batch_size: int,
    cache_position: Any,
    kv_length: int,
    kv_offset: int = 0,
    mask_function: Callable[..., Any] = causal_mask_function,
    attention_mask: Any = None,
    **kwargs: Any,
) -> Any:
    """transformers.masking_utils.flash_attention_mask: the padding of the keys, None where there is none."""
    if attention_mask is None:
        return None
    attention_mask = attention_mask[:, -kv_length:]
    return None if bool(attention_mask.astype("bool").all()) else attention_mask


def flex_attention_mask(
    batch_size: int,
    cache_position: Any,
    kv_length: int,
    kv_offset: int = 0,
    mask_function: Callable[..., Any] = causal_mask_function,
    attention_mask: Any = None,
    **kwargs: Any,
) -> Any:
    """transformers.masking_utils.flex_attention_mask: a BlockMask."""
    if attention_mask is not None:
        padding = prepare_padding_mask(attention_mask, kv_length, kv_offset, _slice=False)
        mask_function = and_masks(mask_function, padding_mask_function(padding))
    shifted = add_offsets_to_mask_function(mask_function, cache_position[0], kv_offset)
    return create_block_mask(shifted, batch_size, None, cache_position.shape[0], kv_length)


class AttentionMaskInterface(GeneralInterface):
    """transformers.AttentionMaskInterface: how each kind of attention wants its mask."""

    _global_mapping = {
        "sdpa": sdpa_mask,
        "eager": eager_mask,
        "flash_attention_2": flash_attention_mask,
        "flash_attention_3": flash_attention_mask,
        "flex_attention": flex_attention_mask,
    }


ALL_MASK_ATTENTION_FUNCTIONS = AttentionMaskInterface()


def find_packed_sequence_indices(position_ids: Any) -> Any:
    """transformers.masking_utils.find_packed_sequence_indices: the number of each token's sequence, int64."""
    starts = position_ids[:, 1:] - position_ids[:, :-1] != 1
    first = paddle.zeros([position_ids.shape[0], 1], dtype="bool")
    return paddle.concat([first, starts], axis=-1).astype("int64").cumsum(-1)
