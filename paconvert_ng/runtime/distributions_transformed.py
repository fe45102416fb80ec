"""torch.distributions: transforms in a row, TransformedDistribution, and transforms by constraint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import paddle

from .distributions_base import Distribution
from .distributions_composed import Independent
from .distributions_constraints import (
    ConstraintCat,
    ConstraintCorrCholesky,
    ConstraintGreaterThan,
    ConstraintGreaterThanEq,
    ConstraintHalfOpenInterval,
    ConstraintIndependent,
    ConstraintInterval,
    ConstraintLessThan,
    ConstraintLowerCholesky,
    ConstraintPositiveDefinite,
    ConstraintPositiveSemidefinite,
    ConstraintReal,
    ConstraintSimplex,
    ConstraintStack,
    DependentProperty,
    real_constraint,
)
from .distributions_transforms import AffineTransform, ExpTransform, SigmoidTransform, Transform
from .distributions_transforms_more import (
    CatTransform,
    CorrCholeskyTransform,
    IndependentTransform,
    LowerCholeskyTransform,
    PositiveDefiniteTransform,
    SoftmaxTransform,
    StackTransform,
    StickBreakingTransform,
)
from .distributions_utils import sum_rightmost


class ComposeTransform(Transform):
    """torch.distributions.ComposeTransform: one transform after the other."""

    def __init__(self, parts: Sequence[Any], cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.parts = [part.with_cache(cache_size) for part in parts] if cache_size else list(parts)

    @property
    def domain(self) -> Any:  # type: ignore[override]
        """What the first takes, with the axes that a later one needs."""
        if not self.parts:
            return real_constraint
        domain = self.parts[0].domain
        event_dim = self.parts[-1].codomain.event_dim
        for part in reversed(self.parts):
            event_dim = max(event_dim + part.domain.event_dim - part.codomain.event_dim, part.domain.event_dim)
        more = event_dim - domain.event_dim
        return ConstraintIndependent(domain, more) if more > 0 else domain

    @property
    def codomain(self) -> Any:  # type: ignore[override]
        """What the last gives, with the axes that an earlier one gives."""
        if not self.parts:
            return real_constraint
        codomain = self.parts[-1].codomain
        event_dim = self.parts[0].domain.event_dim
        for part in self.parts:
            event_dim = max(event_dim + part.codomain.event_dim - part.domain.event_dim, part.codomain.event_dim)
        more = event_dim - codomain.event_dim
        return ConstraintIndependent(codomain, more) if more > 0 else codomain

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """Whether all are."""
        return all(part.bijective for part in self.parts)

    @property
    def sign(self) -> Any:
        sign = 1
        for part in self.parts:
            sign = sign * part.sign
        return sign

    @property
    def inv(self) -> Transform:
        return ComposeTransform([part.inv for part in reversed(self.parts)])

    def with_cache(self, cache_size: int = 1) -> Any:
        return self if self._cache_size == cache_size else ComposeTransform(self.parts, cache_size)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComposeTransform) and self.parts == other.parts

    __hash__ = object.__hash__

    def __call__(self, x: Any) -> Any:
        for part in self.parts:
            x = part(x)
        return x

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        if not self.parts:
            return paddle.zeros_like(x)
        total: Any = 0
        event_dim = self.domain.event_dim
        for index, part in enumerate(self.parts):
            after = part(x) if index < len(self.parts) - 1 else y
            total = total + sum_rightmost(part.log_abs_det_jacobian(x, after), event_dim - part.domain.event_dim)
            event_dim += part.codomain.event_dim - part.domain.event_dim
            x = after
        return total

    def forward_shape(self, shape: Any) -> Any:
        for part in self.parts:
            shape = part.forward_shape(shape)
        return shape

    def inverse_shape(self, shape: Any) -> Any:
        for part in reversed(self.parts):
            shape = part.inverse_shape(shape)
        return shape

    def __repr__(self) -> str:
        lines = ",\n    ".join(repr(part) for part in self.parts)
        return f"{type(self).__name__}(\n    {lines}\n)"


identity_transform = ComposeTransform([])


class TransformedDistribution(Distribution):
    """torch.distributions.TransformedDistribution: a distribution's values through transforms."""

    arg_constraints: dict[str, Any] = {}

    def __init__(self, base_distribution: Any, transforms: Any, validate_args: bool | None = None) -> None:
        self.transforms = [transforms] if isinstance(transforms, Transform) else list(transforms)
        shape = [*base_distribution.batch_shape, *base_distribution.event_shape]
        base_event_dim = len(base_distribution.event_shape)
        whole = ComposeTransform(self.transforms)
        if len(shape) < whole.domain.event_dim:
            raise ValueError(
                f"base_distribution needs to have shape with size at least {whole.domain.event_dim}, but got {shape}."
            )
        forward = list(whole.forward_shape(shape))
        expanded = list(whole.inverse_shape(forward))
        if expanded != shape:
            base_distribution = base_distribution.expand(expanded[: len(expanded) - base_event_dim])
        moved = whole.domain.event_dim - base_event_dim
        self.base_dist: Any = Independent(base_distribution, moved) if moved > 0 else base_distribution
        event_dim = whole.codomain.event_dim + max(base_event_dim - whole.domain.event_dim, 0)
        cut = len(forward) - event_dim
        super().__init__(forward[:cut], forward[cut:], validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Whether samples have gradients."""
        return self.base_dist.has_rsample

    @DependentProperty(is_discrete=False)
    def support(self) -> Any:
        """What the last transform gives."""
        if not self.transforms:
            return self.base_dist.support
        support = self.transforms[-1].codomain
        more = len(self._event_shape) - support.event_dim
        return ConstraintIndependent(support, more) if more > 0 else support

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        whole = ComposeTransform(self.transforms)
        shape = [*(int(size) for size in batch_shape), *self._event_shape]
        base_shape = list(whole.inverse_shape(shape))
        base = self.base_dist.expand(base_shape[: len(base_shape) - len(self.base_dist.event_shape)])
        return TransformedDistribution(base, self.transforms, validate_args=False)

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
        self._validate_sample(value)
        event_dim = len(self._event_shape)
        total: Any = 0.0
        for transform in reversed(self.transforms):
            before = transform.inv(value)
            event_dim += transform.domain.event_dim - transform.codomain.event_dim
            change = transform.log_abs_det_jacobian(before, value)
            total = total - sum_rightmost(change, event_dim - transform.domain.event_dim)
            value = before
        return total + sum_rightmost(self.base_dist.log_prob(value), event_dim - len(self.base_dist.event_shape))

    def _monotonized(self, value: Any) -> Any:
        """``value`` for a rising transform, 1 - ``value`` for a falling one."""
        sign: Any = 1
        for transform in self.transforms:
            sign = sign * transform.sign
        if isinstance(sign, int) and sign == 1:
            return value
        return sign * (value - 0.5) + 0.5

    def cdf(self, value: Any) -> paddle.Tensor:
        for transform in reversed(self.transforms):
            value = transform.inv(value)
        self.base_dist._validate_sample(value)
        return self._monotonized(self.base_dist.cdf(value))

    def icdf(self, value: Any) -> paddle.Tensor:
        return self._transformed(self.base_dist.icdf(self._monotonized(value)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class ConstraintRegistry:
    """torch.distributions.constraint_registry.ConstraintRegistry: a transform for each kind of constraint."""

    def __init__(self) -> None:
        self._registry: dict[type, Callable[[Any], Any]] = {}

    def register(self, constraint: Any, factory: Any = None) -> Any:
        """What makes the transform for a class of constraints; a decorator if ``factory`` is left out."""
        if factory is None:
            return lambda function: self.register(constraint, function)
        self._registry[constraint if isinstance(constraint, type) else type(constraint)] = factory
        return factory

    def __call__(self, constraint: Any) -> Any:
        """The transform from unconstrained numbers; NotImplementedError if none is known."""
        if type(constraint) in self._registry:
            return self._registry[type(constraint)](constraint)
        known = self._known(constraint)
        if known is None:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints")
        return known

    def _known(self, constraint: Any) -> Any:
        kind = type(constraint)
        if kind is ConstraintReal:
            return identity_transform
        if kind is ConstraintIndependent:
            return IndependentTransform(self(constraint.base_constraint), constraint.reinterpreted_batch_ndims)
        if kind in (ConstraintGreaterThan, ConstraintGreaterThanEq):
            return ComposeTransform([ExpTransform(), AffineTransform(constraint.lower_bound, 1)])
        if kind is ConstraintLessThan:
            return ComposeTransform([ExpTransform(), AffineTransform(constraint.upper_bound, -1)])
        if kind in (ConstraintInterval, ConstraintHalfOpenInterval):
            low, high = constraint.lower_bound, constraint.upper_bound
            if isinstance(low, (int, float)) and isinstance(high, (int, float)) and (low, high) == (0, 1):
                return SigmoidTransform()
            return ComposeTransform([SigmoidTransform(), AffineTransform(low, high - low)])
        if kind is ConstraintCorrCholesky:
            return CorrCholeskyTransform()
        if kind is ConstraintCat:
            parts = [self(part) for part in constraint.cseq]
            return CatTransform(parts, constraint.dim, constraint.lengths)
        if kind is ConstraintStack:
            return StackTransform([self(part) for part in constraint.cseq], constraint.dim)
        return None


class _BijectionRegistry(ConstraintRegistry):
    """Transforms that are one to one."""

    def _known(self, constraint: Any) -> Any:
        return StickBreakingTransform() if isinstance(constraint, ConstraintSimplex) else super()._known(constraint)


class _TransformRegistry(ConstraintRegistry):
    """Transforms that need not be one to one, but have no weak places."""

    def _known(self, constraint: Any) -> Any:
        if isinstance(constraint, ConstraintSimplex):
            return SoftmaxTransform()
        if type(constraint) is ConstraintLowerCholesky:
            return LowerCholeskyTransform()
        if isinstance(constraint, (ConstraintPositiveDefinite, ConstraintPositiveSemidefinite)):
            return PositiveDefiniteTransform()
        return super()._known(constraint)


biject_to = _BijectionRegistry()
transform_to = _TransformRegistry()
