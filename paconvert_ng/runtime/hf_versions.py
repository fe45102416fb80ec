"""Which transformers a program runs with: what its functions mean has changed with the releases."""

from __future__ import annotations

import functools
from typing import Any


@functools.cache
def transformers_release() -> tuple[int, ...]:
    """Major and minor version of the installed transformers, whose configurations converted code uses.

    Helpers mean what that release means; without one, what 4.57 does.
    """
    try:
        import transformers
    except ImportError:
        return (4, 57)
    return release_of(transformers.__version__)


def release_of(version: Any) -> tuple[int, ...]:
    """``"4.31.0.dev0"`` → (4, 31); () for what is no version."""
    parts = str(version or "").split(".")[:2]
    return tuple(map(int, parts)) if len(parts) == 2 and all(part.isdigit() for part in parts) else ()
