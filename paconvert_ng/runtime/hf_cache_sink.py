"""transformers' SinkCache (4.36 to 4.44): the first tokens of a sequence and its last ones."""

from __future__ import annotations

from typing import Any

import paddle

from .hf_cache import Cache
from .hf_cache_layers import DynamicLayer


class SinkCache(Cache):
    """transformers.cache_utils.SinkCache: ``num_sink_tokens`` from the beginning, the rest of the window from the end.

    With rotary embeddings (``cos`` and ``sin`` in ``cache_kwargs``) keys that move up are turned back to where
    they now stand. transformers 4.57 has this class in name only.
    """

    _seen_tokens = 0

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        cache = super().__new__(cls)
        cache.layer_class_to_replicate = DynamicLayer
        return cache

    def __init__(self, window_length: int, num_sink_tokens: int) -> None:
        super().__init__(layer_class_to_replicate=DynamicLayer)
        self.window_length = window_length
        self.num_sink_tokens = num_sink_tokens
        self.cos_sin_rerotation_cache: dict[int, tuple[Any, Any]] = {}
        self._cos_cache: Any = None
        self._sin_cache: Any = None

    def get_max_length(self) -> int:
        return self.window_length

    def get_max_cache_shape(self, layer_idx: int = 0) -> int:
        return self.window_length

    def _keep_rotation(self, cos: Any, sin: Any) -> None:
        """Keep the rotation of the window's positions, [positions, size]; newer models give it a batch dimension."""
        if cos.ndim == 2:
            self._cos_cache, self._sin_cache = cos, sin
        elif self._cos_cache is None:
            self._cos_cache, self._sin_cache = cos[0], sin[0]
        elif self._cos_cache.shape[0] < self.window_length:
            self._cos_cache = paddle.concat([self._cos_cache, cos[0]], axis=0)
            self._sin_cache = paddle.concat([self._sin_cache, sin[0]], axis=0)

    def _turned_back(self, keys: Any, new: int, size: int | None) -> Any:
        """Keys of the window's end, rotated to ``new`` positions earlier; their first ``size`` numbers, if given."""
        if new not in self.cos_sin_rerotation_cache:
            cos = self._cos_cache[: self.window_length].astype("float32")
            sin = self._sin_cache[: self.window_length].astype("float32")
            first = self.num_sink_tokens
            old_cos, new_cos, old_sin, new_sin = (
                cos[first + new :],
                cos[first:-new],
                sin[first + new :],
                sin[first:-new],
            )
            turn_cos = old_cos * new_cos + old_sin * new_sin
            turn_sin = old_cos * new_sin - old_sin * new_cos
            both = turn_cos.astype(keys.dtype).unsqueeze(0), turn_sin.astype(keys.dtype).unsqueeze(0)
            self.cos_sin_rerotation_cache[new] = both
        cos, sin = self.cos_sin_rerotation_cache[new]
        rotated, rest = (keys, None) if size is None else (keys[..., :size], keys[..., size:])
        half = rotated.shape[-1] // 2
        swapped = paddle.concat([-rotated[..., half:], rotated[..., :half]], axis=-1)
        rotated = rotated * cos + swapped * sin
        return rotated if rest is None else paddle.concat([rotated, rest], axis=-1)

    def update(
        self, key_states: Any, value_states: Any, layer_idx: int, cache_kwargs: dict[str, Any] | None = None
    ) -> tuple[Any, Any]:
        given = cache_kwargs or {}
        cos, sin = given.get("cos"), given.get("sin")
        rotary = cos is not None and sin is not None
        if rotary and layer_idx == 0:
            self._keep_rotation(cos, sin)
        new, before = key_states.shape[-2], self.get_seq_length(layer_idx)
        if before == 0 or new + before < self.window_length:
            return super().update(key_states, value_states, layer_idx, cache_kwargs)
        if layer_idx == 0:
            self._seen_tokens += new
        layer, sinks = self.layers[layer_idx], self.num_sink_tokens
        last = slice(-self.window_length + sinks + new, None)
        keys = layer.keys[:, :, last]
        if rotary:
            keys = self._turned_back(keys, new, given.get("partial_rotation_size"))
        layer.keys = paddle.concat([layer.keys[:, :, :sinks], keys, key_states], axis=-2)
        layer.values = paddle.concat([layer.values[:, :, :sinks], layer.values[:, :, last], value_states], axis=-2)
        return layer.keys, layer.values
