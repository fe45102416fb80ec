"""Memory that stays with the process, so that what is timed does not pay for pages that the system took back."""

from __future__ import annotations

import ctypes
import sys

#: Bytes; parameters of glibc's mallopt, from malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT, _LARGEST = 2**30, 2**25


def keep_memory() -> None:
    """Let malloc keep what is freed.

    It gives freed megabytes back to the system else, and at which call depends on what else is in memory: the page
    faults that follow can cost ten times the operation, for the helper or for the plain call.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_TRIM_THRESHOLD, _KEPT)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGEST)
