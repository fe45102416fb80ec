"""Tensors with given strides. Paddle chooses the strides of what it makes, but its views may have any."""

from __future__ import annotations

from typing import Any

import paddle

from .creation import made, require_strided
from .dispatch import tensor_method


def _laid_out(size: Any, stride: Any, dtype: Any) -> paddle.Tensor:
    """An uninitialized tensor with these strides, in just enough memory."""
    size, stride = [int(length) for length in size], [int(step) for step in stride]
    last = sum((length - 1) * step for length, step in zip(size, stride)) if all(size) else -1
    return paddle.as_strided(paddle.empty([last + 1], dtype=dtype), size, stride)


def torch_empty_strided(
    size: Any,
    stride: Any,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.empty_strided: an uninitialized tensor with these strides."""
    require_strided(layout)
    return made(_laid_out(size, stride, dtype), None, device, requires_grad)


@tensor_method("new_empty_strided")
def torch_new_empty_strided(
    self: paddle.Tensor,
    size: Any,
    stride: Any,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """Tensor.new_empty_strided: an uninitialized tensor with these strides, of the receiver's dtype and place."""
    require_strided(layout)
    place = self.place if device is None else device
    return made(_laid_out(size, stride, self.dtype if dtype is None else dtype), None, place, requires_grad)


@tensor_method("as_strided_")
def torch_as_strided_(input: paddle.Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> paddle.Tensor:
    """torch.as_strided_ and Tensor.as_strided_: the receiver becomes this view of its memory.

    The offset counts elements from the start of the memory.

    Raises NotImplementedError where a gradient is recorded: Paddle would give that of another shape.
    """
    if paddle.is_grad_enabled() and not input.stop_gradient:
        raise NotImplementedError("as_strided_ of a tensor that requires a gradient; use as_strided")
    start = input.offset if storage_offset is None else storage_offset * input.element_size()
    return input.set_(input, list(size), list(stride), start)
