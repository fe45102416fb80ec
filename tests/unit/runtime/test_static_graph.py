"""Helpers that a model's forward runs also hold where ``paddle.jit.to_static`` rewrites that forward into a graph."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import paddle
import pytest

from paconvert_ng.runtime.functional_adaptive_pool import adaptive_avg_pool2d
from paconvert_ng.runtime.functional_conv import conv2d
from paconvert_ng.runtime.functional_interpolate import interpolate
from paconvert_ng.runtime.functional_loss import mse_loss
from paconvert_ng.runtime.functional_pad import pad
from paconvert_ng.runtime.functional_pool import avg_pool2d, max_pool2d

KERNEL = np.random.default_rng(0).standard_normal((4, 3, 3, 3)).astype("float32")


def same_convolution(x: paddle.Tensor) -> paddle.Tensor:
    return conv2d(x, paddle.to_tensor(KERNEL), padding="same")


def max_pool(x: paddle.Tensor) -> paddle.Tensor:
    return max_pool2d(x, 3, 2, 1, ceil_mode=True)


def dilated_max_pool(x: paddle.Tensor) -> paddle.Tensor:
    return max_pool2d(x, 2, 2, 1, dilation=2)


def avg_pool(x: paddle.Tensor) -> paddle.Tensor:
    return avg_pool2d(x, 3, 2, 1, ceil_mode=True)


def adaptive_pool(x: paddle.Tensor) -> paddle.Tensor:
    return adaptive_avg_pool2d(x, (2, None))


def zeros_around(x: paddle.Tensor) -> paddle.Tensor:
    return pad(x, (1, 2, 0, 1))


def cropped(x: paddle.Tensor) -> paddle.Tensor:
    return pad(x, (1, -2, 0, -1))


def reflected(x: paddle.Tensor) -> paddle.Tensor:
    return pad(x, (1, 2, 0, 1), mode="reflect")


def twice_as_large(x: paddle.Tensor) -> paddle.Tensor:
    return interpolate(x, scale_factor=2, mode="bilinear")


def resized(x: paddle.Tensor) -> paddle.Tensor:
    return interpolate(x, size=(5, 5), mode="nearest")


def distance(x: paddle.Tensor) -> paddle.Tensor:
    return mse_loss(x, x * 2)


FUNCTIONS = [
    same_convolution,
    max_pool,
    dilated_max_pool,
    avg_pool,
    adaptive_pool,
    zeros_around,
    cropped,
    reflected,
    twice_as_large,
    resized,
    distance,
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_graph_computes_the_same(function: Callable[[paddle.Tensor], paddle.Tensor]) -> None:
    x = paddle.to_tensor(np.random.default_rng(1).standard_normal((2, 3, 8, 9)).astype("float32"))
    expected = function(x)
    graph = paddle.jit.to_static(function, full_graph=True)
    np.testing.assert_allclose(graph(x).numpy(), expected.numpy(), rtol=1e-6, atol=1e-6)
