"""Layer helpers as classes: kinship with Paddle's, copies, pickles, static graphs."""

from __future__ import annotations

import abc
import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import paddle
import pytest

from paconvert_ng.runtime.nn_activation import LeakyReLU, Mish, ReLU
from paconvert_ng.runtime.nn_batch_norm import BatchNorm2d
from paconvert_ng.runtime.nn_container import ParameterDict, ParameterList, Sequential
from paconvert_ng.runtime.nn_conv import Conv2d
from paconvert_ng.runtime.nn_conv_transpose import ConvTranspose2d
from paconvert_ng.runtime.nn_embedding import Embedding
from paconvert_ng.runtime.nn_linear import Linear
from paconvert_ng.runtime.nn_norm import GroupNorm, LayerNorm, RMSNorm
from paconvert_ng.runtime.nn_pool import AvgPool2d, MaxPool2d
from paconvert_ng.runtime.nn_rnn import LSTM
from paconvert_ng.runtime.nn_transformer import TransformerEncoder
from paconvert_ng.runtime.nn_transformer_layers import TransformerEncoderLayer

LAYERS: dict[str, tuple[Any, tuple[int, ...]]] = {
    "conv net": (
        lambda: Sequential(Conv2d(4, 6, 3, padding="same"), BatchNorm2d(6), ReLU(inplace=True), MaxPool2d(3, 2, 1)),
        (2, 4, 8, 8),
    ),
    "ceil mode": (lambda: Sequential(Conv2d(4, 4, 1), AvgPool2d(3, 2, 1, ceil_mode=True)), (2, 4, 8, 8)),
    "transposed": (lambda: ConvTranspose2d(4, 6, 3, stride=2, output_padding=1), (2, 4, 8, 8)),
    "norms": (lambda: Sequential(GroupNorm(2, 4), LayerNorm(8), RMSNorm(8)), (2, 4, 8, 8)),
    "activations": (lambda: Sequential(Linear(8, 8), Mish(inplace=True), LeakyReLU(0.2)), (2, 8)),
    "encoder": (
        lambda: TransformerEncoder(TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True), 2),
        (2, 5, 8),
    ),
    "lstm": (lambda: LSTM(8, 4, batch_first=True), (2, 5, 8)),
}


def first(value: Any) -> paddle.Tensor:
    return value[0] if isinstance(value, tuple | list) else value


def tensor(*shape: int) -> paddle.Tensor:
    return paddle.to_tensor(np.random.default_rng(0).standard_normal(shape).astype("float32"))


@pytest.mark.parametrize("name", LAYERS)
def test_copies_and_pickles_compute_the_same(name: str) -> None:
    build, shape = LAYERS[name]
    layer = build()
    layer.eval()
    wanted = first(layer(tensor(*shape))).numpy()
    for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert list(other.state_dict()) == list(layer.state_dict())
        np.testing.assert_allclose(first(other(tensor(*shape))).numpy(), wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", LAYERS)
def test_static_graph_computes_the_same(name: str, tmp_path: Path) -> None:
    build, shape = LAYERS[name]
    layer = build()
    layer.eval()
    wanted = first(layer(tensor(*shape))).numpy()
    spec = paddle.static.InputSpec([None, *shape[1:]], "float32")
    paddle.jit.save(layer, str(tmp_path / "layer"), input_spec=[spec])
    loaded = paddle.jit.load(str(tmp_path / "layer"))
    np.testing.assert_allclose(first(loaded(tensor(*shape))).numpy(), wanted, rtol=1e-4, atol=1e-5)


def test_helper_and_counterpart_count_as_one_class() -> None:
    plain, helper = paddle.nn.ReLU(), ReLU(inplace=True)
    names = {ReLU: "relu"}
    assert isinstance(plain, ReLU)
    assert isinstance(helper, paddle.nn.ReLU)
    assert issubclass(paddle.nn.ReLU, ReLU)
    assert type(plain) == ReLU  # noqa: E721  (the equality of the classes is what is tested)
    assert type(helper) == ReLU  # noqa: E721
    assert names[type(plain)] == names[type(helper)] == "relu"
    assert not isinstance(paddle.nn.GELU(), ReLU)


def test_a_subclass_of_a_helper_has_no_counterpart() -> None:
    class Own(ReLU, abc.ABC):
        pass

    assert isinstance(Own(), ReLU)
    assert not isinstance(paddle.nn.ReLU(), Own)
    assert Own not in (ReLU, paddle.nn.ReLU)


def test_in_place_activation_of_a_leaf_is_refused() -> None:
    leaf = paddle.to_tensor([1.0, -1.0], stop_gradient=False)
    with pytest.raises(RuntimeError, match="leaf Variable"):
        Mish(inplace=True)(leaf)


def test_parameters_in_containers_are_shared_not_copied() -> None:
    parameter = paddle.nn.Parameter(paddle.ones([2]))
    assert ParameterList([parameter])[0] is parameter
    assert ParameterDict({"a": parameter})["a"] is parameter
    assert isinstance(ParameterList([paddle.ones([2])])[0], paddle.nn.Parameter)


def test_embedding_shares_the_weight_it_is_given() -> None:
    table = paddle.ones([3, 2])
    embedding = Embedding.from_pretrained(table)
    with paddle.no_grad():
        embedding.weight[0] = 5.0
    assert table[0].tolist() == [5.0, 5.0]
    assert embedding.weight.stop_gradient


def test_default_dtype_is_followed() -> None:
    paddle.set_default_dtype("float64")
    try:
        assert Linear(2, 2).weight.dtype == paddle.float64
        assert BatchNorm2d(2).running_mean.dtype == paddle.float64
    finally:
        paddle.set_default_dtype("float32")
