"""Linear systems: torch's shapes of right-hand sides, and gradients where Paddle's end the process."""

from __future__ import annotations

import functools
import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .linalg_decompositions import hermitian_of
from .promotion import to_out


def is_recorded(*operands: paddle.Tensor) -> bool:
    """Whether a gradient is recorded for any of the operands."""
    return paddle.is_grad_enabled() and not all(operand.stop_gradient for operand in operands)


def linalg_solve_triangular(
    input: Any, B: Any, *, upper: bool, left: bool = True, unitriangular: bool = False, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.solve_triangular: X with input X = B, or X input = B if not ``left``."""
    if left:
        return to_out(paddle.linalg.triangular_solve(input, B, upper=upper, unitriangular=unitriangular), out)
    solution = paddle.linalg.triangular_solve(input.mT, B.mT, upper=not upper, unitriangular=unitriangular)
    return to_out(solution.mT, out)


def _is_vector(A: paddle.Tensor, B: paddle.Tensor) -> bool:
    """Whether torch takes ``B`` for one vector a matrix, not for matrices."""
    return B.ndim == 1 or (B.ndim == A.ndim - 1 and list(B.shape) == list(A.shape[:-1]))


def linalg_solve(A: Any, B: Any, *, left: bool = True, out: Any = None) -> paddle.Tensor:
    """torch.linalg.solve: X with A X = B, or X A = B if not ``left``.

    The gradient of Paddle's solve ends the process where only one operand needs one, hence the inverse.
    """
    vector = _is_vector(A, B)
    right = B.unsqueeze(-1) if vector else B
    if not math.prod(A.shape) or not math.prod(right.shape):
        batch = paddle.broadcast_shape(A.shape[:-2], right.shape[:-2])
        solution = paddle.zeros([*batch, *right.shape[-2:]], dtype=A.dtype) + 0 * (paddle.sum(A) + paddle.sum(right))
    elif not is_recorded(A, B):
        solution = paddle.linalg.solve(A, right, left=left)
    else:
        inverse = paddle.linalg.inv(A)
        solution = paddle.matmul(inverse, right) if left else paddle.matmul(right, inverse)
    return to_out(solution.squeeze(-1) if vector else solution, out)


def _definite(factor: paddle.Tensor, upper: bool) -> paddle.Tensor:
    """L L^H: the other triangle of the factor is not read, but has torch's gradient."""
    lower = hermitian_of(factor) if upper else factor
    if not lower.stop_gradient:
        fixed = lower.detach()
        lower = paddle.tril(fixed) + (lower - fixed)
    else:
        lower = paddle.tril(lower)
    return paddle.matmul(lower, hermitian_of(lower))


@tensor_method("cholesky_solve")
def torch_cholesky_solve(input: Any, input2: Any, upper: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.cholesky_solve and Tensor.cholesky_solve: X with L L^T X = input, L = input2, by two triangular systems.

    The gradient of Paddle's cholesky_solve ends the process where only one operand needs one.
    """
    if is_recorded(input2) or not math.prod(input.shape) or not math.prod(input2.shape):
        return linalg_solve(_definite(input2, upper), input, out=out)
    lower = input2.mT if upper else input2
    middle = paddle.linalg.triangular_solve(lower, input, upper=False)
    return to_out(paddle.linalg.triangular_solve(lower.mT, middle, upper=True), out)


@tensor_method("cholesky_inverse")
def torch_cholesky_inverse(input: Any, upper: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.cholesky_inverse and Tensor.cholesky_inverse; Paddle's takes no batches."""
    identity = paddle.eye(input.shape[-1], dtype=input.dtype).expand(input.shape)
    return to_out(torch_cholesky_solve(identity, input, upper), out)


def linalg_multi_dot(tensors: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.multi_dot; the gradient of Paddle's fails where not all factors need one."""
    if is_recorded(*tensors):
        return to_out(functools.reduce(paddle.matmul, tensors), out)
    return to_out(paddle.linalg.multi_dot(list(tensors)), out)
