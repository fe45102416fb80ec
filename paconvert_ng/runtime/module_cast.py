"""Moving and casting a module: to, half, float, double, bfloat16, cuda, cpu, type, to_empty.

Paddle's ``Layer.to(dtype=…)``, ``half`` and ``double`` cast integer buffers as well, ``to`` does not take a
dtype or a tensor as first argument, and none of them asks a sublayer that overrides ``_apply``. And a tensor that
is simply an attribute (``self.freqs = …``) is a buffer to Paddle, which torch leaves as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .module_attributes import is_plain_attribute
from .module_dispatch import module_method


@module_method("_apply")
def module_apply_to_tensors(module: Any, fn: Callable[..., Any], recurse: bool = True, *paddle_arguments: Any) -> Any:
    """torch.nn.Module._apply: every parameter, its gradient and every buffer becomes ``fn`` of it.

    A parameter stays the same object. Paddle's own ``Layer.to`` comes here too where a class overrides
    ``_apply``; it passes (fn, device, dtype, blocking, include_sublayers).
    """
    if paddle_arguments:
        paddle.nn.Layer._apply(module, fn, recurse, *paddle_arguments)
        return module
    if recurse:
        for child in module.children():
            module_apply_to_tensors(child, fn)
    with paddle.no_grad():
        for parameter in module._parameters.values():
            if parameter is not None:
                gradient = parameter.grad
                changed = fn(parameter.detach())
                if not _same(changed, parameter):
                    parameter.data = changed
                if gradient is not None:
                    changed = fn(gradient.detach())
                    if not _same(changed, gradient):
                        parameter.grad = None  # assigning copies into the old gradient, which must be alike
                        parameter.grad = changed
        for name, buffer in module._buffers.items():
            if buffer is not None and not is_plain_attribute(module, name):
                module._buffers[name] = fn(buffer)
    return module


def _same(left: paddle.Tensor, right: paddle.Tensor) -> bool:
    """Whether two tensors of one dtype and place are the same memory in the same shape."""
    return (left.dtype, left.place, left.shape, left.data_ptr()) == (
        right.dtype,
        right.place,
        right.shape,
        right.data_ptr(),
    )


@module_method("to")
def module_to(module: Any, *args: Any, **kwargs: Any) -> Any:
    """torch.nn.Module.to(device, dtype, non_blocking), .to(dtype), .to(tensor), and memory_format=.

    Only floating-point parameters and buffers are cast. A memory format changes no value and is accepted.
    """
    device, dtype = _to_arguments(*args, **kwargs)
    if dtype is not None and not _is_inexact(dtype):
        raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}")
    if device is not None:
        _move_plain_attributes(module, device)
    elif dtype is None:
        return module
    return module_apply_to_tensors(module, lambda tensor: _moved(tensor, device, dtype))


@module_method("half")
def module_half(module: Any) -> Any:
    """torch.nn.Module.half: floating-point parameters and buffers to float16."""
    return _cast_floating(module, paddle.float16)


@module_method("bfloat16")
def module_bfloat16(module: Any) -> Any:
    """torch.nn.Module.bfloat16: floating-point parameters and buffers to bfloat16."""
    return _cast_floating(module, paddle.bfloat16)


@module_method("float")
def module_float(module: Any) -> Any:
    """torch.nn.Module.float: floating-point parameters and buffers to float32."""
    return _cast_floating(module, paddle.float32)


@module_method("double")
def module_double(module: Any) -> Any:
    """torch.nn.Module.double: floating-point parameters and buffers to float64."""
    return _cast_floating(module, paddle.float64)


@module_method("type")
def module_type(module: Any, dst_type: Any) -> Any:
    """torch.nn.Module.type: all parameters and buffers to ``dst_type``, integer ones too."""
    return module_apply_to_tensors(module, lambda tensor: tensor.astype(dst_type))


@module_method("cuda")
def module_cuda(module: Any, device: Any = None) -> Any:
    """torch.nn.Module.cuda: parameters and buffers to the current, or the given, GPU."""
    target = "gpu" if device is None else f"gpu:{device}" if isinstance(device, int) else device
    _move_plain_attributes(module, target)
    return module_apply_to_tensors(module, lambda tensor: _moved(tensor, target, None))


@module_method("cpu")
def module_cpu(module: Any) -> Any:
    """torch.nn.Module.cpu: parameters and buffers to the CPU."""
    _move_plain_attributes(module, "cpu")
    return module_apply_to_tensors(module, lambda tensor: _moved(tensor, "cpu", None))


@module_method("to_empty")
def module_to_empty(module: Any, *, device: Any, recurse: bool = True) -> Any:
    """torch.nn.Module.to_empty: parameters and buffers on ``device``, their values not kept."""
    return module_apply_to_tensors(module, lambda tensor: _moved(paddle.empty_like(tensor), device, None), recurse)


def _move_plain_attributes(module: Any, device: Any) -> None:
    """Take the tensors that are plain attributes along: torch made them on the CPU, Paddle on the current device."""
    for layer in module.sublayers(include_self=True):
        for name, tensor in layer._buffers.items():
            if tensor is not None and is_plain_attribute(layer, name):
                layer._buffers[name] = _moved(tensor, device, None)


def _cast_floating(module: Any, dtype: Any) -> Any:
    return module_apply_to_tensors(
        module, lambda tensor: tensor.astype(dtype) if paddle.is_floating_point(tensor) else tensor
    )


def _to_arguments(
    *args: Any,
    device: Any = None,
    dtype: Any = None,
    tensor: Any = None,
    non_blocking: bool = False,
    copy: bool = False,
    memory_format: Any = None,
) -> tuple[Any, Any]:
    """(device, dtype) of a call of ``to``; the other arguments change no value."""
    for value in args:
        if isinstance(value, paddle.Tensor):
            tensor = value
        elif isinstance(value, paddle.dtype):
            dtype = value
        elif value is not None and not isinstance(value, bool):
            device = value
    if tensor is not None:
        return tensor.place, tensor.dtype
    return device, dtype


def _moved(tensor: paddle.Tensor, device: Any, dtype: Any) -> paddle.Tensor:
    """``tensor`` on ``device``, and in ``dtype`` if it holds floating-point or complex numbers."""
    if dtype is not None and _is_inexact(tensor.dtype):
        tensor = tensor.astype(dtype)
    if device is None:
        return tensor
    return tensor.to(f"gpu:{device}" if isinstance(device, int) else device)


def _is_inexact(dtype: Any) -> bool:
    return dtype in (
        paddle.float16,
        paddle.bfloat16,
        paddle.float32,
        paddle.float64,
        paddle.complex64,
        paddle.complex128,
        paddle.float8_e4m3fn,
        paddle.float8_e5m2,
    )
