"""Histograms with edges. Paddle's ``histogram`` gives counts only; its ``histogramdd`` a list of edges."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .promotion import to_out


class Histogram(NamedTuple):
    """What torch.histogram and torch.histogramdd return."""

    hist: Any
    bin_edges: Any


def _edges(values: paddle.Tensor, bins: Any, limits: Any) -> paddle.Tensor:
    """The edges given, or those of ``bins`` equal bins between two limits (by default the extremes of the values).

    Limits that are equal are moved apart, but for no values at all torch takes 0 and 1.
    """
    if paddle.is_tensor(bins):
        return bins
    if limits is None:
        limits = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    low, high = (float(limit) for limit in limits)
    if low == high:
        low, high = low - 0.5, high + 0.5
    return paddle.linspace(low, high, int(bins) + 1, dtype=values.dtype)


def _bin_numbers(values: paddle.Tensor, edges: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
    """The bin of each value (the last bin has its upper edge, too), and whether it is in any."""
    numbers = paddle.searchsorted(edges, values, right=True) - 1
    count = edges.shape[0] - 1
    numbers = paddle.where(values == edges[-1], paddle.full_like(numbers, count - 1), numbers)
    inside = paddle.logical_and(values >= edges[0], values <= edges[-1])
    return paddle.where(inside, numbers, paddle.zeros_like(numbers)), inside


def _counted(points: list[paddle.Tensor], edges: list[paddle.Tensor], weight: Any, density: bool) -> paddle.Tensor:
    """The histogram of points given by their coordinates, one 1-D tensor a dimension."""
    sizes = [edge.shape[0] - 1 for edge in edges]
    place = paddle.zeros(points[0].shape, dtype="int64")
    kept = paddle.ones(points[0].shape, dtype="bool")
    for values, edge, size in zip(points, edges, sizes, strict=True):
        numbers, inside = _bin_numbers(values, edge)
        place = place * size + numbers
        kept = paddle.logical_and(kept, inside)
    dtype = points[0].dtype
    shares = kept.cast(dtype) if weight is None else paddle.where(kept, weight.flatten().cast(dtype), 0.0)
    hist = paddle.zeros([math.prod(sizes)], dtype=dtype)
    hist = paddle.index_add(hist, place, 0, shares.cast(dtype)).reshape(sizes)
    if density:
        hist = hist / hist.sum()
        for axis, edge in enumerate(edges):
            hist = hist / (edge[1:] - edge[:-1]).reshape([-1 if dim == axis else 1 for dim in range(len(edges))])
    return hist


def _histogram(input: Any, bins: Any, range: Any, weight: Any, density: bool) -> Histogram:
    values = input.detach().flatten()
    edges = _edges(values, bins, range)
    return Histogram(_counted([values], [edges], weight, density), edges)


def torch_histogram(
    input: Any, bins: Any = 100, *, range: Any = None, weight: Any = None, density: bool = False, out: Any = None
) -> Histogram:
    """torch.histogram: counts (or weights) in the dtype of ``input``, and the edges."""
    return to_out(_histogram(input, bins, range, weight, density), out)


@tensor_method("histogram")
def torch_histogram_method(
    self: Any, bins: Any = 100, *, range: Any = None, weight: Any = None, density: bool = False
) -> Histogram:
    """Tensor.histogram."""
    return _histogram(self, bins, range, weight, density)


def torch_histogramdd(input: Any, bins: Any, range: Any = None, weight: Any = None, density: bool = False) -> Histogram:
    """torch.histogramdd: of points [..., dimensions]; ``bins`` for all dimensions, or one a dimension; range flat."""
    dimensions = input.shape[-1]
    points = [coordinate.flatten() for coordinate in paddle.unbind(input.detach(), axis=-1)]
    each = list(bins) if isinstance(bins, (list, tuple)) else [bins] * dimensions
    pairs = [None] * dimensions if range is None else list(zip(range[::2], range[1::2], strict=True))
    edges = [_edges(values, number, limits) for values, number, limits in zip(points, each, pairs, strict=True)]
    return Histogram(_counted(points, edges, weight, density), tuple(edges))
