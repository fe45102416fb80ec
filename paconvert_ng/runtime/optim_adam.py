"""torch.optim.Adam, AdamW, NAdam, RAdam and Adamax with torch's update rules, step for step."""

from __future__ import annotations

from typing import Any

import paddle

from .optim_base import StepwiseOptimizer, advance, check_at_least_zero, check_one_rate, scalar_state


class _AdamFamily(StepwiseOptimizer):
    """What Adam and its kin share: the moving averages of the gradient and of its square, and weight decay."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            for name in ("amsgrad", "maximize", "capturable", "differentiable", "decoupled_weight_decay"):
                if name in self.defaults:
                    group.setdefault(name, False)

    @staticmethod
    def check(lr: Any, eps: float, betas: tuple[Any, Any], weight_decay: float) -> None:
        """Raise ValueError for options that torch refuses."""
        check_at_least_zero({"learning rate": lr, "epsilon value": eps, "weight_decay value": weight_decay})
        for index, beta in enumerate(betas):
            if not 0.0 <= float(beta) < 1.0:
                raise ValueError(f"Invalid beta parameter at index {index}: {beta}")

    def decay(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> paddle.Tensor:
        """Weight decay: of the parameter itself if decoupled, else added to the gradient, which is returned."""
        if group["weight_decay"] == 0:
            return grad
        if group.get("decoupled_weight_decay"):
            param.scale_(1 - float(group["lr"]) * group["weight_decay"])
            return grad
        return grad + param * group["weight_decay"]

    def moments(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> tuple[paddle.Tensor, paddle.Tensor]:
        """The two averages after ``grad`` has entered them."""
        state = self.state[param]
        if "exp_avg" not in state:
            state.update(exp_avg=paddle.zeros_like(param), exp_avg_sq=paddle.zeros_like(param))
        beta1, beta2 = float(group["betas"][0]), float(group["betas"][1])
        average, square = state["exp_avg"], state["exp_avg_sq"]
        average.scale_(beta1).add_(grad * (1 - beta1))
        square.scale_(beta2).add_((grad * grad).scale_(1 - beta2))
        return average, square


class Adam(_AdamFamily):
    """torch.optim.Adam."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        self.check(lr, eps, betas, weight_decay)
        _check_tensors(lr, betas, bool(foreach) and not capturable)
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "amsgrad": amsgrad,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "differentiable": differentiable,
                "fused": fused,
                "decoupled_weight_decay": decoupled_weight_decay,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        step = advance(state)
        grad = self.decay(param, grad, group)
        average, square = self.moments(param, grad, group)
        if group["amsgrad"]:
            largest = state.get("max_exp_avg_sq")
            square = state["max_exp_avg_sq"] = square.clone() if largest is None else paddle.maximum(largest, square)
        beta1, beta2 = float(group["betas"][0]), float(group["betas"][1])
        denominator = paddle.sqrt(square).scale_((1 - beta2**step) ** -0.5, bias=group["eps"])
        param.subtract_((average / denominator).scale_(float(group["lr"]) / (1 - beta1**step)))


def _check_tensors(lr: Any, betas: tuple[Any, Any], refused: bool) -> None:
    """Raise ValueError for tensors where torch takes numbers only: ``refused`` with foreach and without capturable."""
    check_one_rate(lr)
    tensors = [isinstance(beta, paddle.Tensor) for beta in betas]
    if tensors[0] != tensors[1]:
        raise ValueError("betas must be either both floats or both Tensors")
    for name, value in (("lr", lr), ("betas[0]", betas[0]), ("betas[1]", betas[1])):
        if refused and isinstance(value, paddle.Tensor):
            raise ValueError(f"{name} as a Tensor is not supported for capturable=False and foreach=True")
    if tensors[0] and any(beta.size != 1 for beta in betas):
        raise ValueError("Tensor betas must be 1-element")


class AdamW(Adam):
    """torch.optim.AdamW: Adam with decoupled weight decay, 0.01 by default."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True


class NAdam(_AdamFamily):
    """torch.optim.NAdam: Adam with Nesterov momentum."""

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        self.check(lr, eps, betas, weight_decay)
        check_at_least_zero({"momentum_decay value": momentum_decay})
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "momentum_decay": momentum_decay,
                "decoupled_weight_decay": decoupled_weight_decay,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "differentiable": differentiable,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        step = advance(state)
        product = state.setdefault("mu_product", scalar_state(1.0))
        grad = self.decay(param, grad, group)
        average, square = self.moments(param, grad, group)
        beta1, beta2 = group["betas"]
        lr, decay = float(group["lr"]), group["momentum_decay"]
        mu = beta1 * (1.0 - 0.5 * 0.96 ** (step * decay))
        mu_next = beta1 * (1.0 - 0.5 * 0.96 ** ((step + 1) * decay))
        state["mu_product"] = product * mu
        product = float(state["mu_product"])
        denominator = paddle.sqrt(square / (1 - beta2**step)) + group["eps"]
        param.subtract_(grad / denominator * (lr * (1.0 - mu) / (1.0 - product)))
        param.subtract_(average / denominator * (lr * mu_next / (1.0 - product * mu_next)))


class RAdam(_AdamFamily):
    """torch.optim.RAdam: Adam whose adaptive step sets in as its variance becomes known."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        self.check(lr, eps, betas, weight_decay)
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "decoupled_weight_decay": decoupled_weight_decay,
                "differentiable": differentiable,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        step = advance(self.state[param])
        grad = self.decay(param, grad, group)
        average, square = self.moments(param, grad, group)
        beta1, beta2 = group["betas"]
        correction2 = 1 - beta2**step
        change = average / (1 - beta1**step) * float(group["lr"])
        limit = 2 / (1 - beta2) - 1
        length = limit - 2 * step * beta2**step / correction2
        if length > 5.0:
            rectification = ((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) ** 0.5
            change = change * (correction2**0.5 / (paddle.sqrt(square) + group["eps"])) * rectification
        param.subtract_(change)


class Adamax(_AdamFamily):
    """torch.optim.Adamax: Adam with the infinity norm in place of the second moment."""

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        self.check(lr, eps, betas, weight_decay)
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "capturable": capturable,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        step = advance(state)
        if "exp_avg" not in state:
            state.update(exp_avg=paddle.zeros_like(param), exp_inf=paddle.zeros_like(param))
        grad = self.decay(param, grad, group)
        beta1, beta2 = group["betas"]
        average = state["exp_avg"]
        average.scale_(beta1).add_(grad * (1 - beta1))
        norm = state["exp_inf"] = paddle.maximum(state["exp_inf"] * beta2, paddle.abs(grad) + group["eps"])
        param.subtract_(average / norm * (float(group["lr"]) / (1 - beta1**step)))
