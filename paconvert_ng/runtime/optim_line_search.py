"""The line search of LBFGS: a step length that satisfies the strong Wolfe conditions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import paddle


class _Point(NamedTuple):
    """One trial: step length, loss, gradient and slope along the direction."""

    length: float
    loss: float
    gradient: paddle.Tensor
    slope: float


def strong_wolfe(
    evaluate: Callable[[float], tuple[float, paddle.Tensor]],
    length: float,
    direction: paddle.Tensor,
    loss: float,
    gradient: paddle.Tensor,
    slope: float,
    max_iterations: int,
    decrease: float = 1e-4,
    curvature: float = 0.9,
    smallest: float = 1e-9,
) -> tuple[float, paddle.Tensor, float, int]:
    """(loss, gradient, step length, evaluations) of a step along ``direction``, as torch's search finds it.

    First the step is extended until an interval brackets an acceptable one, then the interval is narrowed by
    cubic interpolation. ``evaluate`` gives loss and gradient for a step length.
    """

    def trial(at: float) -> _Point:
        value, grad = evaluate(at)
        return _Point(at, value, grad, float(grad.dot(direction)))

    def too_high(point: _Point) -> bool:
        return point.loss > loss + decrease * point.length * slope

    start = previous = _Point(0.0, loss, gradient, slope)
    point = trial(length)
    evaluations, iterations = 1, 0
    bracket: list[_Point] = []
    done = False
    while iterations < max_iterations:
        if too_high(point) or (iterations > 1 and point.loss >= previous.loss):
            bracket = [previous, point]
        elif abs(point.slope) <= -curvature * slope:
            bracket, done = [point], True
        elif point.slope >= 0:
            bracket = [previous, point]
        if bracket:
            break
        bounds = (point.length + 0.01 * (point.length - previous.length), point.length * 10)
        next_length = _cubic_minimum(previous, point, bounds)
        previous, point = point, trial(next_length)
        evaluations += 1
        iterations += 1
    if not bracket:
        bracket = [start, point]
    low, high = (0, 1) if bracket[0].loss <= bracket[-1].loss else (1, 0)
    if done:
        low = 0
    little_progress = False
    span = float(direction.abs().max())
    while not done and iterations < max_iterations:
        left, right = sorted(entry.length for entry in bracket)
        if (right - left) * span < smallest:
            break
        at = _cubic_minimum(bracket[0], bracket[1], (left, right))
        margin = 0.1 * (right - left)
        if min(right - at, at - left) < margin:
            if little_progress or at >= right or at <= left:
                at = right - margin if abs(at - right) < abs(at - left) else left + margin
                little_progress = False
            else:
                little_progress = True
        else:
            little_progress = False
        point = trial(at)
        evaluations += 1
        iterations += 1
        if too_high(point) or point.loss >= bracket[low].loss:
            bracket[high] = point
            low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
        else:
            if abs(point.slope) <= -curvature * slope:
                done = True
            elif point.slope * (bracket[high].length - bracket[low].length) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = point
    best: Any = bracket[low]
    return best.loss, best.gradient, best.length, evaluations


def _cubic_minimum(first: _Point, second: _Point, bounds: tuple[float, float]) -> float:
    """Where the cubic through two points and slopes is least, within bounds; their middle if it has no minimum."""
    if first.length > second.length:
        first, second = second, first
    middle = first.slope + second.slope - 3 * (first.loss - second.loss) / (first.length - second.length)
    square = middle**2 - first.slope * second.slope
    if not square >= 0:
        return sum(bounds) / 2.0
    root = math.sqrt(square)
    share = (second.slope + root - middle) / (second.slope - first.slope + 2 * root)
    at = second.length - (second.length - first.length) * share
    return min(max(at, bounds[0]), bounds[1])
