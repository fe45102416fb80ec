"""LDL decompositions, which Paddle lacks: LAPACK's method (Bunch and Kaufman's pivots, lower triangle), in numpy.

None has a gradient, as in torch.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import paddle

from .promotion import to_out

_PIVOT_RATIO = (1 + math.sqrt(17)) / 8


class LDLFactor(NamedTuple):
    """What torch.linalg.ldl_factor returns: L below the blocks of D; 1-based exchanges, negative for blocks of 2."""

    LD: Any
    pivots: Any


class LDLFactorInfo(NamedTuple):
    """What torch.linalg.ldl_factor_ex returns."""

    LD: Any
    pivots: Any
    info: Any


def _magnitude(values: np.ndarray) -> np.ndarray:
    return np.abs(values.real) + np.abs(values.imag)


def _choose_pivot(rest: np.ndarray) -> tuple[int, int]:
    """The order of the next block of D, 1 or 2, and the row that is exchanged for its last one."""
    size = _magnitude(rest)
    below = size[1:, 0]
    largest = below.max(initial=0.0)
    if size[0, 0] >= _PIVOT_RATIO * largest:
        return 1, 0
    row = 1 + int(below.argmax())
    in_row = np.delete(size[row], row).max()
    if size[0, 0] * in_row >= _PIVOT_RATIO * largest * largest:
        return 1, 0
    return (1, row) if size[row, row] >= _PIVOT_RATIO * in_row else (2, row)


def _factor(matrix: np.ndarray, hermitian: bool) -> tuple[np.ndarray, np.ndarray, int]:
    """L and D in one matrix, the pivots, and the number of the first zero on D's diagonal, or 0."""
    lower = np.tril(matrix, -1)
    diagonal = np.diag(np.diagonal(matrix))
    full = lower + (lower.conj().T + diagonal.real if hermitian else lower.T + diagonal)
    count, info, k = len(full), 0, 0
    factors, pivots = np.zeros_like(full), np.zeros(count, dtype=np.int32)
    while k < count:
        rest = full[k:, k:]
        order, row = _choose_pivot(rest)
        last = order - 1
        pivots[k : k + order] = k + row + 1 if order == 1 else -(k + row + 1)
        rest[[last, row]] = rest[[row, last]]
        rest[:, [last, row]] = rest[:, [row, last]]
        block, column = rest[:order, :order], rest[order:, :order]
        if order == 1 and block[0, 0] == 0:
            info = info or k + 1
            scaled = column
        else:
            scaled = np.linalg.solve(block.T, column.T).T
            rest[order:, order:] -= scaled @ (column.conj() if hermitian else column).T
        factors[k : k + order, k : k + order] = np.tril(block)
        factors[k + order :, k : k + order] = scaled
        k += order
    return factors, pivots, info


def linalg_ldl_factor_ex(
    input: Any, *, hermitian: bool = False, check_errors: bool = False, out: Any = None
) -> LDLFactorInfo:
    """torch.linalg.ldl_factor_ex: with the number of the first zero on D's diagonal, or 0."""
    matrices = input.detach().numpy()
    batch, count = matrices.shape[:-2], matrices.shape[-1]
    found = [_factor(matrix, hermitian) for matrix in matrices.reshape([math.prod(batch), count, count])]
    factors = np.array([each[0] for each in found], dtype=matrices.dtype).reshape(matrices.shape)
    pivots = np.array([each[1] for each in found], dtype=np.int32).reshape([*batch, count])
    info = np.array([each[2] for each in found], dtype=np.int32).reshape(batch)
    if check_errors and info.any():
        raise RuntimeError(f"torch.linalg.ldl_factor_ex: D has a zero at {info.max()}")
    return to_out(LDLFactorInfo(*(paddle.to_tensor(part, place=input.place) for part in (factors, pivots, info))), out)


def linalg_ldl_factor(input: Any, *, hermitian: bool = False, out: Any = None) -> LDLFactor:
    """torch.linalg.ldl_factor; raises RuntimeError where D has a zero on its diagonal."""
    factors, pivots, _ = linalg_ldl_factor_ex(input, hermitian=hermitian, check_errors=True)
    return to_out(LDLFactor(factors, pivots), out)


def _solve(factors: np.ndarray, pivots: np.ndarray, right: np.ndarray, hermitian: bool) -> np.ndarray:
    """The solution for one matrix: first the blocks of L and D downwards, then those of L's transpose upwards."""
    result, starts, k = right.copy(), [], 0
    while k < len(pivots):
        order = 1 if pivots[k] > 0 else 2
        starts.append((k, order))
        last, row = k + order - 1, abs(int(pivots[k])) - 1
        result[[last, row]] = result[[row, last]]
        block = factors[k : k + order, k : k + order]
        below = np.tril(block, -1)
        block = block + (below.conj().T if hermitian else below.T)
        result[k + order :] -= factors[k + order :, k : k + order] @ result[k : k + order]
        result[k : k + order] = np.linalg.solve(block, result[k : k + order])
        k += order
    for k, order in reversed(starts):
        column = factors[k + order :, k : k + order]
        result[k : k + order] -= (column.conj() if hermitian else column).T @ result[k + order :]
        last, row = k + order - 1, abs(int(pivots[k])) - 1
        result[[last, row]] = result[[row, last]]
    return result


def linalg_ldl_solve(LD: Any, pivots: Any, B: Any, *, hermitian: bool = False, out: Any = None) -> paddle.Tensor:
    """torch.linalg.ldl_solve: the solution of A X = B, from ``ldl_factor``; the batches broadcast."""
    factors, exchanges, right = LD.detach().numpy(), pivots.numpy(), B.detach().numpy()
    batch = np.broadcast_shapes(factors.shape[:-2], right.shape[:-2])
    factors = np.broadcast_to(factors, [*batch, *factors.shape[-2:]])
    exchanges = np.broadcast_to(exchanges, [*batch, exchanges.shape[-1]])
    result = np.broadcast_to(right, [*batch, *right.shape[-2:]]).copy()
    for place in np.ndindex(*batch):
        result[place] = _solve(factors[place], exchanges[place], result[place], hermitian)
    return to_out(paddle.to_tensor(result, place=B.place), out)
