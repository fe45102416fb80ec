"""Stand-ins for third-party packages that are not installed, so that the code that imports them can be imported.

A stand-in module has every attribute; what it gives can be called, subclassed, used as a decorator, in an annotation
and in ``isinstance``. Only modules that no other finder knows are replaced. Tests only: an output never holds them.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any


class StubObject:
    """A value that takes every use that importing a module makes of it."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = name

    def __repr__(self) -> str:
        return f"<stub {self.__name__}>"

    def __getattr__(self, name: str) -> StubObject:
        if name.startswith("__"):
            raise AttributeError(name)
        return StubObject(f"{self.__name__}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # As a decorator, with or without arguments, it leaves the function as it is.
        if len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], StubObject):
            return args[0]
        return self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

    def __getitem__(self, key: object) -> StubObject:
        return self

    def __or__(self, other: object) -> object:
        return Any

    __ror__ = __or__


class StubModule(ModuleType):
    """A module that has every public name."""

    def __getattr__(self, name: str) -> StubObject:
        if name.startswith("__"):
            raise AttributeError(name)
        return StubObject(f"{self.__name__}.{name}")


class _StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not any(fullname == name or fullname.startswith(f"{name}.") for name in self.names):
            return None
        root = sys.modules.get(fullname.split(".")[0])
        if "." in fullname and "site-packages" in str(getattr(root, "__file__", "")):
            return None  # what an installed package lacks, it lacks
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return StubModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__all__ = []  # type: ignore[attr-defined]


def install_stubs(names: Sequence[str]) -> None:
    """``import NAME`` gives a stand-in from here on, where nothing better can be found."""
    sys.meta_path.append(_StubFinder(frozenset(names)))
