"""torch.distributions.constraints: what values a parameter or a sample may have. Paddle's know three of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import paddle


class Constraint:
    """torch.distributions.constraints.Constraint: ``check`` says for each value, or each event, if it is valid."""

    is_discrete: Any = False
    event_dim: Any = 0

    def check(self, value: Any) -> Any:
        """A boolean tensor of the shape of ``value`` without its last ``event_dim`` axes."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return type(self).__name__.removeprefix("Constraint") + "()"


class ConstraintDependent(Constraint):
    """torch.distributions.constraints.dependent: a constraint that other values decide."""

    def __init__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> None:
        self._is_discrete = is_discrete
        self._event_dim = event_dim

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """Whether the values are discrete, where that is known."""
        if self._is_discrete is NotImplemented:
            raise NotImplementedError(".is_discrete cannot be determined statically")
        return self._is_discrete

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """The axes of one value, where that is known."""
        if self._event_dim is NotImplemented:
            raise NotImplementedError(".event_dim cannot be determined statically")
        return self._event_dim

    def __call__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> ConstraintDependent:
        """The same with more known."""
        return ConstraintDependent(
            is_discrete=self._is_discrete if is_discrete is NotImplemented else is_discrete,
            event_dim=self._event_dim if event_dim is NotImplemented else event_dim,
        )

    def check(self, value: Any) -> Any:
        raise ValueError("Cannot determine validity of dependent constraint")


class DependentProperty(property, ConstraintDependent):  # type: ignore[misc]
    """torch.distributions.constraints.dependent_property: a property of an instance, a dependent constraint of a class.

    Decorates with or without arguments.
    """

    def __init__(
        self,
        fn: Callable[..., Any] | None = None,
        *,
        is_discrete: Any = NotImplemented,
        event_dim: Any = NotImplemented,
    ) -> None:
        property.__init__(self, fn)
        self._is_discrete = is_discrete
        self._event_dim = event_dim

    def __call__(self, fn: Callable[..., Any]) -> DependentProperty:  # type: ignore[override]
        """The decorated property."""
        return DependentProperty(fn, is_discrete=self._is_discrete, event_dim=self._event_dim)


def is_dependent(constraint: Any) -> bool:
    """torch.distributions.constraints.is_dependent."""
    return isinstance(constraint, ConstraintDependent)


class ConstraintIndependent(Constraint):
    """torch.distributions.constraints.independent: the last axes of another constraint's values belong together."""

    def __init__(self, base_constraint: Any, reinterpreted_batch_ndims: int) -> None:
        if not isinstance(reinterpreted_batch_ndims, int) or reinterpreted_batch_ndims < 0:
            raise AssertionError(f"reinterpreted_batch_ndims must be >= 0, got {reinterpreted_batch_ndims}")
        self.base_constraint = base_constraint
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """As the base's."""
        return self.base_constraint.is_discrete

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """The base's axes and those added."""
        return self.base_constraint.event_dim + self.reinterpreted_batch_ndims

    def check(self, value: Any) -> Any:
        result = self.base_constraint.check(value)
        if result.ndim < self.reinterpreted_batch_ndims:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {value.ndim}")
        if not self.reinterpreted_batch_ndims:
            return result
        return result.reshape([*result.shape[: result.ndim - self.reinterpreted_batch_ndims], -1]).all(-1)

    def __repr__(self) -> str:
        return f"IndependentConstraint({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class ConstraintBoolean(Constraint):
    """torch.distributions.constraints.boolean: 0 or 1."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value == 0) | (value == 1)


class ConstraintOneHot(Constraint):
    """torch.distributions.constraints.one_hot."""

    is_discrete = True
    event_dim = 1

    def check(self, value: Any) -> Any:
        return ((value == 0) | (value == 1)).all(-1) & (value.sum(-1) == 1)


class ConstraintReal(Constraint):
    """torch.distributions.constraints.real: not nan."""

    def check(self, value: Any) -> Any:
        return value == value


class ConstraintGreaterThan(Constraint):
    """torch.distributions.constraints.greater_than."""

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Any) -> Any:
        return self.lower_bound < value

    def __repr__(self) -> str:
        return f"{type(self).__name__.removeprefix('Constraint')}(lower_bound={self.lower_bound})"


class ConstraintGreaterThanEq(ConstraintGreaterThan):
    """torch.distributions.constraints.greater_than_eq."""

    def check(self, value: Any) -> Any:
        return self.lower_bound <= value


class ConstraintIntegerGreaterThan(ConstraintGreaterThan):
    """Whole numbers from a bound on: nonnegative_integer and positive_integer."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & (value >= self.lower_bound)


class ConstraintLessThan(Constraint):
    """torch.distributions.constraints.less_than."""

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return value < self.upper_bound

    def __repr__(self) -> str:
        return f"LessThan(upper_bound={self.upper_bound})"


class ConstraintInterval(Constraint):
    """torch.distributions.constraints.interval: both ends belong to it."""

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound = lower_bound
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (value <= self.upper_bound)

    def __repr__(self) -> str:
        name = type(self).__name__.removeprefix("Constraint")
        return f"{name}(lower_bound={self.lower_bound}, upper_bound={self.upper_bound})"


class ConstraintHalfOpenInterval(ConstraintInterval):
    """torch.distributions.constraints.half_open_interval: without the upper end."""

    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (value < self.upper_bound)


