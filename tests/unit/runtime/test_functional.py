"""Helpers of torch.nn.functional in the corners that the rules' own tests do not reach."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

import paddle  # isort: skip  (torch first: loaded the other way round, the two can disturb each other)

from paconvert_ng.runtime import (
    functional_activation,
    functional_classification,
    functional_conv,
    functional_dropout,
    functional_interpolate,
    functional_lookup,
    functional_loss,
    functional_pad,
    functional_pool,
    functional_softmax,
)
from paconvert_ng.runtime.functional_resample import antialias_weights

RANDOM = np.random.default_rng(1)


def array(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape).astype("float32")


def both(name: str, module: Any, *arrays: Any, **options: Any) -> None:
    """The same call in both frameworks: values, shapes, dtypes, and the gradients of the first argument."""
    theirs = [torch.tensor(a) if isinstance(a, np.ndarray) else a for a in arrays]
    ours = [paddle.to_tensor(a) if isinstance(a, np.ndarray) else a for a in arrays]
    differentiable = arrays[0].dtype.kind == "f"
    if differentiable:
        theirs[0].requires_grad_()
        ours[0].stop_gradient = False
    expected = getattr(torch.nn.functional, name)(*theirs, **options)
    result = getattr(module, name)(*ours, **options)
    assert str(result.dtype).rpartition(".")[2] == str(expected.dtype).rpartition(".")[2]
    assert tuple(result.shape) == tuple(expected.shape)
    np.testing.assert_allclose(result.numpy(), expected.detach().numpy(), rtol=1e-4, atol=1e-5)
    if differentiable and expected.numel():
        (expected * expected).sum().backward()
        (result * result).sum().backward()
        np.testing.assert_allclose(ours[0].grad.numpy(), theirs[0].grad.numpy(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "name",
    ["relu", "relu6", "elu", "selu", "celu", "silu", "mish", "hardtanh", "hardswish", "hardsigmoid", "leaky_relu"],
)
def test_inplace_overwrites_the_input_and_keeps_its_gradient(name: str) -> None:
    values = array(3, 4)
    there, here = torch.tensor(values, requires_grad=True), paddle.to_tensor(values, stop_gradient=False)
    expected, result = there * there - 1, here * here - 1
    outer = getattr(torch.nn.functional, name)(expected, inplace=True)
    inner = getattr(functional_activation, name)(result, inplace=True)
    assert inner is result
    np.testing.assert_allclose(result.numpy(), expected.detach().numpy(), rtol=1e-5, atol=1e-6)
    (outer * expected).sum().backward()
    (inner * result).sum().backward()
    np.testing.assert_allclose(here.grad.numpy(), there.grad.numpy(), rtol=1e-4, atol=1e-5)


def test_inplace_refuses_a_leaf_that_takes_a_gradient() -> None:
    leaf = paddle.ones([2])
    leaf.stop_gradient = False
    with pytest.raises(RuntimeError, match="in-place"):
        functional_activation.hardswish(leaf, inplace=True)


@pytest.mark.parametrize("value", [-700.0, -100.0, 0.0, 100.0, 700.0])
def test_gradients_far_from_zero_are_finite(value: float) -> None:
    for name in ("silu", "celu", "elu", "mish", "hardswish"):
        x = paddle.full([1], value)
        x.stop_gradient = False
        getattr(functional_activation, name)(x).backward()
        other = torch.full([1], value, requires_grad=True)
        getattr(torch.nn.functional, name)(other).backward()
        np.testing.assert_allclose(x.grad.numpy(), other.grad.numpy(), rtol=1e-4, atol=1e-6, err_msg=name)


def test_log_softmax_far_below_zero() -> None:
    for scale in (1.0, 300.0, 1e4):
        both("log_softmax", functional_softmax, array(4, 5) * np.float32(scale), dim=-1)
    masked = np.array([[0.0, -np.inf, 1.0]], dtype="float32")
    expected = torch.nn.functional.log_softmax(torch.tensor(masked), -1).numpy()
    np.testing.assert_allclose(functional_softmax.log_softmax(paddle.to_tensor(masked), -1).numpy(), expected)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("ignore", [-100, 1])
@pytest.mark.parametrize("rest", [(), (2,), (2, 3)])
def test_cross_entropy(reduction: str, smoothing: float, weighted: bool, ignore: int, rest: tuple[int, ...]) -> None:
    weight = np.abs(array(3)) if weighted else None
    target = RANDOM.integers(0, 3, (5, *rest))
    target.flat[0] = ignore
    both(
        "cross_entropy", functional_classification, array(5, 3, *rest), target, weight,
        ignore_index=ignore, reduction=reduction, label_smoothing=smoothing,
    )  # fmt: skip


@pytest.mark.parametrize("bad", [3, -1])
def test_a_class_out_of_range_is_refused(bad: int) -> None:
    with pytest.raises((IndexError, ValueError)):
        functional_classification.cross_entropy(paddle.ones([2, 3]), paddle.to_tensor([0, bad]))


@pytest.mark.parametrize("name", ["kl_div", "binary_cross_entropy", "binary_cross_entropy_with_logits"])
def test_losses_give_the_target_its_gradient(name: str) -> None:
    inputs, targets = (RANDOM.uniform(0.1, 0.9, (3, 4)).astype("float32") for _ in range(2))
    there = [torch.tensor(a, requires_grad=True) for a in (inputs, targets)]
    here = [paddle.to_tensor(a, stop_gradient=False) for a in (inputs, targets)]
    getattr(torch.nn.functional, name)(*there, reduction="sum").backward()
    getattr(functional_loss, name)(*here, reduction="sum").backward()
    for mine, other in zip(here, there, strict=True):
        np.testing.assert_allclose(mine.grad.numpy(), other.grad.numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64"])
@pytest.mark.parametrize("pads", [(1, 2), (0, 1, 2, 0), (-1, 1), (1, -1, -2, 3), (), (0, 0)])
def test_constant_padding(dtype: str, pads: tuple[int, ...]) -> None:
    values = (np.abs(array(3, 4)) * 3).astype(dtype)
    expected = torch.nn.functional.pad(torch.tensor(values), pads, value=1)
    result = functional_pad.pad(paddle.to_tensor(values), pads, value=1)
    np.testing.assert_array_equal(result.numpy(), expected.numpy())
    assert str(result.dtype) == f"paddle.{dtype}"


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize("pads", [(1, 2), (-1, 1), (2, -2), (0, 0), (1, 1, 2, 0)])
def test_padding_from_the_input(mode: str, pads: tuple[int, ...]) -> None:
    both("pad", functional_pad, array(2, 4, 5), pads, mode=mode)


SPATIAL = {1: (2, 3, 7), 2: (2, 3, 7, 5), 3: (2, 3, 6, 5, 7)}


@pytest.mark.parametrize(
    ("rank", "kernel", "stride", "padding", "dilation", "ceil_mode"),
    [
        case
        for case in itertools.product((1, 2, 3), (2, 3, 4), (None, 1, 3), (0, 1, 2), (1, 2), (False, True))
        if 2 * case[3] <= case[1] and case[4] * (case[1] - 1) < 5
    ],
)
def test_max_pool(rank: int, kernel: int, stride: Any, padding: int, dilation: int, ceil_mode: bool) -> None:
    values = array(*SPATIAL[rank])
    arguments = (kernel, stride, padding, dilation, ceil_mode)
    both(f"max_pool{rank}d", functional_pool, values, *arguments)
    expected, places = getattr(torch.nn.functional, f"max_pool{rank}d")(torch.tensor(values), *arguments, True)
    result, indices = getattr(functional_pool, f"max_pool{rank}d")(paddle.to_tensor(values), *arguments, True)
    np.testing.assert_array_equal(indices.numpy(), places.numpy())
    assert indices.dtype == paddle.int64


@pytest.mark.parametrize(
    ("rank", "kernel", "stride", "padding", "ceil_mode", "include"),
    [
        case
        for case in itertools.product((1, 2, 3), (2, 3, 4), (None, 3), (0, 1, 2), (False, True), (False, True))
        if 2 * case[3] <= case[1]
    ],
)
def test_avg_pool(rank: int, kernel: int, stride: Any, padding: int, ceil_mode: bool, include: bool) -> None:
    values = array(*SPATIAL[rank])
    both(f"avg_pool{rank}d", functional_pool, values, kernel, stride, padding, ceil_mode, include)
    if rank > 1:
        both(f"avg_pool{rank}d", functional_pool, values, kernel, stride, padding, ceil_mode, include, 3)


@pytest.mark.parametrize("dilation", [1, 2, 3])
@pytest.mark.parametrize("kernel", [2, 3, 4])
def test_convolution_with_padding_same(kernel: int, dilation: int) -> None:
    for rank in (1, 2, 3):
        values, weight = array(*SPATIAL[rank]), array(4, 3, *[kernel] * rank)
        both(f"conv{rank}d", functional_conv, values, weight, padding="same", dilation=dilation)


SIZES = [{"size": 1}, {"size": 6}, {"size": 3}, {"scale_factor": 0.4}, {"scale_factor": 1.7}, {"scale_factor": 2}]


@pytest.mark.parametrize("options", SIZES, ids=str)
@pytest.mark.parametrize(
    ("mode", "rank"),
    [("nearest", 1), ("nearest", 2), ("nearest-exact", 1), ("nearest-exact", 2), ("nearest-exact", 3), ("linear", 1)]
    + [("bilinear", 2), ("bicubic", 2), ("trilinear", 3), ("area", 1), ("area", 2), ("area", 3)],
)
def test_interpolate(mode: str, rank: int, options: dict[str, Any]) -> None:
    values = array(*SPATIAL[rank])
    both("interpolate", functional_interpolate, values, mode=mode, **options)
    if "linear" in mode or mode == "bicubic":
        both("interpolate", functional_interpolate, values, mode=mode, align_corners=True, **options)
    if mode in ("bilinear", "bicubic"):
        both("interpolate", functional_interpolate, values, mode=mode, antialias=True, **options)


@pytest.mark.parametrize("cubic", [False, True])
@pytest.mark.parametrize("align_corners", [False, True])
@pytest.mark.parametrize(("size", "scale"), [(7, 0.3), (7, 0.9), (5, 1.4), (6, 1.05), (9, 0.5)])
def test_weights_of_antialiased_interpolation(size: int, scale: float, align_corners: bool, cubic: bool) -> None:
    rows = torch.eye(size).reshape(size, 1, 1, size).repeat(1, 1, 5, 1)
    expected = torch.nn.functional.interpolate(
        rows, scale_factor=(1.0, scale), mode="bicubic" if cubic else "bilinear", align_corners=align_corners,
        antialias=True,
    )[:, 0, 0].numpy().T  # fmt: skip
    weights = antialias_weights(size, expected.shape[0], scale, align_corners, cubic)
    np.testing.assert_allclose(weights, expected, atol=1e-5)


def test_the_padding_row_of_an_embedding_keeps_its_values() -> None:
    weight, indices = array(5, 4), np.array([1, 2, 1])
    there, here = torch.tensor(weight, requires_grad=True), paddle.to_tensor(weight, stop_gradient=False)
    expected = torch.nn.functional.embedding(torch.tensor(indices), there, padding_idx=1)
    result = functional_lookup.embedding(paddle.to_tensor(indices), here, padding_idx=1)
    np.testing.assert_array_equal(result.numpy(), expected.detach().numpy())
    expected.sum().backward()
    result.sum().backward()
    np.testing.assert_array_equal(here.grad.numpy(), there.grad.numpy())


@pytest.mark.parametrize("hard", [False, True])
def test_gumbel_softmax_draws_by_the_probabilities(hard: bool) -> None:
    paddle.seed(0)
    logits = np.array([0.1, 1.0, -2.0, 0.5], dtype="float32")
    draws = functional_softmax_draws(logits, hard)
    expected = np.exp(logits) / np.exp(logits).sum()
    np.testing.assert_allclose((draws == draws.max(axis=1, keepdims=True)).mean(axis=0), expected, atol=0.02)
    np.testing.assert_allclose(draws.sum(axis=1), 1.0, rtol=1e-5)


def functional_softmax_draws(logits: np.ndarray, hard: bool) -> np.ndarray:
    many = paddle.to_tensor(np.tile(logits, (20000, 1)))
    return functional_lookup.gumbel_softmax(many, 0.7, hard).numpy()


@pytest.mark.parametrize(
    ("name", "shape", "free_axes"),
    [("dropout1d", (40, 20, 4), 2), ("dropout1d", (40, 4), 1), ("dropout2d", (40, 20, 3, 3), 2)]
    + [("dropout2d", (40, 20, 9), 2), ("dropout3d", (40, 20, 2, 2, 2), 2), ("dropout3d", (40, 2, 2, 2), 1)],
)
def test_channels_are_dropped_whole(name: str, shape: tuple[int, ...], free_axes: int) -> None:
    paddle.seed(0)
    out = getattr(functional_dropout, name)(paddle.ones(shape), 0.5).numpy()
    channels = out.reshape(int(np.prod(shape[:free_axes])), -1)
    assert (channels == channels[:, :1]).all()
    assert set(np.unique(out)) == {0.0, 2.0}
