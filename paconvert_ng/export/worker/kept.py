"""What a model keeps from one call to the next: a tensor of one trace means nothing in another."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def forgotten(side: Any, model: Any, root: str) -> Iterator[None]:
    """After the block the attributes of the model's modules are what they were, and caches of its functions empty."""
    modules = [module for _, module in side.modules(model)]
    before = [{name: _copied(value) for name, value in vars(module).items()} for module in modules]
    _clear_caches(root)
    try:
        yield
    finally:
        for module, attributes in zip(modules, before, strict=True):
            vars(module).clear()
            vars(module).update(attributes)
        _clear_caches(root)


def _copied(value: Any) -> Any:
    """Parameters, buffers and the like lie in dicts of the module; what they hold stays the same object."""
    return type(value)(value) if type(value) in (dict, list, set) else value


def _clear_caches(root: str) -> None:
    for module in list(sys.modules.values()):
        if (getattr(module, "__file__", None) or "").startswith(root):
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()
