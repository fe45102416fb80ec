"""Gradients of layer helpers where Paddle's own operators leave some out: beside torch, with parts frozen."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

import paddle  # isort: skip  (torch first: loaded the other way round, the two can disturb each other)

from paconvert_ng.runtime.nn_batch_norm import BatchNorm2d
from paconvert_ng.runtime.nn_instance_norm import InstanceNorm2d
from paconvert_ng.runtime.nn_norm import GroupNorm, LayerNorm
from paconvert_ng.runtime.nn_rnn import GRU, LSTM, RNN
from paconvert_ng.runtime.nn_utils_rnn import pack_padded_sequence, pad_packed_sequence

NORMS: dict[str, tuple[Any, Any]] = {
    "BatchNorm2d": (lambda: torch.nn.BatchNorm2d(4), lambda: BatchNorm2d(4)),
    "InstanceNorm2d": (lambda: torch.nn.InstanceNorm2d(4, affine=True), lambda: InstanceNorm2d(4, affine=True)),
    "GroupNorm": (lambda: torch.nn.GroupNorm(2, 4), lambda: GroupNorm(2, 4)),
    "LayerNorm": (lambda: torch.nn.LayerNorm(6), lambda: LayerNorm(6)),
}


def values(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def same_gradient(ours: torch.Tensor, theirs: Any) -> None:
    assert (ours.grad is None) == (theirs.grad is None)
    if ours.grad is not None:
        np.testing.assert_allclose(theirs.grad.numpy(), ours.grad.numpy(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("frozen", [f for f in itertools.product([True, False], repeat=3) if not all(f)])
@pytest.mark.parametrize("name", NORMS)
def test_normalization_with_frozen_parts(name: str, frozen: tuple[bool, bool, bool], training: bool) -> None:
    """``frozen``: input, weight, bias."""
    ours, theirs = (build() for build in NORMS[name])
    ours.train(training)
    theirs.train() if training else theirs.eval()
    ours.weight.requires_grad, ours.bias.requires_grad = not frozen[1], not frozen[2]
    theirs.weight.stop_gradient, theirs.bias.stop_gradient = frozen[1], frozen[2]
    x = torch.tensor(values(2, 4, 5, 6), requires_grad=not frozen[0])
    y = paddle.to_tensor(values(2, 4, 5, 6), stop_gradient=frozen[0])
    scale = values(2, 4, 5, 6, seed=1)
    (ours(x) * torch.tensor(scale)).sum().backward()
    (theirs(y) * paddle.to_tensor(scale)).sum().backward()
    for mine, other in ((x, y), (ours.weight, theirs.weight), (ours.bias, theirs.bias)):
        same_gradient(mine, other)


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
def test_packed_bidirectional_recurrence(name: str, layers: int, given: bool) -> None:
    """Paddle's operator has a wrong gradient here if the initial state is ``given``."""
    ours = getattr(torch.nn, name)(4, 6, layers, bidirectional=True)
    theirs = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[name](4, 6, layers, bidirectional=True)
    for key, value in theirs.state_dict().items():
        value.set_value(ours.state_dict()[key].numpy())
    x = torch.tensor(values(5, 3, 4), requires_grad=True)
    y = paddle.to_tensor(values(5, 3, 4), stop_gradient=False)
    mine: Any = None
    other: Any = None
    if given:
        states = [values(2 * layers, 3, 6, seed=seed) for seed in (1, 2)]
        mine = tuple(map(torch.tensor, states)) if name == "LSTM" else torch.tensor(states[0])
        other = tuple(map(paddle.to_tensor, states)) if name == "LSTM" else paddle.to_tensor(states[0])
    lengths = [2, 5, 3]
    rnn = torch.nn.utils.rnn
    packed = rnn.pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
    out = rnn.pad_packed_sequence(ours(packed, mine)[0])[0]
    out_theirs = pad_packed_sequence(theirs(pack_padded_sequence(y, lengths, enforce_sorted=False), other)[0])[0]
    np.testing.assert_allclose(out_theirs.numpy(), out.detach().numpy(), rtol=1e-4, atol=1e-5)
    out.square().sum().backward()
    out_theirs.square().sum().backward()
    same_gradient(x, y)
    parameters = dict(theirs.named_parameters())
    for key, parameter in ours.named_parameters():
        same_gradient(parameter, parameters[key])
