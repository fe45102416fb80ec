"""Decompositions with torch's named results, and gradients that hold for batches.

Paddle's eigh, eigvalsh and eig give each matrix of a batch a gradient computed with the first one's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
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


class Reflectors(NamedTuple):
    """What torch.geqrf returns: R above the Householder vectors, and their factors."""

    a: Any
    tau: Any


class QRResult(NamedTuple):
    """What torch.linalg.qr returns."""

    Q: Any
    R: Any


class EigenResult(NamedTuple):
    """What torch.linalg.eigh and eig return."""

    eigenvalues: Any
    eigenvectors: Any


def is_recorded(*operands: paddle.Tensor) -> bool:
    """Whether a gradient is recorded for any of the operands."""
    return paddle.is_grad_enabled() and not all(operand.stop_gradient for operand in operands)


def flat_batch(matrices: paddle.Tensor) -> tuple[list[int], paddle.Tensor]:
    """The batch dimensions, and the matrices with these as one."""
    batch = list(matrices.shape[:-2])
    return batch, paddle.reshape(matrices, [math.prod(batch), *matrices.shape[-2:]])


def per_matrix(function: Callable[[paddle.Tensor], Any], matrices: paddle.Tensor) -> Any:
    """``function`` of a batch of matrices: one by one where a gradient is recorded, else at once."""
    if matrices.ndim == 2 or matrices.stop_gradient or not paddle.is_grad_enabled():
        return function(matrices)
    batch, flat = flat_batch(matrices)
    results = [function(flat[i]) for i in range(flat.shape[0])]

    def joined(parts: list[paddle.Tensor]) -> paddle.Tensor:
        return paddle.reshape(paddle.stack(parts), [*batch, *parts[0].shape])

    if isinstance(results[0], (tuple, list)):
        return tuple(joined([result[i] for result in results]) for i in range(len(results[0])))
    return joined(results)


def identities(like: paddle.Tensor, size: int) -> paddle.Tensor:
    """Identity matrices of a size, one for each matrix of ``like``."""
    return paddle.eye(size, dtype=like.dtype).expand([*like.shape[:-2], size, size])


def hermitian_of(matrices: paddle.Tensor) -> paddle.Tensor:
    """The conjugate transpose of each matrix."""
    return paddle.conj(matrices.mT) if paddle.is_complex(matrices) else matrices.mT


class _ComplexSVD(paddle.autograd.PyLayer):
    """The reduced decomposition of complex matrices; Paddle's gradient fails for batches and lacks terms."""

    @staticmethod
    def forward(ctx: Any, A: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
        left, values, right = paddle.linalg.svd(A, full_matrices=False)
        ctx.save_for_backward(left, values, right)
        return left, values, right

    @staticmethod
    def backward(ctx: Any, of_left: paddle.Tensor, of_values: paddle.Tensor, of_right: paddle.Tensor) -> paddle.Tensor:
        left, values, right = ctx.saved_tensor()
        rows, columns, kind = left.shape[-2], right.shape[-1], left.dtype
        one = paddle.eye(values.shape[-1], dtype=values.dtype)
        in_row, in_column = values.unsqueeze(-2), values.unsqueeze(-1)
        # 1 / (the column's squared singular value - the row's), 0 on the diagonal.
        gaps = (1 - one) / (in_row**2 - in_column**2 + one)
        turned_left = paddle.matmul(hermitian_of(left), of_left)
        turned_right = paddle.matmul(right, hermitian_of(of_right))
        inner = (turned_left - hermitian_of(turned_left)) * (gaps * in_row).cast(kind)
        inner = inner + (turned_right - hermitian_of(turned_right)) * (gaps * in_column).cast(kind)
        # The phases of a pair of vectors turn together.
        inner = inner + paddle.complex(of_values.unsqueeze(-1) * one, paddle.imag(turned_left) / in_row * one)
        gradient = paddle.matmul(left, paddle.matmul(inner, right))
        if rows > values.shape[-1]:
            outside = of_left - paddle.matmul(left, turned_left)
            gradient = gradient + paddle.matmul(outside / in_row.cast(kind), right)
        if columns > values.shape[-1]:
            outside = of_right - paddle.matmul(hermitian_of(turned_right), right)
            gradient = gradient + paddle.matmul(left, outside / in_column.cast(kind))
        return gradient


def _singular(A: paddle.Tensor, full_matrices: bool) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """U, S and Vh; of matrices without elements too, where Paddle leaves what is in memory.

    Paddle's gradient of full matrices is that of another function: the vectors of the null space have none.
    """
    rows, columns = A.shape[-2:]
    few = min(rows, columns)
    if math.prod(A.shape):
        if paddle.is_complex(A) and is_recorded(A):
            left, values, right = _ComplexSVD.apply(A)
        else:
            left, values, right = paddle.linalg.svd(A, full_matrices=full_matrices and A.stop_gradient)
        if full_matrices and not A.stop_gradient:
            more_left, _, more_right = paddle.linalg.svd(A.detach(), full_matrices=True)
            left = paddle.concat([left, more_left[..., few:]], axis=-1)
            right = paddle.concat([right, more_right[..., few:, :]], axis=-2)
        return left, values, right
    nothing = 0 * paddle.sum(A)
    left, right = identities(A, rows) + nothing, identities(A, columns) + nothing
    values = paddle.real(paddle.diagonal(A, 0, -2, -1)) if paddle.is_complex(A) else paddle.diagonal(A, 0, -2, -1)
    if full_matrices:
        return left, values, right
    return left[..., :few], values, right[..., :few, :]


def linalg_svd(A: Any, full_matrices: bool = True, *, driver: str | None = None, out: Any = None) -> SVDResult:
    """torch.linalg.svd. ``driver`` chooses among CUDA routines only."""
    return to_out(SVDResult(*_singular(A, full_matrices)), out)


@tensor_method("svd")
def torch_svd(input: Any, some: bool = True, compute_uv: bool = True, *, out: Any = None) -> LegacySVDResult:
    """torch.svd and Tensor.svd: (U, S, V), input = U @ diag(S) @ V^H; U and V are zeros unless ``compute_uv``."""
    left, singular, right = _singular(input, not some)
    result = LegacySVDResult(left, singular, hermitian_of(right))
    if not compute_uv:
        rows, columns = (paddle.zeros([*input.shape[:-2], n, n], dtype=input.dtype) for n in input.shape[-2:])
        result = LegacySVDResult(rows, singular, columns)
    return to_out(result, out)


def linalg_svdvals(A: Any, *, driver: str | None = None, out: Any = None) -> paddle.Tensor:
    """torch.linalg.svdvals. ``driver`` chooses among CUDA routines only."""
    return to_out(_singular(A, False)[1], out)


def _by_qr(A: paddle.Tensor, mode: str) -> tuple[paddle.Tensor, paddle.Tensor]:
    """Q and R; of matrices without elements too, whose gradient fails in Paddle.

    Paddle's gradient ends the process where only Q or only R is used.
    """
    if math.prod(A.shape):
        q, r = paddle.linalg.qr(A, mode=mode)
        return (q, r) if q.stop_gradient else (q + 0 * paddle.sum(r), r + 0 * paddle.sum(q))
    rows, columns = A.shape[-2:]
    size = rows if mode == "complete" else min(rows, columns)
    return identities(A, rows)[..., :size] + 0 * paddle.sum(A), A[..., :size, :]


def linalg_qr(A: Any, mode: str = "reduced", *, out: Any = None) -> QRResult:
    """torch.linalg.qr; with mode "r", Q is empty."""
    if mode == "r":
        return to_out(QRResult(paddle.zeros([0], dtype=A.dtype), _by_qr(A, "reduced")[1]), out)
    return to_out(QRResult(*_by_qr(A, mode)), out)


@tensor_method("qr")
def torch_qr(input: Any, some: bool = True, *, out: Any = None) -> QRResult:
    """torch.qr and Tensor.qr."""
    return to_out(QRResult(*_by_qr(input, "reduced" if some else "complete")), out)


def _complex_eigen(input: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
    if math.prod(input.shape):
        return per_matrix(paddle.linalg.eig, input)
    wide = input.dtype in (paddle.float64, paddle.complex128)
    vectors = input.cast(paddle.complex128 if wide else paddle.complex64)
    return paddle.diagonal(vectors, 0, -2, -1), vectors


def linalg_eig(input: Any, *, out: Any = None) -> EigenResult:
    """torch.linalg.eig: complex, whatever the input."""
    return to_out(EigenResult(*_complex_eigen(input)), out)


def linalg_eigvals(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.eigvals; Paddle's own gives no gradient."""
    return to_out(_complex_eigen(input)[0], out)


def linalg_diagonal(A: Any, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> paddle.Tensor:
    """torch.linalg.diagonal: of the last two dimensions by default."""
    return paddle.diagonal(A, offset, dim1, dim2)


@tensor_method("geqrf")
def torch_geqrf(input: Any, *, out: Any = None) -> Reflectors:
    """torch.geqrf and Tensor.geqrf, by numpy's LAPACK: Paddle's qr gives no reflectors. No gradient, as in torch."""
    rows, columns = input.shape[-2:]
    if 0 in input.shape:
        factors = paddle.empty([*input.shape[:-2], min(rows, columns)], dtype=input.dtype)
        return to_out(Reflectors(input.detach().clone(), factors), out)
    matrix, tau = np.linalg.qr(input.detach().numpy(), mode="raw")
    made = [paddle.to_tensor(part, place=input.place) for part in (np.swapaxes(matrix, -1, -2), tau)]
    return to_out(Reflectors(*made), out)
