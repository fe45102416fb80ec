"""torch.distributions: Independent, MultivariateNormal, TransformedDistribution and transforms."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_base import Distribution, as_value, standard_normal


def sum_rightmost(value: paddle.Tensor, count: int) -> paddle.Tensor:
    """The sum over the last ``count`` axes."""
    return value.sum(axis=list(range(-count, 0))) if count else value


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

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"


class MultivariateNormal(Distribution):
    """torch.distributions.MultivariateNormal, by covariance, precision or lower triangle."""

    has_rsample = True

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
        super().__init__(batch, [size], validate_args)
        if scale_tril is not None:
            triangle = scale_tril
        elif covariance_matrix is not None:
            triangle = paddle.linalg.cholesky(covariance_matrix)
        else:
            triangle = paddle.linalg.cholesky(paddle.linalg.inv(precision_matrix))
        self.scale_tril = triangle.expand([*batch, size, size])

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
        distance = (as_value(value, self.loc) - self.loc).unsqueeze(-1)
        triangle = self.scale_tril.expand([*distance.shape[:-2], *self.scale_tril.shape[-2:]])
        solved = paddle.linalg.triangular_solve(triangle, distance, upper=False).squeeze(-1)
        size = self._event_shape[0]
        return -0.5 * (size * math.log(2 * math.pi) + (solved**2).sum(-1)) - self._half_log_det()

    def entropy(self) -> paddle.Tensor:
        size = self._event_shape[0]
        return (0.5 * size * (1.0 + math.log(2 * math.pi)) + self._half_log_det()).expand(list(self._batch_shape))


class Transform:
    """torch.distributions.Transform: an invertible function and the logarithm of its derivative."""

    bijective = False
    event_dim = 0

    def __init__(self, cache_size: int = 0) -> None:
        self.cache_size = cache_size

    def __call__(self, x: paddle.Tensor) -> paddle.Tensor:
        return self._call(x)

    @property
    def inv(self) -> Transform:
        """The inverse transform."""
        return _Inverse(self)

    def _call(self, x: paddle.Tensor) -> paddle.Tensor:
        raise NotImplementedError

    def _inverse(self, y: paddle.Tensor) -> paddle.Tensor:
        raise NotImplementedError

    def log_abs_det_jacobian(self, x: paddle.Tensor, y: paddle.Tensor) -> paddle.Tensor:
        """log |dy/dx| at ``x``, where the transform gives ``y``."""
        raise NotImplementedError

    def forward_shape(self, shape: Any) -> Any:
        """The shape of the transform of a tensor of this shape."""
        return shape


class _Inverse(Transform):
    """A transform the other way round."""

    bijective = True

    def __init__(self, transform: Transform) -> None:
        super().__init__()
        self._transform = transform
        self.event_dim = transform.event_dim

    @property
    def inv(self) -> Transform:
        return self._transform

    def _call(self, x: paddle.Tensor) -> paddle.Tensor:
        return self._transform._inverse(x)

    def _inverse(self, y: paddle.Tensor) -> paddle.Tensor:
        return self._transform(y)

    def log_abs_det_jacobian(self, x: paddle.Tensor, y: paddle.Tensor) -> paddle.Tensor:
        return -self._transform.log_abs_det_jacobian(y, x)


class AffineTransform(Transform):
    """torch.distributions.AffineTransform: loc + scale · x."""

    bijective = True

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.loc = loc
        self.scale = scale
        self.event_dim = event_dim

    @property
    def sign(self) -> Any:
        """The sign of the slope."""
        return paddle.sign(self.scale) if isinstance(self.scale, paddle.Tensor) else (self.scale > 0) - (self.scale < 0)

    def _call(self, x: paddle.Tensor) -> paddle.Tensor:
        return self.loc + self.scale * x

    def _inverse(self, y: paddle.Tensor) -> paddle.Tensor:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: paddle.Tensor, y: paddle.Tensor) -> paddle.Tensor:
        if isinstance(self.scale, paddle.Tensor):
            slope = paddle.log(self.scale.abs())
        else:
            slope = paddle.full_like(x, math.log(abs(self.scale)))
        return sum_rightmost(slope.expand(list(x.shape)), self.event_dim)


class ExpTransform(Transform):
    """torch.distributions.ExpTransform."""

    bijective = True
    sign = 1

    def _call(self, x: paddle.Tensor) -> paddle.Tensor:
        return paddle.exp(x)

    def _inverse(self, y: paddle.Tensor) -> paddle.Tensor:
        return paddle.log(y)

    def log_abs_det_jacobian(self, x: paddle.Tensor, y: paddle.Tensor) -> paddle.Tensor:
        return x


class SigmoidTransform(Transform):
    """torch.distributions.SigmoidTransform."""

    bijective = True
    sign = 1

    def _call(self, x: paddle.Tensor) -> paddle.Tensor:
        info = paddle.finfo(x.dtype)
        return paddle.nn.functional.sigmoid(x).clip(min=info.tiny, max=1.0 - info.eps)

    def _inverse(self, y: paddle.Tensor) -> paddle.Tensor:
        info = paddle.finfo(y.dtype)
        y = y.clip(min=info.tiny, max=1.0 - info.eps)
        return paddle.log(y) - paddle.log1p(-y)

    def log_abs_det_jacobian(self, x: paddle.Tensor, y: paddle.Tensor) -> paddle.Tensor:
        return -paddle.nn.functional.softplus(-x) - paddle.nn.functional.softplus(x)


class TanhTransform(Transform):
    """torch.distributions.TanhTransform."""

    bijective = True
    sign = 1

    def _call(self, x: paddle.Tensor) -> paddle.Tensor:
        return paddle.tanh(x)

    def _inverse(self, y: paddle.Tensor) -> paddle.Tensor:
        return paddle.atanh(y)

    def log_abs_det_jacobian(self, x: paddle.Tensor, y: paddle.Tensor) -> paddle.Tensor:
        return 2.0 * (math.log(2.0) - x - paddle.nn.functional.softplus(-2.0 * x))


class TransformedDistribution(Distribution):
    """torch.distributions.TransformedDistribution: a distribution's values through transforms."""

    def __init__(self, base_distribution: Any, transforms: Any, validate_args: bool | None = None) -> None:
        self.transforms = [transforms] if isinstance(transforms, Transform) else list(transforms)
        batch, event = list(base_distribution.batch_shape), list(base_distribution.event_shape)
        wanted = max([transform.event_dim for transform in self.transforms], default=0)
        moved = max(wanted - len(event), 0)
        self.base_dist = Independent(base_distribution, moved) if moved else base_distribution
        shape = batch + event
        split = len(shape) - max(len(event), wanted)
        super().__init__(shape[:split], shape[split:], validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Whether samples have gradients."""
        return self.base_dist.has_rsample

    def expand(self, batch_shape: Any, _instance: Any = None) -> TransformedDistribution:
        return TransformedDistribution(self.base_dist.expand(batch_shape), self.transforms, validate_args=False)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        with paddle.no_grad():
            return self._transformed(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self._transformed(self.base_dist.rsample(sample_shape))

    def _transformed(self, value: paddle.Tensor) -> paddle.Tensor:
        for transform in self.transforms:
            value = transform(value)
        return value

    def log_prob(self, value: Any) -> paddle.Tensor:
        event = len(self._event_shape)
        total: Any = 0.0
        for transform in reversed(self.transforms):
            before = transform._inverse(value)
            change = transform.log_abs_det_jacobian(before, value)
            total = total - sum_rightmost(change, event - transform.event_dim)
            value = before
        return total + sum_rightmost(self.base_dist.log_prob(value), event - len(self.base_dist.event_shape))

    def cdf(self, value: Any) -> paddle.Tensor:
        sign: Any = 1
        for transform in reversed(self.transforms):
            sign = sign * getattr(transform, "sign", 1)
            value = transform._inverse(value)
        return sign * (self.base_dist.cdf(value) - 0.5) + 0.5

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
