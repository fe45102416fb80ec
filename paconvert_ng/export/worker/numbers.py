"""The number that a value of a static graph has in the example, where it depends on sizes alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

_OPERATORS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "floor_divide": np.floor_divide,
    "remainder": np.remainder,
    "elementwise_pow": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "greater_than": np.greater,
    "less_than": np.less,
    "greater_equal": np.greater_equal,
    "less_equal": np.less_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "logical_not": np.logical_not,
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
    "bitwise_not": np.invert,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.round,
    "sqrt": np.sqrt,
    "rsqrt": lambda value: 1 / np.sqrt(value),
    "log": np.log,
    "log2": np.log2,
    "exp": np.exp,
    "abs": np.abs,
    "assign": np.asarray,
    "share_data": np.asarray,
}


def number(value: Any, sizes: Mapping[int, tuple[int, Any]], places: list[Any]) -> Any:
    """The value as numpy has it; None where it depends on more than sizes, or on an operator that is not listed.

    ``sizes``: the number of a value that is a size, and where it was read, by the id of the operator that gives it.
    The places of those that the value depends on are added to ``places``.
    """
    operator = value.get_defining_op()
    if operator is None:
        return None
    if operator.id() in sizes:
        size, place = sizes[operator.id()]
        places.append(place)
        return np.asarray(size)
    name = operator.name().removeprefix("pd_op.").rstrip("_")
    if name == "full":
        attributes = operator.attrs()
        return np.full(attributes["shape"], attributes["value"]).astype(_dtype(value))
    if name not in _OPERATORS and name not in ("scale", "cast"):
        return None
    given = [number(operand.source(), sizes, places) for operand in operator.operands()]
    if any(item is None for item in given):
        return None
    if name == "scale":
        attributes = operator.attrs()
        factor, bias = given[1].reshape(()), attributes["bias"]
        scaled = given[0] * factor + bias if attributes["bias_after_scale"] else (given[0] + bias) * factor
        return np.asarray(scaled).astype(_dtype(value))
    result = given[0] if name == "cast" else _OPERATORS[name](*given)
    return np.asarray(result).astype(_dtype(value))


def _dtype(value: Any) -> str:
    return str(value.dtype).rsplit(".", 1)[-1]
