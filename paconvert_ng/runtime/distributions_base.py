"""torch.distributions.Distribution, and what the distributions share.

Paddle's distributions take other arguments (its Categorical reads ``logits`` as weights), know fewer properties and
give samples other shapes, so torch's are written out here on Paddle's functions.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_constraints import is_dependent
from .distributions_utils import LazyProperty
from .older_paddle import new_size


class Distribution:
    """torch.distributions.Distribution: ``batch_shape`` independent distributions over values of ``event_shape``."""

    has_rsample = False
    has_enumerate_support = False
    arg_constraints: dict[str, Any] = {}
    _validate_args = __debug__
    #: Parameters that follow from others, and need no check.
    _computed: tuple[str, ...] = ()

    def __init__(self, batch_shape: Any = (), event_shape: Any = (), validate_args: bool | None = None) -> None:
        self._batch_shape = new_size(batch_shape)
        self._event_shape = new_size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._validate_parameters()

    def _validate_parameters(self) -> None:
        """Raise ValueError for a parameter outside of its constraint."""
        for name, constraint in self.arg_constraints.items():
            lazy = name not in vars(self) and isinstance(getattr(type(self), name, None), LazyProperty)
            if is_dependent(constraint) or lazy or name in self._computed:
                continue
            value = getattr(self, name)
            if not bool(constraint.check(value).all()):
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                    f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    def _validate_sample(self, value: Any) -> None:
        """Raise ValueError for a value that the distribution does not give, or of a shape that does not fit."""
        if not self._validate_args:
            return
        if not isinstance(value, paddle.Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        event_start = value.ndim - len(self._event_shape)
        if list(value.shape[event_start:]) != list(self._event_shape):
            raise ValueError(
                f"The right-most size of value must match event_shape: {value.shape} vs {self._event_shape}."
            )
        expected = [*self._batch_shape, *self._event_shape]
        for size, wanted in zip(reversed(value.shape), reversed(expected)):
            if size != 1 and wanted != 1 and size != wanted:
                raise ValueError(f"Value is not broadcastable with batch and event shape: {value.shape} vs {expected}.")
        if not bool(self.support.check(value).all()):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the "
                f"support ({self.support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether arguments are checked where a distribution is not told."""
        Distribution._validate_args = value

    @property
    def batch_shape(self) -> Any:
        """The shape of the distributions."""
        return self._batch_shape

    @property
    def event_shape(self) -> Any:
        """The shape of one value."""
        return self._event_shape

    @property
    def support(self) -> Any:
        """The constraint that values satisfy."""
        raise NotImplementedError

    @property
    def mean(self) -> paddle.Tensor:
        """The mean of each distribution."""
        raise NotImplementedError

    @property
    def mode(self) -> paddle.Tensor:
        """The most likely value of each distribution."""
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> paddle.Tensor:
        """The variance of each distribution."""
        raise NotImplementedError

    @property
    def stddev(self) -> paddle.Tensor:
        """The standard deviation of each distribution."""
        return paddle.sqrt(self.variance)

    def sample(self, sample_shape: Any = ()) -> paddle.Tensor:
        """Values of shape ``sample_shape + batch_shape + event_shape``, without a gradient."""
        with paddle.no_grad():
            return self.rsample(sample_shape).detach()

    def rsample(self, sample_shape: Any = ()) -> paddle.Tensor:
        """The same with gradients for the parameters, where that is known."""
        raise NotImplementedError

    def sample_n(self, n: int) -> paddle.Tensor:
        """``n`` values of each."""
        return self.sample([n])

    def log_prob(self, value: Any) -> paddle.Tensor:
        """The logarithm of the density or probability at ``value``."""
        raise NotImplementedError

    def cdf(self, value: Any) -> paddle.Tensor:
        """The probability of values up to ``value``."""
        raise NotImplementedError

    def icdf(self, value: Any) -> paddle.Tensor:
        """The value up to which the probability is ``value``."""
        raise NotImplementedError

    def entropy(self) -> paddle.Tensor:
        """The entropy in nats."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> paddle.Tensor:
        """All values of a discrete distribution."""
        raise NotImplementedError

    def perplexity(self) -> paddle.Tensor:
        """exp(entropy)."""
        return paddle.exp(self.entropy())

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The same distributions with their batch broadcast to another shape."""
        shape = [int(size) for size in batch_shape]
        names = self._parameter_names()
        expanded = {name: getattr(self, name).expand(shape) for name in names}
        return type(self)(**expanded, validate_args=False)

    def _parameter_names(self) -> tuple[str, ...]:
        """The tensors of batch shape that the constructor takes."""
        raise NotImplementedError

    def _extended_shape(self, sample_shape: Any = ()) -> list[int]:
        """The shape of a sample."""
        return [*(int(size) for size in sample_shape), *self._batch_shape, *self._event_shape]

    def __repr__(self) -> str:
        shown = []
        for name in self._parameter_names():
            value = getattr(self, name)
            shown.append(f"{name}: {value if value.size == 1 else list(value.shape)}")
        return f"{type(self).__name__}({', '.join(shown)})"


def broadcast_parameters(*values: Any) -> list[paddle.Tensor]:
    """torch.distributions.utils.broadcast_all: numbers and tensors as tensors of one dtype and shape."""
    tensors = [value for value in values if isinstance(value, paddle.Tensor)]
    dtype = tensors[0].dtype if tensors else paddle.get_default_dtype()
    if not any(tensor.is_floating_point() for tensor in tensors):
        dtype = paddle.get_default_dtype()
    made = [
        value.astype(dtype) if isinstance(value, paddle.Tensor) else paddle.to_tensor(float(value), dtype=dtype)
        for value in values
    ]
    shape: list[int] = []
    for tensor in made:
        shape = paddle.broadcast_shape(shape, list(tensor.shape))
    return [tensor if list(tensor.shape) == shape else tensor.expand(shape) for tensor in made]


def as_value(value: Any, like: paddle.Tensor) -> paddle.Tensor:
    """A value to be judged, in the dtype of a distribution's parameters."""
    if not isinstance(value, paddle.Tensor):
        return paddle.to_tensor(float(value), dtype=like.dtype)
    return value if value.dtype == like.dtype else value.astype(like.dtype)


def standard_uniform(shape: list[int], like: paddle.Tensor) -> paddle.Tensor:
    """U(0, 1) without 0, in the dtype of ``like``."""
    return paddle.rand(shape, dtype=like.dtype).clip(min=1.2e-38 if like.dtype == paddle.float32 else 2.3e-308)


def standard_normal(shape: list[int], like: paddle.Tensor) -> paddle.Tensor:
    """N(0, 1) in the dtype of ``like``."""
    return paddle.randn(shape, dtype=like.dtype)


HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)
