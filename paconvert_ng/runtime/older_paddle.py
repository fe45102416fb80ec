"""What Paddle got in 3.3, for the releases before: there a shape is a plain list, a device a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import paddle


def new_size(sizes: Iterable[int]) -> Any:
    """A torch.Size: paddle.Size, or before 3.3 the list that ``x.shape`` is there."""
    return getattr(paddle, "Size", list)([int(size) for size in sizes])


def new_device(text: str) -> Any:
    """A torch.device; before Paddle 3.3, where ``paddle.device`` is only a module, the place."""
    make = paddle.device if callable(paddle.device) else paddle.device._convert_to_place
    return make(text)


def is_size(value: Any) -> bool:
    """Whether ``value`` is a torch.Size and not a list of data.

    Raises TypeError before Paddle 3.3 for a list of integers, which may be either.
    """
    kind = getattr(paddle, "Size", None)
    if kind is not None:
        return isinstance(value, kind)
    if isinstance(value, list) and value and all(isinstance(item, int) for item in value):
        raise TypeError("before Paddle 3.3 a size is a list: write paddle.empty(size) or paddle.to_tensor(data)")
    return False
