"""torch.distributions with heavy tails: StudentT, HalfCauchy, InverseGamma, Pareto, Weibull and others."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_base import Distribution, as_value, broadcast_parameters, standard_normal, standard_uniform
from .distributions_constraints import (
    ConstraintGreaterThanEq,
    ConstraintInterval,
    DependentProperty,
    nonnegative_constraint,
    positive_constraint,
    real_constraint,
    unit_interval_constraint,
)
from .distributions_continuous import Cauchy, Exponential, Uniform
from .distributions_gamma import Gamma, standard_gamma
from .distributions_transformed import TransformedDistribution
from .distributions_transforms import AffineTransform, ExpTransform, PowerTransform

_EULER_GAMMA = 0.5772156649015329


def _where_valid(valid: Any, value: paddle.Tensor, otherwise: float) -> paddle.Tensor:
    return paddle.where(valid, value, paddle.full_like(value, otherwise))


class StudentT(Distribution):
    """torch.distributions.StudentT."""

    arg_constraints = {"df": positive_constraint, "loc": real_constraint, "scale": positive_constraint}
    support = real_constraint  # type: ignore[assignment]

    has_rsample = True

    def __init__(self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None) -> None:
        self.df, self.loc, self.scale = broadcast_parameters(df, loc, scale)
        super().__init__(self.df.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("df", "loc", "scale")

    @property
    def mean(self) -> paddle.Tensor:
        return paddle.where(self.df > 1, self.loc, paddle.full_like(self.loc, math.nan))

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def variance(self) -> paddle.Tensor:
        finite = self.scale**2 * self.df / (self.df - 2)
        infinite = paddle.full_like(finite, math.inf)
        unknown = paddle.full_like(finite, math.nan)
        return paddle.where(self.df > 2, finite, paddle.where(self.df > 1, infinite, unknown))

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        shape = self._extended_shape(sample_shape)
        chi_square = 2 * standard_gamma((self.df / 2).expand(shape))
        return self.loc + self.scale * standard_normal(shape, self.df) * paddle.rsqrt(chi_square / self.df)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        place = (as_value(value, self.loc) - self.loc) / self.scale
        normalizer = (
            paddle.log(self.scale)
            + 0.5 * paddle.log(self.df)
            + 0.5 * math.log(math.pi)
            + paddle.lgamma(0.5 * self.df)
            - paddle.lgamma(0.5 * (self.df + 1.0))
        )
        return -0.5 * (self.df + 1.0) * paddle.log1p(place**2.0 / self.df) - normalizer

    def entropy(self) -> paddle.Tensor:
        log_beta = paddle.lgamma(0.5 * self.df) + math.lgamma(0.5) - paddle.lgamma(0.5 * (1 + self.df))
        spread = paddle.digamma(0.5 * (1 + self.df)) - paddle.digamma(0.5 * self.df)
        return paddle.log(self.scale) + 0.5 * (self.df + 1) * spread + 0.5 * paddle.log(self.df) + log_beta


class HalfCauchy(Distribution):
    """torch.distributions.HalfCauchy: the absolute value of a Cauchy variable around 0."""

    has_rsample = True
    arg_constraints = {"scale": positive_constraint}
    support = nonnegative_constraint  # type: ignore[assignment]

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        (self.scale,) = broadcast_parameters(scale)
        super().__init__(self.scale.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("scale",)

    def _cauchy(self) -> Cauchy:
        return Cauchy(paddle.zeros_like(self.scale), self.scale, validate_args=False)

    @property
    def mean(self) -> paddle.Tensor:
        return paddle.full_like(self.scale, math.inf)

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.zeros_like(self.scale)

    @property
    def variance(self) -> paddle.Tensor:
        return paddle.full_like(self.scale, math.inf)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self._cauchy().rsample(sample_shape).abs()

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.scale)
        return _where_valid(value >= 0, self._cauchy().log_prob(value) + math.log(2), -math.inf)

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return 2 * self._cauchy().cdf(value) - 1

    def icdf(self, value: Any) -> paddle.Tensor:
        return self._cauchy().icdf((as_value(value, self.scale) + 1) / 2)

    def entropy(self) -> paddle.Tensor:
        return self._cauchy().entropy() - math.log(2)


class InverseGamma(TransformedDistribution):
    """torch.distributions.InverseGamma: one over a gamma variable."""

    has_rsample = True  # type: ignore[assignment]
    arg_constraints = {"concentration": positive_constraint, "rate": positive_constraint}
    support = positive_constraint  # type: ignore[assignment]

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        base = Gamma(concentration, rate, validate_args=validate_args)
        power = PowerTransform(paddle.full([], -1.0, dtype=base.rate.dtype))
        super().__init__(base, power, validate_args=validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("concentration", "rate")

    expand = Distribution.expand

    @property
    def concentration(self) -> paddle.Tensor:
        """The gamma's concentration."""
        return self.base_dist.concentration

    @property
    def rate(self) -> paddle.Tensor:
        """The gamma's rate."""
        return self.base_dist.rate

    @property
    def mean(self) -> paddle.Tensor:
        return _where_valid(self.concentration > 1, self.rate / (self.concentration - 1), math.inf)

    @property
    def mode(self) -> paddle.Tensor:
        return self.rate / (self.concentration + 1)

    @property
    def variance(self) -> paddle.Tensor:
        less = self.concentration - 1
        return _where_valid(self.concentration > 2, self.rate**2 / (less**2 * (less - 1)), math.inf)

    def entropy(self) -> paddle.Tensor:
        shape = self.concentration
        return shape + paddle.log(self.rate) + paddle.lgamma(shape) - (1 + shape) * paddle.digamma(shape)


