"""Linear systems: torch's shapes of right-hand sides, and gradients where Paddle's end the process."""

from __future__ import annotations

import functools
import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .linalg_decompositions import hermitian_of, is_recorded
from .promotion import dtype_category, to_out


def triangular_solution(A: paddle.Tensor, B: paddle.Tensor, upper: bool, unitriangular: bool = False) -> paddle.Tensor:
    """X with A X = B for the triangle of ``A``, and its gradient.

    Paddle's gradient is what is in memory where that of ``A`` alone is asked for, and wrong for lower triangles with
    ones on the diagonal.
    """
    if is_recorded(A) and A.shape[-1]:
        if unitriangular and not upper:
            A, unitriangular = paddle.tril(A, -1) + paddle.eye(A.shape[-1], dtype=A.dtype), False
        B = B + 0 * A[..., :1, :1]
    return paddle.linalg.triangular_solve(A, B, upper=upper, unitriangular=unitriangular)


def linalg_solve_triangular(
    input: Any, B: Any, *, upper: bool, left: bool = True, unitriangular: bool = False, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.solve_triangular: X with input X = B, or X input = B if not ``left``."""
    if left:
        return to_out(triangular_solution(input, B, upper, unitriangular), out)
    return to_out(triangular_solution(input.mT, B.mT, not upper, unitriangular).mT, out)


def _is_vector(A: paddle.Tensor, B: paddle.Tensor) -> bool:
    """Whether torch takes ``B`` for one vector a matrix, not for matrices."""
    return B.ndim == 1 or (B.ndim == A.ndim - 1 and list(B.shape) == list(A.shape[:-1]))


def linalg_solve(A: Any, B: Any, *, left: bool = True, out: Any = None) -> paddle.Tensor:
    """torch.linalg.solve: X with A X = B, or X A = B if not ``left``.

    The gradient of Paddle's solve ends the process where only one operand needs one, and it takes no complex numbers
    on the CPU, hence the inverse.
    """
    vector = _is_vector(A, B)
    right = B.unsqueeze(-1) if vector else B
    if not math.prod(A.shape) or not math.prod(right.shape):
        batch = paddle.broadcast_shape(A.shape[:-2], right.shape[:-2])
        solution = paddle.zeros([*batch, *right.shape[-2:]], dtype=A.dtype) + 0 * (paddle.sum(A) + paddle.sum(right))
    elif not is_recorded(A, B) and not paddle.is_complex(A):
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
    middle = triangular_solution(lower, input, False)
    return to_out(triangular_solution(lower.mT, middle, True), out)


@tensor_method("cholesky_inverse")
def torch_cholesky_inverse(input: Any, upper: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.cholesky_inverse and Tensor.cholesky_inverse; Paddle's takes no batches."""
    identity = paddle.eye(input.shape[-1], dtype=input.dtype).expand(input.shape)
    return to_out(torch_cholesky_solve(identity, input, upper), out)


def linalg_multi_dot(tensors: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.multi_dot; Paddle's takes real floating matrices only, its gradient all factors' or none."""
    if is_recorded(*tensors) or dtype_category(tensors[0].dtype) != 2:
        return to_out(functools.reduce(paddle.matmul, tensors), out)
    return to_out(paddle.linalg.multi_dot(list(tensors)), out)
