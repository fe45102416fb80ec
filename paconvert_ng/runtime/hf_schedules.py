"""transformers.optimization: schedules of the learning rate. Each is a factor for the initial rate, by the step."""

from __future__ import annotations

import functools
import math
import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import paddle

from .lr_decay import LambdaLR
from .lr_plateau import ReduceLROnPlateau
from .settings import use_deterministic_algorithms

_SHAPES = ("linear", "cosine", "1-sqrt")


def seed_everything(seed: int, deterministic: bool = False) -> None:
    """transformers.set_seed: Python's, numpy's and Paddle's random numbers. transformers itself seeds no Paddle."""
    random.seed(seed)
    np.random.seed(seed)
    paddle.seed(seed)
    if deterministic:
        use_deterministic_algorithms(True)


def _share(done: float, whole: float) -> float:
    return float(done) / float(max(1, whole))


def _wave(cycles: float, progress: float) -> float:
    return 0.5 * (1.0 + math.cos(math.pi * float(cycles) * 2.0 * progress))


def _same_rate(step: int) -> float:
    return 1


def _warm_then_same(step: int, *, warm: float) -> float:
    return _share(step, warm) if step < warm else 1.0


def _warm_then_line(step: int, *, warm: float, whole: float) -> float:
    return _share(step, warm) if step < warm else max(0.0, _share(whole - step, whole - warm))


def _warm_then_wave(step: int, *, warm: float, whole: float, cycles: float, least: float = 0.0) -> float:
    if step < warm:
        return _share(step, warm)
    return max(0.0, _wave(cycles, _share(step - warm, whole - warm)) * (1 - least) + least)


def _warm_then_restarts(step: int, *, warm: float, whole: float, cycles: float) -> float:
    if step < warm:
        return _share(step, warm)
    progress = _share(step - warm, whole - warm)
    if progress >= 1.0:
        return 0.0
    return max(0.0, 0.5 * (1.0 + math.cos(math.pi * ((float(cycles) * progress) % 1.0))))


def _warm_then_power(step: int, *, warm: float, whole: float, first: float, last: float, power: float) -> float:
    if step < warm:
        return _share(step, warm)
    if step > whole:
        return last / first
    return ((first - last) * (1 - (step - warm) / (whole - warm)) ** power + last) / first


def _warm_then_root(step: int, *, warm: float, scale: float) -> float:
    return _share(step, warm) if step < warm else 1.0 / math.sqrt((step + scale - warm) / scale)


def _warm_from_rate(step: int, *, warm: float, whole: float, cycles: float, least: float, first: float | None) -> float:
    if step < warm:
        if first is None:
            return (step + 1.0) / max(1.0, warm)
        return float(first) + (1.0 - float(first)) * step / max(1, warm - 1)
    progress = (step - warm + 1.0) / max(1.0, whole - warm)
    return max(0, _wave(cycles, progress) * (1 - least) + least)


def _warm_stable_decay(
    step: int, *, warm: float, stable: float, decay: float, warmth: str, fall: str, least: float, cycles: float
) -> float:
    if step < warm:
        done = _share(step, warm)
        factor = {
            "linear": done,
            "cosine": 0.5 * (1.0 - math.cos(math.pi * done)),
            "1-sqrt": 1.0 - math.sqrt(1.0 - done),
        }[warmth]
    elif step < warm + stable:
        return 1.0
    elif step < warm + stable + decay:
        done = _share(step - warm - stable, decay)
        factor = {"linear": 1.0 - done, "cosine": _wave(cycles, done), "1-sqrt": 1.0 - math.sqrt(done)}[fall]
    else:
        return least
    return max(0.0, factor * (1.0 - least) + least)


def get_constant_schedule(optimizer: Any, last_epoch: int = -1) -> LambdaLR:
    """transformers.get_constant_schedule: the optimizer's own rate."""
    return LambdaLR(optimizer, _same_rate, last_epoch)


def get_reduce_on_plateau_schedule(optimizer: Any, **kwargs: Any) -> ReduceLROnPlateau:
    """transformers.optimization.get_reduce_on_plateau_schedule."""
    return ReduceLROnPlateau(optimizer, **kwargs)


