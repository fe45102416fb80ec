"""Decompositions with torch's named results, and gradients that hold for batches.

Paddle's eigh, eigvalsh and eig give each matrix of a batch a gradient computed with the first one's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .promotion import to_out


class SVDResult(NamedTuple):
    """What torch.linalg.svd returns."""

    U: Any
    S: Any
    Vh: Any


class LegacySVDResult(NamedTuple):
    """What torch.svd returns: V is not transposed."""

    U: Any
    S: Any
    V: Any


class QRResult(NamedTuple):
    """What torch.linalg.qr returns."""

    Q: Any
    R: Any


class EigenResult(NamedTuple):
    """What torch.linalg.eigh and eig return."""

    eigenvalues: Any
    eigenvectors: Any


class LstsqResult(NamedTuple):
    """What torch.linalg.lstsq returns."""

    solution: Any
    residuals: Any
    rank: Any
    singular_values: Any


def per_matrix(function: Callable[[paddle.Tensor], Any], matrices: paddle.Tensor) -> Any:
    """``function`` of a batch of matrices: one by one where a gradient is recorded, else at once."""
    if matrices.ndim == 2 or matrices.stop_gradient or not paddle.is_grad_enabled():
        return function(matrices)
    batch = list(matrices.shape[:-2])
    flat = paddle.reshape(matrices, [-1, *matrices.shape[-2:]])
    results = [function(flat[i]) for i in range(flat.shape[0])]

    def joined(parts: list[paddle.Tensor]) -> paddle.Tensor:
        return paddle.reshape(paddle.stack(parts), [*batch, *parts[0].shape])

    if isinstance(results[0], (tuple, list)):
        return tuple(joined([result[i] for result in results]) for i in range(len(results[0])))
    return joined(results)


def linalg_svd(A: Any, full_matrices: bool = True, *, driver: str | None = None, out: Any = None) -> SVDResult:
    """torch.linalg.svd. ``driver`` chooses among CUDA routines only."""
    return to_out(SVDResult(*paddle.linalg.svd(A, full_matrices=full_matrices)), out)


@tensor_method("svd")
def torch_svd(input: Any, some: bool = True, compute_uv: bool = True, *, out: Any = None) -> LegacySVDResult:
    """torch.svd and Tensor.svd: (U, S, V), input = U @ diag(S) @ V^H."""
    left, singular, right = paddle.linalg.svd(input, full_matrices=not some)
    result = LegacySVDResult(left, singular, paddle.conj(right.mT) if paddle.is_complex(right) else right.mT)
    if not compute_uv:
        result = LegacySVDResult(paddle.zeros_like(left), singular, paddle.zeros_like(result.V))
    return to_out(result, out)


def linalg_svdvals(A: Any, *, driver: str | None = None, out: Any = None) -> paddle.Tensor:
    """torch.linalg.svdvals. ``driver`` chooses among CUDA routines only."""
    return to_out(paddle.linalg.svd(A, full_matrices=False)[1], out)


def linalg_qr(A: Any, mode: str = "reduced", *, out: Any = None) -> QRResult:
    """torch.linalg.qr; with mode "r", Q is empty."""
    if mode == "r":
        return to_out(QRResult(paddle.zeros([0], dtype=A.dtype), paddle.linalg.qr(A, mode="r")), out)
    return to_out(QRResult(*paddle.linalg.qr(A, mode=mode)), out)


@tensor_method("qr")
def torch_qr(input: Any, some: bool = True, *, out: Any = None) -> QRResult:
    """torch.qr and Tensor.qr."""
    return to_out(QRResult(*paddle.linalg.qr(input, mode="reduced" if some else "complete")), out)


def linalg_eigh(input: Any, UPLO: str = "L", *, out: Any = None) -> EigenResult:
    """torch.linalg.eigh."""
    return to_out(EigenResult(*per_matrix(lambda matrix: paddle.linalg.eigh(matrix, UPLO.upper()), input)), out)


def linalg_eigvalsh(input: Any, UPLO: str = "L", *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.eigvalsh."""
    return to_out(per_matrix(lambda matrix: paddle.linalg.eigvalsh(matrix, UPLO.upper()), input), out)


def linalg_eig(input: Any, *, out: Any = None) -> EigenResult:
    """torch.linalg.eig: complex, whatever the input."""
    return to_out(EigenResult(*per_matrix(paddle.linalg.eig, input)), out)


