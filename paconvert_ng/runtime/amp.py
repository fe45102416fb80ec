"""torch.amp: automatic mixed precision and gradient scaling on Paddle's own."""

from __future__ import annotations

import functools
import warnings
from typing import Any

import paddle


def _dtype_name(dtype: Any) -> str:
    return str(dtype).rpartition(".")[2]


class Autocast:
    """torch.autocast and torch.amp.autocast: context manager and decorator, on Paddle's auto_cast of level O1.

    On CPU Paddle casts nothing: a region for CPU that is enabled warns and runs in the dtypes of its tensors.
    """

    def __init__(
        self, device_type: str, dtype: Any = None, enabled: bool = True, cache_enabled: bool | None = None
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device = device_type
        if dtype is None:
            dtype = paddle.float16 if device_type == "cuda" else paddle.bfloat16
        self.fast_dtype = dtype
        self._enabled = bool(enabled)
        self._contexts: list[Any] = []

    def __enter__(self) -> Autocast:
        enabled = self._enabled
        if enabled and (self.device == "cpu" or paddle.get_device() == "cpu"):
            if self.device == "cpu":
                warnings.warn("Paddle has no autocast on CPU: the block runs in its tensors' dtypes", stacklevel=2)
            enabled = False
        context = paddle.amp.auto_cast(enable=enabled, level="O1", dtype=_dtype_name(self.fast_dtype))
        self._contexts.append(context)
        context.__enter__()
        return self

    def __exit__(self, *exception: Any) -> Any:
        return self._contexts.pop().__exit__(*exception)

    def __call__(self, function: Any) -> Any:
        @functools.wraps(function)
        def decorated(*args: Any, **kwargs: Any) -> Any:
            with Autocast(self.device, self.fast_dtype, self._enabled):
                return function(*args, **kwargs)

        return decorated


class CudaAutocast(Autocast):
    """torch.cuda.amp.autocast."""

    def __init__(self, enabled: bool = True, dtype: Any = None, cache_enabled: bool = True) -> None:
        super().__init__("cuda", dtype, enabled, cache_enabled)


class CpuAutocast(Autocast):
    """torch.cpu.amp.autocast."""

    def __init__(self, enabled: bool = True, dtype: Any = None, cache_enabled: bool = True) -> None:
        super().__init__("cpu", dtype, enabled, cache_enabled)


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """torch.is_autocast_enabled: whether the code runs in an enabled region for this kind of device."""
    return device_type != "cpu" and bool(paddle.amp.is_autocast_enabled())


def get_autocast_dtype(device_type: str = "cuda") -> Any:
    """torch.get_autocast_dtype and torch.get_autocast_gpu_dtype: what an enabled region casts to."""
    if device_type != "cuda":
        return paddle.bfloat16
    if not paddle.amp.is_autocast_enabled():
        return paddle.float16
    return getattr(paddle, _dtype_name(paddle.amp.get_autocast_dtype()))


def is_autocast_available(device_type: str) -> bool:
    """torch.amp.autocast_mode.is_autocast_available."""
    return device_type in ("cpu", "cuda", "xpu")


def custom_forward(fwd: Any = None, *, device_type: str = "cuda", cast_inputs: Any = None) -> Any:
    """torch.amp.custom_fwd and torch.cuda.amp.custom_fwd.

    With ``cast_inputs``, floating tensors are cast to it while autocast is on, and the forward runs with it off.
    """
    if fwd is None:
        return functools.partial(custom_forward, device_type=device_type, cast_inputs=cast_inputs)

    def cast(value: Any) -> Any:
        if isinstance(value, paddle.Tensor) and value.is_floating_point() and value.dtype != paddle.float64:
            return value.astype(cast_inputs)
        return value

    @functools.wraps(fwd)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        if cast_inputs is None or not is_autocast_enabled(device_type):
            return fwd(*args, **kwargs)
        with paddle.amp.auto_cast(enable=False):
            return fwd(*(cast(value) for value in args), **{name: cast(value) for name, value in kwargs.items()})

    return decorated


def custom_backward(bwd: Any = None, *, device_type: str = "cuda") -> Any:
    """torch.amp.custom_bwd and torch.cuda.amp.custom_bwd."""
    return functools.partial(custom_backward, device_type=device_type) if bwd is None else bwd
