"""The input language of rule tests and of ``paconvert verify``: ``f32 2x3``, ``i64 4 0..5``, or a Python literal.

A tensor is written ``DTYPE SHAPE [RANGE] [QUALITY …]``:

- dtype: f16 bf16 f32 f64, i8 i16 i32 i64, u8, bool, c64 c128
- shape: ``2x3``, ``4``, ``0x3`` (empty), ``scalar`` (0-d)
- range ``LOW..HIGH``: LOW ≤ value < HIGH, so ``0..5`` are indices into a dimension of size 5
- qualities: ``positive`` (0.1 or more; integers 1 or more), ``negative``, ``nonzero``, ``unit`` (strictly
  between 0 and 1), ``distinct`` (no two equal), ``sorted`` (ascending along the last dimension), ``ties``
  (few values, so many are equal), ``zeros``, ``ones``, ``nan`` (the first value is NaN), ``inf`` (the last two
  are +inf and -inf), ``spd`` (a symmetric positive definite matrix), ``transposed`` (not contiguous)

Floats are otherwise standard normal, integers between -5 and 5, unsigned 0 to 9, booleans half and half.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

#: name in a spec → numpy dtype that carries the values (bfloat16 has none, float32 carries it) and framework name.
DTYPES: dict[str, tuple[str, str]] = {
    "f16": ("float16", "float16"),
    "bf16": ("float32", "bfloat16"),
    "f32": ("float32", "float32"),
    "f64": ("float64", "float64"),
    "i8": ("int8", "int8"),
    "i16": ("int16", "int16"),
    "i32": ("int32", "int32"),
    "i64": ("int64", "int64"),
    "u8": ("uint8", "uint8"),
    "bool": ("bool", "bool"),
    "c64": ("complex64", "complex64"),
    "c128": ("complex128", "complex128"),
}
QUALITIES = frozenset(
    "positive negative nonzero unit distinct sorted ties zeros ones nan inf spd transposed".split(),
)
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")
_SHAPE = re.compile(r"\d+(?:x\d+)*")


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """A tensor to generate. ``shape`` is () for a 0-d tensor; ``low``/``high`` bound the values if given."""

    dtype: str
    shape: tuple[int, ...]
    low: float | None = None
    high: float | None = None
    qualities: frozenset[str] = frozenset()

    @property
    def framework_dtype(self) -> str:
        return DTYPES[self.dtype][1]

    @property
    def is_differentiable(self) -> bool:
        return self.framework_dtype.startswith(("float", "bfloat", "complex"))


@dataclass(frozen=True, slots=True)
class LiteralSpec:
    """A plain Python value that is handed to the program as an argument."""

    value: Any


class SpecError(ValueError):
    """A ``with:`` entry that is neither a tensor nor a literal."""


def parse_spec(text: str) -> TensorSpec | LiteralSpec:
    """``"f32 2x3 positive"`` → TensorSpec, ``"(1, 2)"`` → LiteralSpec; raises SpecError for anything else."""
    words = text.split()
    if words and words[0] in DTYPES:
        return _parse_tensor(text, words)
    try:
        return LiteralSpec(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        raise SpecError(
            f"input {text!r} is neither a tensor ('f32 2x3') nor a Python literal (quote a string twice: \"'sum'\")",
        ) from None


def _parse_tensor(text: str, words: list[str]) -> TensorSpec:
    if len(words) < 2:
        raise SpecError(f"input {text!r} has no shape: write 'f32 2x3', or 'f32 scalar'")
    dtype, shape_text, *rest = words
    if shape_text == "scalar":
        shape: tuple[int, ...] = ()
    elif _SHAPE.fullmatch(shape_text):
        shape = tuple(int(size) for size in shape_text.split("x"))
    else:
        raise SpecError(f"input {text!r}: {shape_text!r} is no shape")
    low = high = None
    qualities = set()
    for word in rest:
        match = _RANGE.fullmatch(word)
        if match:
            low, high = float(match[1]), float(match[2])
        elif word in QUALITIES:
            qualities.add(word)
        else:
            raise SpecError(f"input {text!r}: unknown word {word!r}; known: LOW..HIGH {' '.join(sorted(QUALITIES))}")
    return TensorSpec(dtype, shape, low, high, frozenset(qualities))


def make_array(spec: TensorSpec, rng: np.random.Generator) -> np.ndarray:
    """Values for ``spec``, the same for the same state of ``rng``."""
    carrier = np.dtype(DTYPES[spec.dtype][0])
    if carrier.kind == "c":
        values = rng.standard_normal(spec.shape) + 1j * rng.standard_normal(spec.shape)
    elif carrier.kind == "f":
        values = _floats(spec, rng)
    elif carrier.kind == "b":
        values = rng.random(spec.shape) < 0.5
    else:
        values = _integers(spec, carrier, rng)
    values = np.asarray(values)
    if "zeros" in spec.qualities or "ones" in spec.qualities:
        values = np.full(spec.shape, 1 if "ones" in spec.qualities else 0)
    if "sorted" in spec.qualities:
        values = np.sort(values, axis=-1)
    array = values.astype(carrier)
    flat = array.reshape(-1)
    if "nan" in spec.qualities:
        flat[0] = np.nan
    if "inf" in spec.qualities:
        flat[-2:] = (np.inf, -np.inf)
    return array


def _floats(spec: TensorSpec, rng: np.random.Generator) -> np.ndarray:
    shape, qualities = spec.shape, spec.qualities
    if spec.low is not None and spec.high is not None:
        return rng.uniform(spec.low, spec.high, shape)
    if "unit" in qualities:
        return rng.uniform(0.05, 0.95, shape)
    if "ties" in qualities:
        return rng.integers(-2, 3, shape).astype("float64")
    if "spd" in qualities:
        matrix = rng.standard_normal(shape)
        return matrix @ np.swapaxes(matrix, -1, -2) + shape[-1] * np.eye(shape[-1])
    values = np.asarray(rng.standard_normal(shape))
    if "positive" in qualities:
        return np.abs(values) + 0.1
    if "negative" in qualities:
        return -np.abs(values) - 0.1
    if "nonzero" in qualities:
        return np.where(values < 0, values - 0.1, values + 0.1)
    return values


def _integers(spec: TensorSpec, carrier: np.dtype, rng: np.random.Generator) -> np.ndarray:
    if spec.low is not None and spec.high is not None:
        low, high = int(spec.low), int(spec.high)
    elif carrier.kind == "u":
        low, high = 0, 10
    else:
        low, high = (-2, 3) if "ties" in spec.qualities else (-5, 6)
    if "positive" in spec.qualities:
        low, high = 1, max(high, 2)
    elif "negative" in spec.qualities:
        low, high = min(low, -1), 0
    size = int(np.prod(spec.shape, dtype=int))
    if "distinct" in spec.qualities:
        candidates = np.arange(low, max(high, low + size))
        return rng.permutation(candidates)[:size].reshape(spec.shape)
    values = np.asarray(rng.integers(low, high, spec.shape))
    if "nonzero" in spec.qualities:
        return np.where(values == 0, 1, values)
    return values
