"""transformers' attention functions that torch has on GPUs or with a compiler only, against eager attention."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

import paddle  # isort: skip  (torch first: loaded the other way round, the two can disturb each other)

from paconvert_ng.runtime.hf_attention import (
    ALL_ATTENTION_FUNCTIONS,
    flex_attention_forward,
    make_flex_block_causal_mask,
    repeat_kv,
)
from paconvert_ng.runtime.hf_flash import _flash_attention_forward, is_flash_attn_available
from paconvert_ng.runtime.hf_mask_functions import (
    causal_mask_function,
    flex_attention_mask,
    sdpa_mask,
    sliding_window_causal_mask_function,
)
from paconvert_ng.runtime.hf_rope import ROPE_INIT_FUNCTIONS

RANDOM = np.random.default_rng(0)


def tensors(heads: int = 2, queries: int = 5, keys: int = 5) -> tuple[Any, Any, Any]:
    """Query [2, 4, queries, 8], key and value [2, heads, keys, 8]."""
    shapes = ([2, 4, queries, 8], [2, heads, keys, 8], [2, heads, keys, 8])
    return tuple(paddle.to_tensor(RANDOM.standard_normal(shape).astype("float32")) for shape in shapes)


def eager(
    query: Any, key: Any, value: Any, allowed: Any, softcap: float | None = None, sinks: Any = None
) -> np.ndarray:
    """Attention [batch, length, heads, size] with torch; ``allowed`` is bool, closed rows give zeros."""
    q, k, v = (torch.tensor(t.numpy()).double() for t in (query, key, value))
    k, v = (t.repeat_interleave(q.shape[1] // t.shape[1], 1) for t in (k, v))
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if softcap is not None:
        scores = softcap * torch.tanh(scores / softcap)
    scores = scores.masked_fill(~torch.tensor(np.asarray(allowed)), -torch.inf)
    if sinks is not None:
        column = torch.tensor(sinks).double().reshape(1, -1, 1, 1).expand(*scores.shape[:3], 1)
        scores = torch.cat([scores, column], -1)
    weights = torch.softmax(scores, -1).nan_to_num()[..., : k.shape[-2]]
    return (weights @ v).transpose(1, 2).numpy()


def layer(**attributes: Any) -> Any:
    module = paddle.nn.Linear(2, 2)
    for name, value in {"is_causal": True, "config": SimpleNamespace(), **attributes}.items():
        setattr(module, name, value)
    return module


PADDING = np.array([[0, 0, 1, 1, 1], [1, 1, 1, 1, 1]])


@pytest.mark.parametrize("queries", [5, 2, 1])
@pytest.mark.parametrize("padding", [None, PADDING])
def test_flash_attention_with_padding_and_a_cache(queries: int, padding: Any) -> None:
    query, key, value = tensors(queries=queries)
    mask = None if padding is None else paddle.to_tensor(padding)
    out, weights = ALL_ATTENTION_FUNCTIONS["flash_attention_2"](layer(), query, key, value, mask)
    rows, columns = np.arange(5)[5 - queries :, None], np.arange(5)[None]
    allowed = np.broadcast_to(columns <= rows, (2, 1, queries, 5))
    if padding is not None:
        allowed = allowed & (padding[:, None, None, :] == 1)
        allowed = allowed & (padding[:, None, 5 - queries :, None] == 1)  # the result is zero for padded queries
    assert weights is None
    np.testing.assert_allclose(out.numpy(), eager(query, key, value, allowed), atol=1e-5)


def test_flash_attention_with_a_window_and_softcap() -> None:
    query, key, value = tensors()
    out, _ = ALL_ATTENTION_FUNCTIONS["flash_attention_2"](
        layer(), query, key, value, None, sliding_window=3, softcap=2.0, is_causal=True
    )
    rows, columns = np.arange(5)[:, None], np.arange(5)[None]
    allowed = np.broadcast_to((columns <= rows) & (columns > rows - 3), (2, 1, 5, 5))
    np.testing.assert_allclose(out.numpy(), eager(query, key, value, allowed, softcap=2.0), atol=1e-5)


def test_flash_attention_both_ways_and_grouped() -> None:
    query, key, value = tensors(heads=1)
    out, _ = ALL_ATTENTION_FUNCTIONS["flash_attention_3"](
        layer(is_causal=False), query, key, value, None, scaling=8**-0.5
    )
    np.testing.assert_allclose(out.numpy(), eager(query, key, value, np.ones((2, 1, 5, 5), bool)), atol=1e-5)


def test_flash_attention_of_packed_sequences() -> None:
    query, key, value = (tensor[:1] for tensor in tensors(heads=4))
    q, k, v = (tensor.transpose([0, 2, 1, 3]) for tensor in (query, key, value))
    begins = paddle.to_tensor([0, 2, 5], dtype="int32")
    number = np.array([0, 0, 1, 1, 1])
    allowed = (number[:, None] == number) & (np.arange(5)[None] <= np.arange(5)[:, None])
    expected = eager(query, key, value, allowed[None, None])
    ways: tuple[dict[str, Any], ...] = (
        {"position_ids": paddle.to_tensor([[0, 1, 0, 1, 2]])},
        {"cu_seq_lens_q": begins, "cu_seq_lens_k": begins, "max_length_q": 3, "max_length_k": 3},
    )
    for given in ways:
        out = _flash_attention_forward(q, k, v, None, 5, True, **given)
        np.testing.assert_allclose(out.numpy(), expected, atol=1e-5)
    single = _flash_attention_forward(q, k, v, None, 5, True, position_ids=paddle.arange(5).unsqueeze(0))
    causal = np.tril(np.ones((1, 1, 5, 5), bool))
    np.testing.assert_allclose(single.numpy(), eager(query, key, value, causal), atol=1e-5)


def test_flash_attention_runs_in_the_dtype_of_the_weights() -> None:
    query, key, value = tensors()
    out, _ = ALL_ATTENTION_FUNCTIONS["flash_attention_2"](layer().to(dtype="bfloat16"), query, key, value, None)
    assert out.dtype == paddle.bfloat16 and not is_flash_attn_available()


@pytest.mark.parametrize("function", [causal_mask_function, sliding_window_causal_mask_function(2)])
def test_flex_attention_mask_allows_what_sdpa_mask_does(function: Any) -> None:
    position, padding = paddle.arange(2, 5), paddle.to_tensor(PADDING).astype("bool")
    block = flex_attention_mask(2, position, 5, 0, function, padding)
    dense = sdpa_mask(2, position, 5, 0, function, padding, allow_is_causal_skip=False)
    assert block.shape == (2, 1, 3, 5)
    np.testing.assert_array_equal(block.mask.numpy(), dense.numpy())


@pytest.mark.parametrize("options", [{}, {"attention_chunk_size": 2}, {"is_causal": False}])
def test_flex_block_mask_of_packed_sequences(options: dict[str, Any]) -> None:
    numbers = np.array([[1, 1, 2, 2, 0], [1, 1, 1, 1, 1]])
    block = make_flex_block_causal_mask(paddle.to_tensor(numbers), **options)
    rows, columns = np.arange(5)[:, None], np.arange(5)[None]
    allowed = (numbers[:, :, None] == numbers[:, None, :]) & (numbers[:, None, :] > 0)
    if options.get("is_causal", True):
        allowed = allowed & (columns <= rows)
    if "attention_chunk_size" in options:
        allowed = allowed & (columns // 2 == rows // 2)
    np.testing.assert_array_equal(block.mask.numpy()[:, 0], allowed)


def test_flex_attention_with_blocks_softcap_and_sinks() -> None:
    query, key, value = tensors()
    allowed = np.tril(np.ones((2, 1, 5, 5), bool)) & (PADDING[:, None, None, :] == 1)
    block = flex_attention_mask(2, paddle.arange(5), 5, attention_mask=paddle.to_tensor(PADDING).astype("bool"))
    out, lse = flex_attention_forward(layer(), query, key, value, block, softcap=3.0)
    np.testing.assert_allclose(out.numpy(), eager(query, key, value, allowed, softcap=3.0), atol=1e-5)
    assert lse.shape == [2, 4, 5]
    added = paddle.zeros([2, 1, 5, 5]).masked_fill(~paddle.to_tensor(allowed), -1e9)
    sinks = RANDOM.standard_normal(4).astype("float32")
    out, _ = flex_attention_forward(layer(), query, key, value, added, s_aux=paddle.to_tensor(sinks))
    expected = eager(query, key, value, allowed, sinks=sinks)
    np.testing.assert_allclose(out.numpy()[1], expected[1], atol=1e-5)  # the first row has queries that see nothing


def test_frequencies_from_numbers_by_name_as_before_4_48() -> None:
    from transformers import LlamaConfig  # without a configuration transformers 4.57 gives none

    config = LlamaConfig(hidden_size=32, num_attention_heads=4, max_position_embeddings=16)
    config.rope_scaling = {"rope_type": "dynamic", "factor": 2.0}
    numbers = {"base": 10000.0, "dim": 8, "factor": 2.0, "max_position_embeddings": 16}
    for name in ("default", "linear", "dynamic"):
        of_config, of_numbers = (
            ROPE_INIT_FUNCTIONS[name](config, seq_len=40),
            ROPE_INIT_FUNCTIONS[name](seq_len=40, **numbers),
        )
        np.testing.assert_array_equal(of_config[0].numpy(), of_numbers[0].numpy())
    with pytest.raises(ValueError, match="not both"):
        ROPE_INIT_FUNCTIONS["default"](config, **numbers)


def test_repeated_heads_have_gradients_in_bfloat16() -> None:
    x = paddle.ones([1, 2, 3, 4], dtype="bfloat16")
    x.stop_gradient = False
    repeat_kv(x, 3).sum().backward()
    assert x.grad.dtype == paddle.bfloat16 and float(x.grad.astype("float32").max()) == 3.0
