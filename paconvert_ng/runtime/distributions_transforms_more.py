"""torch.distributions.transforms of vectors and matrices, and those made of others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import paddle

from .distributions_constraints import (
    ConstraintCat,
    ConstraintIndependent,
    ConstraintStack,
    corr_cholesky_constraint,
    lower_cholesky_constraint,
    positive_definite_constraint,
    real_constraint,
    real_vector_constraint,
    simplex_constraint,
)
from .distributions_transforms import Transform
from .distributions_utils import sum_rightmost, tril_matrix_to_vec, vec_to_tril_matrix
from .shape_moves import diag_embed


class SoftmaxTransform(Transform):
    """torch.distributions.SoftmaxTransform: not one to one; the inverse is the logarithm."""

    domain = real_vector_constraint
    codomain = simplex_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SoftmaxTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        return paddle.nn.functional.softmax(x, axis=-1)

    def _inverse(self, y: Any) -> Any:
        return paddle.log(y)


def _prepended(value: Any) -> Any:
    """``value`` with a 1 before it along the last axis."""
    return paddle.concat([paddle.ones([*value.shape[:-1], 1], dtype=value.dtype), value], axis=-1)


class StickBreakingTransform(Transform):
    """torch.distributions.StickBreakingTransform: K - 1 numbers to a simplex of K."""

    bijective = True
    domain = real_vector_constraint
    codomain = simplex_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StickBreakingTransform)

    __hash__ = object.__hash__

    def _offset(self, count: int, like: Any) -> Any:
        return paddle.arange(count, 0, -1).astype(like.dtype)

    def _call(self, x: Any) -> Any:
        z = paddle.nn.functional.sigmoid(x - paddle.log(self._offset(x.shape[-1], x)))
        left = _prepended(paddle.cumprod(1 - z, dim=-1))
        return paddle.concat([z, paddle.ones([*z.shape[:-1], 1], dtype=z.dtype)], axis=-1) * left

    def _inverse(self, y: Any) -> Any:
        cropped = y[..., :-1]
        left = (1 - paddle.cumsum(cropped, axis=-1)).clip(min=paddle.finfo(y.dtype).tiny)
        return paddle.log(cropped) - paddle.log(left) + paddle.log(self._offset(cropped.shape[-1], y))

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        x = x - paddle.log(self._offset(x.shape[-1], x))
        return (-x + paddle.nn.functional.log_sigmoid(x) + paddle.log(y[..., :-1])).sum(-1)

    def forward_shape(self, shape: Any) -> Any:
        return [*shape[:-1], shape[-1] + 1]

    def inverse_shape(self, shape: Any) -> Any:
        return [*shape[:-1], shape[-1] - 1]


class LowerCholeskyTransform(Transform):
    """torch.distributions.LowerCholeskyTransform: a matrix to a lower triangle with a positive diagonal."""

    domain = ConstraintIndependent(real_constraint, 2)
    codomain = lower_cholesky_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LowerCholeskyTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        return paddle.tril(x, -1) + diag_embed(paddle.exp(paddle.diagonal(x, axis1=-2, axis2=-1)))

    def _inverse(self, y: Any) -> Any:
        return paddle.tril(y, -1) + diag_embed(paddle.log(paddle.diagonal(y, axis1=-2, axis2=-1)))


class PositiveDefiniteTransform(Transform):
    """torch.distributions.PositiveDefiniteTransform: a matrix to a positive definite one."""

    domain = ConstraintIndependent(real_constraint, 2)
    codomain = positive_definite_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PositiveDefiniteTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        triangle = LowerCholeskyTransform()(x)
        return paddle.matmul(triangle, triangle, transpose_y=True)

    def _inverse(self, y: Any) -> Any:
        return LowerCholeskyTransform().inv(paddle.linalg.cholesky(y))


class CorrCholeskyTransform(Transform):
    """torch.distributions.CorrCholeskyTransform: D (D - 1) / 2 numbers to the triangle of a correlation matrix."""

    bijective = True
    domain = real_vector_constraint
    codomain = corr_cholesky_constraint

    def _call(self, x: Any) -> Any:
        eps = float(paddle.finfo(x.dtype).eps)
        r = vec_to_tril_matrix(paddle.tanh(x).clip(min=-1 + eps, max=1 - eps), diag=-1)
        left = paddle.cumprod(paddle.sqrt(1 - r * r), dim=-1)
        return (r + paddle.eye(r.shape[-1], dtype=r.dtype)) * _prepended(left[..., :-1])

    def _inverse(self, y: Any) -> Any:
        left = _prepended((1 - paddle.cumsum(y * y, axis=-1))[..., :-1])
        t = tril_matrix_to_vec(y, diag=-1) / paddle.sqrt(tril_matrix_to_vec(left, diag=-1))
        return (paddle.log1p(t) - paddle.log1p(-t)) / 2

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        left = tril_matrix_to_vec(1 - paddle.cumsum(y * y, axis=-1), diag=-2)
        stick = 0.5 * paddle.log(left).sum(-1)
        return stick - 2 * (x + paddle.nn.functional.softplus(-2 * x) - math.log(2.0)).sum(-1)

    def forward_shape(self, shape: Any) -> Any:
        size = round((0.25 + 2 * shape[-1]) ** 0.5 + 0.5)
        if size * (size - 1) // 2 != shape[-1]:
            raise ValueError("Input is not a flattened lower-diagonal number")
        return [*shape[:-1], size, size]

    def inverse_shape(self, shape: Any) -> Any:
        return [*shape[:-2], shape[-1] * (shape[-1] - 1) // 2]


class ReshapeTransform(Transform):
    """torch.distributions.ReshapeTransform: the last axes in another shape."""

    bijective = True

    def __init__(self, in_shape: Any, out_shape: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.in_shape = paddle.Size([int(size) for size in in_shape])
        self.out_shape = paddle.Size([int(size) for size in out_shape])
        if math.prod(self.in_shape) != math.prod(self.out_shape):
            raise ValueError("in_shape, out_shape have different numbers of elements")

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """Tensors of the shape given."""
        return ConstraintIndependent(real_constraint, len(self.in_shape))

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """Tensors of the shape wanted."""
        return ConstraintIndependent(real_constraint, len(self.out_shape))

    def with_cache(self, cache_size: int = 1) -> Any:
        return self if self._cache_size == cache_size else ReshapeTransform(self.in_shape, self.out_shape, cache_size)

    def _call(self, x: Any) -> Any:
        return x.reshape([*x.shape[: x.ndim - len(self.in_shape)], *self.out_shape])

    def _inverse(self, y: Any) -> Any:
        return y.reshape([*y.shape[: y.ndim - len(self.out_shape)], *self.in_shape])

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return paddle.zeros(x.shape[: x.ndim - len(self.in_shape)], dtype=x.dtype)

    def forward_shape(self, shape: Any) -> Any:
        cut = len(shape) - len(self.in_shape)
        if cut < 0 or list(shape[cut:]) != list(self.in_shape):
            raise ValueError(f"Shape mismatch: expected {list(self.in_shape)} but got {list(shape)}")
        return [*shape[:cut], *self.out_shape]

    def inverse_shape(self, shape: Any) -> Any:
        cut = len(shape) - len(self.out_shape)
        if cut < 0 or list(shape[cut:]) != list(self.out_shape):
            raise ValueError(f"Shape mismatch: expected {list(self.out_shape)} but got {list(shape)}")
        return [*shape[:cut], *self.in_shape]


class IndependentTransform(Transform):
    """torch.distributions.IndependentTransform: the last axes of another transform's values belong together."""

    def __init__(self, base_transform: Any, reinterpreted_batch_ndims: int, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.base_transform = base_transform.with_cache(cache_size)
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """The base's, with the axes added."""
        return ConstraintIndependent(self.base_transform.domain, self.reinterpreted_batch_ndims)

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """The base's, with the axes added."""
        return ConstraintIndependent(self.base_transform.codomain, self.reinterpreted_batch_ndims)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """As the base."""
        return self.base_transform.bijective

    @property
    def sign(self) -> Any:
        return self.base_transform.sign

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return IndependentTransform(self.base_transform, self.reinterpreted_batch_ndims, cache_size)

    def _call(self, x: Any) -> Any:
        if x.ndim < self.domain.event_dim:
            raise ValueError("Too few dimensions on input")
        return self.base_transform(x)

    def _inverse(self, y: Any) -> Any:
        if y.ndim < self.codomain.event_dim:
            raise ValueError("Too few dimensions on input")
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return sum_rightmost(self.base_transform.log_abs_det_jacobian(x, y), self.reinterpreted_batch_ndims)

    def forward_shape(self, shape: Any) -> Any:
        return self.base_transform.forward_shape(shape)

    def inverse_shape(self, shape: Any) -> Any:
        return self.base_transform.inverse_shape(shape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_transform!r}, {self.reinterpreted_batch_ndims})"


