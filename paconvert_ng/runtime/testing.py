"""torch.testing: assertions on nested values with torch's tolerances."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import paddle

from .comparison import torch_isclose
from .promotion import promote
from .tensor_dtypes import dtype_name

# Relative and absolute tolerance by dtype; whole numbers and bools must be equal.
TOLERANCES = {
    "float16": (1e-3, 1e-5),
    "bfloat16": (1.6e-2, 1e-5),
    "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
    "complex64": (1.3e-6, 1e-5),
    "complex128": (1e-7, 1e-7),
}


class _Checks:
    """The options of ``assert_close``."""

    def __init__(self, rtol: float | None, atol: float | None, equal_nan: bool, flags: dict[str, bool]) -> None:
        if (rtol is None) != (atol is None):
            given, lacking = ("rtol", "atol") if atol is None else ("atol", "rtol")
            raise ValueError(
                f"Both 'rtol' and 'atol' must be either specified or omitted: {given} alone, no {lacking}."
            )
        self.rtol = rtol
        self.atol = atol
        self.equal_nan = equal_nan
        self.flags = flags

    def tolerances(self, *dtypes: str) -> tuple[float, float]:
        """(relative, absolute): as given, or the looser ones of the dtypes."""
        if self.rtol is not None and self.atol is not None:
            return self.rtol, self.atol
        found = [TOLERANCES.get(dtype, (0.0, 0.0)) for dtype in dtypes]
        return max(rtol for rtol, _ in found), max(atol for _, atol in found)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """torch.testing.assert_close: AssertionError where values, shapes, dtypes or containers differ.

    Tensors, arrays, numbers and None, in sequences and mappings. Raises TypeError for anything else, ValueError if
    only one of ``rtol`` and ``atol`` is given.
    """
    flags = {"device": check_device, "dtype": check_dtype, "stride": check_stride, "subclass": allow_subclasses}
    checks = _Checks(rtol, atol, equal_nan, flags)
    found = _difference(actual, expected, checks, "")
    if found:
        raise AssertionError(msg(found) if callable(msg) else msg if msg is not None else found)


def assert_allclose(
    actual: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = True,
    msg: str = "",
) -> None:
    """torch.testing.assert_allclose, the older one: dtypes, devices and strides may differ."""
    actual = actual if paddle.is_tensor(actual) else paddle.to_tensor(actual)
    expected = expected if paddle.is_tensor(expected) else paddle.to_tensor(expected, dtype=actual.dtype)
    if rtol is None and atol is None:
        rtol, atol = _Checks(None, None, equal_nan, {}).tolerances(dtype_name(actual.dtype), dtype_name(expected.dtype))
    assert_close(
        actual,
        expected,
        rtol=rtol,
        atol=atol,
        equal_nan=equal_nan,
        check_device=False,
        check_dtype=False,
        msg=msg or None,
    )


def _difference(actual: Any, expected: Any, checks: _Checks, where: str) -> str:
    """What differs first, "" if nothing does."""
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        return _mapping_difference(actual, expected, checks, where)
    if _is_sequence(actual) and _is_sequence(expected):
        if len(actual) != len(expected):
            return f"The length of the sequences mismatch: {len(actual)} != {len(expected)}{_place(where)}"
        pairs = enumerate(zip(actual, expected))
        return next(filter(None, (_difference(a, e, checks, f"{where}[{n}]") for n, (a, e) in pairs)), "")
    if actual is None or expected is None:
        return "" if actual is expected else f"None mismatch: {actual} is not {expected}{_place(where)}"
    if isinstance(actual, bool) and isinstance(expected, bool):
        return "" if actual is expected else f"Booleans mismatch: {actual} is not {expected}{_place(where)}"
    if _is_number(actual) and _is_number(expected):
        return _number_difference(actual, expected, checks, where)
    if paddle.is_tensor(actual) and paddle.is_tensor(expected):
        return _tensor_difference(actual, expected, checks, where)
    if isinstance(actual, (np.ndarray, np.generic)) and isinstance(expected, (np.ndarray, np.generic)):
        return _tensor_difference(paddle.to_tensor(actual), paddle.to_tensor(expected), checks, where)
    raise TypeError(
        f"No comparison pair was able to handle inputs of type {type(actual)} and {type(expected)}.{_place(where)}"
    )


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex))


def _place(where: str) -> str:
    return f"\n\nThe failure occurred for item {where}" if where else ""


def _mapping_difference(actual: Mapping[Any, Any], expected: Mapping[Any, Any], checks: _Checks, where: str) -> str:
    if set(actual) != set(expected):
        lacking = sorted(set(expected) - set(actual), key=str)
        more = sorted(set(actual) - set(expected), key=str)
        return (
            f"The keys of the mappings do not match:\nMissing keys in the actual mapping: {lacking}\n"
            f"Additional keys in the actual mapping: {more}{_place(where)}"
        )
    keys = sorted(actual, key=str)
    return next(filter(None, (_difference(actual[k], expected[k], checks, f"{where}[{k!r}]") for k in keys)), "")


def _number_difference(actual: Any, expected: Any, checks: _Checks, where: str) -> str:
    if checks.flags.get("dtype") and type(actual) is not type(expected):
        return f"The (d)types do not match: {type(actual)} != {type(expected)}.{_place(where)}"
    dtypes = [
        "complex128" if isinstance(v, complex) else "float64" if isinstance(v, float) else ""
        for v in (actual, expected)
    ]
    return _scalar_difference(actual, expected, checks, checks.tolerances(*dtypes), where)


def _scalar_difference(actual: Any, expected: Any, checks: _Checks, tolerances: tuple[float, float], where: str) -> str:
    rtol, atol = tolerances
    if actual == expected or (checks.equal_nan and cmath.isnan(actual) and cmath.isnan(expected)):
        return ""
    distance = abs(actual - expected)
    if cmath.isfinite(actual) and cmath.isfinite(expected) and distance <= atol + rtol * abs(expected):
        return ""
    exact = rtol == atol == 0
    relative = distance / abs(expected) if expected else float("inf")
    return (
        f"Scalars are not {'equal' if exact else 'close'}!\n\nExpected {expected} but got {actual}.\n"
        f"Absolute difference: {distance}{'' if exact else f' (up to {atol} allowed)'}\n"
        f"Relative difference: {relative}{'' if exact else f' (up to {rtol} allowed)'}{_place(where)}"
    )


def _tensor_difference(actual: paddle.Tensor, expected: paddle.Tensor, checks: _Checks, where: str) -> str:
    for attribute, one, other in (
        ("shape", list(actual.shape), list(expected.shape)),
        ("device", str(actual.place), str(expected.place)),
        ("dtype", actual.dtype, expected.dtype),
        ("stride()", tuple(actual.strides), tuple(expected.strides)),
    ):
        if checks.flags.get(attribute.removesuffix("()"), attribute == "shape") and one != other:
            return f"The values for attribute '{attribute}' do not match: {one} != {other}.{_place(where)}"
    tolerances = checks.tolerances(dtype_name(actual.dtype), dtype_name(expected.dtype))
    actual, expected = promote(actual.detach().cpu(), expected.detach().cpu())
    rtol, atol = tolerances
    close = torch_isclose(actual, expected, rtol, atol, checks.equal_nan)
    if bool(close.all()):
        return ""
    if actual.ndim == 0:
        return _scalar_difference(actual.item(), expected.item(), checks, tolerances, where)
    return _elements_difference(actual, expected, close.numpy(), tolerances) + _place(where)


def _elements_difference(actual: Any, expected: Any, close: np.ndarray, tolerances: tuple[float, float]) -> str:
    rtol, atol = tolerances
    exact = rtol == atol == 0
    name = dtype_name(actual.dtype)
    wide = {"bfloat16": "float32", "float16": "float32", "bool": "int64"}.get(name, name)
    one, other = actual.cast(wide).numpy(), expected.cast(wide).numpy()
    with np.errstate(all="ignore"):
        absolute = np.abs(one - other)
        relative = np.divide(
            absolute, np.abs(other), dtype=np.float64 if name in ("float64", "complex128") else np.float32
        )
    absolute[close], relative[close] = 0, 0
    lines = [
        f"Tensor-likes are not {'equal' if exact else 'close'}!",
        "",
        f"Mismatched elements: {int((~close).sum())} / {close.size} ({100 * (~close).mean():.1f}%)",
    ]
    for title, values, limit in (("absolute", absolute, atol), ("relative", relative, rtol)):
        place = tuple(int(n) for n in np.unravel_index(int(np.argmax(values)), values.shape))
        allowed = "" if exact else f" (up to {limit} allowed)"
        lines.append(f"Greatest {title} difference: {values[place].item()} at index {place}{allowed}")
    return "\n".join(lines)
