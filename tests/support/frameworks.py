"""Both frameworks in one process, imported once, and in the order that works: torch before paddle.

Everything under ``tests`` that compares the two imports them from here. Tests that need neither
must not import this module, so that they stay quick.
"""

from __future__ import annotations

import os
import sys
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GLOG_minloglevel", "2")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import torch

    #: Submodules that ``import torch`` alone makes reachable; a program must import any other.
    TORCH_SUBMODULES = frozenset(name for name in sys.modules if name == "torch" or name.startswith("torch."))

    from tests.support.torchaudio_alone import spare_library
    from tests.support.torchvision_kernels import load_kernels

    load_kernels()
    spare_library()
    import paddle

__all__ = ["TORCH_SUBMODULES", "paddle", "torch"]
