"""transformers.optimization: the optimizers of its own."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import paddle

from .lr_decay import LambdaLR
from .optim_base import StepwiseOptimizer


def called(name: str) -> Callable[[type], type]:
    """Give a class the ``__name__`` that another helper has too."""

    def decorate(cls: type) -> type:
        cls.__name__ = name
        return cls

    return decorate


@called("AdamW")
class TransformersAdamW(StepwiseOptimizer):
    """transformers.AdamW (before 4.46): weights decay after the step, none by default, and eps is 1e-6."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        correct_bias: bool = True,
        no_deprecation_warning: bool = False,
    ) -> None:
        if not no_deprecation_warning:
            warnings.warn(
                "transformers' AdamW is deprecated: use the framework's own, or set `no_deprecation_warning=True`",
                FutureWarning,
                stacklevel=2,
            )
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr} - should be >= 0.0")
        for beta in betas:
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter: {beta} - should be in [0.0, 1.0)")
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps} - should be >= 0.0")
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "correct_bias": correct_bias}
        super().__init__(params, options)

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        if not state:
            state.update(step=0, exp_avg=paddle.zeros_like(param), exp_avg_sq=paddle.zeros_like(param))
        first, second = group["betas"]
        state["step"] += 1
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        mean.scale_(first).add_(grad * (1.0 - first))
        square.scale_(second).add_(grad * grad * (1.0 - second))
        size = float(group["lr"])
        if group["correct_bias"]:
            size *= math.sqrt(1.0 - second ** state["step"]) / (1.0 - first ** state["step"])
        param.subtract_(mean / (paddle.sqrt(square) + group["eps"]) * size)
        if group["weight_decay"] > 0.0:
            param.scale_(1.0 - float(group["lr"]) * group["weight_decay"])


@called("Adafactor")
class TransformersAdafactor(StepwiseOptimizer):
    """transformers.Adafactor: the rate is relative to the parameter's size, and by default found by itself."""

    def __init__(
        self,
        params: Any,
        lr: float | None = None,
        eps: tuple[float, float] = (1e-30, 1e-3),
        clip_threshold: float = 1.0,
        decay_rate: float = -0.8,
        beta1: float | None = None,
        weight_decay: float = 0.0,
        scale_parameter: bool = True,
        relative_step: bool = True,
        warmup_init: bool = False,
    ) -> None:
        if lr is not None and relative_step:
            raise ValueError("Cannot combine manual `lr` and `relative_step=True` options")
        if warmup_init and not relative_step:
            raise ValueError("`warmup_init=True` requires `relative_step=True`")
        options = {
            "lr": lr,
            "eps": eps,
            "clip_threshold": clip_threshold,
            "decay_rate": decay_rate,
            "beta1": beta1,
            "weight_decay": weight_decay,
            "scale_parameter": scale_parameter,
            "relative_step": relative_step,
            "warmup_init": warmup_init,
        }
        super().__init__(params, options)

    @staticmethod
    def _get_lr(param_group: dict[str, Any], param_state: dict[str, Any]) -> Any:
        rate = param_group["lr"]
        if param_group["relative_step"]:
            least = 1e-6 * param_state["step"] if param_group["warmup_init"] else 1e-2
            rate = min(least, 1.0 / math.sqrt(param_state["step"]))
        scale = max(param_group["eps"][1], float(param_state["RMS"])) if param_group["scale_parameter"] else 1.0
        return scale * rate

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        is_half = param.dtype in (paddle.float16, paddle.bfloat16)
        values = param.astype("float32") if is_half else param
        grad = grad.astype("float32") if grad.dtype in (paddle.float16, paddle.bfloat16) else grad
        state = self.state[param]
        factored = grad.ndim >= 2
        if not state:
            state["step"] = 0
            if group["beta1"] is not None:
                state["exp_avg"] = paddle.zeros_like(grad)
            if factored:
                state["exp_avg_sq_row"] = paddle.zeros(grad.shape[:-1], dtype=grad.dtype)
                state["exp_avg_sq_col"] = paddle.zeros([*grad.shape[:-2], grad.shape[-1]], dtype=grad.dtype)
            else:
                state["exp_avg_sq"] = paddle.zeros_like(grad)
        state["step"] += 1
        state["RMS"] = _mean_size(values)
        rate = float(self._get_lr(group, state))
        kept = 1.0 - state["step"] ** group["decay_rate"]
        square = grad * grad + group["eps"][0]
        if factored:
            rows, columns = state["exp_avg_sq_row"], state["exp_avg_sq_col"]
            rows.scale_(kept).add_(square.mean(-1) * (1.0 - kept))
            columns.scale_(kept).add_(square.mean(-2) * (1.0 - kept))
            by_row = paddle.rsqrt(rows / rows.mean(-1, keepdim=True)).unsqueeze(-1)
            change = by_row * paddle.rsqrt(columns.unsqueeze(-2)) * grad
        else:
            average = state["exp_avg_sq"]
            average.scale_(kept).add_(square * (1.0 - kept))
            change = paddle.rsqrt(average) * grad
        change = change * (rate / max(1.0, float(_mean_size(change)) / group["clip_threshold"]))
        if group["beta1"] is not None:
            mean = state["exp_avg"]
            mean.scale_(group["beta1"]).add_(change * (1 - group["beta1"]))
            change = mean
        if group["weight_decay"] != 0:
            values.scale_(1.0 - group["weight_decay"] * rate)
        values.subtract_(change)
        if is_half:
            param.copy_(values.astype(param.dtype), True)


def _mean_size(tensor: paddle.Tensor) -> paddle.Tensor:
    """The root of the mean of the squares, a 0-d tensor."""
    return paddle.sqrt((tensor * tensor).sum()) / int(tensor.size) ** 0.5


class AdafactorSchedule(LambdaLR):
    """transformers.optimization.AdafactorSchedule: tells the rate that Adafactor itself found."""

    def __init__(self, optimizer: Any, initial_lr: float = 0.0) -> None:
        for group in optimizer.param_groups:
            group["initial_lr"] = initial_lr
        super().__init__(optimizer, lambda step: initial_lr)
        for group in optimizer.param_groups:
            del group["initial_lr"]

    def get_lr(self) -> list[Any]:
        optimizer = self.optimizer
        firsts = [(group, group["params"][0]) for group in optimizer.param_groups]
        rates = [optimizer._get_lr(group, optimizer.state[one]) for group, one in firsts if one.grad is not None]
        return rates or self.base_lrs


def get_adafactor_schedule(optimizer: Any, initial_lr: float = 0.0) -> AdafactorSchedule:
    """transformers.optimization.get_adafactor_schedule."""
    return AdafactorSchedule(optimizer, initial_lr)
