"""Distributions: densities, gradients, moments and shapes as torch's; samples of the same distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from paconvert_ng.runtime import (
    distributions_composed,
    distributions_continuous,
    distributions_counts,
    distributions_discrete,
    distributions_gamma,
    distributions_kl,
    distributions_tails,
)
from tests.support.frameworks import paddle, torch

OURS: dict[str, Any] = {}
for _module in (
    distributions_continuous,
    distributions_gamma,
    distributions_discrete,
    distributions_counts,
    distributions_tails,
    distributions_composed,
    distributions_kl,
):
    OURS.update(vars(_module))

MATRIX = np.array([[0.5, 1.0, 2.0], [0.3, 0.7, 1.5]], dtype="float32")
ROW = np.array([0.8, 1.2, 2.5], dtype="float32")
PROBS = np.array([0.2, 0.5, 0.9], dtype="float32")
LOGITS = np.array([[0.0, 1.0, -1.0], [2.0, 0.1, 0.3]], dtype="float32")
COVARIANCE = np.array([[2.0, 0.3], [0.3, 1.0]], dtype="float32")

CASES: list[tuple[str, dict[str, Any]]] = [
    ("Normal", {"loc": MATRIX, "scale": ROW}),
    ("Normal", {"loc": 0.0, "scale": 2.0}),
    ("LogNormal", {"loc": MATRIX, "scale": ROW}),
    ("HalfNormal", {"scale": ROW}),
    ("Laplace", {"loc": MATRIX, "scale": ROW}),
    ("Gumbel", {"loc": MATRIX, "scale": ROW}),
    ("Cauchy", {"loc": MATRIX, "scale": ROW}),
    ("Uniform", {"low": MATRIX - 1, "high": MATRIX + ROW}),
    ("Exponential", {"rate": MATRIX}),
    ("StudentT", {"df": MATRIX + 2, "loc": ROW, "scale": ROW}),
    ("Gamma", {"concentration": MATRIX, "rate": ROW}),
    ("Chi2", {"df": MATRIX + 1}),
    ("Dirichlet", {"concentration": MATRIX + 0.5}),
    ("Beta", {"concentration1": MATRIX, "concentration0": ROW}),
    ("Bernoulli", {"probs": PROBS}),
    ("Bernoulli", {"logits": LOGITS}),
    ("Geometric", {"probs": PROBS}),
    ("Categorical", {"probs": MATRIX}),
    ("Categorical", {"logits": LOGITS}),
    ("OneHotCategorical", {"logits": LOGITS}),
    ("Binomial", {"total_count": 5, "probs": PROBS}),
    ("Poisson", {"rate": MATRIX}),
    ("NegativeBinomial", {"total_count": ROW, "probs": PROBS * 0.9}),
    ("MultivariateNormal", {"loc": np.array([1.0, 2.0], "float32"), "covariance_matrix": COVARIANCE}),
    ("MultivariateNormal", {"loc": np.zeros((3, 2), "float32"), "scale_tril": np.linalg.cholesky(COVARIANCE)}),
]


def arguments(framework: Any, options: dict[str, Any]) -> dict[str, Any]:
    def tensor(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        made = torch.tensor(value) if framework is torch else paddle.to_tensor(value)
        made.requires_grad_(True)
        return made

    return {name: tensor(value) for name, value in options.items()}


def close(found: Any, expected: Any, tolerance: float = 2e-5) -> None:
    found, expected = found.detach().numpy(), expected.detach().numpy()
    assert found.shape == expected.shape and found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_distribution(name: str, options: dict[str, Any]) -> None:
    torch.manual_seed(0)
    paddle.seed(0)
    ours, theirs = arguments(paddle, options), arguments(torch, options)
    found, expected = OURS[name](**ours), getattr(torch.distributions, name)(**theirs)
    assert list(found.batch_shape) == list(expected.batch_shape)
    assert list(found.event_shape) == list(expected.event_shape)
    assert found.has_rsample == expected.has_rsample
    for attribute in ("mean", "variance", "stddev", "mode"):
        close(getattr(found, attribute), getattr(expected, attribute))
    value = expected.sample((4,))
    drawn = found.sample((4,))
    assert list(drawn.shape) == list(value.shape) and not drawn.requires_grad
    assert str(drawn.dtype).rpartition(".")[2] == str(value.dtype).rpartition(".")[2]
    same = paddle.to_tensor(value.numpy())
    density = found.log_prob(same)
    close(density, expected.log_prob(value))
    if any(isinstance(option, np.ndarray) for option in options.values()):
        density.sum().backward()
        expected.log_prob(value).sum().backward()
        for key, tensor in theirs.items():
            if isinstance(tensor, torch.Tensor) and tensor.grad is not None:
                close(ours[key].grad, tensor.grad, 2e-4)
    for method in ("entropy", "enumerate_support"):
        try:
            known = getattr(expected, method)()
        except NotImplementedError:
            continue
        close(getattr(found, method)(), known)
    for method, point in (("cdf", value), ("icdf", torch.rand(value.shape))):
        try:
            known = getattr(expected, method)(point)
        except NotImplementedError:
            continue
        close(getattr(found, method)(paddle.to_tensor(point.numpy())), known, 1e-4)
    shape = [7, *expected.batch_shape]
    close(found.expand(shape).log_prob(same[0]), expected.expand(shape).log_prob(value[0]))


@pytest.mark.parametrize(("name", "options"), [case for case in CASES if case[0] != "Cauchy"])
def test_samples(name: str, options: dict[str, Any]) -> None:
    torch.manual_seed(1)
    paddle.seed(1)
    found = OURS[name](**arguments(paddle, options)).sample((20000,)).astype("float64").numpy()
    expected = getattr(torch.distributions, name)(**arguments(torch, options)).sample((20000,)).double().numpy()
    spread = expected.std(0) + 1e-6
    assert (np.abs(found.mean(0) - expected.mean(0)) / spread).max() < 0.06


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("Normal", {"loc": MATRIX, "scale": ROW}, {"loc": ROW, "scale": MATRIX}),
        ("Uniform", {"low": MATRIX, "high": MATRIX + 1}, {"low": MATRIX - 0.1, "high": MATRIX + 0.9}),
        ("Laplace", {"loc": MATRIX, "scale": ROW}, {"loc": ROW, "scale": MATRIX}),
        ("Exponential", {"rate": MATRIX}, {"rate": ROW}),
        ("Bernoulli", {"probs": PROBS}, {"logits": LOGITS[0]}),
        (
            "Bernoulli",
            {"probs": np.array([0.0, 1.0, 0.5], "float32")},
            {"probs": np.array([0.5, 0.5, 0.0], "float32")},
        ),
        ("Categorical", {"probs": MATRIX}, {"logits": LOGITS}),
        ("Poisson", {"rate": MATRIX}, {"rate": ROW}),
        ("Gamma", {"concentration": MATRIX, "rate": ROW}, {"concentration": ROW, "rate": MATRIX}),
        (
            "Beta",
            {"concentration1": MATRIX, "concentration0": ROW},
            {"concentration1": ROW, "concentration0": MATRIX},
        ),
        ("Dirichlet", {"concentration": MATRIX}, {"concentration": ROW}),
        (
            "MultivariateNormal",
            {"loc": np.zeros(2, "float32"), "covariance_matrix": COVARIANCE},
            {"loc": np.ones(2, "float32"), "covariance_matrix": COVARIANCE * 2},
        ),
    ],
)
def test_divergence(name: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    found = OURS["kl_divergence"](*(OURS[name](**arguments(paddle, options)) for options in (first, second)))
    build = getattr(torch.distributions, name)
    close(found, torch.distributions.kl_divergence(*(build(**arguments(torch, o)) for o in (first, second))))


def test_unknown_divergence() -> None:
    with pytest.raises(NotImplementedError):
        OURS["kl_divergence"](OURS["Cauchy"](0.0, 1.0), OURS["Normal"](0.0, 1.0))


@pytest.mark.parametrize(
    ("name", "options"),
    [("Normal", {"loc": 0.0, "scale": -1.0}), ("Categorical", {}), ("Bernoulli", {"probs": 2.0})],
)
def test_refusals(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        OURS[name](**options)
