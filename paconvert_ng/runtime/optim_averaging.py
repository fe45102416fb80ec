"""torch.optim.swa_utils: averaged models and the schedule that goes with them."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Callable, Iterable
from typing import Any

import paddle

from .lr_base import LRScheduler, per_group
from .module_members import module_buffers, module_parameters
from .module_mode import module_train
from .module_state_dict import overwrite


class AveragedModel(paddle.nn.Layer):
    """torch.optim.swa_utils.AveragedModel: a copy of a model, ``module``, whose parameters are averages."""

    def __init__(
        self,
        model: Any,
        device: Any = None,
        avg_fn: Callable[..., Any] | None = None,
        multi_avg_fn: Callable[..., Any] | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = copy.deepcopy(model)
        if device is not None:
            self.module.to(device=device)
        self.register_buffer("n_averaged", paddle.zeros([], dtype="int64"))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Any) -> None:
        """Take a model's parameters (and buffers) into the average."""

        def tensors(of: Any) -> list[Any]:
            buffers = module_buffers(of) if self.use_buffers else ()
            return list(itertools.chain(module_parameters(of), buffers))

        averaged = [tensor.detach() for tensor in tensors(self.module)]
        current = [tensor.detach() for tensor in tensors(model)]
        with paddle.no_grad():
            if int(self.n_averaged) == 0:
                for mine, other in zip(averaged, current, strict=True):
                    overwrite(mine, other)
            elif self.avg_fn is not None:
                for mine, other in zip(averaged, current, strict=True):
                    overwrite(mine, self.avg_fn(mine, other, self.n_averaged))
            else:
                (self.multi_avg_fn or get_swa_multi_avg_fn())(averaged, current, self.n_averaged)
            if not self.use_buffers:
                for mine, other in zip(module_buffers(self.module), module_buffers(model), strict=True):
                    overwrite(mine, other)
            self.n_averaged.add_(paddle.ones([], dtype="int64"))


def get_ema_avg_fn(decay: float = 0.999) -> Callable[..., Any]:
    """torch.optim.swa_utils.get_ema_avg_fn: decay · average + (1 - decay) · parameter."""
    _check_decay(decay)
    return lambda averaged, current, count: decay * averaged + (1 - decay) * current


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[..., None]:
    """torch.optim.swa_utils.get_ema_multi_avg_fn: the same for lists, in place."""
    _check_decay(decay)

    def update(averaged: list[Any], current: list[Any], count: Any) -> None:
        for mine, other in zip(averaged, current, strict=True):
            if mine.is_floating_point():
                overwrite(mine, mine + (other - mine) * (1 - decay))
            else:
                overwrite(mine, mine.astype("float32") * decay + other.astype("float32") * (1 - decay))

    return update


def get_swa_avg_fn() -> Callable[..., Any]:
    """torch.optim.swa_utils.get_swa_avg_fn: the equal average of all parameters so far."""
    return lambda averaged, current, count: averaged + (current - averaged) / (int(count) + 1)


def get_swa_multi_avg_fn() -> Callable[..., None]:
    """torch.optim.swa_utils.get_swa_multi_avg_fn: the same for lists, in place."""

    def update(averaged: list[Any], current: list[Any], count: Any) -> None:
        for mine, other in zip(averaged, current, strict=True):
            overwrite(mine, get_swa_avg_fn()(mine, other, count))

    return update


def update_bn(loader: Iterable[Any], model: Any, device: Any = None) -> None:
    """torch.optim.swa_utils.update_bn: compute the statistics of a model's batch norms anew over a loader."""
    momenta = {layer: layer.momentum for _, layer in model.named_modules() if "num_batches_tracked" in layer._buffers}
    if not momenta:
        return
    was_training = model.training
    module_train(model)
    for layer in momenta:
        layer.reset_running_stats()
        layer.momentum = None
    with paddle.no_grad():
        for batch in loader:
            batch = batch[0] if isinstance(batch, (list, tuple)) else batch
            model(batch if device is None else batch.to(device))
    for layer, momentum in momenta.items():
        layer.momentum = momentum
    module_train(model, was_training)


class SWALR(LRScheduler):
    """torch.optim.swa_utils.SWALR: anneal to a rate and stay there."""

    def __init__(
        self,
        optimizer: Any,
        swa_lr: Any,
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ) -> None:
        for rate, group in zip(per_group("swa_lr", optimizer, swa_lr), optimizer.param_groups, strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self._anneal_strategy = anneal_strategy
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        part = max(0, min(1, step / max(1, self.anneal_epochs)))
        return part if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * part)) / 2

    def get_lr(self) -> list[Any]:
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            target = group["swa_lr"]
            start = target if before == 1 else (group["lr"] - before * target) / (1 - before)
            rates.append(target * now + start * (1 - now))
        return rates


def _check_decay(decay: float) -> None:
    if decay < 0.0 or decay > 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")
