"""Schedulers: torch's rates and momenta to the last bit, through saving, loading and ``step(epoch)``."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from paconvert_ng.runtime import lr_base, lr_combined, lr_cycles, lr_decay, lr_plateau, optim_adam, optim_sgd
from tests.support.frameworks import paddle, torch

OURS: dict[str, Any] = {}
for _module in (lr_base, lr_decay, lr_cycles, lr_plateau, lr_combined):
    OURS.update(vars(_module))
THEIRS = vars(torch.optim.lr_scheduler)

SCHEDULES: dict[str, Callable[[dict[str, Any], Any], Any]] = {
    "lambda": lambda names, opt: names["LambdaLR"](opt, lambda epoch: 0.95**epoch),
    "lambdas": lambda names, opt: names["LambdaLR"](opt, [lambda epoch: 0.95**epoch, lambda epoch: 1 / (epoch + 1)]),
    "multiplicative": lambda names, opt: names["MultiplicativeLR"](opt, lambda epoch: 0.9),
    "step": lambda names, opt: names["StepLR"](opt, 3, 0.5),
    "milestones": lambda names, opt: names["MultiStepLR"](opt, [2, 5, 5, 9], gamma=0.3),
    "constant": lambda names, opt: names["ConstantLR"](opt, factor=0.5, total_iters=4),
    "linear": lambda names, opt: names["LinearLR"](opt, 0.1, total_iters=7),
    "linear down": lambda names, opt: names["LinearLR"](opt, 1.0, 0.1, total_iters=7),
    "exponential": lambda names, opt: names["ExponentialLR"](opt, 0.8),
    "polynomial": lambda names, opt: names["PolynomialLR"](opt, 8, 2.0),
    "cosine": lambda names, opt: names["CosineAnnealingLR"](opt, 5, eta_min=1e-4),
    "restarts": lambda names, opt: names["CosineAnnealingWarmRestarts"](opt, 3, T_mult=2, eta_min=1e-4),
    "even restarts": lambda names, opt: names["CosineAnnealingWarmRestarts"](opt, 4),
    "cyclic": lambda names, opt: names["CyclicLR"](opt, 1e-3, 0.1, 4),
    "cyclic 2": lambda names, opt: names["CyclicLR"](opt, [1e-3, 1e-4], 0.1, 3, 5, mode="triangular2"),
    "cyclic exp": lambda names, opt: names["CyclicLR"](opt, 1e-3, 0.1, 3, mode="exp_range", gamma=0.9),
    "cyclic own": lambda names, opt: names["CyclicLR"](opt, 1e-3, 0.1, 3, scale_fn=lambda x: 1 / x),
    "one cycle": lambda names, opt: names["OneCycleLR"](opt, 0.1, total_steps=25),
    "three phases": lambda names, opt: names["OneCycleLR"](
        opt, [0.1, 0.2], epochs=5, steps_per_epoch=5, three_phase=True, anneal_strategy="linear"
    ),
    "sequential": lambda names, opt: names["SequentialLR"](
        opt, [names["LinearLR"](opt, 0.1, total_iters=4), names["CosineAnnealingLR"](opt, 10)], [4]
    ),
    "three in a row": lambda names, opt: names["SequentialLR"](
        opt,
        [names["ConstantLR"](opt, 0.1, total_iters=3), names["ExponentialLR"](opt, 0.9), names["StepLR"](opt, 2)],
        [3, 8],
    ),
    "chained": lambda names, opt: names["ChainedScheduler"](
        [names["ConstantLR"](opt, 0.1, total_iters=3), names["ExponentialLR"](opt, 0.9)]
    ),
    "chained first": lambda names, opt: names["SequentialLR"](
        opt,
        [
            names["ChainedScheduler"]([names["ConstantLR"](opt, 0.1, 3), names["ExponentialLR"](opt, 0.9)]),
            names["CosineAnnealingWarmRestarts"](opt, 4),
        ],
        [5],
    ),
}


def optimizers(kind: str) -> tuple[Any, Any]:
    """The same optimizer of ours and of torch's, with two groups."""
    built = []
    for framework, names in ((paddle, {**vars(optim_sgd), **vars(optim_adam)}), (torch, vars(torch.optim))):
        params = [framework.nn.Parameter(framework.ones([2])) for _ in range(2)]
        groups = [{"params": params[:1]}, {"params": params[1:], "lr": 0.01}]
        options = {"momentum": 0.9} if kind == "SGD" else {}
        built.append(names[kind](groups, lr=0.5, **options))
    return built[0], built[1]


