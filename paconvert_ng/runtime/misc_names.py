"""Types and small functions of torch that stand for themselves: torch.types, torch.utils.hooks, dtypes' kin."""

from __future__ import annotations

from typing import Any

import paddle

from .device import TorchDevice

# torch.types.Number and torch.types.Device.
TorchNumber = int | float | bool
TorchDeviceLike = TorchDevice | str | int | None


def unserializable_hook(f: Any) -> Any:
    """torch.utils.hooks.unserializable_hook: marks a hook that is not to be pickled with its tensor."""
    f.__torch_unserializable__ = True
    return f


def consume_prefix_in_state_dict_if_present(state_dict: dict[str, Any], prefix: str) -> None:
    """torch.nn.modules.utils.consume_prefix_in_state_dict_if_present: keys lose a prefix such as ``module.``."""
    for key in list(state_dict.keys()):
        if key.startswith(prefix):
            state_dict[key[len(prefix) :]] = state_dict.pop(key)
    metadata = getattr(state_dict, "_metadata", None)
    if metadata is not None:
        for key in list(metadata.keys()):
            if key and (key.startswith(prefix) or key == prefix.replace(".", "")):
                metadata[key[len(prefix) :]] = metadata.pop(key)


def dtype_to_complex(self: Any) -> Any:
    """torch.dtype.to_complex: the complex dtype of the same precision. Other objects answer for themselves."""
    if not isinstance(self, paddle.dtype):
        return self.to_complex()
    if self in (paddle.float16, paddle.bfloat16):
        raise RuntimeError("Paddle has no complex dtype of half precision")
    return paddle.complex128 if self in (paddle.float64, paddle.complex128) else paddle.complex64


def dtype_to_real(self: Any) -> Any:
    """torch.dtype.to_real: the dtype of the parts of complex numbers; others are their own."""
    if not isinstance(self, paddle.dtype):
        return self.to_real()
    return {paddle.complex64: paddle.float32, paddle.complex128: paddle.float64}.get(self, self)


def log_api_usage_once(event: str, /) -> None:
    """torch._C._log_api_usage_once: tells a logger that only torch's authors install; there is none for Paddle."""
