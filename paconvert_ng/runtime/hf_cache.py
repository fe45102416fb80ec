"""Key/value caches of transformers: Cache, DynamicCache, EncoderDecoderCache.

One object serves both generations of code: that of 4.30 to 4.44, which reads and writes ``key_cache`` and
``value_cache`` lists, ``_seen_tokens``, ``get_usable_length`` and ``get_max_length``, and that of 4.57, which has
``layers``. The layers hold the tensors, the lists are views of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import Any

import paddle

from .hf_cache_layers import DynamicLayer, DynamicSlidingWindowLayer


class _LayerTensors(MutableSequence):
    """The keys (or values) of a cache's layers as the list that ``key_cache`` was; [] for a layer without any."""

    def __init__(self, cache: Any, name: str) -> None:
        self._cache = cache
        self._name = name

    def _tensors(self) -> list[Any]:
        tensors = [getattr(layer, self._name) for layer in self._cache.layers]
        while tensors and tensors[-1] is None:
            tensors.pop()
        return [[] if tensor is None else tensor for tensor in tensors]

    def replace(self, tensors: Iterable[Any]) -> None:
        """Put these in the place of all."""
        tensors = list(tensors)
        layers, new_layer = self._cache.layers, self._cache.layer_class_to_replicate or DynamicLayer
        while len(layers) < len(tensors):
            layers.append(new_layer())
        for index, layer in enumerate(layers):
            setattr(layer, self._name, tensors[index] if index < len(tensors) else None)
            layer.is_initialized = layer.keys is not None and layer.values is not None
        if self._cache.layer_class_to_replicate is not None:
            while layers and layers[-1].keys is None and layers[-1].values is None:
                layers.pop()

    def __len__(self) -> int:
        return len(self._tensors())

    def __getitem__(self, index: Any) -> Any:
        return self._tensors()[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        tensors = self._tensors()
        tensors[index] = value
        self.replace(tensors)

    def __delitem__(self, index: Any) -> None:
        tensors = self._tensors()
        del tensors[index]
        self.replace(tensors)

    def insert(self, index: int, value: Any) -> None:
        tensors = self._tensors()
        tensors.insert(index, value)
        self.replace(tensors)

    def __repr__(self) -> str:
        return repr(self._tensors())


class _Derived:
    """A property that a subclass or an instance may replace by an attribute of its own."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self.compute = compute

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else self.compute(instance)


class Cache:
    """transformers.cache_utils.Cache: layers of keys and values, and how models and generation use them.

    A subclass in the style of 4.44 need not call this constructor, and may set ``key_cache`` and ``value_cache``.
    """

    layers: list[Any]
    layer_class_to_replicate: Any

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        cache = super().__new__(cls)
        cache.layers = []
        cache.layer_class_to_replicate = None
        return cache

    def __init__(
        self,
        layers: list[Any] | None = None,
        layer_class_to_replicate: Any = None,
        offloading: bool = False,
        offload_only_non_sliding: bool = True,
    ) -> None:
        if layers is not None and layer_class_to_replicate is not None:
            raise ValueError("a Cache is made from layers or from a class of layers, not from both")
        if layers is None and layer_class_to_replicate is None and type(self) is Cache:
            raise ValueError("a Cache needs layers or layer_class_to_replicate")
        if offloading:
            raise NotImplementedError("a cache that is offloaded to the CPU is not converted; leave offloading out")
        self.layers = [] if layers is None else layers
        self.layer_class_to_replicate = layer_class_to_replicate
        self.offloading = offloading

    def __repr__(self) -> str:
        return f"{type(self).__name__}(layers={self.layers})"

    @property
    def key_cache(self) -> Any:
        """The keys of all layers, [batch, heads, length, head size] each; may be changed as a list."""
        return _LayerTensors(self, "keys")

    @key_cache.setter
    def key_cache(self, tensors: Any) -> None:
        _LayerTensors(self, "keys").replace(tensors)

    @property
    def value_cache(self) -> Any:
        """The values of all layers, as ``key_cache``."""
        return _LayerTensors(self, "values")

    @value_cache.setter
    def value_cache(self, tensors: Any) -> None:
        _LayerTensors(self, "values").replace(tensors)

    @property
    def seen_tokens(self) -> Any:
        """How many positions the first layer was given; None for a cache that does not count."""
        return getattr(self, "_seen_tokens", None)

    def update(
        self, key_states: Any, value_states: Any, layer_idx: int, cache_kwargs: dict[str, Any] | None = None
    ) -> tuple[Any, Any]:
        """Keep new states of a layer; gives all its keys and values that attention needs now."""
        if self.layer_class_to_replicate is not None:
            while len(self.layers) <= layer_idx:
                self.layers.append(self.layer_class_to_replicate())
        elif not self.layers:
            raise NotImplementedError(f"{type(self).__name__} has neither layers nor an update of its own")
        seen = getattr(self, "_seen_tokens", None)
        if layer_idx == 0 and seen is not None:
            self._seen_tokens = seen + key_states.shape[-2]
        return self.layers[layer_idx].update(key_states, value_states, cache_kwargs)

    def early_initialization(self, batch_size: int, num_heads: int, head_dim: int, dtype: Any, device: Any) -> None:
        """Make all layers ready before the first states come."""
        like = paddle.zeros([batch_size, num_heads, 0, head_dim], dtype=dtype)
        for layer in self.layers:
            layer.lazy_initialization(like)

    def get_seq_length(self, layer_idx: int = 0) -> Any:
        """How many positions a layer has seen."""
        return 0 if layer_idx >= len(self.layers) else self.layers[layer_idx].get_seq_length()

    def get_mask_sizes(self, cache_position: Any, layer_idx: int) -> tuple[int, int]:
        """Number of keys that a layer's mask is for, and the position of the first."""
        if layer_idx >= len(self.layers):
            return cache_position.shape[0], 0
        return self.layers[layer_idx].get_mask_sizes(cache_position)

    def get_max_cache_shape(self, layer_idx: int = 0) -> int:
        """How many positions a layer can keep; -1 for any number."""
        return -1 if layer_idx >= len(self.layers) else self.layers[layer_idx].get_max_cache_shape()

    def get_max_length(self) -> int | None:
        """How many positions can be kept, as transformers up to 4.44 says it; None for any number."""
        longest = self.get_max_cache_shape()
        return None if longest == -1 else longest

    def get_usable_length(self, new_seq_length: int, layer_idx: int = 0) -> Any:
        """How much of what is kept stays when ``new_seq_length`` positions come."""
        longest, before = self.get_max_length(), self.get_seq_length(layer_idx)
        if longest is not None and before + new_seq_length > longest:
            return longest - new_seq_length
        return before

    def reset(self) -> None:
        """Set all layers to zero, in place."""
        for layer in self.layers:
            layer.reset()

    def reorder_cache(self, beam_idx: Any) -> None:
        """Take the rows ``beam_idx`` of the batch."""
        for layer in self.layers:
            layer.reorder_cache(beam_idx)

    def crop(self, max_length: int) -> None:
        """Keep the first ``max_length`` positions; a negative number drops as many from the end."""
        for layer in self.layers:
            layer.crop(max_length)
        if getattr(self, "_seen_tokens", None) is not None:
            self._seen_tokens = min(self._seen_tokens, self.get_seq_length())

    def batch_repeat_interleave(self, repeats: int) -> None:
        """Repeat each row of the batch, next to itself."""
        for layer in self.layers:
            layer.batch_repeat_interleave(repeats)

    def batch_select_indices(self, indices: Any) -> None:
        """Keep these rows of the batch."""
        for layer in self.layers:
            layer.batch_select_indices(indices)

    @_Derived
    def max_batch_size(self) -> int:
        """The batch size, the same in all layers (else ValueError)."""
        sizes = [layer.max_batch_size for layer in self.layers]
        if len(set(sizes)) > 1:
            raise ValueError(f"the layers have different batch sizes: {sizes}")
        return sizes[0]

    @_Derived
    def max_cache_len(self) -> int:
        """The most positions that a layer keeps."""
        return max([layer.max_cache_len for layer in self.layers])

    @_Derived
    def is_compileable(self) -> bool:
        """Whether all tensors keep their sizes."""
        return len(self.layers) > 0 and all(layer.is_compileable for layer in self.layers)

    @_Derived
    def is_initialized(self) -> bool:
        """Whether all layers hold tensors."""
        return len(self.layers) > 0 and all(layer.is_initialized for layer in self.layers)

    @_Derived
    def is_sliding(self) -> list[bool]:
        """For each layer, whether it keeps a window only."""
        return [getattr(layer, "is_sliding", False) for layer in self.layers]

    def __getitem__(self, layer_idx: int) -> tuple[Any, Any]:
        if layer_idx >= len(self.layers):
            raise KeyError(f"the cache has {len(self.layers)} layers, there is no layer {layer_idx}")
        return self.layers[layer_idx].keys, self.layers[layer_idx].values

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        for layer in self.layers:
            yield layer.keys, layer.values

    def __len__(self) -> int:
        return len(self.layers)


def decoder_config(config: Any) -> Any:
    """The part of a model's configuration that is the text decoder's."""
    return config.get_text_config(decoder=True) if hasattr(config, "get_text_config") else config


def layer_types_of(config: Any) -> list[str]:
    """The kind of attention of each layer that has keys of its own ("full_attention", "sliding_attention", ...)."""
    types = getattr(config, "layer_types", None)
    if types is None:
        kind = "full_attention"
        if getattr(config, "sliding_window", None) is not None:
            kind = "sliding_attention"
        elif getattr(config, "attention_chunk_size", None) is not None:
            kind = "chunked_attention"
        types = [kind] * config.num_hidden_layers
    shared = getattr(config, "num_kv_shared_layers", None)
    return list(types) if shared is None else list(types)[:-shared]


class DynamicCache(Cache):
    """transformers.cache_utils.DynamicCache: grows with each update.

    With ``config`` (4.57) its sliding layers keep their window only. A number as first argument (the count of
    layers, 4.45) says nothing here.
    """

    _seen_tokens = 0

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        cache = super().__new__(cls)
        cache.layer_class_to_replicate = DynamicLayer
        return cache

    def __init__(
        self,
        ddp_cache_data: Any = None,
        config: Any = None,
        offloading: bool = False,
        offload_only_non_sliding: bool = False,
        **old: Any,
    ) -> None:
        layers: list[Any] = []
        if config is not None:
            config = decoder_config(config)
            window: Any = getattr(config, "sliding_window", None) or getattr(config, "attention_chunk_size", None)
            for kind in layer_types_of(config):
                sliding = kind in ("sliding_attention", "chunked_attention")
                layers.append(DynamicSlidingWindowLayer(sliding_window=window) if sliding else DynamicLayer())
        if not layers:
            super().__init__(None, DynamicLayer, offloading, offload_only_non_sliding)
        else:
            super().__init__(layers, None, offloading, offload_only_non_sliding)
        data = old.get("_distributed_cache_data", ddp_cache_data)
        for layer_idx, (key_states, value_states) in enumerate([] if data is None or isinstance(data, int) else data):
            self.update(key_states, value_states, layer_idx)

    def to_legacy_cache(self) -> tuple[Any, ...]:
        """A tuple of (keys, values) for each layer."""
        return tuple([(layer.keys, layer.values) for layer in self.layers])

    @classmethod
    def from_legacy_cache(cls, past_key_values: Any = None) -> Any:
        """The cache that holds a tuple of (keys, values) for each layer."""
        cache = cls()
        for layer_idx, (key_states, value_states) in enumerate([] if past_key_values is None else past_key_values):
            cache.update(key_states, value_states, layer_idx)
        return cache

    def batch_split(self, full_batch_size: int, split_size: int) -> list[Any]:
        """Caches of ``split_size`` rows of the batch each."""
        parts = []
        for start in range(0, full_batch_size, split_size):
            part = DynamicCache()
            part._seen_tokens = self._seen_tokens
            part.key_cache = [keys[start : start + split_size] for keys in self.key_cache]
            part.value_cache = [values[start : start + split_size] for values in self.value_cache]
            parts.append(part)
        return parts

    @classmethod
    def from_batch_splits(cls, splits: list[Any]) -> Any:
        """The cache of the batch that these caches are parts of."""
        cache = cls()
        for layer_idx in range(len(splits[0])):
            keys = paddle.concat([part.key_cache[layer_idx] for part in splits], axis=0)
            values = paddle.concat([part.value_cache[layer_idx] for part in splits], axis=0)
            cache.update(keys, values, layer_idx)
        return cache
