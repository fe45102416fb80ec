"""torch.distributions: NegativeBinomial, Multinomial, and discrete ones made differentiable."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_base import Distribution, as_value, broadcast_parameters, standard_uniform
from .distributions_constraints import (
    ConstraintHalfOpenInterval,
    ConstraintMultinomial,
    DependentProperty,
    nonnegative_constraint,
    nonnegative_integer_constraint,
    real_constraint,
    real_vector_constraint,
    simplex_constraint,
    unit_interval_constraint,
)
from .distributions_discrete import Binomial, Categorical, OneHotCategorical
from .distributions_gamma import standard_gamma
from .distributions_transformed import TransformedDistribution
from .distributions_transforms import ExpTransform, SigmoidTransform
from .distributions_utils import clamp_probs, probs_to_logits


def _refuse_two(probs: Any, logits: Any) -> None:
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


class NegativeBinomial(Distribution):
    """torch.distributions.NegativeBinomial: the successes before ``total_count`` failures."""

    arg_constraints = {
        "total_count": nonnegative_constraint,
        "probs": ConstraintHalfOpenInterval(0.0, 1.0),
        "logits": real_constraint,
    }
    support = nonnegative_integer_constraint  # type: ignore[assignment]

    def __init__(
        self, total_count: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        _refuse_two(probs, logits)
        self.total_count, given = broadcast_parameters(total_count, logits if probs is None else probs)
        self._has_probs = probs is not None
        self.probs = paddle.nn.functional.sigmoid(given) if probs is None else given
        self.logits = given if probs is None else probs_to_logits(given, is_binary=True)
        super().__init__(given.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("total_count", "probs") if self._has_probs else ("total_count", "logits")

    @property
    def mean(self) -> paddle.Tensor:
        return self.total_count * paddle.exp(self.logits)

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.floor((self.total_count - 1) * paddle.exp(self.logits)).clip(min=0.0)

    @property
    def variance(self) -> paddle.Tensor:
        return self.mean / paddle.nn.functional.sigmoid(-self.logits)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        shape = self._extended_shape(sample_shape)
        with paddle.no_grad():
            rate = standard_gamma(self.total_count.expand(shape)) * paddle.exp(self.logits)
            return paddle.poisson(rate)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.probs)
        log_sigmoid = paddle.nn.functional.log_sigmoid
        weights = self.total_count * log_sigmoid(-self.logits) + value * log_sigmoid(self.logits)
        total = self.total_count
        normalizer = paddle.lgamma(1.0 + value) + paddle.lgamma(total) - paddle.lgamma(total + value)
        normalizer = paddle.where(total + value == 0.0, paddle.zeros_like(normalizer), normalizer)
        return weights - normalizer


class _OfCategorical(Distribution):
    """What the distributions over a categorical's events share."""

    _categorical: Categorical

    def _parameter_names(self) -> tuple[str, ...]:
        return self._categorical._parameter_names()

    @property
    def probs(self) -> paddle.Tensor:
        """The probabilities."""
        return self._categorical.probs

    @property
    def logits(self) -> paddle.Tensor:
        """Their logarithms."""
        return self._categorical.logits

    @property
    def param_shape(self) -> Any:
        """The shape of the parameter."""
        return self._categorical.param_shape


