"""Copying, casting and moving: ``copy_``, ``fill_``, ``to``, ``type`` and the dtype methods."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import dtype_category
from .static_graph import true_sizes
from .tensor_dtypes import dtype_name, in_dtype
from .tensor_types import dtype_of_type, tensor_type_name


def _without_gradient(result: paddle.Tensor) -> paddle.Tensor:
    """Integers and bools carry no gradient; Paddle's casts to them let it through."""
    return result if result.stop_gradient or dtype_category(result.dtype) > 1 else result.detach()


@tensor_method("copy_")
def copy_(self: paddle.Tensor, other: Any, non_blocking: bool = False) -> paddle.Tensor:
    """``Tensor.copy_``: casts and broadcasts the source to the receiver, and passes its gradient on.

    Paddle's takes on the source's shape, refuses another dtype and records no gradient.
    """
    if not paddle.is_tensor(other):
        other = paddle.full([], other, dtype=self.dtype)
    source = _without_gradient(in_dtype(other, self.dtype))
    if not paddle.in_dynamic_mode():
        return source.expand(true_sizes(self))
    if source.place != self.place:
        source = source.to(self.place)
    if source.shape != self.shape:
        source = source.expand(true_sizes(self))
    if 0 < self.ndim < 7:
        self[...] = source
        return self
    if source.stop_gradient and not (self.stop_gradient or self.is_leaf):
        # An assignment without a gradient would leave the receiver's old graph in place.
        source = source.detach()
        source.stop_gradient = False
    return paddle.assign(source, self)


@tensor_method("fill_")
def fill_(self: paddle.Tensor, value: Any) -> paddle.Tensor:
    """``Tensor.fill_`` with a 0-d tensor, whose gradient it passes on; Paddle's takes numbers, in eager mode."""
    if not paddle.in_dynamic_mode():
        filled = in_dtype(value, self.dtype) if paddle.is_tensor(value) else paddle.full([], value, dtype=self.dtype)
        return filled.expand(true_sizes(self))
    return copy_(self, value) if paddle.is_tensor(value) else self.fill_(value)


@tensor_method("zero_")
def zero_method(self: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.zero_``; a static graph has none, its values are new ones."""
    return self.zero_() if paddle.in_dynamic_mode() else paddle.zeros_like(self)


def cast_to(tensor: paddle.Tensor, dtype: Any) -> paddle.Tensor:
    """The tensor in a dtype, itself if it has it; without a gradient if that is an integer or bool."""
    return tensor if dtype_name(tensor.dtype) == dtype_name(dtype) else _without_gradient(tensor.astype(dtype))


@tensor_method("to")
def tensor_to(self: paddle.Tensor, *args: Any, **kwargs: Any) -> paddle.Tensor:
    """``Tensor.to`` in every call form; ``memory_format`` changes no value, ``non_blocking`` only when it is made.

    A copy by Paddle's own ``to`` loses the gradient.
    """
    target, (non_blocking, copy) = _target_and_flags(args)
    copy = kwargs.pop("copy", copy)
    kwargs.pop("non_blocking", non_blocking)
    kwargs.pop("memory_format", None)
    moved = _without_gradient(self.to(*target, **kwargs)) if target or kwargs else self
    return moved.clone() if copy and moved is self else moved


def _target_and_flags(args: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[bool, bool]]:
    """The device, dtype or tensor, and the flags non_blocking and copy that may follow them."""
    flags = [value for value in args if isinstance(value, bool)]
    return args[: len(args) - len(flags)], (*flags, False, False)[:2]  # type: ignore[return-value]


@tensor_method("type")
def tensor_type(self: paddle.Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """``Tensor.type``: torch's name of the type, or a cast to a dtype or to a type of that name."""
    if dtype is None:
        return tensor_type_name(self)
    name, device = dtype_of_type(dtype)
    result = cast_to(self, name)
    return result if device is None else result.to(device)


@tensor_method("type_as")
def type_as(self: paddle.Tensor, other: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.type_as``: dtype and device of the other; no gradient through integers and bools."""
    result = cast_to(self, other.dtype)
    return result if result.place == other.place else result.to(other.place)


@tensor_method("long")
def to_long(self: paddle.Tensor, memory_format: Any = None) -> paddle.Tensor:
    """``Tensor.long``: an int64 tensor, through which no gradient flows (it does through Paddle's)."""
    return cast_to(self, "int64")


@tensor_method("int")
def to_int(self: paddle.Tensor, memory_format: Any = None) -> paddle.Tensor:
    """``Tensor.int``: an int32 tensor, through which no gradient flows (it does through Paddle's)."""
    return cast_to(self, "int32")


@tensor_method("short")
def to_short(self: paddle.Tensor, memory_format: Any = None) -> paddle.Tensor:
    """``Tensor.short``: an int16 tensor, through which no gradient flows (it does through Paddle's)."""
    return cast_to(self, "int16")


@tensor_method("char")
def to_char(self: paddle.Tensor, memory_format: Any = None) -> paddle.Tensor:
    """``Tensor.char``: an int8 tensor, through which no gradient flows (it does through Paddle's)."""
    return cast_to(self, "int8")


@tensor_method("byte")
def to_byte(self: paddle.Tensor, memory_format: Any = None) -> paddle.Tensor:
    """``Tensor.byte``: a uint8 tensor, through which no gradient flows (it does through Paddle's)."""
    return cast_to(self, "uint8")


@tensor_method("bool")
def to_bool(self: paddle.Tensor, memory_format: Any = None) -> paddle.Tensor:
    """``Tensor.bool``: a bool tensor, through which no gradient flows (it does through Paddle's)."""
    return cast_to(self, "bool")


@tensor_method("tolist")
def tolist(self: paddle.Tensor) -> Any:
    """``Tensor.tolist``: numbers for bfloat16, too, of which Paddle's gives the bits."""
    return self.astype("float32").tolist() if self.dtype == paddle.bfloat16 else self.tolist()


@tensor_method("cuda")
def cuda(
    self: paddle.Tensor, device: Any = None, non_blocking: bool = False, memory_format: Any = None
) -> paddle.Tensor:
    """``Tensor.cuda`` with a device in any form; Paddle's takes a number, and ``blocking``, the opposite flag."""
    if isinstance(device, int) or device is None:
        return self.cuda(device, not non_blocking)
    return self.to(device, non_blocking=non_blocking)


@tensor_method("backward")
def backward(
    self: paddle.Tensor, gradient: Any = None, retain_graph: Any = None, create_graph: bool = False, inputs: Any = None
) -> None:
    """``Tensor.backward`` with ``inputs`` (only their gradients are accumulated) and ``create_graph``."""
    keep = create_graph if retain_graph is None else retain_graph
    if inputs is None and not create_graph:
        self.backward(gradient, retain_graph=bool(keep))
        return
    if create_graph and inputs is None:
        raise NotImplementedError("backward(create_graph=True) needs inputs=: Paddle builds such graphs in paddle.grad")
    targets = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    outside = None if gradient is None else [gradient]
    gradients = paddle.grad([self], targets, outside, retain_graph=bool(keep), create_graph=create_graph)
    for index, target in enumerate(targets):
        target.grad = gradients[index] if target.grad is None else target.grad + gradients[index]
