"""Augmented assignment to an item or attribute whose container or object may be evaluated only once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .indexing_items import read_items, write_items


class _Place:
    """An item or attribute that was read and will be assigned to."""

    def __init__(self, value: Any, assign: Callable[[Any], None]) -> None:
        self._value = value
        self._assign = assign

    def change(self, operation: Callable[[Any, Any], Any], right: Any) -> None:
        """Assign ``operation(value, right)``, as the augmented assignment does."""
        self._assign(operation(self._value, right))


def item_place(container: Any, key: Any) -> _Place:
    """``container[key]``: Python reads it before the right side is evaluated."""
    if paddle.is_tensor(container):
        return _Place(read_items(container, key), lambda value: write_items(value, container, key))
    return _Place(container[key], lambda value: container.__setitem__(key, value))


def attribute_place(owner: Any, name: str) -> _Place:
    """``owner.name``."""
    return _Place(getattr(owner, name), lambda value: setattr(owner, name, value))
