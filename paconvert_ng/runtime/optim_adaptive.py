"""torch.optim.RMSprop, Adagrad and Adadelta with torch's update rules, step for step."""

from __future__ import annotations

from typing import Any

import paddle

from .optim_base import StepwiseOptimizer, advance, check_at_least_zero, scalar_state


class RMSprop(StepwiseOptimizer):
    """torch.optim.RMSprop; Paddle's adds eps inside the root."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_zero(
            {
                "learning rate": lr,
                "epsilon value": eps,
                "momentum value": momentum,
                "weight_decay value": weight_decay,
                "alpha value": alpha,
            }
        )
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "alpha": alpha,
                "eps": eps,
                "centered": centered,
                "weight_decay": weight_decay,
                "capturable": capturable,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
            },
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group.setdefault("momentum", 0)
            for name in ("centered", "maximize", "differentiable", "capturable"):
                group.setdefault(name, False)

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        alpha = group["alpha"]
        if not state:
            state.update(step=scalar_state(0.0), square_avg=paddle.zeros_like(param))
            if group["momentum"] > 0:
                state["momentum_buffer"] = paddle.zeros_like(param)
            if group["centered"]:
                state["grad_avg"] = paddle.zeros_like(param)
        advance(state)
        if group["weight_decay"] != 0:
            grad = grad + param * group["weight_decay"]
        square = state["square_avg"]
        square.scale_(alpha).add_((grad * grad).scale_(1 - alpha))
        if group["centered"]:
            mean = state["grad_avg"]
            mean.scale_(alpha).add_(grad * (1 - alpha))
            square = square - mean * mean
        change = grad / paddle.sqrt(square).scale_(1.0, bias=group["eps"])
        if group["momentum"] > 0:
            change = state["momentum_buffer"].scale_(group["momentum"]).add_(change)
        param.subtract_(change * float(group["lr"]))


class Adagrad(StepwiseOptimizer):
    """torch.optim.Adagrad; the accumulators exist from the start, as in torch."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_at_least_zero(
            {
                "learning rate": lr,
                "lr_decay value": lr_decay,
                "weight_decay value": weight_decay,
                "initial_accumulator_value value": initial_accumulator_value,
                "epsilon value": eps,
            }
        )
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "eps": eps,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "fused": fused,
            },
        )
        for param in self._parameter_list:
            self._start(param)

    def _start(self, param: Any) -> dict[str, Any]:
        state = self.state[param]
        if not state:
            initial = self.defaults["initial_accumulator_value"]
            start = paddle.full_like(paddle.as_real(param) if param.is_complex() else param.detach(), initial)
            state.update(step=scalar_state(0.0), sum=paddle.as_complex(start) if param.is_complex() else start)
        return state

    def share_memory(self) -> None:
        """For several processes that train one model; Paddle's CPU tensors are not shared this way."""
        raise NotImplementedError("Adagrad.share_memory has no counterpart in Paddle")

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self._start(param)
        step = advance(state)
        if group["weight_decay"] != 0:
            grad = grad + param * group["weight_decay"]
        state["sum"].add_(grad * grad)
        rate = float(group["lr"]) / (1 + (step - 1) * group["lr_decay"])
        param.subtract_(grad / (paddle.sqrt(state["sum"]) + group["eps"]) * rate)


class Adadelta(StepwiseOptimizer):
    """torch.optim.Adadelta; lr is 1.0 by default."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_zero({"learning rate": lr, "epsilon value": eps, "weight_decay value": weight_decay})
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        super().__init__(
            params,
            {
                "lr": lr,
                "rho": rho,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
                "capturable": capturable,
                "foreach": foreach,
                "differentiable": differentiable,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        if not state:
            zeros = paddle.zeros_like(param)
            state.update(step=scalar_state(0.0), square_avg=zeros, acc_delta=zeros.clone())
        advance(state)
        rho, eps = group["rho"], group["eps"]
        if group["weight_decay"] != 0:
            grad = grad + param * group["weight_decay"]
        square, changes = state["square_avg"], state["acc_delta"]
        square.scale_(rho).add_(grad * grad * (1 - rho))
        delta = paddle.sqrt(changes + eps) / paddle.sqrt(square + eps) * grad
        changes.scale_(rho).add_(delta * delta * (1 - rho))
        param.subtract_(delta * float(group["lr"]))
