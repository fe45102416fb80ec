"""torch.distributions of matrices and with low rank: LKJCholesky, Wishart, LowRankMultivariateNormal."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_base import Distribution, as_value, standard_normal
from .distributions_constraints import (
    ConstraintGreaterThan,
    ConstraintIndependent,
    corr_cholesky_constraint,
    lower_cholesky_constraint,
    positive_constraint,
    positive_definite_constraint,
    real_constraint,
    real_vector_constraint,
)
from .distributions_gamma import Beta, Chi2
from .linalg_solve import triangular_solution
from .math_more import torch_mvlgamma
from .shape_moves import diag_embed


def _diagonal(matrix: paddle.Tensor) -> paddle.Tensor:
    return paddle.diagonal(matrix, axis1=-2, axis2=-1)


def _half_log_determinant(triangle: paddle.Tensor) -> paddle.Tensor:
    return paddle.log(_diagonal(triangle)).sum(-1)


class LKJCholesky(Distribution):
    """torch.distributions.LKJCholesky: triangles of correlation matrices."""

    arg_constraints = {"concentration": positive_constraint}
    support = corr_cholesky_constraint  # type: ignore[assignment]

    def __init__(self, dim: int, concentration: Any = 1.0, validate_args: bool | None = None) -> None:
        if dim < 2:
            raise ValueError(f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.")
        self.dim = dim
        self.concentration = (
            concentration
            if isinstance(concentration, paddle.Tensor)
            else paddle.to_tensor(float(concentration), dtype=paddle.get_default_dtype())
        )
        super().__init__(self.concentration.shape, (dim, dim), validate_args)
        offset = paddle.concat([paddle.zeros([1]), paddle.arange(dim - 1).astype("float32")])
        offset = offset.astype(self.concentration.dtype)
        marginal = self.concentration + 0.5 * (dim - 2)
        first = (offset + 0.5).expand([*self.concentration.shape, dim])
        self._beta = Beta(first, marginal.unsqueeze(-1) - 0.5 * offset, validate_args=False)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("concentration",)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        shape = [int(size) for size in batch_shape]
        return LKJCholesky(self.dim, self.concentration.expand(shape), validate_args=False)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        with paddle.no_grad():
            y = self._beta.sample(sample_shape).unsqueeze(-1)
            normal = paddle.tril(standard_normal(self._extended_shape(sample_shape), self.concentration), -1)
            length = paddle.sqrt((normal * normal).sum(-1, keepdim=True))
            sphere = paddle.where(length > 0, normal / length.clip(min=1e-38), paddle.zeros_like(normal))
            w = paddle.sqrt(y) * sphere
            smallest = float(paddle.finfo(w.dtype).tiny)
            return w + diag_embed(paddle.sqrt((1 - (w * w).sum(-1)).clip(min=smallest)))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        dim = self.dim
        order = paddle.arange(2, dim + 1).astype(self.concentration.dtype)
        order = 2 * (self.concentration - 1).unsqueeze(-1) + dim - order
        density = (order * paddle.log(_diagonal(value)[..., 1:])).sum(-1)
        alpha = self.concentration + 0.5 * (dim - 1)
        normalizer = 0.5 * (dim - 1) * math.log(math.pi) + torch_mvlgamma(alpha - 0.5, dim - 1)
        return density - (normalizer - paddle.lgamma(alpha) * (dim - 1))


class Wishart(Distribution):
    """torch.distributions.Wishart, by covariance, precision or lower triangle."""

    has_rsample = True
    support = positive_definite_constraint  # type: ignore[assignment]
    arg_constraints = {
        "covariance_matrix": positive_definite_constraint,
        "precision_matrix": positive_definite_constraint,
        "scale_tril": lower_cholesky_constraint,
        "df": ConstraintGreaterThan(0),
    }
    _computed = ("covariance_matrix", "precision_matrix")

    def __init__(
        self,
        df: Any,
        covariance_matrix: paddle.Tensor | None = None,
        precision_matrix: paddle.Tensor | None = None,
        scale_tril: paddle.Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        given = [matrix for matrix in (covariance_matrix, precision_matrix, scale_tril) if matrix is not None]
        if len(given) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        (matrix,) = given
        if matrix.ndim < 2:
            raise ValueError("scale_tril must be at least two-dimensional, with optional leading batch dimensions")
        size = matrix.shape[-1]
        df = df if isinstance(df, paddle.Tensor) else paddle.to_tensor(float(df), dtype=matrix.dtype)
        batch = paddle.broadcast_shape(list(matrix.shape[:-2]), list(df.shape))
        self.df = df.astype(matrix.dtype).expand(batch)
        if bool((self.df <= size - 1).any()):
            raise ValueError(f"Value of df={df} expected to be greater than ndim - 1 = {size - 1}.")
        checked = self._validate_args if validate_args is None else validate_args
        if checked and scale_tril is None and not bool(positive_definite_constraint.check(matrix).all()):
            raise ValueError(f"Expected a positive definite matrix, but found invalid values:\n{matrix}")
        if scale_tril is not None:
            triangle = scale_tril
        elif covariance_matrix is not None:
            triangle = paddle.linalg.cholesky(covariance_matrix)
        else:
            triangle = paddle.linalg.cholesky(paddle.linalg.inv(precision_matrix))
        self.scale_tril = triangle.expand([*batch, size, size])
        super().__init__(batch, [size, size], validate_args)
        places = paddle.arange(size).astype(matrix.dtype)
        self._chi2 = Chi2(self.df.unsqueeze(-1) - places, validate_args=False)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("df", "scale_tril")

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        shape = [int(size) for size in batch_shape]
        triangle = self.scale_tril.expand([*shape, *self._event_shape])
        return Wishart(self.df.expand(shape), scale_tril=triangle, validate_args=False)

    @property
    def covariance_matrix(self) -> paddle.Tensor:
        """The matrix that the mean is a multiple of."""
        return paddle.matmul(self.scale_tril, self.scale_tril, transpose_y=True)

    @property
    def precision_matrix(self) -> paddle.Tensor:
        """Its inverse."""
        return paddle.linalg.inv(self.covariance_matrix)

    def _times_matrix(self, factor: paddle.Tensor) -> paddle.Tensor:
        return factor.reshape([*self._batch_shape, 1, 1]) * self.covariance_matrix

    @property
    def mean(self) -> paddle.Tensor:
        return self._times_matrix(self.df)

    @property
    def mode(self) -> paddle.Tensor:
        factor = self.df - self._event_shape[-1] - 1
        return self._times_matrix(paddle.where(factor <= 0, paddle.full_like(factor, math.nan), factor))

    @property
    def variance(self) -> paddle.Tensor:
        matrix = self.covariance_matrix
        diagonal = _diagonal(matrix)
        spread = matrix**2 + diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2)
        return self.df.reshape([*self._batch_shape, 1, 1]) * spread

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        roots = paddle.sqrt(self._chi2.rsample(sample_shape)).clip(min=float(paddle.finfo(self.df.dtype).eps))
        below = paddle.tril(standard_normal(self._extended_shape(sample_shape), self.df), -1)
        triangle = paddle.matmul(self.scale_tril, diag_embed(roots) + below)
        return paddle.matmul(triangle, triangle, transpose_y=True)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        size = self._event_shape[-1]
        return (
            -self.df * (size * math.log(2) / 2 + _half_log_determinant(self.scale_tril))
            - torch_mvlgamma(self.df / 2, size)
            + (self.df - size - 1) / 2 * paddle.linalg.slogdet(value)[1]
            - (self.precision_matrix * value).sum([-2, -1]) / 2
        )

    def entropy(self) -> paddle.Tensor:
        size = self._event_shape[-1]
        places = paddle.arange(size).astype(self.df.dtype) / 2
        digammas = paddle.digamma((self.df / 2).unsqueeze(-1) - places).sum(-1)
        return (
            (size + 1) * (size * math.log(2) / 2 + _half_log_determinant(self.scale_tril))
            + torch_mvlgamma(self.df / 2, size)
            - (self.df - size - 1) / 2 * digammas
            + self.df * size / 2
        )


class LowRankMultivariateNormal(Distribution):
    """torch.distributions.LowRankMultivariateNormal: the covariance is W Wᵀ + D."""

    has_rsample = True
    support = real_vector_constraint  # type: ignore[assignment]
    arg_constraints = {
        "loc": real_vector_constraint,
        "cov_factor": ConstraintIndependent(real_constraint, 2),
        "cov_diag": ConstraintIndependent(positive_constraint, 1),
    }

    def __init__(
        self,
        loc: paddle.Tensor,
        cov_factor: paddle.Tensor,
        cov_diag: paddle.Tensor,
        validate_args: bool | None = None,
    ) -> None:
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        size = loc.shape[-1]
        if cov_factor.ndim < 2 or cov_factor.shape[-2] != size:
            raise ValueError(f"cov_factor must be a batch of matrices with shape {size} x m")
        if cov_diag.shape[-1] != size:
            raise ValueError(f"cov_diag must be a batch of vectors with shape [{size}]")
        batch = paddle.broadcast_shape(list(loc.shape[:-1]), list(cov_factor.shape[:-2]))
        batch = paddle.broadcast_shape(batch, list(cov_diag.shape[:-1]))
        self.loc = loc.expand([*batch, size])
        self.cov_factor = cov_factor.expand([*batch, size, cov_factor.shape[-1]])
        self.cov_diag = cov_diag.expand([*batch, size])
        super().__init__(batch, [size], validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("loc", "cov_factor", "cov_diag")

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        shape = [int(size) for size in batch_shape]
        return LowRankMultivariateNormal(
            self.loc.expand([*shape, *self.loc.shape[-1:]]),
            self.cov_factor.expand([*shape, *self.cov_factor.shape[-2:]]),
            self.cov_diag.expand([*shape, *self.cov_diag.shape[-1:]]),
            validate_args=False,
        )

    @property
    def covariance_matrix(self) -> paddle.Tensor:
        """W Wᵀ + D."""
        return paddle.matmul(self.cov_factor, self.cov_factor, transpose_y=True) + diag_embed(self.cov_diag)

    @property
    def scale_tril(self) -> paddle.Tensor:
        """The triangle of the covariance."""
        return paddle.linalg.cholesky(self.covariance_matrix)

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
        return (self.cov_factor**2).sum(-1) + self.cov_diag

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        shape = self._extended_shape(sample_shape)
        low = standard_normal([*shape[:-1], self.cov_factor.shape[-1], 1], self.loc)
        noise = paddle.sqrt(self.cov_diag) * standard_normal(shape, self.loc)
        return self.loc + paddle.matmul(self.cov_factor, low).squeeze(-1) + noise

    def _capacitance(self) -> tuple[paddle.Tensor, paddle.Tensor]:
        """Wᵀ D⁻¹, and the triangle of 1 + Wᵀ D⁻¹ W: small matrices stand for the covariance."""
        weighted = self.cov_factor.mT / self.cov_diag.unsqueeze(-2)
        inner = paddle.matmul(weighted, self.cov_factor)
        return weighted, paddle.linalg.cholesky(inner + paddle.eye(inner.shape[-1], dtype=inner.dtype))

    def _log_determinant(self, triangle: paddle.Tensor) -> paddle.Tensor:
        return 2 * _half_log_determinant(triangle) + paddle.log(self.cov_diag).sum(-1)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        distance = as_value(value, self.loc) - self.loc
        weighted, triangle = self._capacitance()
        determinant = self._log_determinant(triangle)
        projected = paddle.matmul(weighted, distance.unsqueeze(-1))
        triangle = triangle.expand([*projected.shape[:-2], *triangle.shape[-2:]])
        solved = triangular_solution(triangle, projected, False).squeeze(-1)
        square = (distance**2 / self.cov_diag).sum(-1) - (solved**2).sum(-1)
        size = self._event_shape[0]
        return -0.5 * (size * math.log(2 * math.pi) + determinant + square)

    def entropy(self) -> paddle.Tensor:
        size = self._event_shape[0]
        return 0.5 * (size * (1.0 + math.log(2 * math.pi)) + self._log_determinant(self._capacitance()[1]))
