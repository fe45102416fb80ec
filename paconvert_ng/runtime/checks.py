"""torch._check_with and its kind: errors for conditions that do not hold."""

from __future__ import annotations

from typing import Any

import paddle


def check_with(error_type: type[Exception], cond: Any, message: Any = None) -> None:
    """torch._check_with: raises ``error_type`` unless ``cond`` is True; TypeError for what is no bool."""
    if not isinstance(cond, bool):
        if isinstance(cond, paddle.Tensor):
            raise TypeError("cond must be a bool, but got a Tensor. For tensor conditions, check cond.all() instead.")
        raise TypeError(f"cond must be a bool, but got {type(cond)}")
    if cond:
        return
    if message is not None and not callable(message):
        raise TypeError("message must be a callable")
    raise error_type("Expected cond to be True, but got False." if message is None else str(message()))


def check_index(cond: Any, message: Any = None) -> None:
    """torch._check_index: IndexError."""
    check_with(IndexError, cond, message)


def check_value(cond: Any, message: Any = None) -> None:
    """torch._check_value: ValueError."""
    check_with(ValueError, cond, message)


def check_type(cond: Any, message: Any = None) -> None:
    """torch._check_type: TypeError."""
    check_with(TypeError, cond, message)


def check_not_implemented(cond: Any, message: Any = None) -> None:
    """torch._check_not_implemented: NotImplementedError."""
    check_with(NotImplementedError, cond, message)
