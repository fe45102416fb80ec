"""torch.nn.init: the distributions of torch, in place, through views, in every floating dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from paconvert_ng.runtime import init_fans, init_fill
from paconvert_ng.runtime.random_generator import Generator
from tests.support.frameworks import paddle, torch

OURS = {**vars(init_fill), **vars(init_fans)}


def moments(values: Any) -> np.ndarray:
    flat = np.asarray(values, dtype="float64").ravel()
    return np.array([flat.mean(), flat.std()])


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16"])
@pytest.mark.parametrize(
    ("name", "args", "options"),
    [
        ("uniform_", (-1.0, 3.0), {}),
        ("normal_", (1.0, 0.1), {}),
        ("trunc_normal_", (), {"std": 0.02}),
        ("trunc_normal_", (0.0, 1.0, -1.0, 2.0), {}),
        ("trunc_normal_", (0.0, 1.0, 2.5, 4.0), {}),
        ("xavier_uniform_", (), {"gain": 2.0}),
        ("xavier_normal_", (), {}),
        ("kaiming_uniform_", (), {"a": 5**0.5}),
        ("kaiming_uniform_", (), {"mode": "fan_out", "nonlinearity": "relu"}),
        ("kaiming_normal_", (), {}),
    ],
)
@pytest.mark.filterwarnings("ignore:mean is more than")
def test_distribution(name: str, args: Any, options: dict[str, Any], dtype: str) -> None:
    shape = (200, 150, 3)
    torch.manual_seed(0)
    paddle.seed(0)
    expected = torch.nn.Parameter(torch.empty(shape, dtype=getattr(torch, dtype)))
    getattr(torch.nn.init, name)(expected, *args, **options)
    found = paddle.nn.Parameter(paddle.empty(shape, dtype=dtype))
    assert OURS[f"init_{name}"](found, *args, **options) is found
    assert not found.stop_gradient and found.is_leaf
    reference, values = expected.detach().double().numpy(), found.astype("float64").numpy()
    assert np.abs(moments(reference) - moments(values)).max() < 0.02 * reference.std()
    span = np.ptp(reference)
    loose = 0.35 if "normal" in name else 0.01
    assert abs(values.min() - reference.min()) < loose * span and abs(values.max() - reference.max()) < loose * span


@pytest.mark.parametrize(("shape", "groups"), [((4, 3, 5), 1), ((4, 2, 3, 3), 2)])
def test_dirac(shape: tuple[int, ...], groups: int) -> None:
    expected = torch.nn.init.dirac_(torch.empty(shape), groups).numpy()
    np.testing.assert_array_equal(OURS["init_dirac_"](paddle.empty(shape), groups).numpy(), expected)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 2, 3)])
def test_orthogonal(shape: tuple[int, ...]) -> None:
    matrix = OURS["init_orthogonal_"](paddle.nn.Parameter(paddle.empty(shape)), 2.0).numpy().reshape(shape[0], -1) / 2
    product = matrix @ matrix.T if matrix.shape[0] < matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(product, np.eye(len(product)), atol=1e-5)


def test_views_write_through() -> None:
    base = paddle.zeros([4, 3])
    OURS["init_normal_"](base[1])
    OURS["init_trunc_normal_"](base[2], std=0.01)
    assert (base.abs().sum(axis=1) > 0).tolist() == [False, True, True, False]


def test_generator_decides() -> None:
    state = paddle.get_rng_state()
    draws = [OURS["init_normal_"](paddle.empty([5]), generator=Generator().manual_seed(3)).tolist() for _ in range(2)]
    assert draws[0] == draws[1]
    first = paddle.rand([3]).tolist()
    paddle.set_rng_state(state)
    assert paddle.rand([3]).tolist() == first  # the default generator was not drawn from


@pytest.mark.parametrize("name", ["xavier_uniform_", "kaiming_normal_"])
def test_fans_need_two_axes(name: str) -> None:
    with pytest.raises(ValueError, match="Fan in and fan out"):
        OURS[f"init_{name}"](paddle.empty([3]))


@pytest.mark.parametrize(
    "arguments",
    [
        ("relu",),
        ("leaky_relu",),
        ("leaky_relu", 0.2),
        ("tanh",),
        ("conv2d",),
        ("selu",),
        ("sigmoid",),
        ("conv_transpose3d",),
    ],
)
def test_gain(arguments: tuple[Any, ...]) -> None:
    assert OURS["init_calculate_gain"](*arguments) == torch.nn.init.calculate_gain(*arguments)