class Multinomial(_OfCategorical):
    """torch.distributions.Multinomial: how often each event comes in ``total_count`` draws."""

    arg_constraints = {"probs": simplex_constraint, "logits": real_vector_constraint}

    def __init__(
        self, total_count: int = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._categorical = Categorical(probs=probs, logits=logits, validate_args=validate_args)
        super().__init__(self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        expanded = self._categorical.expand(batch_shape)
        (name,) = self._parameter_names()
        return Multinomial(self.total_count, validate_args=False, **{name: getattr(expanded, name)})

    @DependentProperty(is_discrete=True, event_dim=1)
    def support(self) -> Any:
        """Counts up to the total."""
        return ConstraintMultinomial(self.total_count)

    @property
    def mean(self) -> paddle.Tensor:
        return self.probs * self.total_count

    @property
    def variance(self) -> paddle.Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        with paddle.no_grad():
            drawn = self._categorical.sample([self.total_count, *(int(size) for size in sample_shape)])
            hits = paddle.nn.functional.one_hot(drawn, self.probs.shape[-1])
            return hits.sum(0).astype(self.probs.dtype)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        logits, value = broadcast_parameters(self.logits, value)
        ways = paddle.lgamma(value.sum(-1) + 1) - paddle.lgamma(value + 1).sum(-1)
        logits = paddle.where((value == 0) & (logits == -math.inf), paddle.zeros_like(logits), logits)
        return ways + (logits * value).sum(-1)

    def entropy(self) -> paddle.Tensor:
        count = self.total_count
        binomial = Binomial(count, probs=self.probs, validate_args=False)
        support = binomial.enumerate_support(expand=False)[1:]
        weights = paddle.exp(binomial.log_prob(support)) * paddle.lgamma(support + 1)
        return count * self._categorical.entropy() - math.lgamma(count + 1) + weights.sum([0, -1])


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """torch.distributions.OneHotCategoricalStraightThrough: samples with the gradient of the probabilities."""

    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self.sample(sample_shape) + (self.probs - self.probs.detach())


class LogitRelaxedBernoulli(Distribution):
    """torch.distributions.relaxed_bernoulli.LogitRelaxedBernoulli: the logits of RelaxedBernoulli."""

    arg_constraints = {"probs": unit_interval_constraint, "logits": real_constraint}
    support = real_constraint  # type: ignore[assignment]

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        _refuse_two(probs, logits)
        self.temperature = temperature
        (given,) = broadcast_parameters(logits if probs is None else probs)
        self._has_probs = probs is not None
        self.probs = paddle.nn.functional.sigmoid(given) if probs is None else given
        self.logits = given if probs is None else probs_to_logits(given, is_binary=True)
        super().__init__(given.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("probs",) if self._has_probs else ("logits",)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        (name,) = self._parameter_names()
        parameter = getattr(self, name).expand([int(size) for size in batch_shape])
        return LogitRelaxedBernoulli(self.temperature, validate_args=False, **{name: parameter})

    @property
    def param_shape(self) -> Any:
        """The shape of the parameter."""
        return self.probs.shape

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        shape = self._extended_shape(sample_shape)
        drawn = clamp_probs(paddle.rand(shape, dtype=self.probs.dtype))
        probs = clamp_probs(self.probs.expand(shape))
        noise = paddle.log(drawn) - paddle.log1p(-drawn)
        return (noise + paddle.log(probs) - paddle.log1p(-probs)) / self.temperature

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        logits, value = broadcast_parameters(self.logits, value)
        distance = logits - value * self.temperature
        return paddle.log(self.temperature) + distance - 2 * paddle.log1p(paddle.exp(distance))


class _Relaxed(TransformedDistribution):
    """What RelaxedBernoulli and RelaxedOneHotCategorical share."""

    has_rsample = True  # type: ignore[assignment]

    @property
    def temperature(self) -> Any:
        """The temperature."""
        return self.base_dist.temperature

    @property
    def probs(self) -> paddle.Tensor:
        """The probabilities."""
        return self.base_dist.probs

    @property
    def logits(self) -> paddle.Tensor:
        """The logits."""
        return self.base_dist.logits

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        expanded = self.base_dist.expand(batch_shape)
        (name,) = self.base_dist._parameter_names()
        return type(self)(self.temperature, validate_args=False, **{name: getattr(expanded, name)})  # type: ignore[call-arg,arg-type]


class RelaxedBernoulli(_Relaxed):
    """torch.distributions.RelaxedBernoulli."""

    arg_constraints = {"probs": unit_interval_constraint, "logits": real_constraint}
    support = unit_interval_constraint  # type: ignore[assignment]

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        base = LogitRelaxedBernoulli(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, SigmoidTransform(), validate_args=validate_args)


class ExpRelaxedCategorical(_OfCategorical):
    """torch.distributions.relaxed_categorical.ExpRelaxedCategorical: the logarithms of RelaxedOneHotCategorical."""

    has_rsample = True
    arg_constraints = {"probs": simplex_constraint, "logits": real_vector_constraint}
    support = real_vector_constraint  # type: ignore[assignment]

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        self._categorical = Categorical(probs, logits, validate_args=validate_args)
        self.temperature = temperature
        super().__init__(self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        expanded = self._categorical.expand(batch_shape)
        (name,) = self._parameter_names()
        return ExpRelaxedCategorical(self.temperature, validate_args=False, **{name: getattr(expanded, name)})

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        drawn = clamp_probs(standard_uniform(self._extended_shape(sample_shape), self.logits))
        scores = (self.logits - paddle.log(-paddle.log(drawn))) / self.temperature
        return scores - paddle.logsumexp(scores, axis=-1, keepdim=True)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        count = self._categorical._num_events
        logits, value = broadcast_parameters(self.logits, as_value(value, self.logits))
        scale = math.lgamma(count) + paddle.log(self.temperature) * (count - 1)
        score = logits - value * self.temperature
        return (score - paddle.logsumexp(score, axis=-1, keepdim=True)).sum(-1) + scale


class RelaxedOneHotCategorical(_Relaxed):
    """torch.distributions.RelaxedOneHotCategorical."""

    arg_constraints = {"probs": simplex_constraint, "logits": real_vector_constraint}
    support = simplex_constraint  # type: ignore[assignment]

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)
