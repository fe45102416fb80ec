"""torch.gradient: differences of second order, for even and uneven spacing."""

from __future__ import annotations

from typing import Any

import paddle

from .promotion import default_dtype, dtype_category


def _piece(value: paddle.Tensor, axis: int, start: int | None, stop: int | None) -> paddle.Tensor:
    return value[(slice(None),) * axis + (slice(start, stop),)]


def _even(value: paddle.Tensor, axis: int, step: Any, order: int) -> paddle.Tensor:
    """The derivative along ``axis`` where the points lie ``step`` apart."""
    inner = (_piece(value, axis, 2, None) - _piece(value, axis, None, -2)) / (2.0 * step)
    if order == 1:
        first = (_piece(value, axis, 1, 2) - _piece(value, axis, 0, 1)) / step
        last = (_piece(value, axis, -1, None) - _piece(value, axis, -2, -1)) / step
    else:
        a, b, c = (_piece(value, axis, place, place + 1) for place in range(3))
        first = (-1.5 * a + 2.0 * b - 0.5 * c) / step
        length = value.shape[axis]
        a, b, c = (_piece(value, axis, length - place, length - place + 1) for place in (3, 2, 1))
        last = (0.5 * a - 2.0 * b + 1.5 * c) / step
    return paddle.concat([first, inner, last], axis=axis)


def _uneven(value: paddle.Tensor, axis: int, points: paddle.Tensor, order: int) -> paddle.Tensor:
    """The derivative along ``axis`` at these points of it."""
    shape = [1] * value.ndim
    shape[axis] = -1
    gaps = (points[1:] - points[:-1]).astype(value.dtype).reshape(shape)
    before, after = _piece(gaps, axis, None, -1), _piece(gaps, axis, 1, None)
    inner = (
        -after / (before * (before + after)) * _piece(value, axis, None, -2)
        + (after - before) / (before * after) * _piece(value, axis, 1, -1)
        + before / (after * (before + after)) * _piece(value, axis, 2, None)
    )
    length = value.shape[axis]
    if order == 1:
        first = (_piece(value, axis, 1, 2) - _piece(value, axis, 0, 1)) / _piece(gaps, axis, 0, 1)
        last = (_piece(value, axis, -1, None) - _piece(value, axis, -2, -1)) / _piece(gaps, axis, -1, None)
    else:
        one, two = _piece(gaps, axis, 0, 1), _piece(gaps, axis, 1, 2)
        a, b, c = (_piece(value, axis, place, place + 1) for place in range(3))
        first = (
            -(2.0 * one + two) / (one * (one + two)) * a + (one + two) / (one * two) * b - one / (two * (one + two)) * c
        )
        one, two = _piece(gaps, axis, length - 3, length - 2), _piece(gaps, axis, length - 2, length - 1)
        a, b, c = (_piece(value, axis, length - place, length - place + 1) for place in (3, 2, 1))
        last = (
            two / (one * (one + two)) * a - (one + two) / (one * two) * b + (2.0 * two + one) / (two * (one + two)) * c
        )
    return paddle.concat([first, inner, last], axis=axis)


def torch_gradient(
    input: paddle.Tensor, *, spacing: Any = None, dim: Any = None, edge_order: int = 1
) -> tuple[paddle.Tensor, ...]:
    """torch.gradient: an estimate of the derivative along each of ``dim`` (all if None). Paddle has none.

    ``spacing`` is one distance, a distance for each dimension, or the coordinates along each.
    """
    if edge_order not in (1, 2):
        raise RuntimeError(f"torch.gradient only supports edge_order=1 and edge_order=2, got {edge_order}")
    value = input if dtype_category(input.dtype) > 1 else input.astype(default_dtype())
    axes = [dim] if isinstance(dim, int) else list(range(value.ndim)) if dim is None else list(dim)
    if spacing is None or isinstance(spacing, (int, float, complex)):
        steps = [1.0 if spacing is None else spacing] * len(axes)
    elif isinstance(spacing, paddle.Tensor):
        steps = [spacing] * len(axes)
    else:
        steps = list(spacing)
    if len(steps) != len(axes):
        raise RuntimeError(f"torch.gradient expected spacing to have {len(axes)} items, got {len(steps)}")
    results = []
    for axis, step in zip(axes, steps):
        axis %= value.ndim
        if value.shape[axis] < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
        if isinstance(step, paddle.Tensor) and step.ndim:
            results.append(_uneven(value, axis, step, edge_order))
        else:
            results.append(_even(value, axis, step, edge_order))
    return tuple(results)
