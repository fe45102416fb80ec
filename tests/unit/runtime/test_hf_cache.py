"""Caches of transformers as code of 4.30 to 4.44 uses them, which the installed version no longer offers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

import paddle  # isort: skip  (torch first: loaded the other way round, the two can disturb each other)

from paconvert_ng.runtime.hf_cache import Cache, DynamicCache
from paconvert_ng.runtime.hf_cache_pair import EncoderDecoderCache
from paconvert_ng.runtime.hf_cache_sink import SinkCache
from paconvert_ng.runtime.hf_cache_static import HybridCache, SlidingWindowCache, StaticCache

CONFIG = SimpleNamespace(
    num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, hidden_size=16, max_position_embeddings=8
)


def states(length: int = 3, start: int = 0, batch: int = 2) -> Any:
    """Keys [batch, 2, length, 4], each number another."""
    return paddle.arange(start, start + batch * 8 * length, dtype="float32").reshape([batch, 2, length, 4])


def at(*positions: int) -> dict[str, Any]:
    return {"cache_position": paddle.to_tensor(positions)}


def test_lists_of_the_older_api_are_views_of_the_layers() -> None:
    cache = DynamicCache()
    assert len(cache.key_cache) == 0 and not cache.key_cache
    for layer in range(2):
        cache.update(states(), states() + 1, layer)
    assert len(cache.key_cache) == 2 and cache.key_cache[1].shape == [2, 2, 3, 4]
    cache.key_cache[0] = cache.key_cache[0][:, :, :2]
    cache.value_cache[0] = cache.value_cache[0][:, :, :2]
    assert cache.get_seq_length() == 2 and cache.layers[0].values.shape[-2] == 2
    cache.key_cache.append(states(1))
    cache.value_cache.append(states(1))
    assert len(cache) == 3 and [tensor.shape[-2] for tensor in cache.value_cache] == [2, 3, 1]
    del cache.key_cache[2], cache.value_cache[2]
    assert len(cache) == 2


def test_seen_tokens_and_usable_length() -> None:
    cache = DynamicCache()
    cache.update(states(), states(), 0)
    cache.update(states(), states(), 1)
    cache.update(states(1), states(1), 0)
    assert (cache._seen_tokens, cache.seen_tokens, cache.get_seq_length(1)) == (4, 4, 3)
    assert cache.get_max_length() is None and cache.get_usable_length(100) == 4
    cache.crop(2)
    assert cache.seen_tokens == 2
    static = StaticCache(CONFIG, 2, 6, "cpu")
    assert static.get_max_length() == 6 and static.seen_tokens is None
    static.update(states(), states() + 1, 0, at(0, 1, 2))
    assert int(static.get_usable_length(5, 0)) == 1 and int(static.get_usable_length(2, 0)) == 3


def test_batch_split_and_back() -> None:
    cache = DynamicCache.from_legacy_cache(((states(), states() + 1), (states(3, 5), states(3, 7))))
    parts = cache.batch_split(2, 1)
    assert [part.get_seq_length() for part in parts] == [3, 3] and parts[0]._seen_tokens == 3
    whole = DynamicCache.from_batch_splits(parts)
    np.testing.assert_array_equal(whole[1][1].numpy(), cache[1][1].numpy())
    pair = EncoderDecoderCache(self_attention_cache=cache, cross_attention_cache=whole)
    again = EncoderDecoderCache.from_batch_splits(pair.batch_split(2, 1))
    np.testing.assert_array_equal(again[0][3].numpy(), cache[0][1].numpy())


class ListCache(Cache):
    """A cache as remote code of 2024 writes it: lists of its own, no call of the base's constructor."""

    def __init__(self) -> None:
        self.key_cache = []
        self.value_cache = []
        self.is_sliding = "own"

    def update(self, key_states: Any, value_states: Any, layer_idx: int, cache_kwargs: Any = None) -> Any:
        if len(self.key_cache) <= layer_idx:
            self.key_cache.append(key_states)
            self.value_cache.append(value_states)
        else:
            self.key_cache[layer_idx] = paddle.concat([self.key_cache[layer_idx], key_states], axis=-2)
            self.value_cache[layer_idx] = paddle.concat([self.value_cache[layer_idx], value_states], axis=-2)
        return self.key_cache[layer_idx], self.value_cache[layer_idx]


def test_a_subclass_with_lists_of_its_own() -> None:
    cache = ListCache()
    for length in (3, 1):
        for layer in range(2):
            keys, _ = cache.update(states(length), states(length), layer)
    assert keys.shape == [2, 2, 4, 4] and len(cache.key_cache) == 2 and cache.is_sliding == "own"
    cache.reorder_cache(paddle.to_tensor([1, 1]))
    np.testing.assert_array_equal(cache.key_cache[0][0].numpy(), cache.key_cache[0][1].numpy())


