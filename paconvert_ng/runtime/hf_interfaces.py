"""transformers' tables of functions by name, which a program adds to for all models or for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any


class GeneralInterface(MutableMapping):
    """transformers.utils.generic.GeneralInterface: what a class registers, and what an instance sets for itself."""

    _global_mapping: dict[str, Callable[..., Any]] = {}

    def __init__(self) -> None:
        self._local_mapping: dict[str, Callable[..., Any]] = {}

    def __getitem__(self, key: str) -> Callable[..., Any]:
        return self._local_mapping[key] if key in self._local_mapping else self._global_mapping[key]

    def __setitem__(self, key: str, value: Callable[..., Any]) -> None:
        self._local_mapping[key] = value

    def __delitem__(self, key: str) -> None:
        del self._local_mapping[key]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._global_mapping, **self._local_mapping})

    def __len__(self) -> int:
        return len(self._global_mapping.keys() | self._local_mapping.keys())

    @classmethod
    def register(cls, key: str, value: Callable[..., Any]) -> None:
        """Add a function for all instances."""
        cls._global_mapping[key] = value

    def valid_keys(self) -> list[str]:
        """All names."""
        return list(self)