def linalg_eigvals(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.eigvals; Paddle's own gives no gradient."""
    return to_out(per_matrix(paddle.linalg.eig, input)[0], out)


def linalg_lstsq(
    input: Any, b: Any, rcond: float | None = None, *, driver: str | None = None, out: Any = None
) -> LstsqResult:
    """torch.linalg.lstsq; the solution has a gradient, which Paddle's has not (the matrix must then have full rank)."""
    vector = b.ndim == input.ndim - 1
    right = b.unsqueeze(-1) if vector else b
    solution, residuals, rank, singular = paddle.linalg.lstsq(input, right, rcond, driver)
    if paddle.is_grad_enabled() and not (input.stop_gradient and b.stop_gradient):
        solution = paddle.matmul(paddle.linalg.pinv(input), right)
    result = LstsqResult(solution.squeeze(-1) if vector else solution, residuals, rank.cast(paddle.int64), singular)
    return to_out(result, out)


@tensor_method("slogdet")
def torch_slogdet(A: Any, *, out: Any = None) -> Any:
    """torch.linalg.slogdet, torch.slogdet and Tensor.slogdet: (sign, logabsdet)."""
    return to_out(paddle.compat.slogdet(A), out)


@tensor_method("logdet")
def torch_logdet(input: Any) -> paddle.Tensor:
    """torch.logdet and Tensor.logdet: NaN where the determinant is negative."""
    sign, size = paddle.compat.slogdet(input)
    return paddle.where(sign < 0, paddle.full_like(size, float("nan")), size)


def linalg_pinv(
    A: Any, *, atol: Any = None, rtol: Any = None, hermitian: bool = False, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.pinv; Paddle's cuts off fewer singular values by default and takes no conjugate."""
    left, singular, right = paddle.linalg.svd(A, full_matrices=False)
    kept = singular > _cutoff(A, singular, atol, rtol)
    inverse = paddle.where(
        kept, 1 / paddle.where(kept, singular, paddle.ones_like(singular)), paddle.zeros_like(singular)
    )
    if paddle.is_complex(A):
        left, right = paddle.conj(left), paddle.conj(right)
    return to_out(paddle.matmul(right.mT * inverse.unsqueeze(-2).cast(A.dtype), left.mT), out)


def _cutoff(A: paddle.Tensor, singular: paddle.Tensor, atol: Any, rtol: Any) -> paddle.Tensor:
    """Singular values up to this count as 0: max(atol, rtol * the largest), rtol = max(m, n) * eps by default."""
    if rtol is None:
        rtol = max(A.shape[-2:]) * paddle.finfo(singular.dtype).eps if not atol else 0.0
    largest = paddle.amax(singular, axis=-1, keepdim=True).detach()
    relative = largest * (rtol.unsqueeze(-1) if paddle.is_tensor(rtol) else rtol)
    absolute = atol.unsqueeze(-1) if paddle.is_tensor(atol) else paddle.full_like(relative, atol or 0.0)
    return paddle.maximum(relative, absolute)


def linalg_matrix_rank(
    A: Any, tol: Any = None, *, atol: Any = None, rtol: Any = None, hermitian: bool = False, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.matrix_rank: how many singular values are above the tolerance."""
    singular = paddle.linalg.svd(A, full_matrices=False)[1]
    cutoff = _cutoff(A, singular, atol if tol is None else tol, rtol if tol is None else 0.0)
    return to_out(paddle.sum((singular > cutoff).cast(paddle.int64), axis=-1), out)


def linalg_solve_triangular(
    input: Any, B: Any, *, upper: bool, left: bool = True, unitriangular: bool = False, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.solve_triangular: X with input X = B, or X input = B if not ``left``."""
    if left:
        return to_out(paddle.linalg.triangular_solve(input, B, upper=upper, unitriangular=unitriangular), out)
    solution = paddle.linalg.triangular_solve(input.mT, B.mT, upper=not upper, unitriangular=unitriangular)
    return to_out(solution.mT, out)


def linalg_diagonal(A: Any, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> paddle.Tensor:
    """torch.linalg.diagonal: of the last two dimensions by default."""
    return paddle.diagonal(A, offset, dim1, dim2)


def is_recorded(*operands: paddle.Tensor) -> bool:
    """Whether a gradient is recorded for any of the operands."""
    return paddle.is_grad_enabled() and not all(operand.stop_gradient for operand in operands)


def linalg_solve(A: Any, B: Any, *, left: bool = True, out: Any = None) -> paddle.Tensor:
    """torch.linalg.solve: X with A X = B, or X A = B if not ``left``.

    The gradient of Paddle's solve ends the process where only one operand needs one, hence the inverse.
    """
    if not is_recorded(A, B):
        return to_out(paddle.linalg.solve(A, B, left=left), out)
    inverse = paddle.linalg.inv(A)
    return to_out(paddle.matmul(inverse, B) if left else paddle.matmul(B, inverse), out)


@tensor_method("cholesky_solve")
def torch_cholesky_solve(input: Any, input2: Any, upper: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.cholesky_solve and Tensor.cholesky_solve: X with L L^T X = input, L = input2, by two triangular systems.

    The gradient of Paddle's cholesky_solve ends the process where only one operand needs one.
    """
    lower = input2.mT if upper else input2
    middle = paddle.linalg.triangular_solve(lower, input, upper=False)
    return to_out(paddle.linalg.triangular_solve(lower.mT, middle, upper=True), out)


@tensor_method("det")
def torch_det(input: Any) -> paddle.Tensor:
    """Tensor.det; a Paddle tensor has no such method."""
    return paddle.linalg.det(input)


def linalg_multi_dot(tensors: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.multi_dot; the gradient of Paddle's fails where not all factors need one."""
    if is_recorded(*tensors):
        return to_out(functools.reduce(paddle.matmul, tensors), out)
    return to_out(paddle.linalg.multi_dot(list(tensors)), out)
