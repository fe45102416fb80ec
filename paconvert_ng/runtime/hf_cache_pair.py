"""The cache of an encoder-decoder model: one of its self attention, one of its cross attention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .hf_cache import Cache, DynamicCache


class EncoderDecoderCache(Cache):
    """transformers.cache_utils.EncoderDecoderCache(self_attention_cache, cross_attention_cache).

    Made from one argument, that is the legacy form: for each layer a tuple of two or four tensors.
    """

    def __init__(self, *caches: Any, self_attention_cache: Any = None, cross_attention_cache: Any = None) -> None:
        named = [cache for cache in (self_attention_cache, cross_attention_cache) if cache is not None]
        caches = (*caches, *named)
        if len(caches) not in (1, 2):
            raise ValueError(f"Expected 1 or 2 arguments, got {len(caches)}")
        if len(caches) == 2 and not (isinstance(caches[0], Cache) and isinstance(caches[1], Cache)):
            raise TypeError(f"both arguments must be caches, got {type(caches[0])} and {type(caches[1])}")
        pair: tuple[Any, ...] = caches if len(caches) == 2 else (DynamicCache(), DynamicCache())
        self.self_attention_cache, self.cross_attention_cache = pair
        self.is_updated: dict[int, bool] = {}
        if len(caches) == 1:
            self._take_legacy(caches[0])
        for layer_idx in range(len(self.cross_attention_cache)):
            self.is_updated[layer_idx] = bool(self.cross_attention_cache.get_seq_length(layer_idx) > 0)

    def _take_legacy(self, layers: Any) -> None:
        for layer_idx, states in enumerate(layers):
            self.self_attention_cache.update(states[0], states[1], layer_idx)
            if len(states) > 2:
                self.cross_attention_cache.update(states[2], states[3], layer_idx)
                self.is_updated[layer_idx] = True

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(self_attention_cache={self.self_attention_cache}, "
            f"cross_attention_cache={self.cross_attention_cache})"
        )

    def __iter__(self) -> Iterator[Any]:
        for layer_idx in range(len(self)):
            yield self[layer_idx]

    def __getitem__(self, layer_idx: int) -> Any:
        if layer_idx >= len(self):
            raise KeyError(f"the cache has {len(self)} layers, there is no layer {layer_idx}")
        return (*self.self_attention_cache[layer_idx], *self.cross_attention_cache[layer_idx])

    def __len__(self) -> int:
        return len(self.self_attention_cache)

    def to_legacy_cache(self) -> tuple[Any, ...]:
        """For each layer (keys, values), and behind them those of the cross attention if there are any."""
        own = self.self_attention_cache.to_legacy_cache()
        if len(self.cross_attention_cache) == 0:
            return own
        return tuple([a + b for a, b in zip(own, self.cross_attention_cache.to_legacy_cache())])

    @classmethod
    def from_legacy_cache(cls, past_key_values: Any = None) -> Any:
        """The cache that holds for each layer a tuple of two or four tensors."""
        cache = cls(DynamicCache(), DynamicCache())
        cache._take_legacy([] if past_key_values is None else past_key_values)
        return cache

    def get_seq_length(self, layer_idx: int = 0) -> Any:
        return self.self_attention_cache.get_seq_length(layer_idx)

    def get_max_cache_shape(self, layer_idx: int = 0) -> int:
        return self.self_attention_cache.get_max_cache_shape()

    def get_mask_sizes(self, cache_position: Any, layer_idx: int) -> tuple[int, int]:
        return self.self_attention_cache.get_mask_sizes(cache_position, layer_idx)

    def reset(self) -> None:
        self.self_attention_cache.reset()
        self.cross_attention_cache.reset()
        for layer_idx in self.is_updated:
            self.is_updated[layer_idx] = False

    def reorder_cache(self, beam_idx: Any) -> None:
        self.self_attention_cache.reorder_cache(beam_idx)
        self.cross_attention_cache.reorder_cache(beam_idx)

    def check_dynamic_cache(self, method: str) -> None:
        """Raise ValueError unless both caches grow."""
        both = (self.self_attention_cache, self.cross_attention_cache)
        if not all(isinstance(cache, DynamicCache) for cache in both):
            raise ValueError(f"`{method}` is only defined for dynamic cache, got {both[0]} and {both[1]}")

    def crop(self, maximum_length: int) -> None:
        """Crop the self attention's cache; the cross attention's does not grow."""
        self.check_dynamic_cache("crop")
        self.self_attention_cache.crop(maximum_length)

    def batch_repeat_interleave(self, repeats: int) -> None:
        self.check_dynamic_cache("batch_repeat_interleave")
        self.self_attention_cache.batch_repeat_interleave(repeats)
        self.cross_attention_cache.batch_repeat_interleave(repeats)

    def batch_select_indices(self, indices: Any) -> None:
        self.check_dynamic_cache("batch_select_indices")
        self.self_attention_cache.batch_select_indices(indices)
        self.cross_attention_cache.batch_select_indices(indices)

    def batch_split(self, full_batch_size: int, split_size: int) -> list[Any]:
        """Caches of ``split_size`` rows of the batch each."""
        self.check_dynamic_cache("batch_split")
        own = self.self_attention_cache.batch_split(full_batch_size, split_size)
        cross = self.cross_attention_cache.batch_split(full_batch_size, split_size)
        return [EncoderDecoderCache(a, b) for a, b in zip(own, cross)]

    @classmethod
    def from_batch_splits(cls, splits: list[Any]) -> Any:
        """The cache of the batch that these caches are parts of."""
        return cls(
            DynamicCache.from_batch_splits([part.self_attention_cache for part in splits]),
            DynamicCache.from_batch_splits([part.cross_attention_cache for part in splits]),
        )

    @property
    def is_sliding(self) -> Any:
        """For each layer, whether its self attention keeps a window only."""
        return self.self_attention_cache.is_sliding

    @property
    def is_compileable(self) -> bool:
        """Whether the tensors of the self attention's cache keep their sizes."""
        return self.self_attention_cache.is_compileable
