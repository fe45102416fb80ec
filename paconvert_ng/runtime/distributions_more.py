"""torch.distributions: MixtureSameFamily, LogisticNormal, VonMises, ContinuousBernoulli, FisherSnedecor."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_base import Distribution, as_value, broadcast_parameters
from .distributions_constraints import (
    DependentProperty,
    MixtureSameFamilyConstraint,
    positive_constraint,
    real_constraint,
    simplex_constraint,
    unit_interval_constraint,
)
from .distributions_continuous import Normal
from .distributions_discrete import Categorical
from .distributions_gamma import Gamma
from .distributions_transformed import TransformedDistribution
from .distributions_transforms_more import StickBreakingTransform
from .distributions_utils import clamp_probs, probs_to_logits


class ExponentialFamily(Distribution):
    """torch.distributions.ExponentialFamily: the entropy follows from the normalizer's gradient."""

    @property
    def _natural_params(self) -> tuple[paddle.Tensor, ...]:
        raise NotImplementedError

    @property
    def _mean_carrier_measure(self) -> Any:
        raise NotImplementedError

    def _log_normalizer(self, *natural_params: Any) -> paddle.Tensor:
        raise NotImplementedError

    def entropy(self) -> paddle.Tensor:
        parameters = [parameter.detach().clone() for parameter in self._natural_params]
        for parameter in parameters:
            parameter.stop_gradient = False
        normalizer = self._log_normalizer(*parameters)
        gradients = paddle.grad(normalizer.sum(), parameters, create_graph=True)
        result = normalizer - self._mean_carrier_measure
        for parameter, gradient in zip(parameters, gradients):
            result = result - (parameter * gradient).reshape([*self._batch_shape, -1]).sum(-1)
        return result


