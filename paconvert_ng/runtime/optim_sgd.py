"""torch.optim.SGD, ASGD and Rprop with torch's update rules, step for step."""

from __future__ import annotations

from typing import Any

import paddle

from .optim_base import StepwiseOptimizer, advance, check_at_least_zero, scalar_state


class SGD(StepwiseOptimizer):
    """torch.optim.SGD: momentum, dampening, Nesterov momentum and weight decay in one class."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_at_least_zero({"learning rate": lr, "momentum value": momentum, "weight_decay value": weight_decay})
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
                "foreach": foreach,
                "differentiable": differentiable,
                "fused": fused,
            },
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            for name in ("nesterov", "maximize", "differentiable"):
                group.setdefault(name, False)

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        momentum = group["momentum"]
        if float(group["weight_decay"]) != 0:
            grad = grad + param * float(group["weight_decay"])
        if momentum != 0:
            state = self.state[param]
            buffer = state.get("momentum_buffer")
            if buffer is None:
                buffer = state["momentum_buffer"] = grad.clone()
            else:
                kept = 1 - group["dampening"]
                buffer.scale_(momentum).add_(grad if kept == 1 else grad * kept)
            grad = grad + buffer * momentum if group["nesterov"] else buffer
        param.subtract_(grad * float(group["lr"]))


class ASGD(StepwiseOptimizer):
    """torch.optim.ASGD: averaged stochastic gradient descent; the average is ``state[p]["ax"]``."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_at_least_zero({"learning rate": lr, "weight_decay value": weight_decay})
        super().__init__(
            params,
            {
                "lr": lr,
                "lambd": lambd,
                "alpha": alpha,
                "t0": t0,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "capturable": capturable,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        lr, lambd = float(group["lr"]), group["lambd"]
        if not state:
            start, zeros = scalar_state(0.0), paddle.zeros_like(param)
            state.update(step=start, eta=scalar_state(lr), mu=scalar_state(1.0), ax=zeros)
        step = advance(state)
        eta, mu, average = float(state["eta"]), float(state["mu"]), state["ax"]
        if group["weight_decay"] != 0:
            grad = grad + param * group["weight_decay"]
        param.scale_(1 - lambd * eta)
        param.subtract_(grad * eta)
        average.add_((param - average) * mu)
        state["eta"].fill_(lr / ((1 + lambd * lr * step) ** group["alpha"]))
        state["mu"].fill_(1 / max(1, step - group["t0"]))


class Rprop(StepwiseOptimizer):
    """torch.optim.Rprop: step sizes that grow and shrink by the gradients' signs."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_at_least_zero({"learning rate": lr})
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(
            params,
            {
                "lr": lr,
                "etas": etas,
                "step_sizes": step_sizes,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "capturable": capturable,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        if not state:
            size = paddle.full_like(param, float(group["lr"]))
            state.update(step=scalar_state(0.0), prev=paddle.zeros_like(param), step_size=size)
        advance(state)
        shrink, grow = group["etas"]
        agreement = grad * state["prev"]
        one = paddle.ones_like(grad)
        factor = paddle.where(agreement > 0, one * grow, paddle.where(agreement < 0, one * shrink, one))
        size = (state["step_size"] * factor).clip(*group["step_sizes"])
        grad = paddle.where(agreement < 0, paddle.zeros_like(grad), grad)
        param.subtract_(paddle.sign(grad) * size)
        state["prev"] = grad.clone()
        state["step_size"] = size