def options_of(optimizer: Any) -> list[dict[str, Any]]:
    return [{key: value for key, value in group.items() if key != "params"} for group in optimizer.param_groups]


@pytest.mark.parametrize("kind", ["SGD", "AdamW"])
@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_rates(name: str, kind: str) -> None:
    build = SCHEDULES[name]
    opt, reference = optimizers(kind)
    scheduler, expected = build(OURS, opt), build(THEIRS, reference)
    for step in range(24):
        assert scheduler.get_last_lr() == expected.get_last_lr()
        assert options_of(opt) == options_of(reference)
        for one in (opt, reference, scheduler, expected):
            one.step()
        if step == 7:
            state, known = scheduler.state_dict(), expected.state_dict()
            assert set(state) == set(known)
            assert {k: v for k, v in state.items() if k != "_schedulers"} == {
                k: v for k, v in known.items() if k != "_schedulers"
            }
            if "lambda" not in name and "own" not in name:  # functions are not saved
                resumed, _ = optimizers(kind)
                again = build(OURS, resumed)
                again.load_state_dict(copy.deepcopy(state))
                resumed.load_state_dict(opt.state_dict())
                opt, scheduler = resumed, again


@pytest.mark.parametrize("name", sorted(n for n in SCHEDULES if not n.startswith(("seq", "three in", "chain"))))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_step_to_an_epoch(name: str) -> None:
    opt, reference = optimizers("SGD")
    scheduler, expected = SCHEDULES[name](OURS, opt), SCHEDULES[name](THEIRS, reference)
    for epoch in (3, 0, 7, 12, 5):
        scheduler.step(epoch)
        expected.step(epoch)
        assert scheduler.get_last_lr() == pytest.approx(expected.get_last_lr(), rel=1e-15)
    if "restarts" in name:
        for part in (0.5, 2.25, 6.75, 11.1):
            scheduler.step(part)
            expected.step(part)
            assert scheduler.get_last_lr() == expected.get_last_lr()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"mode": "max", "patience": 2},
        {"threshold_mode": "abs", "threshold": 0.1, "patience": 1, "cooldown": 2, "min_lr": [0.1, 1e-3]},
        {"mode": "max", "threshold_mode": "abs", "patience": 0, "factor": 0.5},
    ],
)
def test_plateau(options: dict[str, Any]) -> None:
    opt, reference = optimizers("SGD")
    scheduler, expected = OURS["ReduceLROnPlateau"](opt, **options), THEIRS["ReduceLROnPlateau"](reference, **options)
    for metric in [0.4, 0.7, 0.1, 0.3, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.4, 0.7, 0.2, 0.9, 0.1, 0.7] * 3:
        scheduler.step(paddle.to_tensor(metric, dtype="float64"))
        expected.step(metric)
        assert options_of(opt) == options_of(reference)
    assert scheduler.state_dict() == expected.state_dict()


@pytest.mark.parametrize("name", [n for n in torch.optim.lr_scheduler.__all__ if n != "LRScheduler"])
def test_signature(name: str) -> None:
    def shape(cls: Any) -> list[tuple[Any, ...]]:
        return [(p.name, p.kind, p.default) for p in inspect.signature(cls).parameters.values()]

    assert shape(OURS[name]) == shape(THEIRS[name])


@pytest.mark.parametrize(
    "build",
    [
        lambda names, opt: names["StepLR"](opt, 3, 0.5, last_epoch=4),
        lambda names, opt: names["CosineAnnealingLR"](opt, 5, last_epoch=3),
        lambda names, opt: names["ExponentialLR"](opt, 0.5, last_epoch=3),
        lambda names, opt: names["LinearLR"](opt, 0.1, last_epoch=2),
    ],
)
def test_resumed_by_last_epoch(build: Callable[..., Any]) -> None:
    opt, reference = optimizers("SGD")
    with pytest.raises(KeyError):
        build(OURS, opt)
    for group in (*opt.param_groups, *reference.param_groups):
        group["initial_lr"] = group["lr"]
    scheduler, expected = build(OURS, opt), build(THEIRS, reference)
    for _ in range(5):
        assert scheduler.get_last_lr() == expected.get_last_lr()
        scheduler.step()
        expected.step()
