"""torch.distributions: Gamma, Chi2, Beta, Dirichlet. Gradients of their samples are not known here."""

from __future__ import annotations

from typing import Any

import paddle

from .distributions_base import Distribution, as_value, broadcast_parameters
from .distributions_constraints import (
    ConstraintIndependent,
    nonnegative_constraint,
    positive_constraint,
    simplex_constraint,
    unit_interval_constraint,
)
from .random_draws import drawn


def standard_gamma(concentration: paddle.Tensor) -> paddle.Tensor:
    """Draws from Gamma(concentration, 1); raises RuntimeError where a gradient would have to pass."""
    if not concentration.stop_gradient and paddle.is_grad_enabled():
        raise RuntimeError("samples with gradients for a gamma's concentration have no counterpart in Paddle")
    drawn = paddle.standard_gamma(concentration)
    return drawn.clip(min=1.2e-38 if drawn.dtype == paddle.float32 else 2.3e-308)


def sample_dirichlet(input: paddle.Tensor, generator: Any = None) -> paddle.Tensor:
    """torch._sample_dirichlet: one draw for each row of concentrations."""
    shares = drawn(generator, lambda: standard_gamma(input.detach()))
    return shares / shares.sum(-1, keepdim=True)


class Gamma(Distribution):
    """torch.distributions.Gamma."""

    arg_constraints = {"concentration": positive_constraint, "rate": positive_constraint}
    support = nonnegative_constraint  # type: ignore[assignment]

    has_rsample = True

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = broadcast_parameters(concentration, rate)
        super().__init__(self.rate.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("concentration", "rate")

    @property
    def mean(self) -> paddle.Tensor:
        return self.concentration / self.rate

    @property
    def mode(self) -> paddle.Tensor:
        return ((self.concentration - 1) / self.rate).clip(min=0)

    @property
    def variance(self) -> paddle.Tensor:
        return self.concentration / self.rate**2

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return standard_gamma(self.concentration.expand(self._extended_shape(sample_shape))) / self.rate

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.rate)
        scaled = self.concentration * paddle.log(self.rate) + (self.concentration - 1) * paddle.log(value)
        return scaled - self.rate * value - paddle.lgamma(self.concentration)

    def cdf(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        scaled = self.rate * as_value(value, self.rate)
        return paddle.gammainc(self.concentration.expand(list(scaled.shape)), scaled)

    def entropy(self) -> paddle.Tensor:
        shape = self.concentration
        return shape - paddle.log(self.rate) + paddle.lgamma(shape) + (1.0 - shape) * paddle.digamma(shape)


class Chi2(Gamma):
    """torch.distributions.Chi2."""

    arg_constraints = {"df": positive_constraint}

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args)

    @property
    def df(self) -> paddle.Tensor:
        """The degrees of freedom."""
        return self.concentration * 2

    def _parameter_names(self) -> tuple[str, ...]:
        return ("df",)


class Dirichlet(Distribution):
    """torch.distributions.Dirichlet."""

    arg_constraints = {"concentration": ConstraintIndependent(positive_constraint, 1)}
    support = simplex_constraint  # type: ignore[assignment]

    has_rsample = True

    def __init__(self, concentration: paddle.Tensor, validate_args: bool | None = None) -> None:
        if concentration.ndim < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("concentration",)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Dirichlet:
        shape = [int(size) for size in batch_shape]
        return Dirichlet(self.concentration.expand([*shape, *self._event_shape]), validate_args=False)

    @property
    def mean(self) -> paddle.Tensor:
        return self.concentration / self.concentration.sum(-1, keepdim=True)

    @property
    def mode(self) -> paddle.Tensor:
        above = (self.concentration - 1).clip(min=0.0)
        mode = above / above.sum(-1, keepdim=True)
        at_corner = (self.concentration < 1).all(-1, keepdim=True).expand(list(mode.shape))
        corner = paddle.nn.functional.one_hot(paddle.argmax(mode, axis=-1), mode.shape[-1]).astype(mode.dtype)
        return paddle.where(at_corner, corner, mode)

    @property
    def variance(self) -> paddle.Tensor:
        total = self.concentration.sum(-1, keepdim=True)
        return self.concentration * (total - self.concentration) / (total**2 * (total + 1))

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        drawn = standard_gamma(self.concentration.expand(self._extended_shape(sample_shape)))
        return drawn / drawn.sum(-1, keepdim=True)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        weighted = ((self.concentration - 1.0) * paddle.log(as_value(value, self.concentration))).sum(-1)
        return weighted + paddle.lgamma(self.concentration.sum(-1)) - paddle.lgamma(self.concentration).sum(-1)

    def entropy(self) -> paddle.Tensor:
        count = self.concentration.shape[-1]
        total = self.concentration.sum(-1)
        return (
            paddle.lgamma(self.concentration).sum(-1)
            - paddle.lgamma(total)
            - (count - total) * paddle.digamma(total)
            - ((self.concentration - 1.0) * paddle.digamma(self.concentration)).sum(-1)
        )


class Beta(Distribution):
    """torch.distributions.Beta."""

    arg_constraints = {"concentration1": positive_constraint, "concentration0": positive_constraint}
    support = unit_interval_constraint  # type: ignore[assignment]

    has_rsample = True

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: bool | None = None) -> None:
        self.concentration1, self.concentration0 = broadcast_parameters(concentration1, concentration0)
        super().__init__(self.concentration1.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("concentration1", "concentration0")

    @property
    def mean(self) -> paddle.Tensor:
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def variance(self) -> paddle.Tensor:
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total**2 * (total + 1))

    @property
    def mode(self) -> paddle.Tensor:
        return self._dirichlet().mode[..., 0]

    def _dirichlet(self) -> Dirichlet:
        both = paddle.stack([self.concentration1, self.concentration0], axis=-1)
        return Dirichlet(both, validate_args=False)

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self._dirichlet().rsample(sample_shape)[..., 0]

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.concentration1)
        return self._dirichlet().log_prob(paddle.stack([value, 1.0 - value], axis=-1))

    def entropy(self) -> paddle.Tensor:
        return self._dirichlet().entropy()
