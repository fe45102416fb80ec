"""Distances between rows, with torch's arguments and broadcasting."""

from __future__ import annotations

import math

import paddle

from .math_more import floating
from .nn_counterpart import CounterpartMeta
from .promotion import promote
from .static_graph import broadcast_sizes, expanded, true_sizes
from .vector_norms import power_norm


def _norm_at_least(input: paddle.Tensor, axis: int, eps: float) -> paddle.Tensor:
    """Euclidean norms, not below ``eps``; the gradient is the norm's own, also where it is below."""
    norm = power_norm(input, 2, axis, keepdim=True)
    return norm + (paddle.clip(norm, min=eps) - norm).detach()


def cosine_of_angle(x1: paddle.Tensor, x2: paddle.Tensor, dim: int, eps: float) -> paddle.Tensor:
    """Cosine of the angle between slices along ``dim`` of two tensors that broadcast."""
    shape = broadcast_sizes(true_sizes(x1), true_sizes(x2))
    x1, x2 = expanded(x1, shape), expanded(x2, shape)
    one, other = _norm_at_least(x1, dim, eps), _norm_at_least(x2, dim, eps)
    if x1.dtype in (paddle.float16, paddle.bfloat16):  # their product could overflow
        return ((x1 / one) * (x2 / other)).sum(axis=dim)
    return ((x1 * x2).sum(axis=dim, keepdim=True) / one / other).squeeze(dim)


def distance_between(x1: paddle.Tensor, x2: paddle.Tensor, p: float, eps: float, keepdim: bool) -> paddle.Tensor:
    """p-norm of x1 - x2 + eps over the last axis, for integers and complex numbers too."""
    x1, x2 = promote(x1, x2)
    difference = floating(x1 - x2) + eps
    if math.isinf(p):
        reduce = paddle.amax if p > 0 else paddle.amin
        return reduce(difference.abs(), axis=-1, keepdim=keepdim)
    if p == 0:
        return (difference != 0).astype(difference.abs().dtype).sum(axis=-1, keepdim=keepdim)
    if p in (1, 2):
        real = difference.abs() if difference.is_complex() else difference
        return power_norm(real, float(p), -1, keepdim)
    size = difference.abs()
    order = paddle.full([], p, dtype=size.dtype)  # as a number it would be rounded to float32
    return (size**order).sum(axis=-1, keepdim=keepdim) ** (1.0 / order)


class CosineSimilarity(paddle.nn.CosineSimilarity):
    """torch.nn.CosineSimilarity: each norm is kept from falling below ``eps`` (in Paddle: their product)."""

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        paddle.nn.Layer.__init__(self)
        self.dim = dim
        self.eps = eps

    def forward(self, x1: paddle.Tensor, x2: paddle.Tensor) -> paddle.Tensor:
        """Cosine of the angle between slices along ``dim``; the inputs broadcast."""
        return cosine_of_angle(x1, x2, self.dim, self.eps)

    @property
    def dim(self) -> int:
        return self._axis

    @dim.setter
    def dim(self, value: int) -> None:
        self._axis = value

    def extra_repr(self) -> str:
        return ""


class PairwiseDistance(paddle.nn.PairwiseDistance, metaclass=CounterpartMeta):
    """torch.nn.PairwiseDistance; Paddle's gradient is another for small differences unless ``p`` is 1 or 2."""

    counterpart = paddle.nn.PairwiseDistance

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        paddle.nn.PairwiseDistance.__init__(self, p, eps, keepdim)

    def forward(self, x1: paddle.Tensor, x2: paddle.Tensor) -> paddle.Tensor:
        """p-norm of x1 - x2 + eps over the last axis."""
        return distance_between(x1, x2, self.p, self.eps, self.keepdim)

    def extra_repr(self) -> str:
        return ""
