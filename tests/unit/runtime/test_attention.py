"""The guarded attention: which kernel serves a call, and what the kernels are given.

No GPU is needed: places and capabilities are faked, and Paddle's own attention function runs on CPU.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

import paddle  # isort: skip  (torch first: loaded the other way round, the two can disturb each other)

from paconvert_ng.runtime import attention, attention_backends, attention_dispatch
from paconvert_ng.runtime.attention_choice import SDPBackend, sdp_kernel, sdpa_kernel
from paconvert_ng.runtime.attention_flash_attn import (
    flash_attn_func,
    flash_attn_kvpacked_func,
    flash_attn_qkvpacked_func,
    flash_attn_varlen_func,
    flash_attn_varlen_qkvpacked_func,
)
from paconvert_ng.runtime.attention_padding import apply_rotary_emb, pad_input, unpad_input

RANDOM = np.random.default_rng(0)


def array(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape).astype("float32")


def qkv(batch: int = 2, heads: int = 3, length: int = 16, size: int = 8) -> list[Any]:
    return [paddle.to_tensor(array(batch, heads, length, size)) for _ in range(3)]


@pytest.fixture
def on_gpu(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pretend that tensors are on a GPU of the capability that the test sets."""

    def pretend(capability: tuple[int, int]) -> None:
        monkeypatch.setattr(attention_backends, "gpu_number", lambda tensor: 0)
        monkeypatch.setattr(attention_dispatch, "gpu_number", lambda tensor: 0)
        monkeypatch.setattr(attention_dispatch, "gpu_compute_capability", lambda number: capability)

    return pretend


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kernels that calls choose, which are not run."""
    names: list[str] = []

    def record(name: str) -> Any:
        def kernel(query: Any, key: Any, value: Any, *rest: Any) -> Any:
            names.append(name)
            return paddle.zeros([*query.shape[:-1], value.shape[-1]], dtype=query.dtype)

        return kernel

    for name in ("flash_attention", "memory_efficient_attention", "plain_attention"):
        monkeypatch.setattr(attention_dispatch, name, record(name))
    return names


HALF = {"dtype": "float16"}


@pytest.mark.parametrize(
    ("capability", "options", "kernel"),
    [
        ((8, 0), HALF, "flash_attention"),
        ((12, 1), {"dtype": "bfloat16"}, "flash_attention"),
        ((9, 0), {**HALF, "is_causal": True}, "flash_attention"),
        ((9, 0), {"dtype": "float32"}, "memory_efficient_attention"),
        ((9, 0), {"dtype": "float64"}, "plain_attention"),
        ((9, 0), {**HALF, "size": 256}, "flash_attention"),
        ((9, 0), {**HALF, "size": 264}, "memory_efficient_attention"),
        ((9, 0), {**HALF, "size": 12}, "plain_attention"),
        ((9, 0), {**HALF, "scale": 0.5}, "memory_efficient_attention"),
        ((9, 0), {**HALF, "scale": 0.0}, "plain_attention"),
        ((9, 0), {**HALF, "scale": -1.0}, "plain_attention"),
        ((9, 0), {**HALF, "is_causal": True, "keys": 24}, "plain_attention"),
        ((9, 0), {**HALF, "mask": "learned"}, "plain_attention"),
        ((9, 0), {**HALF, "mask": "bool"}, "flash_attention"),
        ((7, 5), HALF, "memory_efficient_attention"),
        ((7, 5), {"dtype": "bfloat16"}, "plain_attention"),
        ((7, 5), {**HALF, "mask": "bool", "keys": 20}, "plain_attention"),
        ((5, 0), {"dtype": "float32"}, "memory_efficient_attention"),
        ((3, 7), HALF, "plain_attention"),
        ((0, 0), HALF, "plain_attention"),
        ((13, 0), HALF, "plain_attention"),
    ],
)
def test_which_kernel_serves_a_call(
    on_gpu: Any, chosen: list[str], capability: tuple[int, int], options: dict[str, Any], kernel: str
) -> None:
    on_gpu(capability)
    options = dict(options)
    dtype, size, keys = options.pop("dtype"), options.pop("size", 16), options.pop("keys", 8)
    query = paddle.zeros([1, 2, 8, size], dtype=dtype)
    key = paddle.zeros([1, 2, keys, size], dtype=dtype)
    mask = options.pop("mask", None)
    if mask == "bool":
        options["attn_mask"] = paddle.ones([8, keys], dtype="bool")
    elif mask == "learned":
        options["attn_mask"] = paddle.create_parameter([8, keys], "float32")
    try:
        attention_dispatch.scaled_dot_product_attention(query, key, key, **options)
    except RuntimeError as error:
        # On CPU Paddle cannot finish the masked rows of half precision; the choice was made before.
        assert "where" in str(error)
    assert chosen == [kernel]


def test_heads_that_broadcast_are_computed_plainly(on_gpu: Any, chosen: list[str]) -> None:
    on_gpu((9, 0))
    query, key = paddle.zeros([2, 4, 8, 16], dtype="float16"), paddle.zeros([2, 1, 8, 16], dtype="float16")
    attention_dispatch.scaled_dot_product_attention(query, key, key)
    attention_dispatch.scaled_dot_product_attention(query, key, key, enable_gqa=True)
    assert chosen == ["plain_attention", "flash_attention"]


def test_kernels_can_be_switched_off(on_gpu: Any, chosen: list[str]) -> None:
    on_gpu((9, 0))
    query = paddle.zeros([1, 2, 8, 16], dtype="float16")
    with sdpa_kernel(SDPBackend.MATH):
        attention_dispatch.scaled_dot_product_attention(query, query, query)
        with sdpa_kernel([SDPBackend.EFFICIENT_ATTENTION]):
            attention_dispatch.scaled_dot_product_attention(query, query, query)
    with sdp_kernel(enable_flash=False):
        attention_dispatch.scaled_dot_product_attention(query, query, query)
    attention_dispatch.scaled_dot_product_attention(query, query, query)
    assert chosen == ["plain_attention", "memory_efficient_attention", "memory_efficient_attention", "flash_attention"]


def test_helpers_for_a_known_capability_do_not_ask_the_device(
    monkeypatch: pytest.MonkeyPatch, chosen: list[str]
) -> None:
    def asked(number: int) -> tuple[int, int]:
        raise AssertionError("the device was asked")

    monkeypatch.setattr(attention_dispatch, "gpu_compute_capability", asked)
    monkeypatch.setattr(attention_backends, "gpu_number", lambda tensor: 0)
    query = paddle.zeros([1, 2, 8, 16], dtype="float16")
    attention_dispatch.flash_scaled_dot_product_attention(query, query, query)
    attention_dispatch.memory_efficient_scaled_dot_product_attention(query, query, query)
    attention.math_scaled_dot_product_attention(query, query, query)
    assert chosen == ["flash_attention", "memory_efficient_attention"]


@pytest.mark.parametrize("shape", [None, (16, 16), (3, 16, 16), (2, 1, 1, 16), (2, 3, 16, 16), (1, 3, 1, 16)])
def test_flash_attention_is_given_its_layout(shape: tuple[int, ...] | None) -> None:
    query, key, value = qkv()
    bias = None if shape is None else paddle.to_tensor(array(*shape))
    out = attention_backends.flash_attention(query, key, value, bias, 0.0, False, None)
    plain = attention.plain_attention(query, key, value, bias, 0.0, False, None)
    np.testing.assert_allclose(out.numpy(), plain.numpy(), rtol=1e-5, atol=1e-6)


def test_a_fully_masked_row_is_zero_whatever_the_kernel() -> None:
    query, key, value = qkv()
    mask = paddle.to_tensor(RANDOM.random((16, 16)) > 0.5)
    mask[3] = False
    query.stop_gradient = False
    for kernel in (attention_backends.flash_attention, attention.plain_attention):
        out = attention.attend(kernel, query, key, value, mask, 0.0, False, None, False)
        out.sum().backward()
        assert float(out[:, :, 3].abs().max()) == 0.0
        assert bool(paddle.isfinite(query.grad).all())
        assert float(query.grad[:, :, 3].abs().max()) == 0.0
        query.clear_grad()


def test_a_bias_beyond_the_range_of_half_precision_stays_finite() -> None:
    query, key, _ = (tensor.astype("float16") for tensor in qkv())
    bias = attention_backends._kernel_bias(paddle.full([16, 16], -3.4e38), query, key, 1)
    assert bias.shape == [2, 1, 16, 16]
    assert float(bias.astype("float32").min()) == -65504.0


def test_capability_without_a_gpu() -> None:
    assert attention_backends.gpu_compute_capability(-1) == (0, 0)
    assert attention_backends.gpu_number(paddle.ones([1])) == -1


@pytest.mark.parametrize(
    ("options", "mask"),
    [({}, None), ({"is_causal": True}, None), ({}, "bool"), ({"scale": 0.0}, "float32"), ({"enable_gqa": True}, None)],
)
@pytest.mark.parametrize("dynamic", [False, True])
def test_in_a_static_graph(tmp_path: Any, options: dict[str, Any], mask: str | None, dynamic: bool) -> None:
    class Attend(paddle.nn.Layer):
        def forward(self, q: Any, k: Any, v: Any, m: Any = None) -> Any:
            return attention_dispatch.scaled_dot_product_attention(q, k, v, m, **options)

    tensors = [paddle.to_tensor(array(2, 3, length, 8)) for length in (4, 5, 5)]
    if mask is not None:
        closed = RANDOM.random((4, 5)) > 0.5
        closed[1] = False
        tensors.append(paddle.to_tensor(closed.astype(mask)))
    expected = Attend()(*tensors)
    spec = [paddle.static.InputSpec([2, 3, None, 8] if dynamic else t.shape, "float32") for t in tensors[:3]]
    if mask is not None:
        spec.append(paddle.static.InputSpec([None, None] if dynamic else [4, 5], mask))
    paddle.jit.save(paddle.jit.to_static(Attend(), input_spec=spec, full_graph=True), str(tmp_path / "model"))
    out = paddle.jit.load(str(tmp_path / "model"))(*tensors)
    np.testing.assert_allclose(out.numpy(), expected.numpy(), rtol=1e-5, atol=1e-6)


def reference(
    q: Any, k: Any, v: Any, scale: float | None, causal: bool, window: tuple[int, int], softcap: float, alibi: Any
) -> Any:
    """flash_attn's meaning, written out in torch: positions count so that the last query and key coincide."""
    queries, keys, heads = q.shape[1], k.shape[1], q.shape[2]
    k, v = (tensor.repeat_interleave(heads // tensor.shape[2], 2) for tensor in (k, v))
    scores = torch.einsum("bqhd,bkhd->bhqk", q, k) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if softcap:
        scores = softcap * torch.tanh(scores / softcap)
    rows, columns = torch.arange(queries)[:, None] + keys - queries, torch.arange(keys)[None]
    left, right = window[0], 0 if causal else window[1]
    allowed = torch.ones(queries, keys, dtype=torch.bool)
    if right >= 0:
        allowed &= columns <= rows + right
    if left >= 0:
        allowed &= columns >= rows - left
    if alibi is not None:
        scores = scores - alibi.reshape(-1, heads, 1, 1) * (rows - columns).abs()
    weights = torch.nan_to_num(torch.softmax(scores.masked_fill(~allowed, -math.inf), -1))
    return torch.einsum("bhqk,bkhd->bqhd", weights, v)


@pytest.mark.parametrize(("queries", "keys", "kv_heads"), [(5, 5, 4), (3, 6, 2), (6, 3, 1)])
@pytest.mark.parametrize(
    ("scale", "causal", "window", "softcap", "alibi"),
    [
        (None, False, (-1, -1), 0.0, False),
        (0.3, True, (-1, -1), 0.0, False),
        (None, True, (2, 0), 0.0, False),
        (None, False, (1, 2), 0.0, False),
        (None, True, (-1, -1), 2.0, False),
        (None, True, (-1, -1), 0.0, True),
    ],
)
def test_flash_attn(
    queries: int, keys: int, kv_heads: int, scale: float | None, causal: bool, window: tuple[int, int],
    softcap: float, alibi: bool,
) -> None:  # fmt: skip
    arrays = [array(2, queries, 4, 8), array(2, keys, kv_heads, 8), array(2, keys, kv_heads, 8)]
    slopes = np.abs(array(4)) if alibi else None
    there = [torch.tensor(a, requires_grad=True) for a in arrays]
    here = [paddle.to_tensor(a, stop_gradient=False) for a in arrays]
    q, k, v = there
    expected = reference(q, k, v, scale, causal, window, softcap, None if slopes is None else torch.tensor(slopes))
    q, k, v = here
    out = flash_attn_func(
        q, k, v, softmax_scale=scale, causal=causal, window_size=window, softcap=softcap,
        alibi_slopes=None if slopes is None else paddle.to_tensor(slopes),
    )  # fmt: skip
    np.testing.assert_allclose(out.numpy(), expected.detach().numpy(), rtol=1e-4, atol=1e-5)
    (expected * expected).sum().backward()
    (out * out).sum().backward()
    for mine, other in zip(here, there, strict=True):
        np.testing.assert_allclose(mine.grad.numpy(), other.grad.numpy(), rtol=1e-3, atol=1e-4)


def test_flash_attn_packed_and_of_varying_length() -> None:
    packed = array(7, 3, 4, 8)
    bounds = paddle.to_tensor([0, 2, 7], dtype="int32")
    sequences = [torch.tensor(packed[start:stop])[None] for start, stop in ((0, 2), (2, 7))]
    parts = [
        reference(qkv[:, :, 0], qkv[:, :, 1], qkv[:, :, 2], None, True, (-1, -1), 0.0, None)[0] for qkv in sequences
    ]
    expected = torch.cat(parts).numpy()
    tensor = paddle.to_tensor(packed)
    out = flash_attn_varlen_qkvpacked_func(tensor, bounds, 5, causal=True)
    q, k, v = tensor.unbind(1)
    same = flash_attn_varlen_func(q, k, v, bounds, bounds, 5, 5, causal=True)
    np.testing.assert_allclose(out.numpy(), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(same.numpy(), expected, rtol=1e-4, atol=1e-5)
    batch = tensor.unsqueeze(0)
    whole = flash_attn_qkvpacked_func(batch)
    np.testing.assert_allclose(whole.numpy(), flash_attn_kvpacked_func(batch[:, :, 0], batch[:, :, 1:]).numpy())


def test_padding_is_taken_out_and_put_back() -> None:
    mask = paddle.to_tensor([[1, 1, 0], [1, 1, 1]])
    hidden = paddle.arange(12.0).reshape([2, 3, 2])
    rows, indices, bounds, longest, used = unpad_input(hidden, mask)
    assert indices.tolist() == [0, 1, 3, 4, 5]
    assert bounds.tolist() == [0, 2, 5]
    assert (longest, used.tolist()) == (3, [2, 3])
    assert rows.tolist() == [hidden.reshape([6, 2])[i].tolist() for i in indices.tolist()]
    back = pad_input(rows, indices, 2, 3)
    assert back.tolist() == (hidden * mask.unsqueeze(-1).astype("float32")).tolist()


@pytest.mark.parametrize("interleaved", [False, True])
def test_rotary_embedding(interleaved: bool) -> None:
    x, angles = array(2, 3, 2, 8), array(5, 3)
    out = apply_rotary_emb(
        paddle.to_tensor(x), paddle.to_tensor(np.cos(angles)), paddle.to_tensor(np.sin(angles)), interleaved,
        seqlen_offsets=1,
    )  # fmt: skip
    expected = x.copy()
    for position in range(3):
        for pair, angle in enumerate(angles[position + 1]):
            first, second = (2 * pair, 2 * pair + 1) if interleaved else (pair, pair + 3)
            a, b = x[:, position, :, first], x[:, position, :, second]
            expected[:, position, :, first] = a * np.cos(angle) - b * np.sin(angle)
            expected[:, position, :, second] = b * np.cos(angle) + a * np.sin(angle)
    np.testing.assert_allclose(out.numpy(), expected, rtol=1e-5, atol=1e-6)


def test_arguments_that_torch_refuses() -> None:
    query = paddle.zeros([1, 2, 4, 8])
    attend = attention_dispatch.scaled_dot_product_attention
    with pytest.raises(RuntimeError, match="is_causal"):
        attend(query, query, query, paddle.ones([4, 4], dtype="bool"), is_causal=True)
    with pytest.raises(RuntimeError, match="dtype"):
        attend(query, query.astype("float64"), query)
    with pytest.raises(RuntimeError, match="attn_mask"):
        attend(query, query, query, paddle.ones([4, 4], dtype="int64"))
    with pytest.raises(RuntimeError, match="heads"):
        attend(paddle.zeros([1, 3, 4, 8]), query, query, enable_gqa=True)
    with pytest.raises(RuntimeError, match="dimensions"):
        attend(query[0, 0, 0], query, query)
