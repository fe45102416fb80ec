"""transformers.utils: what asks for packages, where torch's place has been taken by Paddle."""

from __future__ import annotations

from typing import Any

_CONVERTED = ("torch", "torchvision")


def framework_available(*args: Any, **kwargs: Any) -> bool:
    """transformers.utils.is_torch_available in converted code: what it guards runs on Paddle."""
    return True


def requires_backends(obj: Any, backends: Any) -> None:
    """transformers.utils.requires_backends; "torch" is there, as Paddle. Raises ImportError for others that are not."""
    from transformers.utils import requires_backends as required

    listed = backends if isinstance(backends, (list, tuple)) else [backends]
    others = [name for name in listed if name not in _CONVERTED]
    if others:
        required(obj, others)
