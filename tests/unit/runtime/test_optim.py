"""Optimizers: the same trajectories, options, state dicts and refusals as torch's."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from paconvert_ng.runtime import optim_adam, optim_adaptive, optim_base, optim_lbfgs, optim_sgd
from tests.support.frameworks import paddle, torch

HELPERS: dict[str, Any] = {}
for _module in (optim_base, optim_sgd, optim_adam, optim_adaptive, optim_lbfgs):
    HELPERS.update(vars(_module))

CONFIGURATIONS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-2}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "amsgrad": True, "betas": (0.8, 0.9)}),
    ("Adam", {"lr": 0.1, "maximize": True, "eps": 1e-3}),
    ("Adam", {"lr": 0.1, "decoupled_weight_decay": True, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "weight_decay": 0.3}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.9, "centered": True, "weight_decay": 0.1}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.5, "weight_decay": 0.1, "eps": 1e-3}),
    ("Adamax", {"lr": 0.1, "weight_decay": 0.1}),
    ("NAdam", {"lr": 0.1, "weight_decay": 0.1}),
    ("NAdam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True, "momentum_decay": 0.1}),
    ("RAdam", {"lr": 0.1, "weight_decay": 0.1}),
    ("RAdam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True, "betas": (0.9, 0.95)}),
    ("Rprop", {"lr": 0.1, "etas": (0.3, 1.5), "step_sizes": (1e-3, 0.2)}),
    ("ASGD", {"lr": 0.1, "lambd": 0.1, "t0": 3, "weight_decay": 0.1}),
]


def as_paddle(value: Any) -> Any:
    """A state dict of torch's with Paddle tensors."""
    if isinstance(value, torch.Tensor):
        return paddle.to_tensor(value.numpy())
    if isinstance(value, dict):
        return {key: as_paddle(entry) for key, entry in value.items()}
    return [as_paddle(entry) for entry in value] if isinstance(value, list) else value


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "options"), CONFIGURATIONS)
def test_trajectory(name: str, options: dict[str, Any], dtype: str) -> None:
    random = np.random.RandomState(0)
    weight, bias = random.randn(4, 3).astype(dtype), random.randn(3).astype(dtype)
    batches = random.randn(6, 10, 4).astype(dtype)
    tolerance = 1e-6 if dtype == "float32" else 1e-13
    ours = [paddle.nn.Parameter(paddle.to_tensor(value)) for value in (weight, bias)]
    theirs = [torch.nn.Parameter(torch.tensor(value)) for value in (weight, bias)]
    build: Callable[..., Any] = HELPERS[name]
    opt = build([{"params": ours[:1]}, {"params": ours[1], "lr": 0.03}], **options)
    reference = getattr(torch.optim, name)([{"params": theirs[:1]}, {"params": theirs[1], "lr": 0.03}], **options)
    assert repr(opt) == repr(reference)

    def step(optimizer: Any, params: list[Any], batch: Any) -> None:
        optimizer.zero_grad()
        (batch @ params[0] + params[1]).tanh().sum().backward()
        optimizer.step()

    for batch in batches[:5]:
        step(opt, ours, paddle.to_tensor(batch))
        step(reference, theirs, torch.tensor(batch))
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(mine.numpy(), other.detach().numpy(), rtol=0, atol=tolerance)

    state, expected = opt.state_dict(), reference.state_dict()
    assert state["param_groups"] == expected["param_groups"]
    assert {key: sorted(entry) for key, entry in state["state"].items()} == {
        key: sorted(entry) for key, entry in expected["state"].items()
    }
    resumed = build([{"params": ours[:1]}, {"params": ours[1:]}], **options)
    resumed.load_state_dict(as_paddle(expected))
    again = getattr(torch.optim, name)([{"params": theirs[:1]}, {"params": theirs[1:]}], **options)
    again.load_state_dict(expected)
    step(resumed, ours, paddle.to_tensor(batches[5]))
    step(again, theirs, torch.tensor(batches[5]))
    np.testing.assert_allclose(ours[0].numpy(), theirs[0].detach().numpy(), rtol=0, atol=3 * tolerance)


@pytest.mark.parametrize("name", sorted({name for name, _ in CONFIGURATIONS} | {"LBFGS"}))
def test_signature(name: str) -> None:
    def shape(function: Any) -> list[tuple[Any, ...]]:
        return [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]

    assert shape(HELPERS[name]) == shape(getattr(torch.optim, name))


@pytest.mark.parametrize(
    "build",
    [
        lambda optim, param: optim["SGD"]([], lr=1),
        lambda optim, param: optim["SGD"]([param], lr=-1),
        lambda optim, param: optim["SGD"]([param], momentum=-1),
        lambda optim, param: optim["SGD"]([param], nesterov=True),
        lambda optim, param: optim["SGD"]([3]),
        lambda optim, param: optim["SGD"]([param * 2]),
        lambda optim, param: optim["Adam"]([param], betas=(1.0, 0.9)),
        lambda optim, param: optim["AdamW"]([param], eps=-1),
        lambda optim, param: optim["NAdam"]([param], momentum_decay=-1),
        lambda optim, param: optim["Adagrad"]([param], lr_decay=-1),
        lambda optim, param: optim["SGD"]([{"params": [param]}, {"params": [param]}]),
    ],
)
def test_refusal(build: Callable[..., Any]) -> None:
    messages = []
    for names, param in (
        (vars(torch.optim), torch.nn.Parameter(torch.ones(1))),
        (HELPERS, paddle.nn.Parameter(paddle.ones([1]))),
    ):
        with pytest.raises((ValueError, TypeError)) as caught:
            build(names, param)
        messages.append((caught.type, str(caught.value)))
    assert messages[0] == messages[1]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"line_search_fn": "strong_wolfe"},
        {"lr": 0.1, "max_iter": 5},
        {"history_size": 2, "line_search_fn": "strong_wolfe", "max_iter": 8},
    ],
)
def test_lbfgs(options: dict[str, Any]) -> None:
    ends = []
    for framework, build in ((torch, torch.optim.LBFGS), (paddle, HELPERS["LBFGS"])):
        start = np.array([-1.2, 1.0, 0.5, 0.3])
        weight = framework.nn.Parameter(torch.tensor(start) if framework is torch else paddle.to_tensor(start))
        opt = build([weight], **options)
        evaluations = 0

        def closure(opt: Any = opt, weight: Any = weight) -> Any:
            nonlocal evaluations
            evaluations += 1
            opt.zero_grad()
            loss = (100 * (weight[1:] - weight[:-1] ** 2) ** 2 + (1 - weight[:-1]) ** 2).sum()
            loss.backward()
            return loss

        losses = [float(opt.step(closure)) for _ in range(3)]
        ends.append((weight.detach().numpy(), evaluations, losses))
    np.testing.assert_allclose(ends[0][0], ends[1][0], rtol=1e-8)
    np.testing.assert_allclose(ends[0][2], ends[1][2], rtol=1e-8)
    assert ends[0][1] == ends[1][1]
