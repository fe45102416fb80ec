"""What a tensor has and a value of a static graph lacks, or does not take, for code that is not Paddle's."""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

import paddle
from paddle.base.libpaddle import pir

#: These take sizes one by one where they are numbers, and not where they are values of the graph.
_MAKERS = ("empty", "ones", "zeros", "rand", "randn")
#: ``mul_``; and helpers of statements: ``op_iadd`` of ``+=``.
_IN_PLACE = re.compile(
    r"[a-z]\w*[a-z0-9]_|op_i(?:add|sub|mul|truediv|floordiv|mod|pow|and|or|xor|lshift|rshift|matmul)"
)
_METHODS = ("new_empty", "new_ones", "new_zeros", "expand", "tile", "repeat")


@contextlib.contextmanager
def members(is_of_paddle: Callable[[FrameType], bool]) -> Iterator[None]:
    """For the block: views as reshapes, the device that is traced on, ``to`` as torch has it, sizes one by one."""
    like = paddle.empty([])

    def known(value: Any) -> property:
        return property(lambda _: None if is_of_paddle(sys._getframe(1)) else value)

    of_value: dict[str, Any] = {
        "view": _view,
        "view_as": lambda value, other: value.reshape(other.shape),
        "to": _to,
        "device": known(like.device),
        "place": known(like.place),
        "data": property(lambda value: value),
    }
    spread = {name: _spread(getattr(pir.Value, name), 1) for name in _METHODS if hasattr(pir.Value, name)}
    makers = {name: _spread(getattr(paddle, name), 0) for name in _MAKERS}
    with contextlib.ExitStack() as stack:
        for helpers in _helper_namespaces():
            stack.enter_context(replaced(helpers, _writing(helpers)))
        stack.enter_context(_replaced_members(of_value, spread, makers))
        yield


@contextlib.contextmanager
def _replaced_members(of_value: dict[str, Any], spread: dict[str, Any], makers: dict[str, Any]) -> Iterator[None]:
    with (
        replaced(pir.Value, {**_writing(pir.Value), **of_value, **spread}),
        replaced(paddle, {**_writing(paddle), **makers}),
        replaced(paddle.nn.functional, _writing(paddle.nn.functional)),
    ):
        yield


@contextlib.contextmanager
def replaced(owner: Any, attributes: Mapping[str, Any]) -> Iterator[None]:
    """These attributes in the place of the owner's for the block."""
    before = {name: vars(owner).get(name) for name in attributes}
    for name, value in attributes.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def _helper_namespaces() -> list[Any]:
    """The helper modules of the converted code, and the helpers inside of single files."""
    found = {}
    for name, module in list(sys.modules.items()):
        inside = module if name.rpartition(".")[2] == "paddle_helpers" else vars(module).get("paddle_helpers")
        if inside is not None:
            found[id(inside)] = inside
    return list(found.values())


def _writing(owner: Any) -> dict[str, Any]:
    """The functions in place: many of Paddle's give their result in a static graph, and leave the tensor as it is."""
    names = [name for name in dir(owner) if _IN_PLACE.fullmatch(name)]
    return {name: _write(getattr(owner, name)) for name in names if callable(getattr(owner, name))}


def _write(function: Any) -> Any:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        tensor: Any = args[0] if args else kwargs.get("x")
        is_lost = isinstance(tensor, pir.Value) and isinstance(result, pir.Value) and not result.is_same(tensor)
        if not is_lost or result.get_defining_op().name().endswith("_"):
            return result
        paddle.assign(result.astype(tensor.dtype), output=tensor)
        return tensor

    return call


def _view(value: Any, *sizes: Any) -> Any:
    shape = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], list | tuple) else sizes
    if any(isinstance(size, str | paddle.dtype) for size in shape):
        raise NotImplementedError("view(dtype) has no counterpart in a static graph")
    return value.reshape(list(shape))


def _to(value: Any, *args: Any, **kwargs: Any) -> Any:
    """The dtype alone changes: a graph is on one device."""
    dtypes = [item for item in (*args, *kwargs.values()) if isinstance(item, paddle.dtype)]
    named = [item for item in (*args, kwargs.get("dtype")) if isinstance(item, str) and hasattr(paddle, item)]
    tensors = [item.dtype for item in (*args, kwargs.get("other")) if isinstance(item, pir.Value | paddle.Tensor)]
    found = [*dtypes, *(getattr(paddle, name) for name in named), *tensors]
    return value.astype(found[0]) if found and found[0] != value.dtype else value


def _spread(function: Any, first: int) -> Any:
    """The function, with sizes from the argument number ``first`` on gathered into a list."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        sizes = args[first:]
        if sizes and all(isinstance(size, int) or _is_number(size) for size in sizes) and any(map(_is_number, sizes)):
            args = (*args[:first], list(sizes))
        return function(*args, **kwargs)

    return call


def _is_number(value: Any) -> bool:
    return isinstance(value, pir.Value) and value.ndim == 0
