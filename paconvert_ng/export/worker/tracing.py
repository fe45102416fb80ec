"""Sizes while a model is traced into a static graph.

In a static graph Paddle's ``shape`` has -1 for a dimension that is open, and Python code that counts with it counts
wrong. Here ``shape`` gives such code a 0-d int64 value of the graph in its place; Paddle's own code gets -1 as ever.
Where Python needs a number of such a value (``if length > 1``, ``range(length)``), it gets that of the example; what
was decided so is noted: the graph holds only where it is decided so again.

The example's numbers come from tracing the model with the example's sizes first: the n-th shape that is read at a
place then is the n-th that is read there with open sizes. Where the number of reads at a place differs, the two went
different ways (helpers do, where sizes are known), and nothing can be decided by what was read there.
"""

from __future__ import annotations

import contextlib
import linecache
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import paddle
from paddle.base.libpaddle import pir

from .members import members, replaced
from .numbers import number

_OF_VALUE, _OF_TENSOR = pir.Value.shape, paddle.Tensor.shape
_SIZE_OF_VALUE, _SIZE_OF_TENSOR = pir.Value.size, paddle.Tensor.size


Place = tuple[tuple[str, int], ...]


class NotTraceableError(Exception):
    """Python code needs what only a run can know; the message names the line."""


class _Shape(list):
    """Sizes, some of them values of the graph, where Paddle has its own class for numbers: a list that adds tuples."""

    def __add__(self, other: Any) -> _Shape:
        return _Shape([*self, *other])

    def __radd__(self, other: Any) -> _Shape:
        return _Shape([*other, *self])

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        return _Shape(found) if isinstance(key, slice) else found

    def numel(self) -> Any:
        """The product."""
        return math.prod(self)


@dataclass(frozen=True)
class Decision:
    """A number that Python took from sizes: where, the line's text, what it was, and the value of the graph."""

    where: str
    text: str
    kind: str
    number: bool | int | float
    value: Any


class Sizes:
    """The shapes read while tracing with the example's sizes, place by place, and what was decided by them then."""

    def __init__(self) -> None:
        self._reads: defaultdict[Place, list[tuple[int, ...]]] = defaultdict(list)
        self._given: Counter[Place] = Counter()
        #: By the id of the operator that gives a size: its number, and where the shape was read.
        self._numbers: dict[int, tuple[int, Place]] = {}
        self._trusted: dict[Place, str] = {}
        self.decisions: dict[tuple[str, str, str], Decision] = {}

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Notes each shape that is read in the block by other code than Paddle's."""

        def noting(shape: Any) -> Callable[[Any, FrameType], Any]:
            def read(tensor: Any, frame: FrameType) -> Any:
                found = shape.__get__(tensor)
                self._reads[_place(frame)].append(tuple(int(size) for size in found))
                return found

            return read

        with _shapes(noting(_OF_TENSOR), noting(_OF_VALUE)), _numbers(self._decide), members(_is_of_paddle):
            yield

    @contextlib.contextmanager
    def given(self) -> Iterator[None]:
        """Gives sizes as values of the graph in the block. Raises NotTraceableError where it went another way."""

        def of_tensor(tensor: Any, frame: FrameType) -> Any:
            self._given[_place(frame)] += 1
            return _OF_TENSOR.__get__(tensor)

        def of_value(value: Any, frame: FrameType) -> Any:
            shape = list(_OF_VALUE.__get__(value))
            place = _place(frame)
            self._given[place] += 1
            return self._values(value, shape, place) if -1 in shape else _OF_VALUE.__get__(value)

        with _shapes(of_tensor, of_value), _numbers(self._decide), members(_is_of_paddle):
            yield
        for place, decided in self._trusted.items():
            if self._given[place] != len(self._reads[place]):
                raise NotTraceableError(
                    f"{decided} was decided by a shape that is read {len(self._reads[place])} times with the example's "
                    f"sizes and {self._given[place]} times with open ones: the code goes different ways"
                )

    def _values(self, value: Any, shape: list[int], place: Place) -> list[Any]:
        whole = paddle.shape(value)
        found = _Shape(shape)
        read, number = self._reads.get(place, []), self._given[place] - 1
        example = read[number] if number < len(read) else ()
        for axis, size in enumerate(shape):
            if size == -1:
                found[axis] = whole[axis]
                if len(example) == len(shape) and example[axis] != -1:
                    self._numbers[found[axis].get_defining_op().id()] = example[axis], place
        return found

    def _decide(self, value: Any, kind: type, frame: FrameType) -> Any:
        where, text = _said(frame), linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
        places: list[Place] = []
        found = number(value, self._numbers, places)
        if found is None or found.size != 1:
            raise NotTraceableError(
                f"{where}: {kind.__name__}() of a tensor that is known only when the graph runs: {text}"
            )
        self._trusted.update(dict.fromkeys(places, where))
        plain = kind(found.reshape(()).item())
        self.decisions.setdefault(
            (where, text, f"{kind.__name__} {plain}"), Decision(where, text, kind.__name__, plain, value)
        )
        return plain