class CatTransform(Transform):
    """torch.distributions.CatTransform: transforms for pieces of an axis."""

    def __init__(
        self, tseq: Sequence[Any], dim: int = 0, lengths: Sequence[int] | None = None, cache_size: int = 0
    ) -> None:
        super().__init__(cache_size)
        self.transforms = [transform.with_cache(cache_size) for transform in tseq]
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)
        self.dim = dim

    @property
    def event_dim(self) -> int:
        return max(transform.event_dim for transform in self.transforms)

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """The pieces' domains."""
        return ConstraintCat([transform.domain for transform in self.transforms], self.dim, self.lengths)

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """The pieces' codomains."""
        return ConstraintCat([transform.codomain for transform in self.transforms], self.dim, self.lengths)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """Whether all are."""
        return all(transform.bijective for transform in self.transforms)

    @property
    def length(self) -> int:
        """The size of the axis."""
        return sum(self.lengths)

    def _pieces(self, value: Any) -> Any:
        if value.shape[self.dim] != self.length:
            raise ValueError(f"expected a size of {self.length} along {self.dim}, got {value.shape[self.dim]}")
        return paddle.split(value, self.lengths, axis=self.dim)

    def _call(self, x: Any) -> Any:
        return paddle.concat([one(piece) for one, piece in zip(self.transforms, self._pieces(x))], axis=self.dim)

    def _inverse(self, y: Any) -> Any:
        return paddle.concat([one.inv(piece) for one, piece in zip(self.transforms, self._pieces(y))], axis=self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        terms = []
        for one, before, after in zip(self.transforms, self._pieces(x), self._pieces(y)):
            terms.append(sum_rightmost(one.log_abs_det_jacobian(before, after), self.event_dim - one.event_dim))
        axis = self.dim if self.dim < 0 else self.dim - x.ndim
        axis += self.event_dim
        return paddle.concat(terms, axis=axis) if axis < 0 else sum(terms[1:], terms[0])


class StackTransform(Transform):
    """torch.distributions.StackTransform: a transform for each index of an axis."""

    def __init__(self, tseq: Sequence[Any], dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.transforms = [transform.with_cache(cache_size) for transform in tseq]
        self.dim = dim

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """The parts' domains."""
        return ConstraintStack([transform.domain for transform in self.transforms], self.dim)

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """The parts' codomains."""
        return ConstraintStack([transform.codomain for transform in self.transforms], self.dim)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """Whether all are."""
        return all(transform.bijective for transform in self.transforms)

    def _call(self, x: Any) -> Any:
        parts = paddle.unbind(x, axis=self.dim)
        return paddle.stack([one(part) for one, part in zip(self.transforms, parts)], axis=self.dim)

    def _inverse(self, y: Any) -> Any:
        parts = paddle.unbind(y, axis=self.dim)
        return paddle.stack([one.inv(part) for one, part in zip(self.transforms, parts)], axis=self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        pairs = zip(self.transforms, paddle.unbind(x, axis=self.dim), paddle.unbind(y, axis=self.dim))
        return paddle.stack([one.log_abs_det_jacobian(before, after) for one, before, after in pairs], axis=self.dim)
