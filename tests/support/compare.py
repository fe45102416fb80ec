"""What differs between a torch result and the result of the converted program.

``differences`` walks both and returns one line per difference, each with the path to it
(``result[0].indices: …``). Nothing is forgiven but rounding: an int for a float, a list
for a tuple, a lost field name or another dtype are differences.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.support.frameworks import paddle, torch
from tests.support.tensors import dtype_name, paddle_to_numpy, torch_to_numpy

#: Relative and absolute tolerance by dtype; a dtype that is not listed must be equal.
TOLERANCES = {
    "float16": 2e-3,
    "bfloat16": 1.6e-2,
    "float32": 1e-5,
    "float64": 1e-8,
    "complex64": 1e-5,
    "complex128": 1e-8,
}
PADDLE_PARAMETER = paddle.base.framework.EagerParamBase


@dataclass(frozen=True, slots=True)
class Comparison:
    """How to compare. ``tol`` replaces the dtype's tolerance (a coarser dtype keeps its own).

    ``values`` False compares structure, shape and dtype only (random results).
    ``gradient_flags`` False leaves ``requires_grad`` out (compared anyway through gradients).
    """

    tol: float | None = None
    values: bool = True
    gradient_flags: bool = True

    def tolerance(self, dtype: str) -> float:
        default = TOLERANCES.get(dtype, 0.0)
        if self.tol is None or not default:
            return default
        return max(self.tol, default) if dtype in ("float16", "bfloat16") else self.tol


DEFAULT = Comparison()


def differences(ours: Any, theirs: Any, how: Comparison = DEFAULT, path: str = "result") -> list[str]:
    """Differences of ``theirs`` (Paddle) from ``ours`` (torch); empty if they mean the same."""
    if isinstance(ours, torch.Tensor):
        return _tensor_differences(ours, theirs, how, path)
    if isinstance(theirs, paddle.Tensor):
        return [f"{path}: torch gives {_brief(ours)}, Paddle a Tensor of shape {list(theirs.shape)}"]
    if isinstance(ours, torch.dtype):
        return _equal(dtype_name(ours), dtype_name(theirs), path, "dtype")
    if isinstance(ours, torch.device):
        return _equal(str(ours), _device_name(theirs), path, "device")
    if isinstance(ours, torch.Size):
        sizes: Any = (tuple, getattr(paddle, "Size", list))
        if not isinstance(theirs, sizes):  # before Paddle 3.3 a list
            return [f"{path}: torch gives torch.Size, Paddle {type(theirs).__name__}"]
        return _equal(list(ours), list(theirs), path, "shape")
    if isinstance(ours, (tuple, list)):
        return _sequence_differences(ours, theirs, how, path)
    if isinstance(ours, Mapping):
        return _mapping_differences(ours, theirs, how, path)
    if isinstance(ours, torch.nn.Module):
        return _module_differences(ours, theirs, how, path)
    return _plain_differences(ours, theirs, how, path)


def array_differences(ours: np.ndarray, theirs: np.ndarray, tol: float, path: str) -> list[str]:
    """Differences of two arrays of one dtype; NaN equals NaN, infinities must agree in sign."""
    if ours.shape != theirs.shape:
        return [f"{path}: shape {list(ours.shape)} in torch, {list(theirs.shape)} in Paddle"]
    if ours.size == 0:
        return []
    if not tol:
        wrong = ours != theirs
    else:
        wrong = ~np.isclose(theirs, ours, rtol=tol, atol=tol, equal_nan=True)
    if not wrong.any():
        return []
    where = np.unravel_index(int(np.argmax(wrong)), wrong.shape) if wrong.ndim else ()
    with np.errstate(all="ignore"):
        largest = np.nanmax(np.abs(np.asarray(ours, dtype="complex128") - np.asarray(theirs, dtype="complex128")))
    at = f" at {[int(index) for index in where]}" if where else ""
    return [
        f"{path}: {int(wrong.sum())} of {ours.size} values differ (largest difference {largest:.3g}, "
        f"tolerance {tol:g}): torch {ours[where]!s}, Paddle {theirs[where]!s}{at}",
    ]


def _tensor_differences(ours: torch.Tensor, theirs: Any, how: Comparison, path: str) -> list[str]:
    if not isinstance(theirs, paddle.Tensor):
        return [f"{path}: torch gives a Tensor of shape {list(ours.shape)}, Paddle {_brief(theirs)}"]
    found = _equal(dtype_name(ours.dtype), dtype_name(theirs.dtype), path, "dtype")
    found += _equal(list(ours.shape), list(theirs.shape), path, "shape")
    if isinstance(ours, torch.nn.Parameter) and not isinstance(theirs, PADDLE_PARAMETER):
        found.append(f"{path}: torch gives a Parameter, Paddle a plain Tensor")
    if how.gradient_flags and (ours.is_floating_point() or ours.is_complex()):
        found += _equal(ours.requires_grad, not theirs.stop_gradient, path, "requires_grad")
    if found or not how.values:
        return found
    tol = how.tolerance(dtype_name(ours.dtype))
    return array_differences(torch_to_numpy(ours), paddle_to_numpy(theirs), tol, path)


def _sequence_differences(ours: tuple | list, theirs: Any, how: Comparison, path: str) -> list[str]:
    kind = tuple if isinstance(ours, tuple) else list
    if not isinstance(theirs, kind):
        return [f"{path}: torch gives a {kind.__name__} of {len(ours)}, Paddle {_brief(theirs)}"]
    if len(ours) != len(theirs):
        return [f"{path}: length {len(ours)} in torch, {len(theirs)} in Paddle"]
    found = []
    for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        found += differences(mine, other, how, f"{path}[{index}]")
    for name in field_names(ours):
        if not hasattr(theirs, name):
            found.append(f"{path}: torch's result has the field {name!r}, Paddle's has not")
        else:
            found += differences(getattr(ours, name), getattr(theirs, name), how, f"{path}.{name}")
    return found


def field_names(value: tuple | list) -> list[str]:
    """Names of a namedtuple or of one of torch's return types; empty for a plain sequence."""
    if hasattr(value, "_fields"):
        return list(value._fields)
    if hasattr(value, "n_sequence_fields"):
        return [name for name, member in vars(type(value)).items() if isinstance(member, types.MemberDescriptorType)]
    return []


