"""A source module's names, for lookups that only the run knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .unconverted import Unconverted


class Namespace:
    """What stands for the module ``name``: attributes from a table, in which None is a name without a conversion."""

    def __init__(self, name: str, table: Mapping[str, Any]) -> None:
        self.__name__ = name
        self.__dict__.update({key: value for key, value in table.items() if value is not None})
        self._left = frozenset(key for key, value in table.items() if value is None)

    def __getattr__(self, attribute: str) -> Any:
        # Only reached for what the table does not hold.
        if attribute in self.__dict__.get("_left", ()):
            return Unconverted(f"{self.__name__}.{attribute}")
        raise AttributeError(f"module '{self.__dict__.get('__name__')}' has no attribute '{attribute}'")

    def __dir__(self) -> list[str]:
        return sorted({key for key in self.__dict__ if not key.startswith("_")} | self._left)
