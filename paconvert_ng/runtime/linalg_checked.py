"""The ``_ex`` forms of torch.linalg: where a matrix has no result, ``info`` says so and nothing is raised."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import paddle

from .linalg_decompositions import flat_batch, identities
from .linalg_hermitian import cholesky_of
from .linalg_solve import linalg_solve
from .promotion import to_out


class CholeskyInfo(NamedTuple):
    """What torch.linalg.cholesky_ex returns."""

    L: Any
    info: Any


class InverseInfo(NamedTuple):
    """What torch.linalg.inv_ex returns."""

    inverse: Any
    info: Any


class SolutionInfo(NamedTuple):
    """What torch.linalg.solve_ex returns."""

    result: Any
    info: Any


def _succeeds(function: Callable[[paddle.Tensor], Any], matrix: paddle.Tensor) -> bool:
    """Whether a decomposition of the (detached) matrix exists; Paddle raises ValueError where it does not."""
    try:
        function(matrix)
    except ValueError:
        return False
    return True


def _first_bad_minor(matrix: paddle.Tensor) -> int:
    """The order of the first leading minor that is not positive definite, 0 if all are."""
    if _succeeds(cholesky_of, matrix):
        return 0
    size = matrix.shape[-1]
    return next((k for k in range(1, size) if not _succeeds(cholesky_of, matrix[:k, :k])), size)


def _first_zero_pivot(matrix: paddle.Tensor) -> int:
    """The 1-based position of the first pivot that is exactly 0, 0 if none is."""
    return int(paddle.linalg.lu(matrix, True, True)[2])


def _checked(
    name: str,
    A: paddle.Tensor,
    fault_of: Callable[[paddle.Tensor], int],
    result_of: Callable[[paddle.Tensor], paddle.Tensor],
    check_errors: bool,
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """``result_of(A)``, NaN for the matrices that ``fault_of`` finds a fault in, and the faults as int32."""
    batch, flat = flat_batch(A.detach())
    faults = [fault_of(flat[i]) for i in range(flat.shape[0])] if A.shape[-1] else [0] * flat.shape[0]
    info = paddle.to_tensor(faults, dtype=paddle.int32).reshape(batch)
    if check_errors and any(faults):
        raise RuntimeError(f"linalg.{name}: a matrix has no result (info {faults})")
    if not any(faults):
        return result_of(A), info
    failed = (info != 0).reshape([*batch, 1, 1])
    # The identity in place of the bad matrices lets the good ones of the batch through.
    result = result_of(paddle.where(failed, identities(A, A.shape[-1]), A))
    return paddle.where(failed, paddle.full_like(result, float("nan")), result), info


def linalg_cholesky_ex(input: Any, *, upper: bool = False, check_errors: bool = False, out: Any = None) -> CholeskyInfo:
    """torch.linalg.cholesky_ex; where a matrix is not positive definite, torch's result is unspecified, this is NaN."""
    decompose = functools.partial(cholesky_of, upper=upper)
    result, info = _checked("cholesky_ex", input, _first_bad_minor, decompose, check_errors)
    return to_out(CholeskyInfo(result, info), out)


def linalg_inv_ex(A: Any, *, check_errors: bool = False, out: Any = None) -> InverseInfo:
    """torch.linalg.inv_ex; a singular matrix gives NaN, where torch's result is unspecified."""
    return to_out(InverseInfo(*_checked("inv_ex", A, _first_zero_pivot, paddle.linalg.inv, check_errors)), out)


def linalg_solve_ex(A: Any, B: Any, *, left: bool = True, check_errors: bool = False, out: Any = None) -> SolutionInfo:
    """torch.linalg.solve_ex; a singular matrix gives NaN, where torch's result is unspecified."""
    solved = _checked(
        "solve_ex", A, _first_zero_pivot, lambda matrices: linalg_solve(matrices, B, left=left), check_errors
    )
    return to_out(SolutionInfo(*solved), out)