class Pareto(TransformedDistribution):
    """torch.distributions.Pareto."""

    has_rsample = True  # type: ignore[assignment]
    arg_constraints = {"alpha": positive_constraint, "scale": positive_constraint}

    def __init__(self, scale: Any, alpha: Any, validate_args: bool | None = None) -> None:
        self.scale, self.alpha = broadcast_parameters(scale, alpha)
        base = Exponential(self.alpha, validate_args=validate_args)
        transforms = [ExpTransform(), AffineTransform(0, self.scale)]
        super().__init__(base, transforms, validate_args=validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("scale", "alpha")

    expand = Distribution.expand

    @DependentProperty(is_discrete=False, event_dim=0)
    def support(self) -> Any:
        """From the scale on."""
        return ConstraintGreaterThanEq(self.scale)

    @property
    def mean(self) -> paddle.Tensor:
        alpha = self.alpha.clip(min=1)
        return alpha * self.scale / (alpha - 1)

    @property
    def mode(self) -> paddle.Tensor:
        return self.scale

    @property
    def variance(self) -> paddle.Tensor:
        alpha = self.alpha.clip(min=2)
        return self.scale**2 * alpha / ((alpha - 1) ** 2 * (alpha - 2))

    def entropy(self) -> paddle.Tensor:
        return paddle.log(self.scale / self.alpha) + (1 + 1 / self.alpha)


class Weibull(TransformedDistribution):
    """torch.distributions.Weibull."""

    has_rsample = True  # type: ignore[assignment]
    arg_constraints = {"scale": positive_constraint, "concentration": positive_constraint}
    support = positive_constraint  # type: ignore[assignment]

    def __init__(self, scale: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.scale, self.concentration = broadcast_parameters(scale, concentration)
        self.concentration_reciprocal = 1 / self.concentration
        base = Exponential(paddle.ones_like(self.scale), validate_args=validate_args)
        transforms = [PowerTransform(self.concentration_reciprocal), AffineTransform(0, self.scale)]
        super().__init__(base, transforms, validate_args=validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("scale", "concentration")

    expand = Distribution.expand

    @property
    def mean(self) -> paddle.Tensor:
        return self.scale * paddle.exp(paddle.lgamma(1 + self.concentration_reciprocal))

    @property
    def mode(self) -> paddle.Tensor:
        return self.scale * ((self.concentration - 1) / self.concentration) ** self.concentration_reciprocal

    @property
    def variance(self) -> paddle.Tensor:
        first = paddle.lgamma(1 + self.concentration_reciprocal)
        second = paddle.lgamma(1 + 2 * self.concentration_reciprocal)
        return self.scale**2 * (paddle.exp(second) - paddle.exp(2 * first))

    def entropy(self) -> paddle.Tensor:
        reciprocal = self.concentration_reciprocal
        return _EULER_GAMMA * (1 - reciprocal) + paddle.log(self.scale * reciprocal) + 1


class Kumaraswamy(TransformedDistribution):
    """torch.distributions.Kumaraswamy."""

    has_rsample = True  # type: ignore[assignment]
    arg_constraints = {"concentration1": positive_constraint, "concentration0": positive_constraint}
    support = unit_interval_constraint  # type: ignore[assignment]

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: bool | None = None) -> None:
        self.concentration1, self.concentration0 = broadcast_parameters(concentration1, concentration0)
        base = Uniform(
            paddle.zeros_like(self.concentration0), paddle.ones_like(self.concentration0), validate_args=validate_args
        )
        transforms = [
            PowerTransform(1 / self.concentration0),
            AffineTransform(1.0, -1.0),
            PowerTransform(1 / self.concentration1),
        ]
        super().__init__(base, transforms, validate_args=validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("concentration1", "concentration0")

    expand = Distribution.expand

    def _moment(self, order: int) -> paddle.Tensor:
        place = 1 + order / self.concentration1
        lgamma = paddle.lgamma
        logarithm = lgamma(place) + lgamma(self.concentration0) - lgamma(place + self.concentration0)
        return self.concentration0 * paddle.exp(logarithm)

    @property
    def mean(self) -> paddle.Tensor:
        return self._moment(1)

    @property
    def mode(self) -> paddle.Tensor:
        one, zero = self.concentration1, self.concentration0
        logarithm = paddle.log1p(-zero) / zero - paddle.log1p(-zero * one)
        return paddle.exp(_where_valid((zero >= 1) & (one >= 1), logarithm, math.nan))

    @property
    def variance(self) -> paddle.Tensor:
        return self._moment(2) - self.mean**2

    def entropy(self) -> paddle.Tensor:
        one, zero = 1 - 1 / self.concentration1, 1 - 1 / self.concentration0
        harmonic = paddle.digamma(self.concentration0 + 1) + _EULER_GAMMA
        return zero + one * harmonic - paddle.log(self.concentration1) - paddle.log(self.concentration0)


class GeneralizedPareto(Distribution):
    """torch.distributions.GeneralizedPareto."""

    has_rsample = True
    arg_constraints = {"loc": real_constraint, "scale": positive_constraint, "concentration": real_constraint}

    def __init__(self, loc: Any, scale: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale, self.concentration = broadcast_parameters(loc, scale, concentration)
        super().__init__(self.loc.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("loc", "scale", "concentration")

    @DependentProperty(is_discrete=False, event_dim=0)
    def support(self) -> Any:
        """From the location on, up to an end if the concentration is negative."""
        end = self.loc - self.scale / self.concentration
        return ConstraintInterval(self.loc, _where_valid(self.concentration < 0, end, math.inf))

    def _shape(self) -> tuple[paddle.Tensor, paddle.Tensor]:
        """Whether the concentration is 0, and one that can be divided by."""
        flat = paddle.isclose(self.concentration, paddle.zeros_like(self.concentration))
        return flat, _where_valid(paddle.logical_not(flat), self.concentration, 1.0)

    def _distance(self, value: Any) -> paddle.Tensor:
        return (as_value(value, self.loc) - self.loc) / self.scale

    @property
    def mean(self) -> paddle.Tensor:
        valid = self.concentration < 1
        return _where_valid(valid, self.loc + self.scale / (1 - _where_valid(valid, self.concentration, 0.5)), math.nan)

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def variance(self) -> paddle.Tensor:
        valid = self.concentration < 0.5
        safe = _where_valid(valid, self.concentration, 0.25)
        return _where_valid(valid, self.scale**2 / ((1 - safe) ** 2 * (1 - 2 * safe)), math.nan)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.icdf(standard_uniform(self._extended_shape(sample_shape), self.loc))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        distance = self._distance(value)
        flat, safe = self._shape()
        factor = 1 / safe + paddle.ones_like(distance)
        bent = paddle.where(factor == 0, factor, factor * paddle.log1p(safe * distance))
        return -paddle.log(self.scale) - paddle.where(flat, distance, bent)

    def log_survival_function(self, value: Any) -> paddle.Tensor:
        """The logarithm of the probability of larger values."""
        self._validate_sample(value)
        distance = self._distance(value)
        flat, safe = self._shape()
        return paddle.where(flat, -distance, -paddle.log1p(safe * distance) / safe)

    def log_cdf(self, value: Any) -> paddle.Tensor:
        """The logarithm of ``cdf``."""
        return paddle.log1p(-paddle.exp(self.log_survival_function(value)))

    def cdf(self, value: Any) -> paddle.Tensor:
        return paddle.exp(self.log_cdf(value))

    def icdf(self, value: Any) -> paddle.Tensor:
        flat, safe = self._shape()
        logarithm = paddle.log1p(-as_value(value, self.loc))
        bent = self.loc + self.scale / safe * paddle.expm1(-safe * logarithm)
        return paddle.where(flat, self.loc - self.scale * logarithm, bent)

    def entropy(self) -> paddle.Tensor:
        return paddle.log(self.scale) + self.concentration + 1