def get_constant_schedule_with_warmup(optimizer: Any, num_warmup_steps: int, last_epoch: int = -1) -> LambdaLR:
    """transformers.get_constant_schedule_with_warmup: a line up to the optimizer's rate, which then stays."""
    return LambdaLR(optimizer, functools.partial(_warm_then_same, warm=num_warmup_steps), last_epoch)


def get_linear_schedule_with_warmup(
    optimizer: Any, num_warmup_steps: int, num_training_steps: int, last_epoch: int = -1
) -> LambdaLR:
    """transformers.get_linear_schedule_with_warmup: a line up, and one down to 0."""
    factor = functools.partial(_warm_then_line, warm=num_warmup_steps, whole=num_training_steps)
    return LambdaLR(optimizer, factor, last_epoch)


def get_cosine_schedule_with_warmup(
    optimizer: Any, num_warmup_steps: int, num_training_steps: int, num_cycles: float = 0.5, last_epoch: int = -1
) -> LambdaLR:
    """transformers.get_cosine_schedule_with_warmup: a line up, then waves of a cosine between the rate and 0."""
    factor = functools.partial(_warm_then_wave, warm=num_warmup_steps, whole=num_training_steps, cycles=num_cycles)
    return LambdaLR(optimizer, factor, last_epoch)


def get_cosine_with_hard_restarts_schedule_with_warmup(
    optimizer: Any, num_warmup_steps: int, num_training_steps: int, num_cycles: int = 1, last_epoch: int = -1
) -> LambdaLR:
    """transformers.get_cosine_with_hard_restarts_schedule_with_warmup: falls that begin anew at the whole rate."""
    factor = functools.partial(_warm_then_restarts, warm=num_warmup_steps, whole=num_training_steps, cycles=num_cycles)
    return LambdaLR(optimizer, factor, last_epoch)


def get_polynomial_decay_schedule_with_warmup(
    optimizer: Any,
    num_warmup_steps: int,
    num_training_steps: int,
    lr_end: float = 1e-7,
    power: float = 1.0,
    last_epoch: int = -1,
) -> LambdaLR:
    """transformers.get_polynomial_decay_schedule_with_warmup: a power of what is left, down to ``lr_end``.

    Raises ValueError unless ``lr_end`` is below the optimizer's rate.
    """
    first = optimizer.defaults["lr"]
    if not first > lr_end:
        raise ValueError(f"lr_end ({lr_end}) must be smaller than initial lr ({first})")
    sizes = {"warm": num_warmup_steps, "whole": num_training_steps, "first": first, "last": lr_end, "power": power}
    return LambdaLR(optimizer, functools.partial(_warm_then_power, **sizes), last_epoch)


def get_inverse_sqrt_schedule(
    optimizer: Any, num_warmup_steps: int, timescale: int | None = None, last_epoch: int = -1
) -> LambdaLR:
    """transformers.get_inverse_sqrt_schedule: one over the root of the step."""
    scale = (num_warmup_steps or 10_000) if timescale is None else timescale
    return LambdaLR(optimizer, functools.partial(_warm_then_root, warm=num_warmup_steps, scale=scale), last_epoch)


def _least_rate(optimizer: Any, min_lr: float | None, min_lr_rate: float | None) -> float:
    if min_lr is not None and min_lr_rate is not None:
        raise ValueError("Only one of min_lr or min_lr_rate should be set")
    if min_lr is not None:
        return min_lr / optimizer.defaults["lr"]
    if min_lr_rate is None:
        raise ValueError("One of min_lr or min_lr_rate should be set through the `lr_scheduler_kwargs`")
    return min_lr_rate


def get_cosine_with_min_lr_schedule_with_warmup(
    optimizer: Any,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
) -> LambdaLR:
    """transformers.optimization.get_cosine_with_min_lr_schedule_with_warmup: a cosine down to a rate above 0."""
    least = _least_rate(optimizer, min_lr, min_lr_rate)
    factor = functools.partial(
        _warm_then_wave, warm=num_warmup_steps, whole=num_training_steps, cycles=num_cycles, least=least
    )
    return LambdaLR(optimizer, factor, last_epoch)