class ConstraintIntegerInterval(ConstraintInterval):
    """torch.distributions.constraints.integer_interval."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & (self.lower_bound <= value) & (value <= self.upper_bound)


class ConstraintSimplex(Constraint):
    """torch.distributions.constraints.simplex: not below 0, and 1 in sum along the last axis."""

    event_dim = 1

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class ConstraintMultinomial(Constraint):
    """torch.distributions.constraints.multinomial: counts along the last axis, up to a sum."""

    is_discrete = True
    event_dim = 1

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)


class ConstraintMatrix(Constraint):
    """What the constraints of matrices share."""

    event_dim = 2

    def _of_each(self, condition: Any) -> Any:
        return condition.reshape([*condition.shape[:-2], -1]).all(-1)


class ConstraintLowerTriangular(ConstraintMatrix):
    """torch.distributions.constraints.lower_triangular."""

    def check(self, value: Any) -> Any:
        return self._of_each(paddle.tril(value) == value)


class ConstraintLowerCholesky(ConstraintMatrix):
    """torch.distributions.constraints.lower_cholesky: triangular, with a positive diagonal."""

    def check(self, value: Any) -> Any:
        positive = (paddle.diagonal(value, axis1=-2, axis2=-1) > 0).all(-1)
        return self._of_each(paddle.tril(value) == value) & positive


class ConstraintCorrCholesky(ConstraintLowerCholesky):
    """torch.distributions.constraints.corr_cholesky: rows of length 1 too."""

    def check(self, value: Any) -> Any:
        tolerance = float(paddle.finfo(value.dtype).eps) * value.shape[-1] * 10
        length = (value * value).sum(-1).sqrt()
        return super().check(value) & ((length - 1).abs() <= tolerance).all(-1)


class ConstraintSquare(ConstraintMatrix):
    """torch.distributions.constraints.square."""

    def check(self, value: Any) -> Any:
        return paddle.full(list(value.shape[:-2]), value.shape[-2] == value.shape[-1], dtype="bool")


class ConstraintSymmetric(ConstraintSquare):
    """torch.distributions.constraints.symmetric."""

    def check(self, value: Any) -> Any:
        if value.shape[-2] != value.shape[-1]:
            return super().check(value)
        return self._of_each(paddle.isclose(value, value.mT, atol=1e-6))


class ConstraintPositiveSemidefinite(ConstraintSymmetric):
    """torch.distributions.constraints.positive_semidefinite."""

    def check(self, value: Any) -> Any:
        symmetric = super().check(value)
        if not bool(symmetric.all()):
            return symmetric
        return (paddle.linalg.eigvalsh(value) >= 0).all(-1)


class ConstraintPositiveDefinite(ConstraintSymmetric):
    """torch.distributions.constraints.positive_definite."""

    def check(self, value: Any) -> Any:
        symmetric = super().check(value)
        if not bool(symmetric.all()):
            return symmetric
        return (paddle.linalg.eigvalsh(value) > 0).all(-1)


class ConstraintCat(Constraint):
    """torch.distributions.constraints.cat: constraints for pieces of an axis."""

    def __init__(self, cseq: Sequence[Any], dim: int = 0, lengths: Sequence[int] | None = None) -> None:
        self.cseq = list(cseq)
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)
        self.dim = dim

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """Whether any is."""
        return any(constraint.is_discrete for constraint in self.cseq)

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """The most axes that one has."""
        return max(constraint.event_dim for constraint in self.cseq)

    def check(self, value: Any) -> Any:
        pieces = paddle.split(value, self.lengths, axis=self.dim)
        return paddle.concat([one.check(piece) for one, piece in zip(self.cseq, pieces)], axis=self.dim)


class ConstraintStack(ConstraintCat):
    """torch.distributions.constraints.stack: a constraint for each index of an axis."""

    def __init__(self, cseq: Sequence[Any], dim: int = 0) -> None:
        super().__init__(cseq, dim)

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """The most axes that one has, and the stacked one if it is among them."""
        dim = max(constraint.event_dim for constraint in self.cseq)
        return dim + 1 if self.dim + dim < 0 else dim

    def check(self, value: Any) -> Any:
        pieces = paddle.unbind(value, axis=self.dim)
        return paddle.stack([one.check(piece) for one, piece in zip(self.cseq, pieces)], axis=self.dim)


class MixtureSameFamilyConstraint(Constraint):
    """torch.distributions.constraints.MixtureSameFamilyConstraint: what every component's values satisfy."""

    def __init__(self, base_constraint: Any) -> None:
        self.base_constraint = base_constraint

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """As the components'."""
        return self.base_constraint.is_discrete

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """As the components'."""
        return self.base_constraint.event_dim

    def check(self, value: Any) -> Any:
        result = self.base_constraint.check(value.unsqueeze(-1 - self.event_dim))
        kept = value.ndim - self.event_dim
        return result.reshape([*result.shape[:kept], -1]).all(-1)

    def __repr__(self) -> str:
        return f"MixtureSameFamilyConstraint({self.base_constraint!r})"


dependent_constraint = ConstraintDependent()
boolean_constraint = ConstraintBoolean()
one_hot_constraint = ConstraintOneHot()
real_constraint = ConstraintReal()
real_vector_constraint = ConstraintIndependent(real_constraint, 1)
positive_constraint = ConstraintGreaterThan(0.0)
nonnegative_constraint = ConstraintGreaterThanEq(0.0)
unit_interval_constraint = ConstraintInterval(0.0, 1.0)
nonnegative_integer_constraint = ConstraintIntegerGreaterThan(0)
positive_integer_constraint = ConstraintIntegerGreaterThan(1)
simplex_constraint = ConstraintSimplex()
lower_triangular_constraint = ConstraintLowerTriangular()
lower_cholesky_constraint = ConstraintLowerCholesky()
corr_cholesky_constraint = ConstraintCorrCholesky()
square_constraint = ConstraintSquare()
symmetric_constraint = ConstraintSymmetric()
positive_semidefinite_constraint = ConstraintPositiveSemidefinite()
positive_definite_constraint = ConstraintPositiveDefinite()
