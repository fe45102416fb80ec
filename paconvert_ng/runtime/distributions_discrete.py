"""torch.distributions: Bernoulli, Categorical, OneHotCategorical, Binomial, Poisson, Geometric."""

from __future__ import annotations

from typing import Any

import paddle

from .distributions_base import Distribution, as_value, broadcast_parameters
from .distributions_constraints import (
    ConstraintIntegerInterval,
    DependentProperty,
    boolean_constraint,
    nonnegative_constraint,
    nonnegative_integer_constraint,
    one_hot_constraint,
    real_constraint,
    real_vector_constraint,
    simplex_constraint,
    unit_interval_constraint,
)
from .distributions_utils import probs_to_logits
from .older_paddle import new_size


def _refuse_both(probs: Any, logits: Any) -> None:
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


class _Binary(Distribution):
    """What the distributions of yes or no share: ``probs`` or ``logits``, the other follows."""

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        _refuse_both(probs, logits)
        (value,) = broadcast_parameters(logits if probs is None else probs)
        self._has_probs = probs is not None
        self.probs = paddle.nn.functional.sigmoid(value) if probs is None else value
        self.logits = value if probs is None else probs_to_logits(value, is_binary=True)
        super().__init__(value.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("probs",) if self._has_probs else ("logits",)

    def _entropy_of_one(self) -> paddle.Tensor:
        # Paddle's binary_cross_entropy_with_logits has another gradient where a logit is 0.
        return paddle.nn.functional.softplus(self.logits) - self.logits * self.probs


class Bernoulli(_Binary):
    """torch.distributions.Bernoulli."""

    arg_constraints = {"probs": unit_interval_constraint, "logits": real_constraint}
    support = boolean_constraint  # type: ignore[assignment]

    has_enumerate_support = True

    @property
    def param_shape(self) -> Any:
        """The shape of the parameter."""
        return self.probs.shape

    @property
    def mean(self) -> paddle.Tensor:
        return self.probs

    @property
    def mode(self) -> paddle.Tensor:
        undecided = paddle.full_like(self.probs, float("nan"))
        return paddle.where(self.probs == 0.5, undecided, (self.probs >= 0.5).astype(self.probs.dtype))

    @property
    def variance(self) -> paddle.Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        with paddle.no_grad():
            return paddle.bernoulli(self.probs.expand(self._extended_shape(sample_shape)).contiguous())

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return as_value(value, self.logits) * self.logits - paddle.nn.functional.softplus(self.logits)

    def entropy(self) -> paddle.Tensor:
        return self._entropy_of_one()

    def enumerate_support(self, expand: bool = True) -> paddle.Tensor:
        values = paddle.arange(2, dtype=self.probs.dtype).reshape([2, *([1] * len(self._batch_shape))])
        return values.expand([2, *self._batch_shape]) if expand else values


class Geometric(_Binary):
    """torch.distributions.Geometric: the failures before the first success."""

    arg_constraints = {"probs": unit_interval_constraint, "logits": real_constraint}
    support = nonnegative_integer_constraint  # type: ignore[assignment]

    @property
    def mean(self) -> paddle.Tensor:
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.zeros_like(self.probs)

    @property
    def variance(self) -> paddle.Tensor:
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        with paddle.no_grad():
            uniform = paddle.rand(self._extended_shape(sample_shape), dtype=self.probs.dtype).clip(min=1.2e-38)
            return paddle.floor(paddle.log(uniform) / paddle.log1p(-self.probs))

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value, probs = broadcast_parameters(as_value(value, self.probs), self.probs)
        certain = (probs == 1) & (value == 0)
        probs = paddle.where(certain, paddle.zeros_like(probs), probs)
        return value * paddle.log1p(-probs) + paddle.log(self.probs)

    def entropy(self) -> paddle.Tensor:
        return self._entropy_of_one() / self.probs


class Categorical(Distribution):
    """torch.distributions.Categorical over the last axis. Paddle's takes logits for weights."""

    arg_constraints = {"probs": simplex_constraint, "logits": real_vector_constraint}

    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        _refuse_both(probs, logits)
        given = logits if probs is None else probs
        if given.ndim < 1:
            raise ValueError(f"`{'logits' if probs is None else 'probs'}` parameter must be at least one-dimensional.")
        self._has_probs = probs is not None
        if probs is not None:
            self.probs = probs / probs.sum(-1, keepdim=True)
            self.logits = probs_to_logits(self.probs, is_binary=False)
        else:
            self.logits = logits - paddle.logsumexp(logits, axis=-1, keepdim=True)
            self.probs = paddle.nn.functional.softmax(self.logits, axis=-1)
        self._num_events = given.shape[-1]
        super().__init__(given.shape[:-1], (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("probs",) if self._has_probs else ("logits",)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        (name,) = self._parameter_names()
        shape = [*(int(size) for size in batch_shape), self._num_events]
        return type(self)(**{name: getattr(self, name).expand(shape)}, validate_args=False)

    @DependentProperty(is_discrete=True, event_dim=0)
    def support(self) -> Any:
        """The numbers of the categories."""
        return ConstraintIntegerInterval(0, self._num_events - 1)

    @property
    def param_shape(self) -> Any:
        """The shape of the parameter, with the axis of the categories."""
        return self.probs.shape

    @property
    def mean(self) -> paddle.Tensor:
        return paddle.full(self._extended_shape(), float("nan"), dtype=self.probs.dtype)

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.argmax(self.probs, axis=-1)

    @property
    def variance(self) -> paddle.Tensor:
        return self.mean

    def _indices(self, sample_shape: Any) -> paddle.Tensor:
        shape = [*(int(size) for size in sample_shape), *self._batch_shape]
        count = 1
        for size in sample_shape:
            count *= int(size)
        with paddle.no_grad():
            rows = self.probs.detach().reshape([-1, self._num_events])
            if not count or not rows.shape[0]:
                return paddle.empty(shape, dtype="int64")
            drawn = paddle.multinomial(rows, count, replacement=True)
            return drawn.transpose([1, 0]).reshape(shape)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        return self._indices(sample_shape)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return self._log_prob_of_index(value)

    def _log_prob_of_index(self, value: paddle.Tensor) -> paddle.Tensor:
        index = value.astype("int64").unsqueeze(-1)
        shape = paddle.broadcast_shape(list(index.shape), [*self.logits.shape[:-1], 1])
        logits = self.logits.expand([*shape[:-1], self._num_events])
        return paddle.take_along_axis(logits, index.expand(shape), axis=-1, broadcast=False).squeeze(-1)

    def entropy(self) -> paddle.Tensor:
        smallest = paddle.finfo(self.logits.dtype).min
        return -(self.logits.clip(min=smallest) * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> paddle.Tensor:
        values = paddle.arange(self._num_events, dtype="int64")
        values = values.reshape([-1, *([1] * len(self._batch_shape))])
        return values.expand([self._num_events, *self._batch_shape]) if expand else values


class OneHotCategorical(Categorical):
    """torch.distributions.OneHotCategorical: the same, its values one-hot vectors."""

    support = one_hot_constraint  # type: ignore[assignment]

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(probs, logits, validate_args)
        self._event_shape = new_size([self._num_events])

    @property
    def mean(self) -> paddle.Tensor:
        return self.probs

    @property
    def mode(self) -> paddle.Tensor:
        index = paddle.argmax(self.probs, axis=-1)
        return paddle.nn.functional.one_hot(index, self._num_events).astype(self.probs.dtype)

    @property
    def variance(self) -> paddle.Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        drawn = self._indices(sample_shape)
        return paddle.nn.functional.one_hot(drawn, self._num_events).astype(self.probs.dtype)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        return self._log_prob_of_index(paddle.argmax(value, axis=-1))

    def enumerate_support(self, expand: bool = True) -> paddle.Tensor:
        count = self._num_events
        values = paddle.eye(count, dtype=self.probs.dtype).reshape([count, *([1] * len(self._batch_shape)), count])
        return values.expand([count, *self._batch_shape, count]) if expand else values


class Binomial(Distribution):
    """torch.distributions.Binomial."""

    arg_constraints = {
        "total_count": nonnegative_integer_constraint,
        "probs": unit_interval_constraint,
        "logits": real_constraint,
    }

    has_enumerate_support = True

    def __init__(
        self, total_count: Any = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        _refuse_both(probs, logits)
        given, self.total_count = broadcast_parameters(logits if probs is None else probs, total_count)
        self._has_probs = probs is not None
        self.probs = paddle.nn.functional.sigmoid(given) if probs is None else given
        self.logits = given if probs is None else probs_to_logits(given, is_binary=True)
        super().__init__(given.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("total_count", "probs") if self._has_probs else ("total_count", "logits")

    @DependentProperty(is_discrete=True, event_dim=0)
    def support(self) -> Any:
        """From 0 to the count."""
        return ConstraintIntegerInterval(0, self.total_count)

    @property
    def mean(self) -> paddle.Tensor:
        return self.total_count * self.probs

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.minimum(paddle.floor((self.total_count + 1) * self.probs), self.total_count)

    @property
    def variance(self) -> paddle.Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        shape = self._extended_shape(sample_shape)
        with paddle.no_grad():
            count = self.total_count.expand(shape).contiguous().astype("int64")
            return paddle.binomial(count, self.probs.expand(shape).contiguous()).astype(self.probs.dtype)

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.probs)
        total = self.total_count
        ways = paddle.lgamma(total + 1) - paddle.lgamma(value + 1) - paddle.lgamma(total - value + 1)
        return value * self.logits + ways - total * paddle.nn.functional.softplus(self.logits)

    def entropy(self) -> paddle.Tensor:
        log_probs = self.log_prob(self.enumerate_support(expand=False))
        return -(paddle.exp(log_probs) * log_probs).sum(0)

    def enumerate_support(self, expand: bool = True) -> paddle.Tensor:
        total = int(self.total_count.max())
        if int(self.total_count.min()) != total:
            raise NotImplementedError("Inhomogeneous total count not supported by `enumerate_support`.")
        values = paddle.arange(total + 1, dtype=self.probs.dtype)
        values = values.reshape([-1, *([1] * len(self._batch_shape))])
        return values.expand([total + 1, *self._batch_shape]) if expand else values


class Poisson(Distribution):
    """torch.distributions.Poisson."""

    arg_constraints = {"rate": nonnegative_constraint}
    support = nonnegative_integer_constraint  # type: ignore[assignment]

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_parameters(rate)
        super().__init__(self.rate.shape, (), validate_args)

    def _parameter_names(self) -> tuple[str, ...]:
        return ("rate",)

    @property
    def mean(self) -> paddle.Tensor:
        return self.rate

    @property
    def mode(self) -> paddle.Tensor:
        return paddle.floor(self.rate)

    @property
    def variance(self) -> paddle.Tensor:
        return self.rate

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        with paddle.no_grad():
            return paddle.poisson(self.rate.expand(self._extended_shape(sample_shape)).contiguous())

    def log_prob(self, value: Any) -> paddle.Tensor:
        self._validate_sample(value)
        value = as_value(value, self.rate)
        weighted = paddle.where(value == 0, paddle.zeros_like(value * self.rate), value * paddle.log(self.rate))
        return weighted - self.rate - paddle.lgamma(value + 1)
