"""Linear algebra that Paddle lacks, or does for fewer forms of input."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .linalg_decompositions import identities, linalg_qr, linalg_svd
from .linalg_inverse import linalg_pinv
from .linalg_solve import linalg_solve, triangular_solution
from .promotion import dtype_category, to_out


class TriangularSolution(NamedTuple):
    """What torch.triangular_solve returns."""

    solution: Any
    cloned_coefficient: Any


def linalg_tensorinv(input: Any, ind: int = 2, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.tensorinv: the inverse of the map from the last dimensions to the first ``ind``."""
    first, last = list(input.shape[:ind]), list(input.shape[ind:])
    matrix = paddle.reshape(input, [math.prod(first), math.prod(last)])
    return to_out(paddle.reshape(paddle.linalg.inv(matrix), last + first), out)


def linalg_tensorsolve(input: Any, other: Any, dims: Any = None, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.tensorsolve: X with tensordot(input, X, X.ndim) = other; ``dims`` of input go to its end."""
    if dims is not None:
        last = [dim % input.ndim for dim in dims]
        input = paddle.transpose(input, [dim for dim in range(input.ndim) if dim not in last] + last)
    shape = list(input.shape[other.ndim :])
    size = math.prod(shape)
    solution = linalg_solve(paddle.reshape(input, [size, size]), paddle.reshape(other, [size, 1]))
    return to_out(paddle.reshape(solution, shape), out)


def linalg_vander(x: Any, *, N: int | None = None) -> paddle.Tensor:
    """torch.linalg.vander: rising powers along a new last dimension; paddle.vander takes one vector, powers falling."""
    if not x.ndim:
        x = x.unsqueeze(0)
    base = x.cast(paddle.int64) if dtype_category(x.dtype) < 2 else x
    columns = [paddle.ones_like(base)]
    for _ in range(1, x.shape[-1] if N is None else N):
        columns.append(columns[-1] * base)
    return paddle.stack(columns, axis=-1)


def apply_reflectors(
    reflectors: paddle.Tensor, factors: paddle.Tensor, target: paddle.Tensor, left: bool, transpose: bool
) -> paddle.Tensor:
    """Q @ target (target @ Q if not ``left``) for Q = H_0 H_1 ..., Q conjugate-transposed if ``transpose``.

    Each H_i = I - factors[i] v v^H; v stands below the diagonal of column i of ``reflectors``.
    Paddle's ormqr fails where the reflectors are fewer than the rows; its householder_product
    writes into its input, and then has no gradient.
    """
    rows = reflectors.shape[-2]
    result = target
    # The factor that stands next to the target is applied first.
    order = range(factors.shape[-1])
    for index in order if left == transpose else reversed(order):
        below = reflectors[..., index + 1 :, index]
        zeros = paddle.zeros([*below.shape[:-1], index], dtype=below.dtype)
        one = paddle.ones([*below.shape[:-1], 1], dtype=below.dtype)
        vector = paddle.concat([zeros, one, below], axis=-1).reshape([*below.shape[:-1], rows, 1])
        factor = factors[..., index].unsqueeze(-1).unsqueeze(-1)
        adjoint = vector.mT
        if paddle.is_complex(vector):
            adjoint = paddle.conj(adjoint)
            factor = paddle.conj(factor) if transpose else factor
        if left:
            result = result - factor * paddle.matmul(vector, paddle.matmul(adjoint, result))
        else:
            result = result - factor * paddle.matmul(paddle.matmul(result, vector), adjoint)
    return result


def linalg_householder_product(input: Any, tau: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.householder_product: the first columns of the product of reflectors."""
    columns = paddle.eye(*input.shape[-2:], dtype=input.dtype).expand(input.shape)
    if not tau.shape[-1]:
        columns = columns + 0 * (input + paddle.sum(tau))
    return to_out(apply_reflectors(input, tau, columns, True, False), out)


@tensor_method("orgqr")
def torch_orgqr(input: Any, input2: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.orgqr and Tensor.orgqr: ``householder_product``."""
    return linalg_householder_product(input, input2, out=out)


@tensor_method("ormqr")
def torch_ormqr(
    input: Any, input2: Any, input3: Any, left: bool = True, transpose: bool = False, *, out: Any = None
) -> paddle.Tensor:
    """torch.ormqr and Tensor.ormqr: ``input3`` times the whole product of reflectors."""
    return to_out(apply_reflectors(input, input2, input3, left, transpose), out)


@tensor_method("triangular_solve")
def torch_triangular_solve(
    input: Any, A: Any, upper: bool = True, transpose: bool = False, unitriangular: bool = False, *, out: Any = None
) -> TriangularSolution:
    """torch.triangular_solve and Tensor.triangular_solve: the right-hand side first; a copy of A comes with it."""
    matrix, above = (A.mT, not upper) if transpose else (A, upper)
    solution = triangular_solution(matrix, input, above, unitriangular)
    return to_out(TriangularSolution(solution, A.clone()), out)


@tensor_method("pinverse")
def torch_pinverse(input: Any, rcond: Any = 1e-15) -> paddle.Tensor:
    """Tensor.pinverse."""
    return linalg_pinv(input, rtol=rcond)


@tensor_method("matrix_exp")
def torch_matrix_exp(input: Any) -> paddle.Tensor:
    """torch.matrix_exp, torch.linalg.matrix_exp and Tensor.matrix_exp: scaling, a Taylor series of degree 18, squaring.

    Paddle's has no gradient: it changes what it needs for one.
    Source: Bader, Blanes, Casas, "Computing the matrix exponential with an optimized Taylor polynomial", 2019.
    """
    half = input.dtype in (paddle.float16, paddle.bfloat16)
    matrices = input.cast(paddle.float32) if half else input
    one = identities(matrices, matrices.shape[-1])
    if not math.prod(matrices.shape):
        return input + one.cast(input.dtype)
    norm = float(paddle.max(paddle.sum(paddle.abs(matrices.detach()), axis=-2)))
    squarings = max(0, math.ceil(math.log2(norm))) if 0 < norm < math.inf else 0
    scaled = matrices / 2**squarings
    result = one
    for degree in range(18, 0, -1):
        result = one + paddle.matmul(scaled, result) / degree
    for _ in range(squarings):
        result = paddle.matmul(result, result)
    return result.cast(input.dtype)


def torch_svd_lowrank(
    A: Any, q: int | None = 6, niter: int | None = 2, M: Any = None
) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """torch.svd_lowrank: (U, S, V) of ``A``, or of A - M, by random projections.

    Paddle's ends the process in its backward.
    """
    matrix = A if M is None else A - M
    rank, rounds = 6 if q is None else q, 2 if niter is None else niter
    wide = matrix.shape[-2] < matrix.shape[-1]
    tall = _adjoint_of(matrix) if wide else matrix
    start = paddle.randn([tall.shape[-1], rank], dtype=A.dtype)
    basis = linalg_qr(paddle.matmul(tall, start))[0]
    for _ in range(rounds):
        basis = linalg_qr(paddle.matmul(_adjoint_of(tall), basis))[0]
        basis = linalg_qr(paddle.matmul(tall, basis))[0]
    left, values, right = linalg_svd(paddle.matmul(_adjoint_of(basis), tall), full_matrices=False)
    left, right = paddle.matmul(basis, left), _adjoint_of(right)
    return (right, values, left) if wide else (left, values, right)


def _adjoint_of(matrix: paddle.Tensor) -> paddle.Tensor:
    return paddle.conj(matrix).mT


def torch_pca_lowrank(
    A: Any, q: int | None = None, center: bool = True, niter: int = 2
) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """torch.pca_lowrank: (U, S, V) of ``A`` with the mean of its columns taken away."""
    matrix = A - paddle.mean(A, axis=-2, keepdim=True) if center else A
    return torch_svd_lowrank(matrix, min(6, *A.shape[-2:]) if q is None else q, niter)