def _place(frame: FrameType) -> Place:
    """Where a shape is read: the line, and those that led to it up to the first that is not a helper's."""
    found = [(frame.f_code.co_filename, frame.f_lineno)]
    outer: FrameType | None = frame
    while outer is not None and (_is_helper(outer) or _is_of_paddle(outer)):
        outer = outer.f_back
        if outer is not None:
            found.append((outer.f_code.co_filename, outer.f_lineno))
    return tuple(found)


def _said(frame: FrameType) -> str:
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _is_of_paddle(frame: FrameType) -> bool:
    """Or of this package."""
    name = frame.f_globals.get("__name__", "")
    return name == "paddle" or name.startswith(("paddle.", f"{__package__}."))


def _is_helper(frame: FrameType) -> bool:
    return "paddle_helpers" in f"{frame.f_globals.get('__name__', '')}.{getattr(frame.f_code, 'co_qualname', '')}"


@contextlib.contextmanager
def _shapes(of_tensor: Callable[[Any, FrameType], Any], of_value: Callable[[Any, FrameType], Any]) -> Iterator[None]:
    """``read(tensor, frame)`` in the place of ``shape`` and of ``size()``, for code that is not Paddle's."""
    kinds = [
        (paddle.Tensor, of_tensor, _OF_TENSOR, _SIZE_OF_TENSOR),
        (pir.Value, of_value, _OF_VALUE, _SIZE_OF_VALUE),
    ]
    for kind, read, shape, size in kinds:
        kind.shape, kind.size = _properties(read, shape, size)
    try:
        yield
    finally:
        for kind, _, shape, size in kinds:
            kind.shape, kind.size = shape, size


def _properties(read: Callable[[Any, FrameType], Any], shape: Any, size: Any) -> tuple[property, property]:
    def get_shape(tensor: Any) -> Any:
        frame = sys._getframe(1)
        return shape.__get__(tensor) if _is_of_paddle(frame) else read(tensor, frame)

    def get_size(tensor: Any) -> Any:
        frame = sys._getframe(1)
        if _is_of_paddle(frame):
            return size.__get__(tensor)
        if _is_helper(frame):
            # Helpers are written for Paddle, where it is a number and not a method.
            return math.prod(read(tensor, frame))
        return lambda dim=None: _entry(read(tensor, sys._getframe(1)), dim)

    return property(get_shape), property(get_size)


def _entry(shape: Any, dim: int | None) -> Any:
    return shape if dim is None else shape[dim]


@contextlib.contextmanager
def _numbers(decide: Callable[[Any, type, FrameType], Any]) -> Iterator[None]:
    """``decide(value, kind, frame)`` where Python makes a number of a value of the graph."""
    kinds = {"__bool__": bool, "__int__": int, "__index__": int, "__float__": float}

    def made(kind: type) -> Callable[[Any], Any]:
        def convert(value: Any) -> Any:
            frame: FrameType | None = sys._getframe(1)
            # A helper's `if is_causal` says less than the call with `length > 1` that led to it.
            while frame is not None and (_is_of_paddle(frame) or _is_helper(frame)):
                frame = frame.f_back
            assert frame is not None
            return decide(value, kind, frame)

        return convert

    with replaced(pir.Value, {name: made(kind) for name, kind in kinds.items()}):
        yield
