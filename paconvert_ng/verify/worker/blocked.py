"""Blocks the source frameworks in a process that must run without them. Imports nothing but the standard library."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

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
