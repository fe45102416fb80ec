"""Timing two expressions on the same medium inputs, in turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import paddle

from paconvert_ng.rules.model import RuleTest
from paconvert_ng.verify.inputs import LiteralSpec, TensorSpec, make_array, parse_spec
from tests.support.tensors import to_paddle

#: Elements of the largest input, about; decompositions and products of matrices get matrices of about this side.
MEDIUM = 2**18
_ROUNDS = 7
_SHORTEST = 0.004
_TOLERANCE = 1e-4


def medium_inputs(test: RuleTest) -> list[dict[str, TensorSpec | LiteralSpec]]:
    """Ways to enlarge a test's inputs, the preferred first; the last is only longer, in its first dimension."""
    specs = {name: parse_spec(text) for name, text in test.inputs}
    tensors = [spec for spec in specs.values() if isinstance(spec, TensorSpec) and spec.shape]
    if not tensors:
        return []
    largest = max(tensors, key=lambda spec: int(np.prod(spec.shape)))
    size = max(1, int(np.prod(largest.shape)))
    every = max(2, int((MEDIUM / size) ** (1 / len(largest.shape))))
    first = max(2, MEDIUM // size)
    ways: list[Callable[[int, int, int], int]] = []
    if test.form == "module":
        spatial = max(2, int((MEDIUM / size) ** (1 / max(1, len(largest.shape) - 1))))
        ways.append(lambda index, length, rank: length * spatial if index == 0 or (rank > 3 and index > 1) else length)
    else:
        ways.append(lambda index, length, rank: length if length == 1 else length * every)
    ways.append(lambda index, length, rank: length * first if index == 0 and rank == len(largest.shape) else length)
    return [{name: _enlarged(spec, way) for name, spec in specs.items()} for way in ways]


def _enlarged(spec: TensorSpec | LiteralSpec, way: Callable[[int, int, int], int]) -> TensorSpec | LiteralSpec:
    if not isinstance(spec, TensorSpec):
        return spec
    shape = tuple(way(index, length, len(spec.shape)) for index, length in enumerate(spec.shape))
    return replace(spec, shape=shape)


def arguments(specs: dict[str, TensorSpec | LiteralSpec]) -> dict[str, Any]:
    """Values for the inputs, the same each time."""
    rng = np.random.default_rng(0)
    return {
        name: to_paddle(make_array(spec, rng), spec) if isinstance(spec, TensorSpec) else spec.value
        for name, spec in specs.items()
    }


def shapes(specs: dict[str, TensorSpec | LiteralSpec]) -> str:
    return ", ".join(
        f"{name}: {spec.dtype} {'x'.join(map(str, spec.shape)) or 'scalar'}"
        for name, spec in specs.items()
        if isinstance(spec, TensorSpec)
    )


def same(one: Any, other: Any) -> bool:
    """Whether two results are equal, as far as a comparison of speed needs it: shapes and values."""
    if isinstance(one, paddle.Tensor) and isinstance(other, paddle.Tensor):
        if list(one.shape) != list(other.shape) or one.dtype != other.dtype:
            return False
        first, second = one.detach().astype("complex128").numpy(), other.detach().astype("complex128").numpy()
        return bool(np.allclose(first, second, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True))
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def same_shape(one: Any, other: Any) -> bool:
    """The same for what is random, or depends on how a layer was initialised."""
    if isinstance(one, paddle.Tensor) and isinstance(other, paddle.Tensor):
        return list(one.shape) == list(other.shape) and one.dtype == other.dtype
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same_shape, one, other))
    return type(one) is type(other)


def time_both(helper: Callable[[], Any], plain: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds a call, of processor time: the best of some rounds each, in turns."""
    times = ([], [])  # type: tuple[list[float], list[float]]
    repeats = [_repeats(helper), _repeats(plain)]
    for _ in range(_ROUNDS):
        for function, count, found in zip((helper, plain), repeats, times, strict=True):
            begin = time.process_time()
            for _ in range(count):
                function()
            found.append((time.process_time() - begin) / count)
    return min(times[0]) * 1e3, min(times[1]) * 1e3


def _repeats(function: Callable[[], Any]) -> int:
    function()  # the first call also sets up what later ones find
    begin = time.process_time()
    function()
    return max(1, int(_SHORTEST / max(time.process_time() - begin, 1e-7)))
