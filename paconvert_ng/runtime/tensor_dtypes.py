"""Questions about dtypes that Paddle has no function for, and casts where one of its kernels lacks a dtype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .promotion import dtype_category, result_dtype


def dtype_name(dtype: Any) -> str:
    """``"float32"`` for ``paddle.float32``, ``numpy.float32``'s dtype, ``"float32"`` and ``"paddle.float32"``."""
    return str(dtype).rpartition(".")[2]


def can_cast(from_: Any, to: Any) -> bool:
    """``torch.can_cast``: whether the cast keeps the kind (bool < integer < floating < complex); Paddle has none."""
    return dtype_category(getattr(paddle, dtype_name(from_))) <= dtype_category(getattr(paddle, dtype_name(to)))


def result_type(tensor: Any, other: Any) -> paddle.dtype:
    """``torch.result_type`` of two tensors or numbers; Paddle has none."""
    return result_dtype(tensor, other)


def in_dtype(tensor: paddle.Tensor, dtype: Any) -> paddle.Tensor:
    """Cast, unless the tensor has the dtype already."""
    return tensor if tensor.dtype == dtype else tensor.astype(dtype)


#: What most kernels that move elements about lack, and a dtype that they take and that holds every value.
_WIDER = {
    "bool": "int32",
    "uint8": "int32",
    "int8": "int32",
    "int16": "int32",
    "float16": "float32",
    "bfloat16": "float32",
}


def widened(tensor: paddle.Tensor) -> paddle.Tensor:
    """The tensor in a dtype that Paddle's kernels take: for operations that move elements, with a cast back.

    float16 and bfloat16 lack kernels on CPU only, and stay as they are elsewhere.
    """
    name = dtype_name(tensor.dtype)
    if name not in _WIDER or (name in ("float16", "bfloat16") and not tensor.place.is_cpu_place()):
        return tensor
    return tensor.astype(_WIDER[name])


def by_parts(function: Callable[..., paddle.Tensor], *tensors: paddle.Tensor) -> paddle.Tensor:
    """``function``, which is linear over the real numbers, of complex tensors: from its real and imaginary parts."""
    return paddle.complex(
        function(*[paddle.real(tensor) for tensor in tensors]), function(*[paddle.imag(tensor) for tensor in tensors])
    )


def moving(function: Callable[..., paddle.Tensor], *tensors: paddle.Tensor) -> paddle.Tensor:
    """``function``, which only moves or adds elements, of tensors of one dtype, which its kernel may lack."""
    dtype = tensors[0].dtype
    name = dtype_name(dtype)
    if name in ("complex64", "complex128"):
        return by_parts(function, *tensors)
    if name not in _WIDER:
        return function(*tensors)
    return in_dtype(function(*[widened(tensor) for tensor in tensors]), dtype)
