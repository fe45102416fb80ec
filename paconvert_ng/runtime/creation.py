"""Tensors made from sizes and numbers, with torch's dtypes and arguments."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import paddle

from .promotion import complex_of, default_dtype, dtype_category, result_dtype, scalar_dtype
from .tensor_dtypes import dtype_name, in_dtype


def made(
    result: paddle.Tensor, dtype: Any = None, device: Any = None, requires_grad: bool = False, out: Any = None
) -> paddle.Tensor:
    """A new tensor with the arguments that torch's factories share; ``out`` is filled and returned if given."""
    if dtype is not None and dtype_name(dtype) != dtype_name(result.dtype):
        result = result.astype(dtype)
    if device is not None:
        result = result.to(device)
    if out is not None:
        return paddle.assign(in_dtype(result, out.dtype), out)
    result.stop_gradient = not requires_grad
    return result


def require_strided(layout: Any) -> None:
    """Raises NotImplementedError for a layout other than torch's dense one."""
    if layout is not None and "strided" not in str(layout):
        raise NotImplementedError(f"Paddle makes no tensors of layout {layout} here: use paddle.sparse")


def _sizes(args: tuple[Any, ...], size: Any) -> list[Any]:
    """Sizes given one by one, as one sequence, or by keyword."""
    if size is not None:
        return [size] if isinstance(size, int) else list(size)
    return list(args[0]) if len(args) == 1 and isinstance(args[0], (list, tuple)) else list(args)


