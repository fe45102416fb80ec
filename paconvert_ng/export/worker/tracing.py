"""Sizes while a model is traced into a static graph.

In a static graph Paddle's ``shape`` has -1 for a dimension that is open, and Python code that counts with it counts
wrong. Here ``shape`` gives such code a 0-d int64 value of the graph in its place; Paddle's own code gets the -1 that it
is written for. Where Python needs a number of such a value (``if length > 1``, ``range(length)``), it gets that of the
example, and what was decided so is noted: the graph holds only where it is decided so again.

The example's numbers come from a run of the model on it: the n-th shape that is read while tracing is the n-th that was
read there, or the two went different ways, which is an error.
"""

from __future__ import annotations

import contextlib
import linecache
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import paddle
from paddle.base.libpaddle import pir

from .numbers import number

_OF_VALUE, _OF_TENSOR = pir.Value.shape, paddle.Tensor.shape
_SIZE_OF_VALUE, _SIZE_OF_TENSOR = pir.Value.size, paddle.Tensor.size


class NotTraceableError(Exception):
    """Python code needs what only a run can know; the message names the line."""


@dataclass(frozen=True)
class Decision:
    """A number that Python took from sizes: where, the line's text, what it was, and the value of the graph."""

    where: str
    text: str
    kind: str
    number: bool | int | float
    value: Any


class Sizes:
    """The shapes read in the run on the example, in their order, and what was decided by them while tracing."""

    def __init__(self) -> None:
        self._reads: list[tuple[str, int, tuple[int, ...]]] = []
        self._next = 0
        self._numbers: dict[int, int] = {}
        self.decisions: dict[tuple[str, str, str], Decision] = {}

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Notes each shape that is read in the block by other code than Paddle's."""

        def of_tensor(tensor: Any, frame: FrameType) -> Any:
            shape = _OF_TENSOR.__get__(tensor)
            self._reads.append((*_place(frame), tuple(int(size) for size in shape)))
            return shape

        with _shapes(paddle.Tensor, of_tensor, _OF_TENSOR, _SIZE_OF_TENSOR):
            yield

    @contextlib.contextmanager
    def given(self) -> Iterator[None]:
        """Gives sizes as values of the graph in the block. Raises NotTraceableError where it went another way."""

        def of_tensor(tensor: Any, frame: FrameType) -> Any:
            shape = _OF_TENSOR.__get__(tensor)
            self._example(list(shape), frame)
            return shape

        def of_value(value: Any, frame: FrameType) -> Any:
            shape = list(_OF_VALUE.__get__(value))
            example = self._example(shape, frame)
            return self._values(value, shape, example) if -1 in shape else _OF_VALUE.__get__(value)

        with (
            _shapes(paddle.Tensor, of_tensor, _OF_TENSOR, _SIZE_OF_TENSOR),
            _shapes(pir.Value, of_value, _OF_VALUE, _SIZE_OF_VALUE),
            _numbers(self._decide),
        ):
            yield
        if self._next != len(self._reads):
            file, line, _ = self._reads[self._next]
            raise NotTraceableError(f"{file}:{line}: read in a run on the example, and not while tracing")

    def _example(self, shape: list[int], frame: FrameType) -> tuple[int, ...]:
        place = _place(frame)
        if self._next >= len(self._reads):
            raise NotTraceableError(f"{_said(place)}: read while tracing, and not in a run on the example")
        file, line, example = self._reads[self._next]
        fits = len(example) == len(shape) and all(size in (-1, own) for size, own in zip(shape, example, strict=True))
        if (file, line) != place or not fits:
            raise NotTraceableError(
                f"{_said(place)}: here tracing reads a shape {shape}, a run on the example {list(example)} at "
                f"{_said((file, line))}: the code goes different ways in the two"
            )
        self._next += 1
        return example

    def _values(self, value: Any, shape: list[int], example: tuple[int, ...]) -> list[Any]:
        whole = paddle.shape(value)
        found: list[Any] = list(shape)
        for axis, size in enumerate(shape):
            if size == -1:
                found[axis] = whole[axis]
                self._numbers[found[axis].get_defining_op().id()] = example[axis]
        return found

    def _decide(self, value: Any, kind: type, frame: FrameType) -> Any:
        place = _place(frame)
        text = linecache.getline(*place).strip()
        found = number(value, self._numbers)
        if found is None or found.size != 1:
            raise NotTraceableError(
                f"{_said(place)}: {kind.__name__}() of a tensor that is known only when the graph runs: {text}"
            )
        plain = kind(found.reshape(()).item())
        self.decisions.setdefault(
            (_said(place), text, f"{kind.__name__} {plain}"),
            Decision(_said(place), text, kind.__name__, plain, value),
        )
        return plain


def _place(frame: FrameType) -> tuple[str, int]:
    return frame.f_code.co_filename, frame.f_lineno


def _said(place: tuple[str, int]) -> str:
    return f"{place[0]}:{place[1]}"


def _is_of_paddle(frame: FrameType) -> bool:
    """Or of this package."""
    name = frame.f_globals.get("__name__", "")
    return name == "paddle" or name.startswith(("paddle.", f"{__package__}."))


def _is_helper(frame: FrameType) -> bool:
    return "paddle_helpers" in f"{frame.f_globals.get('__name__', '')}.{getattr(frame.f_code, 'co_qualname', '')}"


@contextlib.contextmanager
def _shapes(kind: Any, read: Callable[[Any, FrameType], Any], shape: Any, size: Any) -> Iterator[None]:
    """``read(tensor, frame)`` in the place of ``shape`` and of ``size()``, for code that is not Paddle's."""

    def get_shape(tensor: Any) -> Any:
        frame = sys._getframe(1)
        return shape.__get__(tensor) if _is_of_paddle(frame) else read(tensor, frame)

    def get_size(tensor: Any) -> Any:
        if _is_of_paddle(sys._getframe(1)):
            return size.__get__(tensor)
        return lambda dim=None: _entry(read(tensor, sys._getframe(1)), dim)

    kind.shape, kind.size = property(get_shape), property(get_size)
    try:
        yield
    finally:
        kind.shape, kind.size = shape, size


def _entry(shape: Any, dim: int | None) -> Any:
    return shape if dim is None else shape[dim]


@contextlib.contextmanager
def _numbers(decide: Callable[[Any, type, FrameType], Any]) -> Iterator[None]:
    """``decide(value, kind, frame)`` where Python makes a number of a value of the graph."""
    kinds = {"__bool__": bool, "__int__": int, "__index__": int, "__float__": float}
    before = {name: pir.Value.__dict__.get(name) for name in kinds}

    def made(kind: type) -> Callable[[Any], Any]:
        def convert(value: Any) -> Any:
            frame: FrameType | None = sys._getframe(1)
            # A helper's `if is_causal` says less than the call with `length > 1` that led to it.
            while frame is not None and (_is_of_paddle(frame) or _is_helper(frame)):
                frame = frame.f_back
            assert frame is not None
            return decide(value, kind, frame)

        return convert

    for name, kind in kinds.items():
        setattr(pir.Value, name, made(kind))
    try:
        yield
    finally:
        for name, method in before.items():
            if method is None:
                delattr(pir.Value, name)
            else:
                setattr(pir.Value, name, method)
