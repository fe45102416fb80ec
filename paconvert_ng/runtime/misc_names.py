"""Types and small functions of torch that stand for themselves: torch.types, torch.utils.hooks."""

from __future__ import annotations

from typing import Any

from .device import TorchDevice

# torch.types.Number and torch.types.Device.
TorchNumber = int | float | bool
TorchDeviceLike = TorchDevice | str | int | None


def unserializable_hook(f: Any) -> Any:
    """torch.utils.hooks.unserializable_hook: marks a hook that is not to be pickled with its tensor."""
    f.__torch_unserializable__ = True
    return f