def zeros(
    *args: Any,
    size: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.zeros`` for keyword dictionaries (``**factory_kwargs``) and as a value."""
    require_strided(layout)
    return made(paddle.zeros(_sizes(args, size), dtype=dtype), None, device, requires_grad, out)


def ones(
    *args: Any,
    size: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.ones`` for keyword dictionaries (``**factory_kwargs``) and as a value."""
    require_strided(layout)
    return made(paddle.ones(_sizes(args, size), dtype=dtype), None, device, requires_grad, out)


def empty(
    *args: Any,
    size: Any = None,
    memory_format: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.empty`` for keyword dictionaries (``**factory_kwargs``) and as a value."""
    require_strided(layout)
    return made(paddle.empty(_sizes(args, size), dtype=dtype), None, device, requires_grad, out)


def full(
    size: Any,
    fill_value: Any,
    *,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.full``: the dtype follows the value (``full((2,), 1)`` is int64); Paddle's is the default float."""
    require_strided(layout)
    inferred = scalar_dtype(fill_value.item() if paddle.is_tensor(fill_value) else fill_value)
    result = paddle.full(list(size), fill_value, dtype=inferred if dtype is None else dtype, device=device)
    return made(result, requires_grad=requires_grad, out=out)


def full_like(
    input: paddle.Tensor,
    fill_value: Any,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    memory_format: Any = None,
) -> paddle.Tensor:
    """``torch.full_like`` in every call form (Paddle's takes no ``memory_format``)."""
    require_strided(layout)
    return made(paddle.full_like(input, fill_value, dtype=dtype), None, device, requires_grad)


def zeros_like(
    input: paddle.Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    memory_format: Any = None,
) -> paddle.Tensor:
    """``torch.zeros_like`` in every call form (Paddle's takes no ``memory_format``)."""
    require_strided(layout)
    return made(paddle.zeros_like(input, dtype=dtype), None, device, requires_grad)


def ones_like(
    input: paddle.Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    memory_format: Any = None,
) -> paddle.Tensor:
    """``torch.ones_like`` in every call form (Paddle's takes no ``memory_format``)."""
    require_strided(layout)
    return made(paddle.ones_like(input, dtype=dtype), None, device, requires_grad)


def empty_like(
    input: paddle.Tensor,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    memory_format: Any = None,
) -> paddle.Tensor:
    """``torch.empty_like`` in every call form (Paddle's takes no ``memory_format``)."""
    require_strided(layout)
    return made(paddle.empty_like(input, dtype=dtype), None, device, requires_grad)


def eye(
    n: int,
    m: Any = None,
    *,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.eye`` for every dtype: Paddle's has no kernel for bool, the small integers and bfloat16."""
    require_strided(layout)
    name = dtype_name(default_dtype() if dtype is None else dtype)
    native = name in ("float32", "float64", "int32", "int64")
    result = paddle.eye(n, m, dtype=name if native else "float32")
    return made(result, name, device, requires_grad, out)


WHOLE = (paddle.int64, paddle.int32)


def arange(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.arange``: element i is start + i·step in double precision.

    Paddle adds the step up in the result's dtype: ``arange(0, 100000, 0.7)`` ends 100 too
    high. Raises ValueError where the step leads away from the end.
    """
    require_strided(layout)
    given = (0, start, step) if end is None else (start, end, step)
    if not paddle.in_dynamic_mode() and any(paddle.is_tensor(value) for value in given):
        return made(_arange_of_unknown(given, dtype), None, device, requires_grad, out)
    numbers = [value.item() if hasattr(value, "item") else value for value in given]
    inferred = default_dtype() if any(isinstance(value, float) for value in numbers) else paddle.int64
    name = dtype_name(inferred if dtype is None else dtype)
    first, last, by = [int(value) for value in numbers] if "int" in name else numbers
    if by == 0 or (last - first) * by < 0:
        raise ValueError(f"arange from {first} to {last}: the step {by} does not lead there")
    values = first + np.arange(max(math.ceil((last - first) / by), 0)) * by
    result = paddle.to_tensor(values.astype(name if name in ("int64", "int32", "float32") else "float64"))
    return made(result, name, device, requires_grad, out)


def _arange_of_unknown(given: Any, dtype: Any) -> paddle.Tensor:
    """A range whose ends a static graph knows when it runs; of whole numbers, which the operator counts exactly."""
    if any(isinstance(value, float) or getattr(value, "dtype", paddle.int64) not in WHOLE for value in given):
        raise NotImplementedError("arange: fractions between ends that a static graph does not know")
    return paddle.arange(*given, dtype="int64").astype(dtype_name(paddle.int64 if dtype is None else dtype))


def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.linspace`` for the dtypes that Paddle's kernel lacks, and with ``out``."""
    require_strided(layout)
    name = dtype_name(_dtype_of_ends(start, end) if dtype is None else dtype)
    if name.startswith("complex"):
        parts = {"complex64": "float32", "complex128": "float64"}[name]
        lines = [
            paddle.linspace(one, two, steps, dtype=parts)
            for one, two in zip(_real_and_imaginary(start), _real_and_imaginary(end))
        ]
        return made(paddle.complex(*lines), name, device, requires_grad, out)
    native = name in ("float32", "float64", "int32", "int64")
    result = paddle.linspace(start, end, steps, dtype=name if native else "float32")
    return made(result, name, device, requires_grad, out)


def _dtype_of_ends(start: Any, end: Any) -> Any:
    of_ends = result_dtype(start, end)
    return complex_of(default_dtype()) if dtype_category(of_ends) == 3 else default_dtype()


def _real_and_imaginary(value: Any) -> tuple[Any, Any]:
    """The real and the imaginary part of a number or tensor."""
    if not paddle.is_tensor(value):
        return value.real, value.imag
    if dtype_category(value.dtype) == 3:
        return paddle.real(value), paddle.imag(value)
    return value, paddle.zeros_like(value)


def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.logspace``; Paddle's takes neither ``device`` nor ``requires_grad`` nor ``out``, and no 0 steps."""
    require_strided(layout)
    name = dtype_name(default_dtype() if dtype is None else dtype)
    native = name in ("float32", "float64", "int32", "int64")
    kind = name if native else "float32"
    result = paddle.logspace(start, end, steps, base, dtype=kind) if steps else paddle.empty([0], dtype=kind)
    return made(result, name, device, requires_grad, out)


def scalar_tensor(
    s: Any,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.scalar_tensor``: a 0-d tensor of the default dtype, whatever the number's type."""
    require_strided(layout)
    return made(paddle.full([], s, dtype=default_dtype() if dtype is None else dtype), None, device, requires_grad)


def tril_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """``torch.tril_indices``; Paddle's takes no ``device``."""
    require_strided(layout)
    return made(paddle.tril_indices(row, col, offset), dtype, device, requires_grad)


def triu_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """``torch.triu_indices``; Paddle's takes no ``device``."""
    require_strided(layout)
    return made(paddle.triu_indices(row, col, offset), dtype, device, requires_grad)


def torch_range(
    start: Any,
    end: Any,
    step: Any = 1,
    *,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """``torch.range``: floats from start to end, end included."""
    require_strided(layout)
    count = math.floor((end - start) / step) + 1
    values = start + np.arange(max(count, 0)) * step
    return made(paddle.to_tensor(values.astype("float64")), dtype or default_dtype(), device, requires_grad, out)