class MixtureSameFamily(Distribution):
    """torch.distributions.MixtureSameFamily: one of a batch of distributions, chosen by a categorical one."""

    def __init__(
        self, mixture_distribution: Any, component_distribution: Any, validate_args: bool | None = None
    ) -> None:
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError("The Mixture distribution needs to be an instance of torch.distributions.Categorical")
        if not isinstance(component_distribution, Distribution):
            raise ValueError("The Component distribution needs to be an instance of torch.distributions.Distribution")
        self.mixture_distribution = mixture_distribution
        self.component_distribution = component_distribution
        batch = list(component_distribution.batch_shape)
        for size, other in zip(reversed(mixture_distribution.batch_shape), reversed(batch[:-1])):
            if size != 1 and other != 1 and size != other:
                raise ValueError("`mixture_distribution.batch_shape` is not compatible with the component's")
        self._num_component = mixture_distribution.logits.shape[-1]
        if batch[-1] != self._num_component:
            raise ValueError(
                f"`mixture_distribution component` ({self._num_component}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({batch[-1]})"
            )
        super().__init__(batch[:-1], component_distribution.event_shape, validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        shape = [int(size) for size in batch_shape]
        component = self.component_distribution.expand([*shape, self._num_component])
        return MixtureSameFamily(self.mixture_distribution.expand(shape), component, validate_args=False)

    @DependentProperty()
    def support(self) -> Any:
        """What the components give."""
        return MixtureSameFamilyConstraint(self.component_distribution.support)

    def _axis(self) -> int:
        """The axis of the components."""
        return -1 - len(self._event_shape)

    def _weights(self) -> paddle.Tensor:
        probs = self.mixture_distribution.probs
        missing = len(self._batch_shape) - len(self.mixture_distribution.batch_shape)
        lead = [1] * missing if probs.ndim > 1 and missing > 0 else []
        return probs.reshape([*probs.shape[:-1], *lead, probs.shape[-1], *([1] * len(self._event_shape))])

    @property
    def mean(self) -> paddle.Tensor:
        return (self._weights() * self.component_distribution.mean).sum(self._axis())

    @property
    def variance(self) -> paddle.Tensor:
        weights = self._weights()
        within = (weights * self.component_distribution.variance).sum(self._axis())
        distance = self.component_distribution.mean - self.mean.unsqueeze(self._axis())
        return within + (weights * distance**2).sum(self._axis())

    def cdf(self, value: Any) -> paddle.Tensor:
        shares = self.component_distribution.cdf(value.unsqueeze(self._axis()))
        return (shares * self.mixture_distribution.probs).sum(-1)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        density = self.component_distribution.log_prob(value.unsqueeze(self._axis()))
        shares = paddle.nn.functional.log_softmax(self.mixture_distribution.logits, axis=-1)
        return paddle.logsumexp(density + shares, axis=-1)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        with paddle.no_grad():
            axis = len(list(sample_shape)) + len(self._batch_shape)
            drawn = self.component_distribution.sample(sample_shape)
            chosen = self.mixture_distribution.sample(sample_shape)
            hits = paddle.nn.functional.one_hot(chosen, self._num_component).astype(drawn.dtype)
            hits = hits.reshape([*hits.shape, *([1] * len(self._event_shape))])
            kept = paddle.where(hits.expand(drawn.shape) > 0, drawn, paddle.zeros_like(drawn))
            return kept.sum(axis)

    def __repr__(self) -> str:
        return f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"


class LogisticNormal(TransformedDistribution):
    """torch.distributions.LogisticNormal: a simplex from normal variables."""

    has_rsample = True  # type: ignore[assignment]
    arg_constraints = {"loc": real_constraint, "scale": positive_constraint}
    support = simplex_constraint  # type: ignore[assignment]

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        base: Any = Normal(loc, scale, validate_args=validate_args)
        if not base.batch_shape:
            base = base.expand([1])
        super().__init__(base, StickBreakingTransform(), validate_args=validate_args)

    @property
    def loc(self) -> paddle.Tensor:
        """The normal variables' means."""
        return self.base_dist.base_dist.loc

    @property
    def scale(self) -> paddle.Tensor:
        """The normal variables' deviations."""
        return self.base_dist.base_dist.scale


class VonMises(Distribution):
    """torch.distributions.VonMises: an angle."""

    arg_constraints = {"loc": real_constraint, "concentration": positive_constraint}
    support = real_constraint  # type: ignore[assignment]

    def __init__(self, loc: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast_parameters(loc, concentration)
        super().__init__(self.loc.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("loc", "concentration")

    @property
    def mean(self) -> paddle.Tensor:
        return self.loc

    @property
    def mode(self) -> paddle.Tensor:
        return self.loc

    @property
    def variance(self) -> paddle.Tensor:
        return 1 - paddle.i1e(self.concentration) / paddle.i0e(self.concentration)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        wave = self.concentration * paddle.cos(as_value(value, self.loc) - self.loc)
        return wave - math.log(2 * math.pi) - paddle.log(paddle.i0e(self.concentration)) - self.concentration

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        """By rejection from a wrapped Cauchy distribution (Best and Fisher, 1979)."""
        shape = self._extended_shape(sample_shape)
        with paddle.no_grad():
            kappa = self.concentration.astype("float64").expand(shape)
            tau = 1 + paddle.sqrt(1 + 4 * kappa**2)
            rho = (tau - paddle.sqrt(2 * tau)) / (2 * kappa)
            r = paddle.where(kappa < 1e-5, 1 / kappa + kappa, (1 + rho**2) / (2 * rho))
            angle = paddle.zeros(shape, dtype="float64")
            done = paddle.zeros(shape, dtype="bool")
            while not bool(done.all()):
                first, second, third = paddle.rand([3, *shape], dtype="float64").unbind(0)
                z = paddle.cos(math.pi * first)
                cosine = (1 + r * z) / (r + z)
                c = kappa * (r - cosine)
                accepted = (c * (2 - c) - second > 0) | (paddle.log(c / second) + 1 - c >= 0)
                found = paddle.sign(third - 0.5) * paddle.acos(cosine.clip(min=-1.0, max=1.0))
                angle = paddle.where(accepted & paddle.logical_not(done), found, angle)
                done = done | accepted
            turned = angle + math.pi + self.loc.astype("float64")
            return (turned % (2 * math.pi) - math.pi).astype(self.loc.dtype)


class ContinuousBernoulli(Distribution):
    """torch.distributions.ContinuousBernoulli on [0, 1]; around one half a series stands for the closed form."""

    has_rsample = True
    arg_constraints = {"probs": unit_interval_constraint, "logits": real_constraint}
    support = unit_interval_constraint  # type: ignore[assignment]

    def __init__(
        self,
        probs: Any = None,
        logits: Any = None,
        lims: tuple[float, float] = (0.499, 0.501),
        validate_args: bool | None = None,
    ) -> None:
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        (given,) = broadcast_parameters(logits if probs is None else probs)
        if validate_args is not None and probs is not None and not bool(unit_interval_constraint.check(given).all()):
            raise ValueError("The parameter probs has invalid values")
        self._has_probs = probs is not None
        self._lims = lims
        self.probs = clamp_probs(paddle.nn.functional.sigmoid(given) if probs is None else given)
        self.logits = given if probs is None else probs_to_logits(self.probs, is_binary=True)
        super().__init__(given.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("probs",) if self._has_probs else ("logits",)

    @property
    def param_shape(self) -> Any:
        """The shape of the parameter."""
        return self.probs.shape

    def _cut(self) -> tuple[paddle.Tensor, paddle.Tensor]:
        """Where the closed form holds, and probabilities for which it does."""
        outside = (self.probs <= self._lims[0]) | (self.probs > self._lims[1])
        return outside, paddle.where(outside, self.probs, paddle.full_like(self.probs, self._lims[0]))

    def _log_norm(self) -> paddle.Tensor:
        outside, cut = self._cut()
        closed = paddle.log((paddle.log1p(-cut) - paddle.log(cut)).abs()) - paddle.log((1 - 2 * cut).abs())
        x = (self.probs - 0.5) ** 2
        return paddle.where(outside, closed, math.log(2.0) + (4.0 / 3.0 + 104.0 / 45.0 * x) * x)

    @property
    def mean(self) -> paddle.Tensor:
        outside, cut = self._cut()
        closed = cut / (2.0 * cut - 1.0) + 1.0 / (paddle.log1p(-cut) - paddle.log(cut))
        x = self.probs - 0.5
        return paddle.where(outside, closed, 0.5 + (1.0 / 3.0 + 16.0 / 45.0 * x**2) * x)

    @property
    def variance(self) -> paddle.Tensor:
        outside, cut = self._cut()
        closed = cut * (cut - 1.0) / (1.0 - 2.0 * cut) ** 2 + 1.0 / (paddle.log1p(-cut) - paddle.log(cut)) ** 2
        x = (self.probs - 0.5) ** 2
        return paddle.where(outside, closed, 1.0 / 12.0 - (1.0 / 15.0 - 128.0 / 945.0 * x) * x)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.icdf(paddle.rand(self._extended_shape(sample_shape), dtype=self.probs.dtype))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.logits)
        return value * self.logits - paddle.nn.functional.softplus(self.logits) + self._log_norm()

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.probs)
        outside, cut = self._cut()
        inner = (cut**value * (1.0 - cut) ** (1.0 - value) + cut - 1.0) / (2.0 * cut - 1.0)
        return paddle.where(outside, inner, value).clip(min=0.0, max=1.0)

    def icdf(self, value: Any) -> paddle.Tensor:
        value = as_value(value, self.probs)
        outside, cut = self._cut()
        inner = (paddle.log1p(-cut + value * (2.0 * cut - 1.0)) - paddle.log1p(-cut)) / (
            paddle.log(cut) - paddle.log1p(-cut)
        )
        return paddle.where(outside, inner, value)

    def entropy(self) -> paddle.Tensor:
        no, yes = paddle.log1p(-self.probs), paddle.log(self.probs)
        return self.mean * (no - yes) - self._log_norm() - no


class FisherSnedecor(Distribution):
    """torch.distributions.FisherSnedecor: the F distribution."""

    has_rsample = True
    arg_constraints = {"df1": positive_constraint, "df2": positive_constraint}
    support = positive_constraint  # type: ignore[assignment]

    def __init__(self, df1: Any, df2: Any, validate_args: bool | None = None) -> None:
        self.df1, self.df2 = broadcast_parameters(df1, df2)
        super().__init__(self.df1.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("df1", "df2")

    def _defined(self, valid: Any, value: paddle.Tensor) -> paddle.Tensor:
        return paddle.where(valid, value, paddle.full_like(value, math.nan))

    @property
    def mean(self) -> paddle.Tensor:
        return self._defined(self.df2 > 2, self.df2 / (self.df2 - 2))

    @property
    def mode(self) -> paddle.Tensor:
        return self._defined(self.df1 > 2, (self.df1 - 2) / self.df1 * self.df2 / (self.df2 + 2))

    @property
    def variance(self) -> paddle.Tensor:
        df1, df2 = self.df1, self.df2
        return self._defined(df2 > 4, 2 * df2**2 * (df1 + df2 - 2) / (df1 * (df2 - 2) ** 2 * (df2 - 4)))

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        above = Gamma(self.df1 * 0.5, self.df1, validate_args=False).rsample(sample_shape)
        below = Gamma(self.df2 * 0.5, self.df2, validate_args=False).rsample(sample_shape)
        smallest = float(paddle.finfo(below.dtype).tiny)
        return (above / below.clip(min=smallest)).clip(min=smallest)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.df1)
        first, second, ratio = self.df1 * 0.5, self.df2 * 0.5, self.df1 / self.df2
        normalizer = paddle.lgamma(first + second) - paddle.lgamma(first) - paddle.lgamma(second)
        power = first * paddle.log(ratio) + (first - 1) * paddle.log(value)
        return normalizer + power - (first + second) * paddle.log1p(ratio * value)
