"""torch.distributions: Normal, LogNormal, HalfNormal, Uniform, Laplace, Exponential, Gumbel, Cauchy."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_base import (
    HALF_LOG_2PI,
    Distribution,
    as_value,
    broadcast_parameters,
    standard_normal,
    standard_uniform,
)
from .distributions_constraints import (
    ConstraintInterval,
    DependentProperty,
    dependent_constraint,
    nonnegative_constraint,
    positive_constraint,
    real_constraint,
)

_EULER = 0.5772156649015329


class _LocationScale(Distribution):
    """What the distributions with a location and a scale share."""

    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_parameters(loc, scale)
        super().__init__(self.loc.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("loc", "scale")

    def _standardized(self, value: Any) -> paddle.Tensor:
        return (as_value(value, self.loc) - self.loc) / self.scale


class Normal(_LocationScale):
    """torch.distributions.Normal."""

    arg_constraints = {"loc": real_constraint, "scale": positive_constraint}
    support = real_constraint  # type: ignore[assignment]

    @property
    def mean(self) -> paddle.Tensor:
        return self.loc

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def stddev(self) -> paddle.Tensor:
        return self.scale

    @property
    def variance(self) -> paddle.Tensor:
        return self.scale**2

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.loc + standard_normal(self._extended_shape(sample_shape), self.loc) * self.scale

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        distance = as_value(value, self.loc) - self.loc
        return -(distance**2) / (2 * self.scale**2) - paddle.log(self.scale) - HALF_LOG_2PI

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return 0.5 * (1 + paddle.erf(self._standardized(value) / math.sqrt(2)))

    def icdf(self, value: Any) -> paddle.Tensor:
        return self.loc + self.scale * paddle.erfinv(2 * as_value(value, self.loc) - 1) * math.sqrt(2)

    def entropy(self) -> paddle.Tensor:
        return 0.5 + HALF_LOG_2PI + paddle.log(self.scale)


class LogNormal(_LocationScale):
    """torch.distributions.LogNormal: exp of a normal variable."""

    arg_constraints = {"loc": real_constraint, "scale": positive_constraint}
    support = positive_constraint  # type: ignore[assignment]

    @property
    def mean(self) -> paddle.Tensor:
        return paddle.exp(self.loc + self.scale**2 / 2)

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.exp(self.loc - self.scale**2)

    @property
    def variance(self) -> paddle.Tensor:
        square = self.scale**2
        return paddle.expm1(square) * paddle.exp(2 * self.loc + square)

    def _normal(self) -> Normal:
        return Normal(self.loc, self.scale, validate_args=False)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return paddle.exp(self._normal().rsample(sample_shape))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        logarithm = paddle.log(as_value(value, self.loc))
        return self._normal().log_prob(logarithm) - logarithm

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return self._normal().cdf(paddle.log(as_value(value, self.loc)))

    def icdf(self, value: Any) -> paddle.Tensor:
        return paddle.exp(self._normal().icdf(value))

    def entropy(self) -> paddle.Tensor:
        return self._normal().entropy() + self.loc


class HalfNormal(Distribution):
    """torch.distributions.HalfNormal: the absolute value of a normal variable around 0."""

    arg_constraints = {"scale": positive_constraint}
    support = nonnegative_constraint  # type: ignore[assignment]

    has_rsample = True

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        (self.scale,) = broadcast_parameters(scale)
        super().__init__(self.scale.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("scale",)

    @property
    def mean(self) -> paddle.Tensor:
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.zeros_like(self.scale)

    @property
    def variance(self) -> paddle.Tensor:
        return self.scale**2 * (1 - 2 / math.pi)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return (standard_normal(self._extended_shape(sample_shape), self.scale) * self.scale).abs()

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.scale)
        density = -((value / self.scale) ** 2) / 2 - paddle.log(self.scale) - HALF_LOG_2PI + math.log(2)
        return paddle.where(value >= 0, density, paddle.full_like(density, -math.inf))

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return paddle.erf(as_value(value, self.scale) / self.scale / math.sqrt(2))

    def icdf(self, value: Any) -> paddle.Tensor:
        return self.scale * math.sqrt(2) * paddle.erfinv(as_value(value, self.scale))

    def entropy(self) -> paddle.Tensor:
        return 0.5 + HALF_LOG_2PI + paddle.log(self.scale) - math.log(2)


class Laplace(_LocationScale):
    """torch.distributions.Laplace."""

    arg_constraints = {"loc": real_constraint, "scale": positive_constraint}
    support = real_constraint  # type: ignore[assignment]

    @property
    def mean(self) -> paddle.Tensor:
        return self.loc

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def variance(self) -> paddle.Tensor:
        return 2 * self.scale**2

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.icdf(standard_uniform(self._extended_shape(sample_shape), self.loc))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return -paddle.log(2 * self.scale) - self._standardized(value).abs()

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        place = self._standardized(value)
        return 0.5 - 0.5 * paddle.sign(place) * paddle.expm1(-place.abs())

    def icdf(self, value: Any) -> paddle.Tensor:
        term = as_value(value, self.loc) - 0.5
        return self.loc - self.scale * paddle.sign(term) * paddle.log1p(-2 * term.abs())

    def entropy(self) -> paddle.Tensor:
        return 1 + paddle.log(2 * self.scale)


class Gumbel(_LocationScale):
    """torch.distributions.Gumbel."""

    arg_constraints = {"loc": real_constraint, "scale": positive_constraint}
    support = real_constraint  # type: ignore[assignment]

    @property
    def mean(self) -> paddle.Tensor:
        return self.loc + self.scale * _EULER

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def variance(self) -> paddle.Tensor:
        return (math.pi**2 / 6) * self.scale**2

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        uniform = standard_uniform(self._extended_shape(sample_shape), self.loc)
        return self.loc - self.scale * paddle.log(-paddle.log(uniform).clip(max=-6e-8))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        place = -self._standardized(value)
        return place - paddle.exp(place) - paddle.log(self.scale)

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return paddle.exp(-paddle.exp(-self._standardized(value)))

    def icdf(self, value: Any) -> paddle.Tensor:
        return self.loc - self.scale * paddle.log(-paddle.log(as_value(value, self.loc)))

    def entropy(self) -> paddle.Tensor:
        return paddle.log(self.scale) + (1 + _EULER)


class Cauchy(_LocationScale):
    """torch.distributions.Cauchy."""

    arg_constraints = {"loc": real_constraint, "scale": positive_constraint}
    support = real_constraint  # type: ignore[assignment]

    @property
    def mean(self) -> paddle.Tensor:
        return paddle.full_like(self.loc, math.nan)

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def variance(self) -> paddle.Tensor:
        return paddle.full_like(self.loc, math.inf)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.icdf(standard_uniform(self._extended_shape(sample_shape), self.loc))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return -math.log(math.pi) - paddle.log(self.scale) - paddle.log1p(self._standardized(value) ** 2)

    def cdf(self, value: Any) -> paddle.Tensor:
        return paddle.atan(self._standardized(value)) / math.pi + 0.5

    def icdf(self, value: Any) -> paddle.Tensor:
        return paddle.tan(math.pi * (as_value(value, self.loc) - 0.5)) * self.scale + self.loc

    def entropy(self) -> paddle.Tensor:
        return math.log(4 * math.pi) + paddle.log(self.scale)


class Uniform(Distribution):
    """torch.distributions.Uniform on [low, high)."""

    has_rsample = True
    arg_constraints = {"low": dependent_constraint, "high": dependent_constraint}

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None) -> None:
        self.low, self.high = broadcast_parameters(low, high)
        super().__init__(self.low.shape, (), validate_args)
        if self._validate_args and not bool((self.low < self.high).all()):
            raise ValueError("Uniform is not defined when low>= high")

    @DependentProperty(is_discrete=False, event_dim=0)
    def support(self) -> Any:
        """From the low to the high end."""
        return ConstraintInterval(self.low, self.high)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("low", "high")

    @property
    def mean(self) -> paddle.Tensor:
        return (self.high + self.low) / 2

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.full_like(self.low, math.nan)

    @property
    def variance(self) -> paddle.Tensor:
        return (self.high - self.low) ** 2 / 12

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        uniform = paddle.rand(self._extended_shape(sample_shape), dtype=self.low.dtype)
        return self.low + uniform * (self.high - self.low)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.low)
        inside = ((value >= self.low) & (value < self.high)).astype(self.low.dtype)
        return paddle.log(inside) - paddle.log(self.high - self.low)

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return ((as_value(value, self.low) - self.low) / (self.high - self.low)).clip(0.0, 1.0)

    def icdf(self, value: Any) -> paddle.Tensor:
        return as_value(value, self.low) * (self.high - self.low) + self.low

    def entropy(self) -> paddle.Tensor:
        return paddle.log(self.high - self.low)


class Exponential(Distribution):
    """torch.distributions.Exponential."""

    arg_constraints = {"rate": positive_constraint}
    support = nonnegative_constraint  # type: ignore[assignment]

    has_rsample = True

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_parameters(rate)
        super().__init__(self.rate.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("rate",)

    @property
    def mean(self) -> paddle.Tensor:
        return 1 / self.rate

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.zeros_like(self.rate)

    @property
    def variance(self) -> paddle.Tensor:
        return self.rate**-2

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return -paddle.log(standard_uniform(self._extended_shape(sample_shape), self.rate)) / self.rate

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return paddle.log(self.rate) - self.rate * as_value(value, self.rate)

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return 1 - paddle.exp(-self.rate * as_value(value, self.rate))

    def icdf(self, value: Any) -> paddle.Tensor:
        return -paddle.log1p(-as_value(value, self.rate)) / self.rate

    def entropy(self) -> paddle.Tensor:
        return 1 - paddle.log(self.rate)
