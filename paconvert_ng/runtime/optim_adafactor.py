"""torch.optim.Adafactor: second moments kept as rows and columns."""

from __future__ import annotations

from typing import Any

import paddle

from .optim_base import StepwiseOptimizer, advance, check_one_rate, scalar_state


class Adafactor(StepwiseOptimizer):
    """torch.optim.Adafactor with torch's update rule, step for step."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        check_one_rate(lr)
        for text, fits, value in (
            ("Learning rate should be >= 0", float(lr) >= 0.0, lr),
            ("beta2_decay should be <= 0", beta2_decay <= 0.0, beta2_decay),
            ("epsilon1 should be >= 0", eps[0] is None or eps[0] >= 0.0, eps[0]),
            ("epsilon2 should be >= 0", eps[1] >= 0.0, eps[1]),
            ("Clipping threshold d should be >= 1", d >= 1.0, d),
            ("weight_decay should be >= 0", weight_decay >= 0.0, weight_decay),
        ):
            if not fits:
                raise ValueError(f"{text} but is: {value}")
        super().__init__(
            params,
            {
                "lr": lr,
                "beta2_decay": beta2_decay,
                "eps": eps,
                "d": d,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
            },
        )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        if not state:
            state["step"] = scalar_state(0.0)
            if grad.ndim > 1:
                state["row_var"] = paddle.zeros([*grad.shape[:-1], 1], dtype=grad.dtype)
                state["col_var"] = paddle.zeros([*grad.shape[:-2], 1, grad.shape[-1]], dtype=grad.dtype)
            else:
                state["variance"] = paddle.zeros_like(grad)
        step = advance(state)
        lr = float(group["lr"])
        smallest = paddle.finfo(param.dtype).eps if group["eps"][0] is None else group["eps"][0]
        weight = step ** group["beta2_decay"]
        size = max(group["eps"][1], _root_mean_square(param)) * min(lr, 1 / step**0.5)
        if group["weight_decay"] != 0:
            param.scale_(1 - lr * group["weight_decay"])
        square = grad * grad
        if grad.ndim > 1:
            rows, columns = state["row_var"], state["col_var"]
            rows.add_((square.mean(-1, keepdim=True) - rows) * weight)
            columns.add_((square.mean(-2, keepdim=True) - columns) * weight)
            estimate = paddle.matmul(rows, columns) / rows.mean(-2, keepdim=True).clip(min=smallest)
        else:
            estimate = state["variance"]
            estimate.add_((square - estimate) * weight)
        change = paddle.rsqrt(estimate.clip(min=smallest * smallest)) * grad
        param.subtract_(change * (size / max(1.0, _root_mean_square(change) / group["d"])))


def _root_mean_square(tensor: paddle.Tensor) -> float:
    return float(paddle.sqrt((tensor * tensor).sum())) / int(tensor.size) ** 0.5
