"""Caches of transformers whose tensors have a fixed size: StaticCache and its kinds, and MambaCache."""

from __future__ import annotations

from typing import Any

import paddle

from .hf_cache import Cache, decoder_config, layer_types_of
from .hf_cache_layers import StaticLayer, StaticSlidingWindowLayer


class StaticCache(Cache):
    """transformers.cache_utils.StaticCache, called as in 4.57 or as up to 4.44.

    4.57: ``(config, max_cache_len, ...)``; batch, heads, dtype come from the first states. Before:
    ``(config, max_batch_size, max_cache_len, device, dtype=None)``; then ``key_cache`` and ``value_cache`` are there
    at once. Two numbers by position, or a number before ``max_cache_len=``, are the older form.
    """

    def __init__(
        self,
        config: Any,
        *sizes: Any,
        max_cache_len: int | None = None,
        max_batch_size: int | None = None,
        device: Any = None,
        dtype: Any = None,
        offloading: bool = False,
        offload_only_non_sliding: bool = True,
        **others: Any,
    ) -> None:
        if sizes and (max_cache_len is not None or (len(sizes) > 1 and not isinstance(sizes[1], bool))):
            max_batch_size, *rest = sizes
            if max_cache_len is None:
                max_cache_len, *rest = rest
            dtype = rest[1] if len(rest) > 1 else dtype
        elif sizes:
            max_cache_len = sizes[0]
            offloading = sizes[1] if len(sizes) > 1 else offloading
        config = decoder_config(config)
        max_cache_len = config.max_position_embeddings if max_cache_len is None else max_cache_len
        layers: list[Any] = []
        for kind in self._layer_types(config, max_batch_size is not None):
            if kind == "sliding_attention":
                layers.append(StaticSlidingWindowLayer(max_cache_len, config.sliding_window))
            elif kind == "chunked_attention":
                layers.append(StaticSlidingWindowLayer(max_cache_len, config.attention_chunk_size))
            else:
                layers.append(StaticLayer(max_cache_len))
        super().__init__(layers, None, offloading, offload_only_non_sliding)
        self._wanted = (config, max_batch_size or others.get("batch_size"), dtype)

    def _layer_types(self, config: Any, old: bool) -> list[str]:
        return layer_types_of(config)

    def _allocate(self) -> None:
        """Make the tensors before any states come, if the constructor was told their batch size."""
        config, batch_size, dtype = self._wanted
        if batch_size is None or self.is_initialized:
            return
        heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
        size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        self.early_initialization(batch_size, heads, size, dtype or paddle.float32, None)

    @property
    def key_cache(self) -> Any:
        """The keys of all layers; may be changed as a list."""
        self._allocate()
        return super().key_cache

    @key_cache.setter
    def key_cache(self, tensors: Any) -> None:
        Cache.key_cache.fset(self, tensors)

    @property
    def value_cache(self) -> Any:
        """The values of all layers; may be changed as a list."""
        self._allocate()
        return super().value_cache

    @value_cache.setter
    def value_cache(self, tensors: Any) -> None:
        Cache.value_cache.fset(self, tensors)


class SlidingWindowCache(StaticCache):
    """transformers.cache_utils.SlidingWindowCache: every layer keeps its window."""

    def _layer_types(self, config: Any, old: bool) -> list[str]:
        return ["sliding_attention"] * config.num_hidden_layers if old else layer_types_of(config)

    def get_max_length(self) -> int | None:
        """None: any number of positions can come."""
        return None


class HybridCache(StaticCache):
    """transformers.cache_utils.HybridCache: layers that keep a window and layers that keep all.

    Made in the older form from a configuration without ``layer_types``, every other layer keeps a window.
    """

    def _layer_types(self, config: Any, old: bool) -> list[str]:
        if not old or getattr(config, "layer_types", None) is not None:
            return layer_types_of(config)
        return ["full_attention" if i % 2 else "sliding_attention" for i in range(config.num_hidden_layers)]


class HybridChunkedCache(StaticCache):
    """transformers.cache_utils.HybridChunkedCache: a StaticCache whose layers are as the configuration says."""


class MambaCache:
    """transformers.MambaCache: for each layer the state of the convolution and of the recurrence.

    ``conv_states`` [batch, intermediate size, kernel size], ``ssm_states`` [batch, intermediate size, state size].
    """

    is_compileable = True

    def __init__(self, config: Any, max_batch_size: int, dtype: Any = None, device: Any = None, **others: Any) -> None:
        self.max_batch_size = max_batch_size
        self.dtype = self._dtype = paddle.float16 if dtype is None else dtype
        self.intermediate_size = config.intermediate_size
        self.ssm_state_size = config.state_size
        self.conv_kernel_size = config.conv_kernel
        rows = [max_batch_size, self.intermediate_size]
        layers = range(config.num_hidden_layers)
        self.conv_states = [paddle.zeros([*rows, self.conv_kernel_size], dtype=self._dtype) for _ in layers]
        self.ssm_states = [paddle.zeros([*rows, self.ssm_state_size], dtype=self._dtype) for _ in layers]

    def update_conv_state(self, layer_idx: int, new_conv_state: Any, cache_position: Any) -> Any:
        """Shift a layer's state by one and write the new inputs at ``cache_position``."""
        kept = self.conv_states[layer_idx]
        shifted = paddle.concat([kept[:, :, 1:], kept[:, :, :1]], axis=-1)
        shifted[:, :, cache_position.clip(0, self.conv_kernel_size - 1)] = new_conv_state.astype(kept.dtype)
        kept[:] = shifted
        return kept

    def update_ssm_state(self, layer_idx: int, new_ssm_state: Any) -> Any:
        """Replace a layer's state."""
        self.ssm_states[layer_idx][:] = new_ssm_state.astype(self._dtype)
        return self.ssm_states[layer_idx]

    def reset(self) -> None:
        """Set all states to zero, in place."""
        for state in [*self.conv_states, *self.ssm_states]:
            state.zero_()
