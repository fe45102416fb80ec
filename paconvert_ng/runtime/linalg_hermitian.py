"""Hermitian matrices: eigenvalues and Cholesky factors, complex and of batches.

Paddle's eigh and eigvalsh give each matrix of a batch a gradient computed with the first one's. For complex numbers
on the CPU they end the process once SciPy has been imported, and its Cholesky decomposition has no kernel.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .linalg_decompositions import EigenResult, hermitian_of, is_recorded, per_matrix
from .promotion import to_out


def hermitian_from(A: paddle.Tensor, upper: bool = False) -> paddle.Tensor:
    """The Hermitian matrices whose lower (or upper) triangle is that of ``A``, with a real diagonal."""
    if not paddle.is_complex(A):
        return paddle.triu(A) + paddle.triu(A, 1).mT if upper else paddle.tril(A) + paddle.tril(A, -1).mT
    strict = paddle.triu(A, 1) if upper else paddle.tril(A, -1)
    diagonal = paddle.real(A) * paddle.eye(A.shape[-1], dtype=paddle.real(A).dtype)
    return strict + hermitian_of(strict) + diagonal.cast(A.dtype)


def _complex_eigh_of(A: paddle.Tensor, upper: bool) -> tuple[paddle.Tensor, paddle.Tensor]:
    """Eigenvalues, rising, and eigenvectors: the singular vectors of the matrices made positive definite."""
    matrices = hermitian_from(A, upper)
    norm = paddle.sqrt(paddle.sum(paddle.abs(matrices) ** 2, axis=[-2, -1], keepdim=True))
    shift = paddle.where(norm == 0, paddle.ones_like(norm), norm) * paddle.eye(A.shape[-1], dtype=norm.dtype)
    vectors = paddle.flip(paddle.linalg.svd(matrices + shift.cast(A.dtype))[0], [-1])
    values = paddle.real(paddle.sum(paddle.conj(vectors) * paddle.matmul(matrices, vectors), axis=-2))
    return values, vectors


class _ComplexEigh(paddle.autograd.PyLayer):
    """``_complex_eigh_of`` with the gradient of simple eigenvalues and of their vectors."""

    @staticmethod
    def forward(ctx: Any, A: paddle.Tensor, upper: bool) -> tuple[paddle.Tensor, paddle.Tensor]:
        values, vectors = _complex_eigh_of(A, upper)
        ctx.save_for_backward(values, vectors)
        return values, vectors

    @staticmethod
    def backward(ctx: Any, values_gradient: paddle.Tensor, vectors_gradient: paddle.Tensor) -> paddle.Tensor:
        values, vectors = ctx.saved_tensor()
        one = paddle.eye(values.shape[-1], dtype=values.dtype)
        # 1 / (the column's eigenvalue - the row's), 0 on the diagonal.
        gaps = (1 - one) / (values.unsqueeze(-2) - values.unsqueeze(-1) + one)
        turns = paddle.matmul(hermitian_of(vectors), vectors_gradient)
        inner = 0.5 * (turns - hermitian_of(turns)) * gaps.cast(vectors.dtype)
        inner = inner + (values_gradient.unsqueeze(-1) * one).cast(vectors.dtype)
        return paddle.matmul(vectors, paddle.matmul(inner, hermitian_of(vectors)))


def _complex_eigh(A: paddle.Tensor, upper: bool) -> tuple[paddle.Tensor, paddle.Tensor]:
    return _ComplexEigh.apply(A, upper) if is_recorded(A) else _complex_eigh_of(A, upper)


def linalg_eigh(input: Any, UPLO: str = "L", *, out: Any = None) -> EigenResult:
    """torch.linalg.eigh."""
    if not math.prod(input.shape):
        values = paddle.diagonal(input, 0, -2, -1)
        return to_out(EigenResult(paddle.real(values) if paddle.is_complex(values) else values, input + 0), out)
    if paddle.is_complex(input):
        return to_out(EigenResult(*_complex_eigh(input, UPLO.upper() == "U")), out)
    return to_out(EigenResult(*per_matrix(lambda matrix: paddle.linalg.eigh(matrix, UPLO.upper()), input)), out)


def linalg_eigvalsh(input: Any, UPLO: str = "L", *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.eigvalsh."""
    if paddle.is_complex(input) or not math.prod(input.shape):
        return to_out(linalg_eigh(input, UPLO)[0], out)
    return to_out(per_matrix(lambda matrix: paddle.linalg.eigvalsh(matrix, UPLO.upper()), input), out)


class _ComplexCholesky(paddle.autograd.PyLayer):
    """L with A = L L^H: each number a + bi as the real matrix [[a, -b], [b, a]] gives the factor of a real matrix."""

    @staticmethod
    def forward(ctx: Any, A: paddle.Tensor) -> paddle.Tensor:
        size = A.shape[-1]
        real = paddle.real(A)
        imag = paddle.imag(A) * (1 - paddle.eye(size, dtype=real.dtype))
        blocks = paddle.stack([paddle.stack([real, -imag], axis=-1), paddle.stack([imag, real], axis=-1)], axis=-3)
        factor = paddle.linalg.cholesky(blocks.reshape([*A.shape[:-2], 2 * size, 2 * size]))
        pairs = factor.reshape([*A.shape[:-2], size, 2, size, 2])
        lower = paddle.complex(pairs[..., 0, :, 0], pairs[..., 1, :, 0])
        ctx.save_for_backward(lower)
        return lower

    @staticmethod
    def backward(ctx: Any, gradient: paddle.Tensor) -> paddle.Tensor:
        (lower,) = ctx.saved_tensor()
        inverse = paddle.linalg.inv(lower)
        inner = paddle.tril(paddle.matmul(hermitian_of(lower), gradient))
        inner = 0.5 * (inner + hermitian_of(paddle.tril(inner, -1)))
        return paddle.matmul(hermitian_of(inverse), paddle.matmul(inner, inverse))


def cholesky_of(A: paddle.Tensor, upper: bool = False) -> paddle.Tensor:
    """The Cholesky factor of real or complex matrices."""
    if not paddle.is_complex(A):
        return paddle.linalg.cholesky(A, upper=upper)
    if not math.prod(A.shape):
        return A + 0
    factor = _ComplexCholesky.apply(A)
    return hermitian_of(factor) if upper else factor


def linalg_cholesky(input: Any, *, upper: bool = False, out: Any = None) -> paddle.Tensor:
    """torch.linalg.cholesky; Paddle's takes no complex matrices on the CPU."""
    return to_out(cholesky_of(input, upper), out)


@tensor_method("cholesky")
def torch_cholesky(input: Any, upper: bool = False, *, out: Any = None) -> paddle.Tensor:
    """torch.cholesky and Tensor.cholesky."""
    return to_out(cholesky_of(input, upper), out)