def test_a_static_cache_of_the_older_form_has_its_tensors_at_once() -> None:
    for cache in (
        StaticCache(CONFIG, 2, 6, "cpu", paddle.float64),
        StaticCache(config=CONFIG, max_batch_size=2, max_cache_len=6, device="cpu", dtype=paddle.float64),
        StaticCache(CONFIG, 2, max_cache_len=6, device=None, dtype=paddle.float64),
    ):
        assert cache.key_cache[1].shape == [2, 2, 6, 4] and cache.value_cache[0].dtype == paddle.float64
        assert (cache.max_batch_size, cache.max_cache_len, int(cache.get_seq_length())) == (2, 6, 0)
    assert StaticCache(CONFIG, 1, None, "cpu").max_cache_len == 8


def test_hybrid_and_sliding_window_caches_of_the_older_form() -> None:
    config = SimpleNamespace(**vars(CONFIG), sliding_window=3)
    hybrid = HybridCache(config, 2, 6, "cpu")
    assert hybrid.is_sliding == [True, False] and hybrid.get_max_length() == 3
    assert [keys.shape[-2] for keys in hybrid.key_cache] == [3, 6]
    window = SlidingWindowCache(config, 2, 6, "cpu")
    keys, _ = window.update(states(4), states(4), 0, at(0, 1, 2, 3))
    assert keys.shape[-2] == 4 and window.key_cache[0].shape[-2] == 3 and window.get_max_length() is None


def rotated(keys: np.ndarray, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keys [length, size] with rotary embeddings for these positions; cosine and sine [length, size] besides."""
    size = keys.shape[-1]
    angles = positions[:, None] * (10.0 ** (-np.arange(0, size, 2) / size))
    cos, sin = np.cos(np.concatenate([angles, angles], -1)), np.sin(np.concatenate([angles, angles], -1))
    swapped = np.concatenate([-keys[:, size // 2 :], keys[:, : size // 2]], -1)
    return keys * cos + swapped * sin, cos, sin


@pytest.mark.parametrize("newer", [False, True])
def test_sink_cache_turns_keys_back_to_where_they_stand(newer: bool) -> None:
    """Keys behind the sinks lose as many positions as new ones come, from the moment when the window is full.

    That is one too early, as it is in transformers: the step that fills the window turns keys back that stay.
    """
    raw = np.random.default_rng(0).standard_normal((9, 4)).astype("float32")
    cache = SinkCache(window_length=6, num_sink_tokens=2)
    table_cos, table_sin = rotated(raw[:6], np.arange(6.0))[1:]
    kept: list[tuple[int, float]] = []  # token, position
    for begin, end in ((0, 4), (4, 5), (5, 6), (6, 7), (7, 8)):
        new = end - begin
        if len(kept) + new >= 6 and kept:
            kept = kept[:2] + [(token, position - new) for token, position in kept[-4 + new :]]
        positions = len(kept) + np.arange(new, dtype="float32")
        kept += [(token, float(position)) for token, position in zip(range(begin, end), positions, strict=True)]
        keys, cos, sin = rotated(raw[begin:end], positions)
        cos, sin = (cos[None], sin[None]) if newer else (table_cos, table_sin)
        given = {name: paddle.to_tensor(part.astype("float32")) for name, part in (("cos", cos), ("sin", sin))}
        keys = paddle.to_tensor(keys.astype("float32")[None, None])
        out, values = cache.update(keys, paddle.to_tensor(raw[begin:end][None, None]), 0, given)
        tokens = [token for token, _ in kept]
        np.testing.assert_array_equal(values.numpy()[0, 0], raw[tokens])
        expected = rotated(raw[tokens], np.array([position for _, position in kept]))[0]
        np.testing.assert_allclose(out.numpy()[0, 0], expected, atol=1e-5)
    assert cache.get_max_length() == 6 and cache.seen_tokens == 8 and cache.get_seq_length() == 6
    assert cache.get_usable_length(1) == 5


def test_offloading_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="offloaded"):
        DynamicCache(offloading=True)


def test_caches_in_a_converted_static_graph() -> None:
    def step(keys: Any) -> Any:
        cache = DynamicCache()
        cache.update(keys, keys, 0)
        return cache.update(keys, keys + 1, 0)[1]

    out = paddle.jit.to_static(step, full_graph=True)(states())
    np.testing.assert_array_equal(
        out.numpy(), torch.cat([torch.tensor(states().numpy())] * 2, -2).numpy() + np.repeat([0, 1], 3)[:, None]
    )
