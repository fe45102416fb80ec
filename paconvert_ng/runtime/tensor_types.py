"""torch's tensor types: constructors that take sizes or data, and tests for a tensor's dtype.

``torch.FloatTensor`` is no class with instances of its own: ``isinstance(x, torch.FloatTensor)``
asks whether x is a float32 tensor. Paddle's classes of these names are functions.
"""

from __future__ import annotations

from typing import Any

import paddle

from .creation_data import sizes_or_data
from .promotion import default_dtype
from .tensor_dtypes import dtype_name


class TensorTypeMeta(type):
    """Makes ``isinstance`` look at the dtype."""

    dtype: Any

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, paddle.Tensor) and dtype_name(instance.dtype) == cls.dtype

    def __subclasscheck__(cls, subclass: type) -> bool:
        return cls in type.mro(subclass)


class TensorType(metaclass=TensorTypeMeta):
    """Base of the typed constructors; ``dtype`` is the dtype's name."""

    dtype = "float32"

    def __new__(cls, *args: Any, device: Any = None) -> Any:
        result = sizes_or_data(args, cls.dtype)
        return result if device is None else result.to(device)


class FloatTensor(TensorType):
    """``torch.FloatTensor``."""

    dtype = "float32"


class DoubleTensor(TensorType):
    """``torch.DoubleTensor``."""

    dtype = "float64"


class HalfTensor(TensorType):
    """``torch.HalfTensor``."""

    dtype = "float16"


class BFloat16Tensor(TensorType):
    """``torch.BFloat16Tensor``."""

    dtype = "bfloat16"


class LongTensor(TensorType):
    """``torch.LongTensor``."""

    dtype = "int64"


class IntTensor(TensorType):
    """``torch.IntTensor``."""

    dtype = "int32"


class ShortTensor(TensorType):
    """``torch.ShortTensor``."""

    dtype = "int16"


class CharTensor(TensorType):
    """``torch.CharTensor``."""

    dtype = "int8"


class ByteTensor(TensorType):
    """``torch.ByteTensor``."""

    dtype = "uint8"


class BoolTensor(TensorType):
    """``torch.BoolTensor``."""

    dtype = "bool"


def new_default_tensor(*args: Any, device: Any = None) -> paddle.Tensor:
    """``torch.Tensor(...)`` as a constructor: sizes or data, always in the default dtype (Paddle keeps float64)."""
    result = sizes_or_data(args, dtype_name(default_dtype()))
    return result if device is None else result.to(device)


_TYPE_NAMES = {
    "float32": "FloatTensor",
    "float64": "DoubleTensor",
    "float16": "HalfTensor",
    "bfloat16": "BFloat16Tensor",
    "int64": "LongTensor",
    "int32": "IntTensor",
    "int16": "ShortTensor",
    "int8": "CharTensor",
    "uint8": "ByteTensor",
    "bool": "BoolTensor",
    "complex64": "ComplexFloatTensor",
    "complex128": "ComplexDoubleTensor",
}


def tensor_type_name(tensor: paddle.Tensor) -> str:
    """torch's name of a tensor's type: ``torch.FloatTensor``, ``torch.cuda.LongTensor``."""
    prefix = "torch." if tensor.place.is_cpu_place() else "torch.cuda."
    return prefix + _TYPE_NAMES[dtype_name(tensor.dtype)]


def dtype_of_type(type_: Any) -> tuple[str, str | None]:
    """Dtype name and device (None: where the tensor is) of what torch calls a type.

    That is a dtype, ``"torch.cuda.FloatTensor"``, or one of the classes above. Raises TypeError for anything else.
    """
    if isinstance(type_, type) and issubclass(type_, TensorType):
        return type_.dtype, None
    name = str(type_)
    for dtype, type_name in _TYPE_NAMES.items():
        if name == f"torch.{type_name}":
            return dtype, "cpu"
        if name == f"torch.cuda.{type_name}":
            return dtype, "gpu"
    if isinstance(type_, paddle.dtype) or name in _TYPE_NAMES:
        return dtype_name(type_), None
    if name == "torch.Tensor":
        return dtype_name(default_dtype()), "cpu"
    raise TypeError(f"invalid type: {type_!r}")
