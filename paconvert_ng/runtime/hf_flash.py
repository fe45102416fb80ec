"""transformers.modeling_flash_attention_utils: attention over unpadded sequences, on any device.

The functions are called as since transformers 4.43; the fused kernels serve where they mean the same (see
``attention_flash_attn.py``).
"""

from __future__ import annotations

from typing import Any, TypedDict

import paddle

from .attention_backends import FLASH_CAPABILITIES, gpu_compute_capability
from .attention_flash_attn import flash_attn_func, flash_attn_varlen_func
from .attention_padding import pad_input
from .hf_versions import transformers_release


class FlashAttentionKwargs(TypedDict, total=False):
    """transformers.modeling_flash_attention_utils.FlashAttentionKwargs: where packed sequences begin, and how long."""

    cu_seq_lens_q: Any
    cu_seq_lens_k: Any
    max_length_q: int | None
    max_length_k: int | None


def flash_attn_supports_top_left_mask() -> bool:
    """transformers' flash_attn_supports_top_left_mask: False, causal masks are aligned to the lower right."""
    return False


def is_flash_attn_available() -> bool:
    """transformers' is_flash_attn_available: whether the first GPU runs flash attention's kernels."""
    return FLASH_CAPABILITIES[0] <= gpu_compute_capability(0) <= FLASH_CAPABILITIES[1]


def _get_unpad_data(attention_mask: Any) -> tuple[Any, Any, int]:
    """Of a padding mask [batch, length]: the tokens' places, where each row begins among them, the longest row."""
    lengths = attention_mask.astype("int32").sum(-1).astype("int32")
    indices = paddle.nonzero(attention_mask.flatten()).flatten()
    begins = paddle.concat([paddle.zeros([1], dtype="int32"), lengths.cumsum(0).astype("int32")])
    return indices, begins, int(lengths.max())


def _flattened(tensor: Any) -> Any:
    return tensor.reshape([-1, *tensor.shape[2:]])


def _upad_input(
    query_layer: Any,
    key_layer: Any,
    value_layer: Any,
    attention_mask: Any,
    query_length: int,
    unpad_input_func: Any = None,
) -> tuple[Any, Any, Any, Any, tuple[Any, Any], tuple[int, int]]:
    """Queries, keys and values without padding; the queries' places; where rows begin; how long they are at most."""
    places, key_begins, longest_key = _get_unpad_data(attention_mask)
    length = attention_mask.shape[-1]
    if key_layer.shape[1] > length:
        key_layer, value_layer = key_layer[:, :length], value_layer[:, :length]
    batch, keys = key_layer.shape[:2]
    key_layer, value_layer = _flattened(key_layer)[places], _flattened(value_layer)[places]
    if query_length == keys:
        query_places, query_begins, longest = places, key_begins, longest_key
        query_layer = _flattened(query_layer)[places]
    elif query_length == 1:
        query_begins, longest = paddle.arange(batch + 1, dtype="int32"), 1
        query_places, query_layer = query_begins[:-1], query_layer.squeeze(1)
    else:
        query_places, query_begins, longest = _get_unpad_data(attention_mask[:, -query_length:])
        query_layer = _flattened(query_layer)[query_places]
    return query_layer, key_layer, value_layer, query_places, (query_begins, key_begins), (longest, longest_key)


def _packed_begins(position_ids: Any) -> tuple[Any, int]:
    """Where sequences begin that lie one after another, position 0 being a start; and the longest's length."""
    positions = position_ids.flatten()
    starts = paddle.nonzero(positions == 0).flatten().astype("int32")
    begins = paddle.concat([starts, paddle.to_tensor([positions.shape[0]], dtype="int32")])
    return begins, int((begins[1:] - begins[:-1]).max())


def _is_packed_sequence(position_ids: Any, batch_size: int) -> bool:
    """Whether a batch of one row holds several sequences."""
    if position_ids is None or batch_size != 1:
        return False
    rising = paddle.arange(position_ids.shape[1], dtype=position_ids.dtype) + position_ids.min()
    return bool((rising != position_ids).any())


