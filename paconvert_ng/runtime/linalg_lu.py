"""LU decompositions with torch's named results, on either side, adjoint, and with gradients."""

from __future__ import annotations

from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .linalg_solve import triangular_solution
from .promotion import to_out


class LUFactor(NamedTuple):
    """What torch.linalg.lu_factor and torch.lu return: L and U in one matrix, 1-based row exchanges."""

    LU: Any
    pivots: Any


class LUFactorInfo(NamedTuple):
    """What torch.linalg.lu_factor_ex returns."""

    LU: Any
    pivots: Any
    info: Any


class LUParts(NamedTuple):
    """What torch.linalg.lu and torch.lu_unpack return: A = P @ L @ U."""

    P: Any
    L: Any
    U: Any


def linalg_lu_factor(A: Any, *, pivot: bool = True, out: Any = None) -> LUFactor:
    """torch.linalg.lu_factor. Without ``pivot`` on a GPU only, as in torch."""
    return to_out(LUFactor(*paddle.linalg.lu(A, pivot)), out)


def linalg_lu_factor_ex(A: Any, *, pivot: bool = True, check_errors: bool = False, out: Any = None) -> LUFactorInfo:
    """torch.linalg.lu_factor_ex."""
    result = LUFactorInfo(*paddle.linalg.lu(A, pivot, True))
    if check_errors and bool(paddle.any(result.info != 0)):
        raise RuntimeError("linalg.lu_factor_ex: the matrix is singular, it would lead to a division by zero")
    return to_out(result, out)


@tensor_method("lu")
def torch_lu(A: Any, pivot: bool = True, get_infos: bool = False, out: Any = None) -> Any:
    """torch.lu and Tensor.lu: (LU, pivots), and the infos if asked for."""
    if get_infos:
        return to_out(LUFactorInfo(*paddle.linalg.lu(A, pivot, True)), out)
    return to_out(LUFactor(*paddle.linalg.lu(A, pivot)), out)


def unpacked_lu(LU: paddle.Tensor, pivots: paddle.Tensor) -> LUParts:
    """P, L, U of a packed decomposition. Paddle's lu_unpack ends the process where only L or U is given a gradient."""
    rank = min(LU.shape[-2:])
    P = paddle.linalg.lu_unpack(LU.detach(), pivots)[0]
    L = paddle.tril(LU, -1)[..., :rank] + paddle.eye(LU.shape[-2], rank, dtype=LU.dtype)
    return LUParts(P, L, paddle.triu(LU)[..., :rank, :])


def linalg_lu(A: Any, *, pivot: bool = True, out: Any = None) -> LUParts:
    """torch.linalg.lu; Paddle's gives the factors packed."""
    return to_out(unpacked_lu(*paddle.linalg.lu(A, pivot)), out)


def torch_lu_unpack(
    LU_data: Any, LU_pivots: Any, unpack_data: bool = True, unpack_pivots: bool = True, *, out: Any = None
) -> LUParts:
    """torch.lu_unpack: what is not unpacked is empty."""
    P, L, U = unpacked_lu(LU_data, LU_pivots)
    empty = paddle.empty([0], dtype=LU_data.dtype)
    P = P if unpack_pivots else empty
    return to_out(LUParts(P, L, U) if unpack_data else LUParts(P, empty, empty), out)


def linalg_lu_solve(
    LU: Any, pivots: Any, B: Any, *, left: bool = True, adjoint: bool = False, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.lu_solve: X with A X = B, X A = B if not ``left``, A conjugate-transposed if ``adjoint``.

    By two triangular systems: Paddle's own gives no gradient of the factors.
    """
    P, L, U = unpacked_lu(LU, pivots)
    if not left:
        # X A = B is A^H X^H = B^H.
        solution = _solve_factored(P, L, U, paddle.conj(B.mT), not adjoint)
        return to_out(paddle.conj(solution.mT), out)
    return to_out(_solve_factored(P, L, U, B, adjoint), out)


def _solve_factored(P: Any, L: Any, U: Any, B: Any, adjoint: bool) -> paddle.Tensor:
    if adjoint:
        middle = triangular_solution(paddle.conj(U.mT), B, False)
        return paddle.matmul(P, triangular_solution(paddle.conj(L.mT), middle, True, True))
    middle = triangular_solution(L, paddle.matmul(P.mT, B), False, True)
    return triangular_solution(U, middle, True)


@tensor_method("lu_solve")
def torch_lu_solve(input: Any, LU_data: Any, LU_pivots: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.lu_solve and Tensor.lu_solve: the right-hand side comes first."""
    return linalg_lu_solve(LU_data, LU_pivots, input, out=out)