def _mapping_differences(ours: Mapping, theirs: Any, how: Comparison, path: str) -> list[str]:
    if not isinstance(theirs, Mapping):
        return [f"{path}: torch gives a {type(ours).__name__}, Paddle {_brief(theirs)}"]
    if list(ours) != list(theirs):
        return [f"{path}: keys {list(ours)} in torch, {list(theirs)} in Paddle"]
    return [line for key in ours for line in differences(ours[key], theirs[key], how, f"{path}[{key!r}]")]


def _module_differences(ours: torch.nn.Module, theirs: Any, how: Comparison, path: str) -> list[str]:
    if not isinstance(theirs, paddle.nn.Layer):
        return [f"{path}: torch gives a Module, Paddle {_brief(theirs)}"]
    found = _equal(type(ours).__name__, type(theirs).__name__, path, "class")
    return found + _mapping_differences(ours.state_dict(), dict(theirs.state_dict()), how, f"{path}.state_dict()")


def _plain_differences(ours: Any, theirs: Any, how: Comparison, path: str) -> list[str]:
    if isinstance(ours, np.ndarray) and isinstance(theirs, np.ndarray):
        if ours.dtype != theirs.dtype:
            return [f"{path}: numpy dtype {ours.dtype} in torch, {theirs.dtype} in Paddle"]
        return array_differences(ours, theirs, how.tolerance(str(ours.dtype)), path) if how.values else []
    if isinstance(ours, type):
        return _equal(ours.__name__, getattr(theirs, "__name__", _brief(theirs)), path, "class")
    if isinstance(ours, enum.Enum):
        return _equal(ours.name, getattr(theirs, "name", _brief(theirs)), path, "member")
    if isinstance(ours, (bool, int, float, complex, str, bytes, type(None), np.generic)):
        if type(ours) is not type(theirs):
            return [f"{path}: torch gives {_brief(ours)}, Paddle {_brief(theirs)}"]
        if isinstance(ours, (float, complex)) and how.values:
            return array_differences(np.asarray(ours), np.asarray(theirs), how.tolerance("float32"), path)
        return _equal(ours, theirs, path, "value") if how.values else []
    if isinstance(ours, (set, frozenset, range, slice)):
        return _equal(ours, theirs, path, "value")
    if callable(ours):
        return [] if callable(theirs) else [f"{path}: torch gives a callable, Paddle {_brief(theirs)}"]
    return _equal(type(ours).__name__, type(theirs).__name__, path, "class")


def _device_name(value: Any) -> str:
    text = str(value)
    return text.removeprefix("Place(").removesuffix(")").replace("gpu", "cuda")


def _equal(ours: Any, theirs: Any, path: str, what: str) -> list[str]:
    return [] if ours == theirs else [f"{path}: {what} {ours!r} in torch, {theirs!r} in Paddle"]


def _brief(value: Any) -> str:
    text = repr(value).replace("\n", " ")
    return f"{type(value).__name__} {text[:80]}{'…' if len(text) > 80 else ''}"