def _flash_attention_forward(
    query_states: Any,
    key_states: Any,
    value_states: Any,
    attention_mask: Any,
    query_length: int,
    is_causal: bool,
    dropout: float = 0.0,
    position_ids: Any = None,
    softmax_scale: float | None = None,
    sliding_window: int | None = None,
    use_top_left_mask: bool = False,
    softcap: float | None = None,
    deterministic: bool | None = None,
    cu_seq_lens_q: Any = None,
    cu_seq_lens_k: Any = None,
    max_length_q: int | None = None,
    max_length_k: int | None = None,
    target_dtype: Any = None,
    implementation: Any = None,
    **kwargs: Any,
) -> Any:
    """transformers.modeling_flash_attention_utils._flash_attention_forward.

    Queries, keys and values [batch, length, heads, size]; ``attention_mask`` [batch, keys] is 1 for tokens; the
    result is zero for padded queries. A window lets each query see itself and ``sliding_window - 1`` keys before it
    (with a transformers before 4.56, one more).
    """
    if kwargs.get("s_aux") is not None:
        raise NotImplementedError("flash attention with sinks (s_aux) is not converted; use eager attention")
    if target_dtype is not None and query_states.dtype == paddle.float32:
        query_states, key_states, value_states = (
            states.astype(target_dtype) for states in (query_states, key_states, value_states)
        )
    causal = is_causal and not (use_top_left_mask and query_length == 1)
    window = (-1, -1)
    if sliding_window is not None and key_states.shape[1] > sliding_window:
        more = sliding_window if transformers_release() < (4, 56) else sliding_window - 1
        window = (more, more)
    options: dict[str, Any] = {
        "dropout_p": dropout,
        "softmax_scale": softmax_scale,
        "causal": causal,
        "window_size": window,
        "softcap": softcap or 0.0,
    }
    batch = query_states.shape[0]
    if attention_mask is not None:
        q, k, v, places, begins, longest = _upad_input(
            query_states, key_states, value_states, attention_mask, query_length
        )
        return pad_input(flash_attn_varlen_func(q, k, v, *begins, *longest, **options), places, batch, query_length)
    packed = [cu_seq_lens_q, cu_seq_lens_k, max_length_q, max_length_k]
    if all(part is not None for part in packed) or _is_packed_sequence(position_ids, batch):
        if cu_seq_lens_q is None or cu_seq_lens_k is None:
            begins_of_all, longest_of_all = _packed_begins(position_ids)
            packed = [begins_of_all, begins_of_all, longest_of_all, longest_of_all]
        q, k, v = _flattened(query_states), _flattened(key_states), _flattened(value_states)
        out = flash_attn_varlen_func(q, k, v, *packed, **options)
        return out.reshape([batch, -1, *out.shape[-2:]])
    return flash_attn_func(query_states, key_states, value_states, **options)


def _dtype_for_flash(module: Any) -> Any:
    """The dtype of the module's weights, in which attention runs where a norm has made queries float32."""
    before = getattr(getattr(module, "config", None), "_pre_quantization_dtype", None)
    linear = [layer for layer in module.sublayers(include_self=True) if type(layer).__name__ == "Linear"]
    return linear[0].weight.dtype if before is None and linear else before


def flash_attention_forward(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    dropout: float = 0.0,
    scaling: float | None = None,
    sliding_window: int | None = None,
    softcap: float | None = None,
    **kwargs: Any,
) -> tuple[Any, None]:
    """transformers.integrations.flash_attention.flash_attention_forward: query [batch, heads, length, size]."""
    is_causal = kwargs.pop("is_causal", None)
    out = _flash_attention_forward(
        query.transpose([0, 2, 1, 3]),
        key.transpose([0, 2, 1, 3]),
        value.transpose([0, 2, 1, 3]),
        attention_mask,
        query_length=query.shape[2],
        is_causal=module.is_causal if is_causal is None else is_causal,
        dropout=dropout,
        softmax_scale=scaling,
        sliding_window=sliding_window,
        softcap=softcap,
        target_dtype=_dtype_for_flash(module) if query.dtype == paddle.float32 else None,
        **kwargs,
    )
    return out, None