def get_cosine_with_min_lr_schedule_with_warmup_lr_rate(
    optimizer: Any,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
    warmup_lr_rate: float | None = None,
) -> LambdaLR:
    """transformers.optimization.get_cosine_with_min_lr_schedule_with_warmup_lr_rate: its first rate is above 0 too."""
    least = _least_rate(optimizer, min_lr, min_lr_rate)
    warm, whole = float(num_warmup_steps), float(num_training_steps)
    factor = functools.partial(
        _warm_from_rate, warm=warm, whole=whole, cycles=num_cycles, least=least, first=warmup_lr_rate
    )
    return LambdaLR(optimizer, factor, last_epoch)


def get_wsd_schedule(
    optimizer: Any,
    num_warmup_steps: int,
    num_decay_steps: int,
    num_training_steps: int | None = None,
    num_stable_steps: int | None = None,
    warmup_type: str = "linear",
    decay_type: str = "cosine",
    min_lr_ratio: float = 0,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
) -> LambdaLR:
    """transformers.get_wsd_schedule: warm, stable, decay. Raises ValueError for another kind of warmth or decay.

    In 4.41 to 4.44 the fourth argument was ``min_lr_ratio``, and ``num_stable_steps`` the third: give them by name.
    """
    if num_training_steps is None and num_stable_steps is None:
        raise ValueError("Either num_training_steps or num_stable_steps must be specified.")
    if num_training_steps is not None and num_stable_steps is not None:
        warnings.warn(
            "Both num_training_steps and num_stable_steps are specified. num_stable_steps will be used.", stacklevel=2
        )
    for kind, given in (("warmup", warmup_type), ("decay", decay_type)):
        if given not in _SHAPES:
            raise ValueError(f"Unknown {kind} type: {given}, expected 'linear', 'cosine' or '1-sqrt'")
    if num_stable_steps is None:
        num_stable_steps = num_training_steps - num_warmup_steps - num_decay_steps  # type: ignore[operator]
    factor = functools.partial(
        _warm_stable_decay,
        warm=num_warmup_steps,
        stable=num_stable_steps,
        decay=num_decay_steps,
        warmth=warmup_type,
        fall=decay_type,
        least=min_lr_ratio,
        cycles=num_cycles,
    )
    return LambdaLR(optimizer, factor, last_epoch)


def get_scheduler(
    name: Any,
    optimizer: Any,
    num_warmup_steps: int | None = None,
    num_training_steps: int | None = None,
    scheduler_specific_kwargs: dict[str, Any] | None = None,
) -> Any:
    """transformers.get_scheduler: a schedule by its name, or by transformers' SchedulerType.

    Raises ValueError for another name, or if the number of steps that the schedule needs is not given.
    """
    text = str(getattr(name, "value", name))
    options = scheduler_specific_kwargs or {}
    if text == "constant":
        return get_constant_schedule(optimizer)
    if text == "reduce_lr_on_plateau":
        return get_reduce_on_plateau_schedule(optimizer, **options)
    makers: dict[str, Callable[..., Any]] = {
        "constant_with_warmup": get_constant_schedule_with_warmup,
        "inverse_sqrt": get_inverse_sqrt_schedule,
        "linear": get_linear_schedule_with_warmup,
        "cosine": get_cosine_schedule_with_warmup,
        "cosine_with_restarts": get_cosine_with_hard_restarts_schedule_with_warmup,
        "polynomial": get_polynomial_decay_schedule_with_warmup,
        "cosine_with_min_lr": get_cosine_with_min_lr_schedule_with_warmup,
        "cosine_warmup_with_min_lr": get_cosine_with_min_lr_schedule_with_warmup_lr_rate,
        "warmup_stable_decay": get_wsd_schedule,
    }
    if text not in makers:
        raise ValueError(f"{text!r} is not a valid SchedulerType, please select one of {list(makers)}")
    if num_warmup_steps is None:
        raise ValueError(f"{name} requires `num_warmup_steps`, please provide that argument.")
    if text in ("constant_with_warmup", "inverse_sqrt"):
        return makers[text](optimizer, num_warmup_steps)
    if num_training_steps is None and text != "warmup_stable_decay":
        raise ValueError(f"{name} requires `num_training_steps`, please provide that argument.")
    return makers[text](optimizer, num_warmup_steps=num_warmup_steps, num_training_steps=num_training_steps, **options)
