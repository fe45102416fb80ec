"""Pseudo-inverses, ranks and least squares, with torch's thresholds and gradients."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import paddle

from .linalg_decompositions import hermitian_of, is_recorded, linalg_svdvals
from .linalg_hermitian import hermitian_from
from .linalg_solve import triangular_solution
from .promotion import to_out


class LstsqResult(NamedTuple):
    """What torch.linalg.lstsq returns."""

    solution: Any
    residuals: Any
    rank: Any
    singular_values: Any


class _PseudoInverse(paddle.autograd.PyLayer):
    """The gradient by Golub and Pereyra, of constant rank; that of the singular values has none where two are equal."""

    @staticmethod
    def forward(ctx: Any, A: paddle.Tensor, threshold: dict[str, Any]) -> paddle.Tensor:
        ctx.save_for_backward(A)
        ctx.threshold = threshold
        return _pinv_of(A, **threshold)

    @staticmethod
    def backward(ctx: Any, gradient: paddle.Tensor) -> paddle.Tensor:
        (A,) = ctx.saved_tensor()
        P = _pinv(A, ctx.threshold)
        H, G = hermitian_of(P), hermitian_of(gradient)
        left = paddle.matmul(G, paddle.matmul(P, H))
        right = paddle.matmul(paddle.matmul(H, P), G)
        kept = paddle.matmul(paddle.matmul(H, gradient), H)
        return (
            left - paddle.matmul(A, paddle.matmul(P, left)) + right - paddle.matmul(paddle.matmul(right, P), A) - kept
        )


def _pinv(A: paddle.Tensor, threshold: dict[str, Any]) -> paddle.Tensor:
    return _PseudoInverse.apply(A, threshold) if is_recorded(A) else _pinv_of(A, **threshold)


def _pinv_of(A: paddle.Tensor, atol: Any, rtol: Any, hermitian: bool) -> paddle.Tensor:
    if not math.prod(A.shape):
        return paddle.zeros([*A.shape[:-2], A.shape[-1], A.shape[-2]], dtype=A.dtype)
    if hermitian:
        A = hermitian_from(A)
    left, singular, right = paddle.linalg.svd(A, full_matrices=False)
    kept = singular > _cutoff(A, singular, atol, rtol)
    inverse = paddle.where(
        kept, 1 / paddle.where(kept, singular, paddle.ones_like(singular)), paddle.zeros_like(singular)
    )
    return paddle.matmul(hermitian_of(right) * inverse.unsqueeze(-2).cast(A.dtype), hermitian_of(left))


def linalg_pinv(
    input: Any, rcond: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.pinv; Paddle's cuts off fewer singular values by default and takes no conjugate."""
    if rcond is not None:
        atol, rtol = 0.0, rcond
    return to_out(_pinv(input, {"atol": atol, "rtol": rtol, "hermitian": hermitian}), out)


def _cutoff(A: paddle.Tensor, singular: paddle.Tensor, atol: Any, rtol: Any) -> paddle.Tensor:
    """Singular values up to this count as 0: max(atol, rtol * the largest); rtol = max(m, n) * eps without an atol."""
    largest = paddle.amax(singular, axis=-1, keepdim=True).detach()

    def bound(value: Any) -> paddle.Tensor:
        if paddle.is_tensor(value):
            return value.cast(singular.dtype).unsqueeze(-1)
        return paddle.full_like(largest, value)

    absolute = bound(0.0 if atol is None else atol)
    if rtol is None:
        default = bound(max(A.shape[-2:]) * paddle.finfo(singular.dtype).eps)
        relative = paddle.where(absolute > 0, paddle.zeros_like(default), default)
    else:
        relative = bound(rtol)
    return paddle.maximum(largest * relative, absolute)


def linalg_matrix_rank(
    input: Any, tol: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.matrix_rank: how many singular values are above the tolerance."""
    matrices = hermitian_from(input) if hermitian else input
    singular = linalg_svdvals(matrices)
    if not math.prod(input.shape):
        return to_out(paddle.zeros(singular.shape[:-1], dtype=paddle.int64), out)
    cutoff = _cutoff(matrices, singular, atol if tol is None else tol, rtol if tol is None else 0.0)
    return to_out(paddle.sum((singular > cutoff).cast(paddle.int64), axis=-1), out)


def linalg_lstsq(
    input: Any, b: Any, rcond: float | None = None, *, driver: str | None = None, out: Any = None
) -> LstsqResult:
    """torch.linalg.lstsq; with a gradient, which Paddle's has not, the matrix must have full rank."""
    if paddle.is_complex(input):
        return to_out(_complex_lstsq(input, b, rcond, driver), out)
    vector = b.ndim == input.ndim - 1
    right = b.unsqueeze(-1) if vector else b
    solution, residuals, rank, singular = paddle.linalg.lstsq(input, right, rcond, driver)
    if is_recorded(input, b):
        rows, columns = input.shape[-2:]
        if rows >= columns:
            Q, R = paddle.linalg.qr(input)
            solution = triangular_solution(R, paddle.matmul(hermitian_of(Q), right), True)
        else:
            Q, R = paddle.linalg.qr(hermitian_of(input))
            solution = paddle.matmul(Q, triangular_solution(hermitian_of(R), right, False))
        if math.prod(residuals.shape):
            residuals = paddle.sum(paddle.abs(paddle.matmul(input, solution) - right) ** 2, axis=-2)
        else:
            residuals = residuals + 0 * paddle.sum(solution)
    result = LstsqResult(solution.squeeze(-1) if vector else solution, residuals, rank.cast(paddle.int64), singular)
    return to_out(result, out)


def _complex_lstsq(A: paddle.Tensor, b: paddle.Tensor, rcond: float | None, driver: str | None) -> LstsqResult:
    """By the pseudo-inverse: Paddle's takes real numbers only. What a driver does not compute is empty."""
    rows, columns = A.shape[-2:]
    vector = b.ndim == A.ndim - 1
    right = b.unsqueeze(-1) if vector else b
    singular = linalg_svdvals(A.detach())
    rank = linalg_matrix_rank(A.detach(), rtol=rcond)
    solution = paddle.matmul(linalg_pinv(A, rtol=rcond), right)
    residuals = paddle.zeros([0], dtype=singular.dtype)
    full = driver == "gels" or bool(paddle.all(rank == columns))
    if is_recorded(solution):
        residuals = residuals + 0 * paddle.sum(paddle.abs(solution))
    if rows > columns and full and driver not in (None, "gelsy"):
        residuals = paddle.sum(paddle.abs(paddle.matmul(A, solution) - right) ** 2, axis=-2)
    if driver == "gels":
        rank = paddle.zeros([0], dtype=paddle.int64)
    if driver not in ("gelsd", "gelss"):
        singular = paddle.zeros([0], dtype=singular.dtype)
    return LstsqResult(solution.squeeze(-1) if vector else solution, residuals, rank, singular)
