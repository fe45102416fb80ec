"""torch.nn.utils: clipping, normalizations of weights, parametrizations and packed sequences beside torch's."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from paconvert_ng.runtime import (
    nn_utils_gradients,
    nn_utils_norm_hooks,
    nn_utils_parametrizations,
    nn_utils_parametrize,
    nn_utils_rnn,
)
from paconvert_ng.runtime.module_state_dict import module_load_state_dict, module_state_dict
from paconvert_ng.runtime.nn_conv import Conv1d
from paconvert_ng.runtime.nn_conv_transpose import ConvTranspose1d
from paconvert_ng.runtime.nn_linear import Linear
from tests.support.frameworks import paddle, torch

UTILS = torch.nn.utils


@pytest.mark.parametrize("order", [2.0, 1, float("inf"), "inf", 3, 0.5])
@pytest.mark.parametrize("how", [list, iter, lambda params: params[0]])
@pytest.mark.parametrize(
    "gradients",
    [
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        [[0.1, 0.1, 0.1], None],
        [None, None],
        [[float("inf"), 1.0, 1.0]],
        [[float("nan"), 1.0, 1.0]],
        [[0.0, 0.0, 0.0]],
    ],
)
def test_clip_grad_norm(gradients: Any, how: Callable[[Any], Any], order: Any) -> None:
    outcomes = []
    for framework, clip in ((torch, UTILS.clip_grad_norm_), (paddle, nn_utils_gradients.clip_grad_norm_)):
        params = []
        for gradient in gradients:
            param = framework.nn.Parameter(framework.ones([3]))
            if gradient is not None:
                weights = torch.tensor(gradient) if framework is torch else paddle.to_tensor(gradient)
                (param * weights).sum().backward()
            params.append(param)
        total = clip(how(params), 1.0, order)
        outcomes.append([total.numpy(), *(None if p.grad is None else p.grad.numpy() for p in params)])
    for expected, found in zip(*outcomes, strict=True):
        assert (expected is None) == (found is None)
        if expected is not None:
            assert found.shape == expected.shape
            np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_nonfinite_norm_is_an_error_if_asked() -> None:
    param = paddle.nn.Parameter(paddle.ones([1]))
    (param * float("inf")).sum().backward()
    with pytest.raises(RuntimeError, match="non-finite"):
        nn_utils_gradients.clip_grad_norm_([param], 1.0, error_if_nonfinite=True)


def train(expected: Any, found: Any, shape: tuple[int, ...]) -> None:
    """Two steps of both, comparing outputs, gradients and states."""
    values = np.random.RandomState(0).randn(*shape).astype("float32")
    for _ in range(2):
        other = torch.tensor(values, requires_grad=True)
        mine = paddle.to_tensor(values, stop_gradient=False)
        result, ours = expected(other), found(mine)
        np.testing.assert_allclose(ours.numpy(), result.detach().numpy(), atol=1e-5)
        for param in (*expected.parameters(), *found.parameters()):
            param.grad = None
        result.pow(2).sum().backward()
        (ours * ours).sum().backward()
        np.testing.assert_allclose(mine.grad.numpy(), other.grad.numpy(), rtol=1e-4, atol=1e-4)
        for (name, param), (same, mirrored) in zip(expected.named_parameters(), found.named_parameters(), strict=True):
            assert name == same
            np.testing.assert_allclose(mirrored.grad.numpy(), param.grad.numpy(), rtol=1e-3, atol=1e-3)
    state, known = module_state_dict(found), expected.state_dict()
    assert list(state) == list(known)
    for key, value in known.items():
        np.testing.assert_allclose(state[key].numpy(), value.numpy(), atol=1e-5)


@pytest.mark.parametrize(
    ("theirs", "ours", "shape"),
    [
        (lambda: torch.nn.Conv1d(3, 4, 3), lambda: Conv1d(3, 4, 3), (2, 3, 8)),
        (lambda: torch.nn.Linear(5, 4), lambda: Linear(5, 4), (2, 5)),
        (lambda: torch.nn.ConvTranspose1d(3, 4, 3), lambda: ConvTranspose1d(3, 4, 3), (2, 3, 8)),
    ],
)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("weight_norm", {}),
        ("weight_norm", {"dim": 1}),
        ("weight_norm", {"dim": None}),
        ("spectral_norm", {}),
        ("spectral_norm", {"n_power_iterations": 3, "dim": 1}),
        ("parametrizations.weight_norm", {}),
        ("parametrizations.spectral_norm", {}),
    ],
)
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_normalized_weights(name: str, options: dict[str, Any], theirs: Any, ours: Any, shape: tuple[int, ...]) -> None:
    kind = name.rpartition(".")[2]
    if name == kind:
        expected, found = (
            getattr(UTILS, kind)(theirs(), **options),
            getattr(nn_utils_norm_hooks, kind)(ours(), **options),
        )
    else:
        expected = getattr(UTILS.parametrizations, kind)(theirs(), **options)
        found = getattr(nn_utils_parametrizations, f"parametrizations_{kind}")(ours(), **options)
    assert type(found).__name__ == type(expected).__name__
    module_load_state_dict(found, {key: value.numpy() for key, value in expected.state_dict().items()})
    train(expected, found, shape)
    expected.eval()
    found.eval()
    train(expected, found, shape)
    if name == kind:
        getattr(UTILS, f"remove_{kind}")(expected)
        getattr(nn_utils_norm_hooks, f"remove_{kind}")(found)
    else:
        UTILS.parametrize.remove_parametrizations(expected, "weight")
        nn_utils_parametrize.remove_parametrizations(found, "weight")
    assert type(found).__name__ == type(expected).__name__
    train(expected, found, shape)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_checkpoint_of_the_older_weight_norm_fits() -> None:
    old = UTILS.weight_norm(torch.nn.Linear(3, 2))
    new = nn_utils_parametrizations.parametrizations_weight_norm(Linear(3, 2))
    outcome = module_load_state_dict(new, {key: value.numpy() for key, value in old.state_dict().items()})
    assert not outcome.missing_keys
    np.testing.assert_allclose(new.weight.numpy(), old.weight.detach().numpy(), atol=1e-6)


def test_a_parametrized_layer_is_copied_and_assigned() -> None:
    layer = nn_utils_parametrizations.parametrizations_weight_norm(Linear(3, 3))
    layer.weight = paddle.ones([3, 3])
    again = copy.deepcopy(layer)
    np.testing.assert_allclose(again.weight.numpy(), np.ones((3, 3)), atol=1e-6)
    assert "weight" not in layer._buffers and isinstance(layer, Linear)


@pytest.mark.parametrize("dtype", ["float32", "int64", "bool"])
@pytest.mark.parametrize("tail", [(), (2,), (2, 3)])
@pytest.mark.parametrize("batch_first", [True, False])
def test_sequences(batch_first: bool, tail: tuple[int, ...], dtype: str) -> None:
    random = np.random.RandomState(0)
    arrays = [(random.randn(length, *tail) * 5).astype(dtype) for length in (5, 2, 4, 1)]
    theirs, ours = [torch.tensor(a) for a in arrays], [paddle.to_tensor(a) for a in arrays]

    def same(found: Any, expected: Any) -> None:
        assert (found is None) == (expected is None)
        if expected is not None:
            np.testing.assert_array_equal(found.numpy(), expected.numpy())

    for side in ("left", "right"):
        for value in (0.0, 1.0):
            padded = nn_utils_rnn.pad_sequence(ours, batch_first, value, side)
            same(padded, UTILS.rnn.pad_sequence(theirs, batch_first, value, side))
    padded = nn_utils_rnn.pad_sequence(ours, batch_first)
    reference = UTILS.rnn.pad_sequence(theirs, batch_first)
    for lengths, is_sorted in (([5, 2, 4, 1], False), ([5, 4, 2, 1], True)):
        packed = nn_utils_rnn.pack_padded_sequence(padded, paddle.to_tensor(lengths), batch_first, is_sorted)
        known = UTILS.rnn.pack_padded_sequence(reference, torch.tensor(lengths), batch_first, is_sorted)
        for found, expected in zip(packed, known, strict=True):
            same(found, expected)
        for options in ({}, {"batch_first": True}, {"total_length": 8}):
            back = nn_utils_rnn.pad_packed_sequence(packed, **options)
            for found, expected in zip(back, UTILS.rnn.pad_packed_sequence(known, **options), strict=True):
                same(found, expected)
        for found, expected in zip(nn_utils_rnn.unpack_sequence(packed), UTILS.rnn.unpack_sequence(known), strict=True):
            same(found, expected)


def test_unsorted_lengths_are_refused() -> None:
    with pytest.raises(RuntimeError, match="sorted in decreasing order"):
        nn_utils_rnn.pack_padded_sequence(paddle.ones([3, 2, 1]), [1, 3])
    with pytest.raises(RuntimeError, match="greater than 0"):
        nn_utils_rnn.pack_padded_sequence(paddle.ones([3, 2, 1]), [3, 0])
