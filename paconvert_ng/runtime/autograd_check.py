"""torch.autograd.gradcheck and gradgradcheck: gradients against finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import paddle

from .autograd_engine import autograd_grad


class GradcheckError(RuntimeError):
    """torch.autograd.gradcheck.GradcheckError: what ``gradcheck`` raises."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether the gradients of ``func`` agree with central differences of width ``2 * eps``.

    Raises GradcheckError where they do not, or gives False without ``raise_exception``. Real tensors of float32 or
    float64 are checked, all elements one by one whatever ``fast_mode`` says; forward-mode derivatives do not exist.
    """
    if check_forward_ad:
        raise NotImplementedError("Paddle has no forward-mode automatic differentiation to check")
    args = [inputs] if isinstance(inputs, paddle.Tensor) else list(inputs)
    checked = [arg for arg in args if isinstance(arg, paddle.Tensor) and not arg.stop_gradient]
    try:
        if not checked:
            raise ValueError("gradcheck expects at least one input tensor to require gradient")
        for number in range(len(_differentiable(func(*args)))):
            _check_output(func, args, checked, number, eps, atol, rtol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _differentiable(outputs: Any) -> list[paddle.Tensor]:
    listed = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    return [output for output in listed if isinstance(output, paddle.Tensor) and not output.stop_gradient]


def _check_output(
    func: Callable[..., Any], args: list[Any], checked: list[Any], number: int, eps: float, atol: float, rtol: float
) -> None:
    """Compare the two Jacobians of one output with respect to each of ``checked``."""

    def value() -> paddle.Tensor:
        return _differentiable(func(*args))[number]

    output = value()
    rows = []
    for index in range(output.size):
        seed = np.zeros(output.size, dtype=str(output.dtype).rpartition(".")[2])
        seed[index] = 1
        gradients = autograd_grad(
            output, checked, paddle.to_tensor(seed.reshape(output.shape)), retain_graph=True, materialize_grads=True
        )
        rows.append([gradient.numpy().reshape(-1) for gradient in gradients])
    for position, tensor in enumerate(checked):
        kept = tensor.numpy().copy()
        for element in range(tensor.size):
            sides = []
            for step in (eps, -eps):
                moved = kept.copy()
                moved.reshape(-1)[element] += step
                _put(tensor, moved)
                sides.append(value().numpy().reshape(-1))
            numerical = (sides[0] - sides[1]) / (2 * eps)
            analytical = np.array([row[position][element] for row in rows])
            if not np.allclose(analytical, numerical, rtol, atol):
                _put(tensor, kept)
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {position},\n"
                    f"numerical:{numerical}\nanalytical:{analytical}\n"
                )
        _put(tensor, kept)


def _put(tensor: paddle.Tensor, values: Any) -> None:
    with paddle.no_grad():
        tensor.set_value(values)


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether the second derivatives of ``func`` agree with differences of its first ones; see ``gradcheck``."""
    args = [inputs] if isinstance(inputs, paddle.Tensor) else list(inputs)
    outputs = _differentiable(func(*args))
    if grad_outputs is None:
        seeds = [paddle.randn(output.shape, dtype=output.dtype) for output in outputs]
        for seed in seeds:
            seed.stop_gradient = False
    else:
        seeds = [grad_outputs] if isinstance(grad_outputs, paddle.Tensor) else list(grad_outputs)

    def first_derivative(*given: Any) -> tuple[Any, ...]:
        sources = given[: len(args)]
        wanted = [source for source in sources if isinstance(source, paddle.Tensor) and not source.stop_gradient]
        return autograd_grad(
            _differentiable(func(*sources)), wanted, list(given[len(args) :]), create_graph=True, materialize_grads=True
        )

    return gradcheck(first_derivative, [*args, *seeds], eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception)
