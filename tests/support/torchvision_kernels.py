"""Makes ``import torchvision`` work beside a torch without CUDA, with torchvision's own operators.

The wheel in the package registry is built for CUDA: its operators (``nms``, ``roi_align``, …) and image codecs lie
in libraries that want two of CUDA torch's and one data symbol of theirs. Two empty ones stand in for them, so that
what runs on the CPU can be loaded. That takes a C compiler; where there is none, ``import torchvision`` still works,
and the operators raise an error that names them.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import torch

STAND_INS = {
    "libc10_cuda.so": 'void *allocator[16] __asm__("_ZN3c104cuda20CUDACachingAllocator9allocatorE");',
    "libtorch_cuda.so": "",
}
#: What torchvision/__init__.py registers meta functions for, and so must exist when it is imported.
DEFINITIONS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def load_kernels() -> str:
    """Registers torchvision's operators, unless torch has CUDA itself; "" or why they are not there."""
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None or torch.version.cuda is not None:
        return ""
    folder = Path(spec.origin).parent
    library = folder / "_C.so"
    if not library.is_file():
        return ""
    problem = _load_with_stand_ins([library, folder / "image.so"], folder.parent / "torchvision.libs")
    if problem:
        fragment = torch.library.Library("torchvision", "DEF")
        for definition in DEFINITIONS:
            fragment.define(definition)
        _KEPT.append(fragment)
    return problem


_KEPT: list[object] = []


def _load_with_stand_ins(libraries: list[Path], companions: Path) -> str:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return "no C compiler for the stand-ins of CUDA's libraries"
    with tempfile.TemporaryDirectory() as folder:
        for name, source in STAND_INS.items():
            path = Path(folder, name)
            command = [compiler, "-shared", "-fPIC", "-x", "c", "-", "-o", str(path), f"-Wl,-soname,{name}"]
            done = subprocess.run(command, input=source, capture_output=True, text=True)
            if done.returncode:
                return f"{compiler} failed: {done.stderr.strip()}"
            ctypes.CDLL(str(path), mode=os.RTLD_GLOBAL)
        for path in companions.glob("libcudart*"):
            ctypes.CDLL(str(path), mode=os.RTLD_GLOBAL)
    # ctypes.CDLL always binds at once; the functions of CUDA's libraries are never there to be bound.
    loader = ctypes.CDLL(None)
    loader.dlopen.restype = ctypes.c_void_p
    loader.dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
    loader.dlerror.restype = ctypes.c_char_p
    for library in libraries:
        if not loader.dlopen(str(library).encode(), os.RTLD_LAZY | os.RTLD_GLOBAL):
            return f"{library.name}: {loader.dlerror().decode()}"
    return ""
