"""torch.optim.LBFGS: limited-memory BFGS, with a fixed step or a strong Wolfe line search."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import paddle

from .optim_base import Optimizer, check_at_least_zero
from .optim_line_search import strong_wolfe

#: What stands in a state dict after the two counts and the weights "al", in torch's order.
_STATE_ORDER = ("d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss")


class LBFGS(Optimizer):
    """torch.optim.LBFGS; its state stands under the first parameter, as torch's."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_at_least_zero({"learning rate": lr})
        super().__init__(
            params,
            {
                "lr": lr,
                "max_iter": max_iter,
                "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
                "tolerance_grad": tolerance_grad,
                "tolerance_change": tolerance_change,
                "history_size": history_size,
                "line_search_fn": line_search_fn,
            },
        )
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        if line_search_fn not in (None, "strong_wolfe"):
            raise RuntimeError("only 'strong_wolfe' is supported")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Up to ``max_iter`` iterations; ``closure`` computes loss and gradients; its first loss is returned."""
        if closure is None:
            raise TypeError("LBFGS.step() needs a closure that evaluates the model and returns the loss")
        with paddle.no_grad():
            return self._minimize(closure)

    def _minimize(self, closure: Callable[[], Any]) -> Any:
        group = self.param_groups[0]
        lr = float(group["lr"])
        state = self.state[group["params"][0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first_loss = _with_gradients(closure)
        loss = float(first_loss)
        evaluations = 1
        state["func_evals"] += 1
        grad = self._gradient()
        if float(grad.abs().max()) <= group["tolerance_grad"]:
            return first_loss
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            direction = self._direction(state, grad, group["history_size"])
            step = min(1.0, 1.0 / float(grad.abs().sum())) * lr if state["n_iter"] == 1 else lr
            previous_loss = loss
            state.update(d=direction, t=step, prev_flat_grad=grad, prev_loss=loss)
            slope = float(grad.dot(direction))
            if slope > -group["tolerance_change"]:
                break
            used = 0
            if group["line_search_fn"] is not None:
                start = [param.detach().clone() for param in group["params"]]

                def evaluate(
                    length: float, direction: paddle.Tensor = direction, start: list[paddle.Tensor] = start
                ) -> tuple[float, paddle.Tensor]:
                    self._move(length, direction)
                    value = float(_with_gradients(closure))
                    gradient = self._gradient()
                    for param, values in zip(self.param_groups[0]["params"], start, strict=True):
                        param.copy_(values)
                    return value, gradient

                loss, grad, step, used = strong_wolfe(
                    evaluate, step, direction, loss, grad, slope, max_iterations=group["max_eval"] - evaluations
                )
                self._move(step, direction)
            else:
                self._move(step, direction)
                if iteration != group["max_iter"]:
                    loss = float(_with_gradients(closure))
                    grad = self._gradient()
                    used = 1
            state["t"] = step
            evaluations += used
            state["func_evals"] += used
            if (
                evaluations >= group["max_eval"]
                or float(grad.abs().max()) <= group["tolerance_grad"]
                or float((direction * step).abs().max()) <= group["tolerance_change"]
                or abs(loss - previous_loss) < group["tolerance_change"]
            ):
                break
        for name in _STATE_ORDER:
            state[name] = state.pop(name, None)
        if state["t"] == lr and state["n_iter"] > 1:
            state["t"] = group["lr"]  # as given: an int, a float or a tensor
        return first_loss

    def _direction(self, state: dict[str, Any], grad: paddle.Tensor, history_size: int) -> paddle.Tensor:
        """The step direction by the two-loop recursion, after the last step has entered the history."""
        if state["n_iter"] == 1:
            state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return -grad
        change = grad - state["prev_flat_grad"]
        move = state["d"] * float(state["t"])
        curvature = change.dot(move)
        if float(curvature) > 1e-10:
            for name, value in (("old_dirs", change), ("old_stps", move), ("ro", 1.0 / curvature)):
                if len(state[name]) == history_size:
                    state[name].pop(0)
                state[name].append(value)
            state["H_diag"] = curvature / change.dot(change)
        weights = state.setdefault("al", [None] * history_size)
        history = list(enumerate(zip(state["old_dirs"], state["old_stps"], state["ro"], strict=True)))
        direction = -grad
        for index, (change, move, inverse) in reversed(history):
            weights[index] = move.dot(direction) * inverse
            direction = direction - change * weights[index]
        direction = direction * state["H_diag"]
        for index, (change, move, inverse) in history:
            direction = direction + move * (weights[index] - change.dot(direction) * inverse)
        return direction

    def _gradient(self) -> paddle.Tensor:
        """The gradients of all parameters in one vector, zeros for a missing one, complex ones as pairs."""
        parts = []
        for param in self.param_groups[0]["params"]:
            grad = paddle.zeros_like(param) if param.grad is None else param.grad.detach()
            parts.append((paddle.as_real(grad) if grad.is_complex() else grad).flatten().clone())
        return paddle.concat(parts)

    def _move(self, length: float, direction: paddle.Tensor) -> None:
        """Go ``length`` times along ``direction``."""
        offset = 0
        for param in self.param_groups[0]["params"]:
            shape = [*param.shape, 2] if param.is_complex() else param.shape
            size = math.prod(shape)
            part = direction[offset : offset + size].reshape(shape)
            param.add_((paddle.as_complex(part) if param.is_complex() else part) * length)
            offset += size


def _with_gradients(closure: Callable[[], Any]) -> Any:
    with paddle.enable_grad():
        return closure()
