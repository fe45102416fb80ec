"""Which transformers a program runs with: what its functions mean has changed with the releases."""

from __future__ import annotations

import functools
import importlib


@functools.lru_cache(maxsize=1)
def transformers_release() -> tuple[int, int]:
    """(major, minor) of the installed transformers, whose configurations and tokenizers converted code uses.

    Helpers mean what that release means. Without it they mean what 4.57 does.
    """
    try:
        version = importlib.import_module("transformers").__version__
    except ImportError:
        return (4, 57)
    major, minor = version.split(".")[:2]
    return (int(major), int(minor))
