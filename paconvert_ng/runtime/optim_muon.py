"""torch.optim.Muon: momentum whose update is made orthogonal by a Newton-Schulz iteration."""

from __future__ import annotations

from typing import Any

import paddle

from .optim_base import StepwiseOptimizer, check_one_rate


class Muon(StepwiseOptimizer):
    """torch.optim.Muon, for matrices. Its iteration rounds to bfloat16 as torch's does, but multiplies in float32:
    Paddle has no bfloat16 product on the CPU."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        check_one_rate(lr)
        for name, value in (("Learning rate", lr), ("momentum", momentum), ("weight decay", weight_decay)):
            if not float(value) >= 0.0:
                raise ValueError(f"{name} should be >= 0 but is: {value}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        super().__init__(
            params,
            {
                "lr": lr,
                "weight_decay": weight_decay,
                "momentum": momentum,
                "nesterov": nesterov,
                "ns_coefficients": ns_coefficients,
                "eps": eps,
                "ns_steps": ns_steps,
                "adjust_lr_fn": adjust_lr_fn,
            },
        )
        for param in self._parameter_list:
            if param.ndim != 2:
                raise ValueError(
                    f"Muon only supports 2D parameters whereas we found a parameter with size: {param.shape}"
                )

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        state = self.state[param]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = paddle.zeros_like(grad)
        lr, momentum = float(group["lr"]), group["momentum"]
        buffer = state["momentum_buffer"]
        buffer.add_((grad - buffer) * (1 - momentum))
        change = grad + (buffer - grad) * momentum if group["nesterov"] else buffer
        change = _orthogonal(change, group["ns_coefficients"], group["ns_steps"], group["eps"])
        rows, columns = param.shape
        if group["adjust_lr_fn"] == "match_rms_adamw":
            ratio = 0.2 * max(rows, columns) ** 0.5
        else:
            ratio = max(1, rows / columns) ** 0.5
        param.scale_(1 - lr * group["weight_decay"])
        param.subtract_(change.astype(param.dtype) * (lr * ratio))


def _orthogonal(
    matrix: paddle.Tensor, coefficients: tuple[float, float, float], steps: int, smallest: float
) -> paddle.Tensor:
    """The matrix with its singular values brought near 1: ``steps`` of a quintic iteration."""
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    linear, cubic, quintic = coefficients
    tall = matrix.shape[0] > matrix.shape[1]
    x = _rounded(matrix.t() if tall else matrix)
    x = _rounded(x / _rounded(paddle.linalg.norm(x)).clip(min=smallest))
    for _ in range(steps):
        gram = _rounded(paddle.matmul(x, x.t()))
        factor = _rounded(gram * cubic + paddle.matmul(gram, gram) * quintic)
        x = _rounded(x * linear + paddle.matmul(factor, x))
    return x.t() if tall else x


def _rounded(tensor: paddle.Tensor) -> paddle.Tensor:
    """In float32, with the precision of bfloat16."""
    return tensor.astype("bfloat16").astype("float32")
