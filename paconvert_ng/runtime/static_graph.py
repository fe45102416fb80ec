"""What helpers need while paddle.jit.to_static or paddle.jit.save builds a static graph of the code that calls them."""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Iterable
from typing import Any

import paddle


def calls_author_code(function: Any) -> Any:
    """Marks a helper that runs the author's functions or layers: to_static goes through it to them."""
    function.calls_author_code = True
    return function


def leave_to_python(helpers: Iterable[Any], module: str) -> None:
    """paddle.jit.to_static runs the helpers of this module as they are; they hold in a static graph as they stand.

    It would rewrite their text with that of the code that calls them, and not every form of it can be read.
    """
    for helper in list(helpers):
        bases = helper.__mro__ if isinstance(helper, type) else ()
        own = [base for base in bases if getattr(base, "__module__", "") == module]
        for member in [helper, *(member for base in own for member in vars(base).values())]:
            function = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
            ours = isinstance(function, types.FunctionType) and function.__module__ == module
            if ours and not hasattr(function, "calls_author_code"):
                paddle.jit.not_to_static(function)


def true_sizes(tensor: Any) -> Any:
    """The shape; in a static graph a 0-d int64 tensor stands for a size that is not known before it runs."""
    shape = tensor.shape
    if paddle.in_dynamic_mode():
        return shape
    if not any(isinstance(size, int) and size < 0 for size in shape):
        return list(shape)
    actual = paddle.shape(tensor)
    return [actual[axis] if isinstance(size, int) and size < 0 else size for axis, size in enumerate(shape)]


def is_known(size: Any) -> bool:
    """Whether a size is a number: always in eager mode, in a static graph where it does not depend on the inputs."""
    return isinstance(size, int) and size >= 0


def broadcast_sizes(*shapes: Any) -> list[Any]:
    """The shape that these broadcast to, as ``paddle.broadcast_shape``; of sizes as ``true_sizes`` gives them."""
    if paddle.in_dynamic_mode():
        result: list[Any] = []
        for shape in shapes:
            result = paddle.broadcast_shape(result, list(shape))
        return result
    rank = max([len(shape) for shape in shapes])
    columns = zip(*[[1] * (rank - len(shape)) + list(shape) for shape in shapes])
    return [_broadcast_size(column) for column in columns]


def _broadcast_size(column: Any) -> Any:
    """A size above 1 decides; else sizes that are not known do, the largest of them."""
    result: Any = 1
    for size in column:
        if is_known(size):
            if size != 1:
                return size
        elif is_known(result):
            result = size
        elif size is not result:
            result = paddle.maximum(result, size)
    return result


def expanded(tensor: Any, shape: Any) -> Any:
    """The tensor at a shape that it broadcasts to, itself if it has it already."""
    if paddle.in_dynamic_mode() and list(tensor.shape) == list(shape):
        return tensor
    return tensor.expand(list(shape))


def element_count(tensor: Any) -> Any:
    """How many elements a tensor has; a 0-d int64 tensor where a static graph does not know it yet."""
    return math.prod(true_sizes(tensor))


def is_empty(tensor: Any) -> bool:
    """Whether a tensor is known to have no elements; sizes that a static graph does not know count as larger."""
    for size in tensor.shape:
        if isinstance(size, int) and size == 0:
            return True
    return False


def with_signature(decorator: Any) -> Any:
    """A decorator whose result shows the parameters of what it decorates: paddle.jit.save looks for them."""

    def decorate(function: Any) -> Any:
        result = decorator(function)
        result.__signature__ = inspect.signature(function)
        return result

    return decorate


def written(place: Any, result: Any) -> Any:
    """What an in-place method leaves: its result, for a tensor; for anything else the object itself."""
    return result if paddle.is_tensor(place) else place


def size_sqrt(size: Any) -> Any:
    """math.sqrt, also of a size that a static graph does not know."""
    return paddle.sqrt(_real(size)) if paddle.is_tensor(size) and not paddle.in_dynamic_mode() else math.sqrt(size)


def size_floor(size: Any) -> Any:
    """math.floor, also of what is computed from sizes that a static graph does not know."""
    if paddle.is_tensor(size) and not paddle.in_dynamic_mode():
        return paddle.floor(_real(size)).astype("int64")
    return math.floor(size)


def size_ceil(size: Any) -> Any:
    """math.ceil, also of what is computed from sizes that a static graph does not know."""
    if paddle.is_tensor(size) and not paddle.in_dynamic_mode():
        return paddle.ceil(_real(size)).astype("int64")
    return math.ceil(size)


def size_log(size: Any, *base: Any) -> Any:
    """math.log, also of a size that a static graph does not know."""
    if paddle.is_tensor(size) and not paddle.in_dynamic_mode():
        logarithm = paddle.log(_real(size))
        return logarithm / math.log(base[0]) if base else logarithm
    return math.log(size, *base)


def _real(size: Any) -> Any:
    return size if size.is_floating_point() else size.astype("float32")
