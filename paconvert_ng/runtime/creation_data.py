"""Tensors made from data: nested sequences, numbers, numpy arrays, other tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import paddle

from .dispatch import tensor_method
from .older_paddle import is_size
from .promotion import default_dtype, scalar_dtype, torch_promote_types
from .tensor_dtypes import dtype_name


@paddle.jit.not_to_static
def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> paddle.Tensor:
    """``torch.tensor``: a copy, whose dtype is that of all elements together.

    Paddle takes a list of numpy numbers or arrays for Python numbers (float64 becomes
    float32) and a list of one-element tensors for rows. Raises ValueError for ragged data.
    """
    if paddle.is_tensor(data):
        result = data.detach().clone()
        result = result if dtype is None else result.astype(dtype)
    else:
        plain, inferred = _plain(data)
        name = dtype_name(dtype or inferred or default_dtype())
        array = np.array(plain, dtype="float32" if name == "bfloat16" else name)
        result = paddle.to_tensor(array, dtype=name)
    if device is not None:
        result = result.to(device)
    result.stop_gradient = not requires_grad
    return result


def _plain(data: Any) -> tuple[Any, Any]:
    """Data that numpy takes as torch would, and its dtype (None: there are no elements)."""
    if isinstance(data, (bool, int, float, complex)) and not isinstance(data, np.generic):
        return data, scalar_dtype(data)
    if isinstance(data, (np.ndarray, np.generic)):
        return data, getattr(paddle, dtype_name(data.dtype))
    if paddle.is_tensor(data):
        if data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return data.item(), data.dtype
    if isinstance(data, str) or not (isinstance(data, Sequence) or hasattr(data, "__getitem__")):
        raise TypeError(f"a tensor is made of numbers, not of {type(data).__name__}")
    items: list[Any] = []
    dtype: Any = None
    for element in data:
        item, inner = _plain(element)
        items.append(item)
        if inner is not None and inner != dtype:
            dtype = inner if dtype is None else torch_promote_types(dtype, inner)
    return items, dtype


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> paddle.Tensor:
    """``torch.as_tensor``: a tensor stays itself, gradient included, where dtype and device allow.

    Paddle's always copies and cuts the gradient.
    """
    if paddle.is_tensor(data):
        result = data if dtype is None or data.dtype == dtype else data.astype(dtype)
        return result if device is None else result.to(device)
    if isinstance(data, np.ndarray) and (dtype is None or dtype_name(dtype) == data.dtype.name):
        return from_numpy(data) if device is None else from_numpy(data).to(device)
    return tensor(data, dtype=dtype, device=device)


def from_numpy(ndarray: np.ndarray) -> paddle.Tensor:
    """``torch.from_numpy``: the tensor and the array share their memory. Paddle's copies.

    Raises TypeError for anything but an array, ValueError for one with negative strides.
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    if any(stride < 0 for stride in ndarray.strides):
        raise ValueError("an array with negative strides cannot be shared: take a copy with array.copy()")
    if ndarray.size == 0:
        return paddle.to_tensor(ndarray)
    return paddle.utils.dlpack.from_dlpack(ndarray)


def asarray(
    obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None, requires_grad: bool | None = None
) -> paddle.Tensor:
    """``torch.asarray``: like ``as_tensor``; ``copy=False`` raises ValueError where a tensor must be copied."""
    result = tensor(obj, dtype=dtype, device=device) if copy else as_tensor(obj, dtype=dtype, device=device)
    if copy is False and paddle.is_tensor(obj) and result is not obj:
        raise ValueError("the object cannot be taken without a copy")
    if requires_grad:
        result = result.detach()
        result.stop_gradient = False
    return result


def frombuffer(
    buffer: Any, *, dtype: Any, count: int = -1, offset: int = 0, requires_grad: bool = False
) -> paddle.Tensor:
    """``torch.frombuffer``: 1-D, over the memory of a bytes-like object; ``offset`` is in bytes."""
    array = np.frombuffer(buffer, dtype=dtype_name(dtype), count=count, offset=offset)
    result = from_numpy(array)
    result.stop_gradient = not requires_grad
    return result


@tensor_method("new_tensor")
def new_tensor(
    self: paddle.Tensor,
    data: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    layout: Any = None,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``Tensor.new_tensor``: a copy of data in the receiver's dtype and on its device; Paddle has none."""
    device = self.place if device is None else device
    return tensor(data, dtype=self.dtype if dtype is None else dtype, device=device, requires_grad=requires_grad)


@tensor_method("new")
def tensor_new(self: paddle.Tensor, *args: Any, device: Any = None) -> paddle.Tensor:
    """``Tensor.new``: sizes or data, in the receiver's dtype and on its device; Paddle has none."""
    result = sizes_or_data(args, dtype_name(self.dtype))
    return result.to(self.place if device is None else device)


def sizes_or_data(args: tuple[Any, ...], dtype: str) -> paddle.Tensor:
    """What torch's legacy constructors make: from integers or a size an empty tensor of that shape, else from data."""
    if not args:
        return paddle.empty([0], dtype=dtype)
    if is_size(args[0]):
        return paddle.empty(list(args[0]), dtype=dtype)
    if all(isinstance(arg, (int, np.integer)) and not isinstance(arg, bool) for arg in args):
        return paddle.empty([int(arg) for arg in args], dtype=dtype)
    if len(args) > 1:
        raise TypeError("a tensor is made of sizes (integers) or of one sequence of data")
    if paddle.is_tensor(args[0]):
        if dtype_name(args[0].dtype) != dtype:
            raise TypeError(f"expected a tensor of dtype {dtype}, got {dtype_name(args[0].dtype)}")
        return args[0].detach()
    return tensor(args[0], dtype=dtype)
