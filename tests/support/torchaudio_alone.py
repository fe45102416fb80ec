"""Makes ``import torchaudio`` work beside any torch.

The wheel in the package registry is built for CUDA and one torch: loading its library fails beside others. What is
proved here (transforms and functional) is Python and needs none of it.
"""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Callable


def spare_library() -> None:
    """Puts a stand-in where torchaudio would load its library."""
    if importlib.util.find_spec("torchaudio") is None:
        return
    module = types.ModuleType("torchaudio._extension")

    def fail_if_no_align(function: Callable[..., object]) -> Callable[..., object]:
        return function

    vars(module).update(
        _IS_TORCHAUDIO_EXT_AVAILABLE=False, _IS_ALIGN_AVAILABLE=False, fail_if_no_align=fail_if_no_align
    )
    sys.modules.setdefault(module.__name__, module)
