"""Assertions as functions."""

from __future__ import annotations

from typing import Any


def torch_assert(condition: Any, message: Any) -> None:
    """torch._assert: raises AssertionError with the message, here where torch does; a graph keeps no assertion."""
    if not condition:
        raise AssertionError(message)
