"""torch.distributions.transforms: the base class, and transforms of single numbers."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .distributions_constraints import (
    ConstraintIndependent,
    positive_constraint,
    real_constraint,
    unit_interval_constraint,
)
from .distributions_utils import sum_rightmost


class Transform:
    """torch.distributions.Transform: an invertible function and the logarithm of its derivative.

    With ``cache_size=1`` the inverse of the last result is the very input that gave it.
    """

    bijective = False
    domain: Any = real_constraint
    codomain: Any = real_constraint

    def __init__(self, cache_size: int = 0) -> None:
        if cache_size not in (0, 1):
            raise ValueError("cache_size must be 0 or 1")
        self._cache_size = cache_size
        self._cached_x_y: Any = (None, None)

    @property
    def event_dim(self) -> int:
        """The axes of one value, where input and output have as many."""
        if self.domain.event_dim != self.codomain.event_dim:
            raise ValueError("Please use either .domain.event_dim or .codomain.event_dim")
        return self.domain.event_dim

    @property
    def inv(self) -> Transform:
        """The inverse transform."""
        return _InverseTransform(self)

    @property
    def sign(self) -> Any:
        """The sign of the derivative, where it is one."""
        raise NotImplementedError

    def with_cache(self, cache_size: int = 1) -> Any:
        """The same transform with a cache."""
        if self._cache_size == cache_size:
            return self
        if type(self).__init__ is Transform.__init__:
            return type(self)(cache_size=cache_size)
        raise NotImplementedError(f"{type(self)}.with_cache is not implemented")

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return not self.__eq__(other)

    __hash__ = object.__hash__

    def __call__(self, x: Any) -> Any:
        if not self._cache_size:
            return self._call(x)
        last_x, last_y = self._cached_x_y
        if x is last_x:
            return last_y
        y = self._call(x)
        self._cached_x_y = x, y
        return y

    def _inv_call(self, y: Any) -> Any:
        """The inverse, by the cache if it knows."""
        if not self._cache_size:
            return self._inverse(y)
        last_x, last_y = self._cached_x_y
        if y is last_y:
            return last_x
        x = self._inverse(y)
        self._cached_x_y = x, y
        return x

    def _call(self, x: Any) -> Any:
        raise NotImplementedError

    def _inverse(self, y: Any) -> Any:
        raise NotImplementedError

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """log |dy/dx| at ``x``, where the transform gives ``y``."""
        raise NotImplementedError

    def forward_shape(self, shape: Any) -> Any:
        """The shape of the transform of a tensor of this shape."""
        return shape

    def inverse_shape(self, shape: Any) -> Any:
        """The shape that gives a tensor of this shape."""
        return shape

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class _InverseTransform(Transform):
    """A transform the other way round."""

    def __init__(self, transform: Transform) -> None:
        super().__init__(transform._cache_size)
        self._transform = transform

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """As the transform."""
        return self._transform.bijective

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """What the transform gives."""
        return self._transform.codomain

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """What the transform takes."""
        return self._transform.domain

    @property
    def inv(self) -> Transform:
        return self._transform

    @property
    def sign(self) -> Any:
        return self._transform.sign

    def with_cache(self, cache_size: int = 1) -> Any:
        return self._transform.with_cache(cache_size).inv

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _InverseTransform) and self._transform == other._transform

    __hash__ = object.__hash__

    def __call__(self, x: Any) -> Any:
        return self._transform._inv_call(x)

    def _inv_call(self, y: Any) -> Any:
        return self._transform(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return -self._transform.log_abs_det_jacobian(y, x)

    def forward_shape(self, shape: Any) -> Any:
        return self._transform.inverse_shape(shape)

    def inverse_shape(self, shape: Any) -> Any:
        return self._transform.forward_shape(shape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._transform!r})"


class AffineTransform(Transform):
    """torch.distributions.AffineTransform: loc + scale · x."""

    bijective = True

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.loc = loc
        self.scale = scale
        self._event_dim = event_dim

    @property
    def event_dim(self) -> int:
        return self._event_dim

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """Real numbers, or tensors of them."""
        return ConstraintIndependent(real_constraint, self.event_dim) if self.event_dim else real_constraint

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """As the domain."""
        return self.domain

    @property
    def sign(self) -> Any:
        return paddle.sign(self.scale) if isinstance(self.scale, paddle.Tensor) else (self.scale > 0) - (self.scale < 0)

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return AffineTransform(self.loc, self.scale, self.event_dim, cache_size)

    def _call(self, x: Any) -> Any:
        return self.loc + self.scale * x

    def _inverse(self, y: Any) -> Any:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        if isinstance(self.scale, paddle.Tensor):
            slope = paddle.log(self.scale.abs())
        else:
            slope = paddle.full_like(x, math.log(abs(self.scale)))
        return sum_rightmost(slope.expand(list(x.shape)), self.event_dim)

    def forward_shape(self, shape: Any) -> Any:
        for parameter in (self.loc, self.scale):
            shape = paddle.broadcast_shape(list(shape), list(getattr(parameter, "shape", ())))
        return shape

    def inverse_shape(self, shape: Any) -> Any:
        return self.forward_shape(shape)


class ExpTransform(Transform):
    """torch.distributions.ExpTransform."""

    bijective = True
    sign = 1  # type: ignore[assignment]
    codomain = positive_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExpTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        return paddle.exp(x)

    def _inverse(self, y: Any) -> Any:
        return paddle.log(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return x


class PowerTransform(Transform):
    """torch.distributions.PowerTransform: x to a power, for positive x."""

    bijective = True
    domain = positive_constraint
    codomain = positive_constraint

    def __init__(self, exponent: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.exponent = exponent if isinstance(exponent, paddle.Tensor) else paddle.to_tensor(exponent, dtype="float32")

    @property
    def sign(self) -> Any:
        return paddle.sign(self.exponent)

    def with_cache(self, cache_size: int = 1) -> Any:
        return self if self._cache_size == cache_size else PowerTransform(self.exponent, cache_size)

    def _call(self, x: Any) -> Any:
        return x**self.exponent

    def _inverse(self, y: Any) -> Any:
        return y ** (1 / self.exponent)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return paddle.log((self.exponent * y / x).abs())

    def forward_shape(self, shape: Any) -> Any:
        return paddle.broadcast_shape(list(shape), list(self.exponent.shape))

    def inverse_shape(self, shape: Any) -> Any:
        return self.forward_shape(shape)


class SigmoidTransform(Transform):
    """torch.distributions.SigmoidTransform."""

    bijective = True
    sign = 1  # type: ignore[assignment]
    codomain = unit_interval_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SigmoidTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        info = paddle.finfo(x.dtype)
        return paddle.nn.functional.sigmoid(x).clip(min=info.tiny, max=1.0 - info.eps)

    def _inverse(self, y: Any) -> Any:
        info = paddle.finfo(y.dtype)
        y = y.clip(min=info.tiny, max=1.0 - info.eps)
        return paddle.log(y) - paddle.log1p(-y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return -paddle.nn.functional.softplus(-x) - paddle.nn.functional.softplus(x)


class SoftplusTransform(Transform):
    """torch.distributions.SoftplusTransform."""

    bijective = True
    sign = 1  # type: ignore[assignment]
    codomain = positive_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SoftplusTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        return paddle.nn.functional.softplus(x)

    def _inverse(self, y: Any) -> Any:
        return paddle.log(-paddle.expm1(-y)) + y

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return -paddle.nn.functional.softplus(-x)


class TanhTransform(Transform):
    """torch.distributions.TanhTransform."""

    bijective = True
    sign = 1  # type: ignore[assignment]

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """From -1 to 1."""
        return type(unit_interval_constraint)(-1.0, 1.0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TanhTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        return paddle.tanh(x)

    def _inverse(self, y: Any) -> Any:
        return paddle.atanh(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return 2.0 * (math.log(2.0) - x - paddle.nn.functional.softplus(-2.0 * x))


class AbsTransform(Transform):
    """torch.distributions.AbsTransform."""

    codomain = positive_constraint

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AbsTransform)

    __hash__ = object.__hash__

    def _call(self, x: Any) -> Any:
        return x.abs()

    def _inverse(self, y: Any) -> Any:
        return y


class CumulativeDistributionTransform(Transform):
    """torch.distributions.CumulativeDistributionTransform: a distribution's ``cdf``."""

    bijective = True
    sign = 1  # type: ignore[assignment]
    codomain = unit_interval_constraint

    def __init__(self, distribution: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.distribution = distribution

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """The distribution's support."""
        return self.distribution.support

    def with_cache(self, cache_size: int = 1) -> Any:
        if self._cache_size == cache_size:
            return self
        return CumulativeDistributionTransform(self.distribution, cache_size)

    def _call(self, x: Any) -> Any:
        return self.distribution.cdf(x)

    def _inverse(self, y: Any) -> Any:
        return self.distribution.icdf(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        return self.distribution.log_prob(x)
