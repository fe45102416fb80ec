"""Resampling weights of torch.nn.functional.interpolate, for the cases that Paddle's kernels compute otherwise.

All is separable: each dimension is resampled by itself, with positions computed as torch does: in float64 for a
tensor of that dtype, in float32 for others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

CUBIC_COEFFICIENT = -0.75
ANTIALIAS_CUBIC_COEFFICIENT = -0.5


def source_step(in_size: int, out_size: int, scale: float | None, align_corners: bool, real: Any = np.float32) -> Any:
    """How far two neighbouring outputs lie apart in the input, of numpy's type ``real``."""
    if align_corners:
        return real((in_size - 1) / (out_size - 1)) if out_size > 1 else real(0)
    return real(1.0 / scale) if scale is not None else real(in_size) / real(out_size)


def nearest_indices(in_size: int, out_size: int, scale: float | None, exact: bool) -> Any:
    """The input position of each output for "nearest", or for "nearest-exact" where the pixels' centres count."""
    step = source_step(in_size, out_size, scale, False)
    positions = np.arange(out_size, dtype=np.float32)
    if exact:
        positions = positions + np.float32(0.5)
    return np.minimum(np.floor(positions * step).astype(np.int64), in_size - 1)


def _positions(in_size: int, out_size: int, scale: float | None, align_corners: bool, real: Any) -> Any:
    step = source_step(in_size, out_size, scale, align_corners, real)
    outputs = np.arange(out_size, dtype=real)
    if align_corners:
        return outputs * step
    half = real(0.5)
    return step * (outputs + half) - half


def linear_weights(
    in_size: int, out_size: int, scale: float | None, align_corners: bool, real: Any = np.float32
) -> Any:
    """Matrix [out, in] of linear interpolation; equal sizes are a copy whatever the scale, as in torch."""
    if in_size == out_size:
        return np.eye(in_size, dtype=real)
    positions = np.maximum(_positions(in_size, out_size, scale, align_corners, real), real(0))
    low = np.minimum(positions.astype(np.int64), in_size - 1)
    high = np.minimum(low + 1, in_size - 1)
    share = np.clip(positions - low, 0, 1)
    weights = np.zeros([out_size, in_size], dtype=real)
    np.add.at(weights, (np.arange(out_size), low), 1 - share)
    np.add.at(weights, (np.arange(out_size), high), share)
    return weights


def cubic_weights(in_size: int, out_size: int, scale: float | None, align_corners: bool, real: Any = np.float32) -> Any:
    """Matrix [out, in] of cubic convolution; positions beyond the border take its value."""
    positions = _positions(in_size, out_size, scale, align_corners, real)
    base = np.floor(positions)
    share = positions - base
    a = CUBIC_COEFFICIENT
    weights = np.zeros([out_size, in_size], dtype=real)
    for offset in (-1, 0, 1, 2):
        distance = np.abs(share - offset)
        near = ((a + 2) * distance - (a + 3)) * distance * distance + 1
        far = ((distance - 5) * distance + 8) * distance * a - 4 * a
        taps = np.clip(base.astype(np.int64) + offset, 0, in_size - 1)
        np.add.at(weights, (np.arange(out_size), taps), np.where(distance <= 1, near, far))
    return weights


def antialias_weights(
    in_size: int, out_size: int, scale: float | None, align_corners: bool, cubic: bool, real: Any = np.float32
) -> Any:
    """Matrix [out, in] of linear or cubic interpolation whose filter widens where the input shrinks."""
    if in_size == out_size:
        return np.eye(in_size, dtype=real)
    step = float(source_step(in_size, out_size, scale, align_corners, real))
    widened = max(step, 1.0)
    support = (2.0 if cubic else 1.0) * widened
    weights = np.zeros([out_size, in_size], dtype=np.float64)
    for row in range(out_size):
        centre = step * (row + 0.5)
        first = max(int(centre - support + 0.5), 0)
        taps = np.arange(first, min(int(centre + support + 0.5), in_size))
        distance = np.abs((taps - centre + 0.5) / widened)
        if cubic:
            a = ANTIALIAS_CUBIC_COEFFICIENT
            near = ((a + 2) * distance - (a + 3)) * distance * distance + 1
            far = ((distance - 5) * distance + 8) * distance * a - 4 * a
            values = np.where(distance < 1, near, np.where(distance < 2, far, 0.0))
        else:
            values = np.maximum(1.0 - distance, 0.0)
        weights[row, taps] = values / values.sum()
    return weights.astype(real)


def resample_by_weights(input: paddle.Tensor, axis: int, weights: Any) -> paddle.Tensor:
    """``input`` with its dimension ``axis`` multiplied by the matrix [out, in]."""
    matrix = paddle.to_tensor(weights, dtype=input.dtype, place=input.place)
    last = input.ndim - 1
    order = list(range(input.ndim))
    order[axis], order[last] = order[last], order[axis]
    return paddle.matmul(input.transpose(order), matrix, transpose_y=True).transpose(order)


def resample_by_indices(input: paddle.Tensor, axis: int, indices: Any) -> paddle.Tensor:
    """``input`` with the given positions of its dimension ``axis``."""
    return paddle.index_select(input, paddle.to_tensor(indices, place=input.place), axis=axis)
