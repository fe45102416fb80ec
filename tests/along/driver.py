"""Runs one program: ``python -m tests.along.driver torch|paddle PROGRAM``. Under paddle torch cannot be imported.

Packages that need no torch and are not installed are stand-ins.
"""

from __future__ import annotations

import importlib
import runpy
import sys
import warnings
from pathlib import Path

from paconvert_ng.verify.worker.blocked import block_source_frameworks
from tests.support.stubs import install_stubs

STUBS = ("huggingface_hub", "tqdm", "requests", "safetensors", "ftfy", "regex", "yaml")


def main(framework: str, program: str) -> None:
    warnings.simplefilter("ignore")
    if framework == "torch":
        from tests.support.torchvision_kernels import load_kernels

        load_kernels()
    else:
        block_source_frameworks(("torch",))
        importlib.import_module("paddle")
    install_stubs(STUBS)
    sys.argv = [program]
    sys.path.insert(0, str(Path(program).parent))
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
