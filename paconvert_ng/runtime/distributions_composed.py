"""torch.distributions: Independent and MultivariateNormal."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_base import Distribution, as_value, standard_normal
from .distributions_constraints import (
    ConstraintIndependent,
    DependentProperty,
    lower_cholesky_constraint,
    positive_definite_constraint,
    real_vector_constraint,
)
from .distributions_utils import sum_rightmost
from .linalg_solve import triangular_solution


class Independent(Distribution):
    """torch.distributions.Independent: the last batch axes of a distribution become axes of its values."""

    def __init__(
        self, base_distribution: Any, reinterpreted_batch_ndims: int, validate_args: bool | None = None
    ) -> None:
        batch = list(base_distribution.batch_shape)
        if reinterpreted_batch_ndims > len(batch):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual "
                f"{reinterpreted_batch_ndims} vs {len(batch)}"
            )
        split = len(batch) - reinterpreted_batch_ndims
        self.base_dist = base_distribution
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        super().__init__(batch[:split], [*batch[split:], *base_distribution.event_shape], validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Independent:
        moved = list(self._event_shape)[: self.reinterpreted_batch_ndims]
        base = self.base_dist.expand([*(int(size) for size in batch_shape), *moved])
        return Independent(base, self.reinterpreted_batch_ndims, validate_args=False)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Whether samples have gradients."""
        return self.base_dist.has_rsample

    @property
    def has_enumerate_support(self) -> bool:  # type: ignore[override]
        """Whether all values can be listed."""
        return self.reinterpreted_batch_ndims == 0 and self.base_dist.has_enumerate_support

    @DependentProperty()
    def support(self) -> Any:
        """The base's, with the axes added."""
        base = self.base_dist.support
        return ConstraintIndependent(base, self.reinterpreted_batch_ndims) if self.reinterpreted_batch_ndims else base

    @property
    def mean(self) -> paddle.Tensor:
        return self.base_dist.mean

    @property
    def mode(self) -> paddle.Tensor:
        return self.base_dist.mode

    @property
    def variance(self) -> paddle.Tensor:
        return self.base_dist.variance

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Any) -> paddle.Tensor:
        return sum_rightmost(self.base_dist.log_prob(value), self.reinterpreted_batch_ndims)

    def entropy(self) -> paddle.Tensor:
        return sum_rightmost(self.base_dist.entropy(), self.reinterpreted_batch_ndims)

    def enumerate_support(self, expand: bool = True) -> paddle.Tensor:
        if self.reinterpreted_batch_ndims > 0:
            raise NotImplementedError("Enumeration over cartesian product is not implemented")
        return self.base_dist.enumerate_support(expand=expand)

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"


class MultivariateNormal(Distribution):
    """torch.distributions.MultivariateNormal, by covariance, precision or lower triangle."""

    has_rsample = True
    support = real_vector_constraint  # type: ignore[assignment]
    arg_constraints = {
        "loc": real_vector_constraint,
        "covariance_matrix": positive_definite_constraint,
        "precision_matrix": positive_definite_constraint,
        "scale_tril": lower_cholesky_constraint,
    }
    _computed = ("covariance_matrix", "precision_matrix")

    def __init__(
        self,
        loc: paddle.Tensor,
        covariance_matrix: paddle.Tensor | None = None,
        precision_matrix: paddle.Tensor | None = None,
        scale_tril: paddle.Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = [matrix for matrix in (covariance_matrix, precision_matrix, scale_tril) if matrix is not None]
        if len(given) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        size = loc.shape[-1]
        batch = paddle.broadcast_shape(list(given[0].shape[:-2]), list(loc.shape[:-1]))
        self.loc = loc.expand([*batch, size])
        checked = self._validate_args if validate_args is None else validate_args
        for matrix in (covariance_matrix, precision_matrix) if checked else ():
            if matrix is not None and not bool(positive_definite_constraint.check(matrix).all()):
                raise ValueError(f"Expected a positive definite matrix, but found invalid values:\n{matrix}")
        if scale_tril is not None:
            triangle = scale_tril
        elif covariance_matrix is not None:
            triangle = paddle.linalg.cholesky(covariance_matrix)
        else:
            triangle = paddle.linalg.cholesky(paddle.linalg.inv(precision_matrix))
        self.scale_tril = triangle.expand([*batch, size, size])
        super().__init__(batch, [size], validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("loc", "scale_tril")

    def expand(self, batch_shape: Any, _instance: Any = None) -> MultivariateNormal:
        shape = [int(size) for size in batch_shape]
        size = self._event_shape[0]
        triangle = self.scale_tril.expand([*shape, size, size])
        return MultivariateNormal(self.loc.expand([*shape, size]), scale_tril=triangle, validate_args=False)

    @property
    def covariance_matrix(self) -> paddle.Tensor:
        """The covariance of the values."""
        return paddle.matmul(self.scale_tril, self.scale_tril, transpose_y=True)

    @property
    def precision_matrix(self) -> paddle.Tensor:
        """The inverse of the covariance."""
        return paddle.linalg.inv(self.covariance_matrix)

    @property
    def mean(self) -> paddle.Tensor:
        return self.loc

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def variance(self) -> paddle.Tensor:
        return (self.scale_tril**2).sum(-1)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        noise = standard_normal(self._extended_shape(sample_shape), self.loc)
        return self.loc + paddle.matmul(self.scale_tril, noise.unsqueeze(-1)).squeeze(-1)

    def _half_log_det(self) -> paddle.Tensor:
        return paddle.log(paddle.diagonal(self.scale_tril, axis1=-2, axis2=-1)).sum(-1)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        distance = (as_value(value, self.loc) - self.loc).unsqueeze(-1)
        triangle = self.scale_tril.expand([*distance.shape[:-2], *self.scale_tril.shape[-2:]])
        solved = triangular_solution(triangle, distance, False).squeeze(-1)
        size = self._event_shape[0]
        return -0.5 * (size * math.log(2 * math.pi) + (solved**2).sum(-1)) - self._half_log_det()

    def entropy(self) -> paddle.Tensor:
        size = self._event_shape[0]
        return (0.5 * size * (1.0 + math.log(2 * math.pi)) + self._half_log_det()).expand(list(self._batch_shape))
