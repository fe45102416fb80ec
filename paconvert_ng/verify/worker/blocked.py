"""Blocks the source frameworks in a process that must run without them. Imports nothing but the standard library."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

BLOCKED = (
    "torch",
    "torchvision",
    "torchaudio",
    "functorch",
    "flash_attn",
    "xformers",
    "apex",
    "fairscale",
    "accelerate",
    "peft",
    "triton",
)


class _Blocker(importlib.abc.MetaPathFinder):
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.split(".")[0] in self.names:
            raise ModuleNotFoundError(f"{fullname} is blocked in this process", name=fullname)
        return None


def block_source_frameworks(names: Sequence[str] = BLOCKED) -> None:
    """From here on ``import torch`` raises ModuleNotFoundError. Raises RuntimeError if it is imported already."""
    present = [name for name in names if name in sys.modules]
    if present:
        raise RuntimeError(f"imported before it could be blocked: {', '.join(present)}")
    sys.meta_path.insert(0, _Blocker(frozenset(names)))
    found = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> importlib.machinery.ModuleSpec | None:
        # A package that asks whether a framework is installed is told no, and not that its question failed.
        return None if name in names else found(name, package)

    importlib.util.find_spec = find_spec
    by_name = importlib.metadata.Distribution.from_name

    def from_name(cls: Any, name: str) -> importlib.metadata.Distribution:
        if name.lower().replace("-", "_") in names:
            raise importlib.metadata.PackageNotFoundError(name)
        return by_name(name)

    importlib.metadata.Distribution.from_name = classmethod(from_name)  # type: ignore[assignment,method-assign]
