"""Numbers of Python's ``math``: they decide the dtype of a tensor that they are combined with."""

from __future__ import annotations

from paconvert_ng.analysis.values import BOOL, FLOAT, FOREIGN, INT, Ref, Value

_WHOLE = frozenset(
    f"math.{name}" for name in ("ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "trunc")
)
_TESTS = frozenset(f"math.{name}" for name in ("isclose", "isfinite", "isinf", "isnan"))
#: What they give depends on what they are given, or is several numbers.
_OTHERS = frozenset(f"math.{name}" for name in ("frexp", "modf", "prod", "sumprod"))
_CONSTANTS = frozenset(Ref(f"math.{name}") for name in ("e", "inf", "nan", "pi", "tau"))


def math_result(name: str) -> Value:
    """The type of what a function of ``math`` gives, by its full name."""
    if name in _OTHERS:
        return FOREIGN
    return INT if name in _WHOLE else BOOL if name in _TESTS else FLOAT


def as_number(value: Value) -> Value:
    """A constant of ``math`` as a number; anything else as it is."""
    return FLOAT if isinstance(value, Ref) and value in _CONSTANTS else value
