"""transformers.modeling_rope_utils: the frequencies of rotary position embeddings, and their extensions.

Each function gives the inverse frequencies, float32 [head size / 2], and the factor for cosine and sine. They read
``rope_theta``, ``head_dim`` (or ``hidden_size`` and ``num_attention_heads``), ``partial_rotary_factor``,
``max_position_embeddings`` and ``rope_scaling`` of a configuration; without one, as up to 4.47, the numbers
``base``, ``dim``, ``factor`` and ``max_position_embeddings`` are given by name. Where releases of transformers differ
(YaRN and LongRoPE), the installed one decides.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import paddle

from .hf_versions import transformers_release


def _rotary_size(config: Any) -> int:
    """How many numbers of a head are rotated."""
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return int(size * getattr(config, "partial_rotary_factor", 1.0))


def _one_way(config: Any, rope_kwargs: dict[str, Any]) -> None:
    if config is not None and rope_kwargs:
        raise ValueError(f"either a configuration or numbers by name, not both: got {sorted(rope_kwargs)} beside it")


def _powers(base: Any, size: int) -> Any:
    """base ** (0, 2/size, 4/size, ...), float32."""
    return base ** (paddle.arange(0, size, 2, dtype="int64").astype("float32") / size)


def _compute_default_rope_parameters(
    config: Any = None, device: Any = None, seq_len: Any = None, **rope_kwargs: Any
) -> tuple[Any, float]:
    """The frequencies of the original rotary embeddings."""
    _one_way(config, rope_kwargs)
    if config is None:
        return 1.0 / _powers(rope_kwargs["base"], rope_kwargs["dim"]), 1.0
    return 1.0 / _powers(config.rope_theta, _rotary_size(config)), 1.0


def _compute_linear_scaling_rope_parameters(
    config: Any = None, device: Any = None, seq_len: Any = None, **rope_kwargs: Any
) -> tuple[Any, float]:
    """All frequencies divided by ``factor``."""
    inv_freq, scaling = _compute_default_rope_parameters(config, device, seq_len, **rope_kwargs)
    return inv_freq / (rope_kwargs if config is None else config.rope_scaling)["factor"], scaling


def _compute_dynamic_ntk_parameters(
    config: Any = None, device: Any = None, seq_len: Any = None, **rope_kwargs: Any
) -> tuple[Any, float]:
    """A base that grows with the sequence, once it is longer than ``max_position_embeddings``."""
    _one_way(config, rope_kwargs)
    if config is None:
        base, size, factor = rope_kwargs["base"], rope_kwargs["dim"], rope_kwargs["factor"]
        longest = rope_kwargs["max_position_embeddings"]
    else:
        base, size, factor = config.rope_theta, _rotary_size(config), config.rope_scaling["factor"]
        longest = config.max_position_embeddings
    if seq_len is None:
        seq_len = longest
    elif paddle.is_tensor(seq_len):
        seq_len = seq_len.clip(min=longest).astype("float32")
    else:
        seq_len = max(seq_len, longest)
    base = base * ((factor * seq_len / longest) - (factor - 1)) ** (size / (size - 2))
    return 1.0 / _powers(base, size), 1.0


def _yarn_attention_factor(scaling: dict[str, Any], factor: float) -> float:
    def of(scale: float, weight: float = 1) -> float:
        return 1.0 if scale <= 1 else 0.1 * weight * math.log(scale) + 1.0

    mscale, mscale_all_dim = scaling.get("mscale"), scaling.get("mscale_all_dim")
    if transformers_release() < (4, 50):
        return 0.1 * math.log(factor) + 1.0
    if mscale and mscale_all_dim:
        return float(of(factor, mscale) / of(factor, mscale_all_dim))
    return of(factor)


def _compute_yarn_parameters(config: Any, device: Any = None, seq_len: Any = None, **rope_kwargs: Any) -> Any:
    """YaRN (arXiv 2309.00071): low frequencies are divided by ``factor``, high ones are not, a ramp lies between."""
    _one_way(config, rope_kwargs)
    scaling, base, size = config.rope_scaling, config.rope_theta, _rotary_size(config)
    factor, original = scaling["factor"], scaling.get("original_max_position_embeddings")
    if transformers_release() < (4, 50):
        original = None
    elif original and transformers_release() < (4, 56):
        factor = config.max_position_embeddings / original
    context = original or config.max_position_embeddings
    attention_factor = scaling.get("attention_factor")
    if attention_factor is None:
        attention_factor = _yarn_attention_factor(scaling, factor)

    def dimension_of(rotations: float) -> float:
        """The dimension that turns so often within the context."""
        return size * math.log(context / (rotations * 2 * math.pi)) / (2 * math.log(base))

    low, high = dimension_of(scaling.get("beta_fast") or 32), dimension_of(scaling.get("beta_slow") or 1)
    if scaling.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, size - 1)
    high = high + 0.001 if low == high else high
    ramp = ((paddle.arange(size // 2, dtype="float32") - low) / (high - low)).clip(0.0, 1.0)
    frequencies = _powers(base, size)
    kept = 1 - ramp
    return 1.0 / (factor * frequencies) * (1 - kept) + 1.0 / frequencies * kept, attention_factor


def _compute_longrope_parameters(config: Any, device: Any = None, seq_len: Any = None, **rope_kwargs: Any) -> Any:
    """LongRoPE: a divisor for each frequency, from one list within the original context, from another beyond it."""
    _one_way(config, rope_kwargs)
    scaling, context = config.rope_scaling, getattr(config, "original_max_position_embeddings", None)
    factor = config.max_position_embeddings / context if context else scaling.get("factor")
    if (4, 45) <= transformers_release() < (4, 48) and context and seq_len is not None and bool(seq_len < context):
        factor = 1.0
    context = context or config.max_position_embeddings
    attention_factor = scaling.get("attention_factor")
    if attention_factor is None:
        attention_factor = 1.0 if factor <= 1.0 else math.sqrt(1 + math.log(factor) / math.log(context))
    if transformers_release() >= (4, 48):
        beyond = seq_len is not None and bool(seq_len > context)
    else:
        beyond = factor > 1.0  # the long list, whatever the sequence's length
    divisors = paddle.to_tensor(scaling["long_factor" if beyond else "short_factor"], dtype="float32")
    return 1.0 / (divisors * _powers(config.rope_theta, _rotary_size(config))), attention_factor


def _compute_llama3_parameters(config: Any, device: Any = None, seq_len: Any = None, **rope_kwargs: Any) -> Any:
    """Llama 3.1: long waves are slowed down by ``factor``, short ones are not, those between in part."""
    inv_freq, attention_factor = _compute_default_rope_parameters(config, device, seq_len, **rope_kwargs)
    scaling = config.rope_scaling
    factor, low, high = scaling["factor"], scaling["low_freq_factor"], scaling["high_freq_factor"]
    context = scaling["original_max_position_embeddings"]
    wave = 2 * math.pi / inv_freq
    kept = (context / wave - low) / (high - low)
    between = (1 - kept) * inv_freq / factor + kept * inv_freq
    slowed = paddle.where(wave > context / low, inv_freq / factor, between)
    return paddle.where(wave < context / high, inv_freq, slowed), attention_factor


ROPE_INIT_FUNCTIONS = {
    "default": _compute_default_rope_parameters,
    "linear": _compute_linear_scaling_rope_parameters,
    "dynamic": _compute_dynamic_ntk_parameters,
    "yarn": _compute_yarn_parameters,
    "longrope": _compute_longrope_parameters,
    "llama3": _compute_llama3_parameters,
}


def _longrope_frequency_update(layer: Any, position_ids: Any) -> None:
    """The long frequencies for a sequence beyond the original context, the short ones for another."""
    config = layer.config
    context = getattr(config, "original_max_position_embeddings", None) or config.max_position_embeddings
    if int(position_ids.max()) + 1 > context:
        if not hasattr(layer, "long_inv_freq"):
            # not by assignment: Paddle's Layer would make a buffer of it
            layer.__dict__["long_inv_freq"], _ = layer.rope_init_fn(config, None, seq_len=context + 1)
        layer.inv_freq = layer.long_inv_freq
    else:
        layer.inv_freq = layer.original_inv_freq


def _dynamic_frequency_update(layer: Any, position_ids: Any) -> None:
    """New frequencies for a sequence longer than any before, the original ones for one within the original context."""
    length = int(position_ids.max()) + 1
    if length > layer.max_seq_len_cached:
        layer.inv_freq, layer.attention_scaling = layer.rope_init_fn(layer.config, None, seq_len=length)
        layer.max_seq_len_cached = length
    if length < layer.original_max_seq_len and layer.max_seq_len_cached > layer.original_max_seq_len:
        layer.inv_freq = layer.original_inv_freq
        layer.max_seq_len_cached = layer.original_max_seq_len


def dynamic_rope_update(rope_forward: Callable[..., Any]) -> Callable[..., Any]:
    """transformers.modeling_rope_utils.dynamic_rope_update: decorates a forward whose frequencies follow the length.

    The layer has ``rope_type``, ``config``, ``rope_init_fn``, the buffer ``inv_freq`` and ``original_inv_freq``.
    """

    @functools.wraps(rope_forward)
    def wrapper(self: Any, x: Any, position_ids: Any) -> Any:
        if "dynamic" in self.rope_type:
            _dynamic_frequency_update(self, position_ids)
        elif self.rope_type == "longrope":
            _longrope_frequency_update(self, position_ids)
        return rope_forward(self, x, position_ids)

    return wrapper
