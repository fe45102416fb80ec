"""The process that uses TPU-MLIR; run by path in an interpreter of its own, so it imports nothing of paconvert_ng.

``worker.py REQUEST ANSWER`` says what is there; ``worker.py --tool NAME ARGUMENT …`` runs one of TPU-MLIR's tools.
"""

import json
import os
import runpy
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

#: What its tools for ONNX import.
_NEEDED = {
    "tpu_mlir": "tpu_mlir",
    "pkg_resources": "setuptools<70",
    "numpy": "numpy",
    "onnx": "onnx",
    "onnxruntime": "onnxruntime",
    "onnxruntime_extensions": "onnxruntime_extensions",
    "onnxsim": "onnxsim",
    "torch": "torch (a stand-in will do)",
    "transformers": "transformers",
    "cv2": "opencv-python-headless",
    "PIL": "Pillow",
    "plotly": "plotly",
    "psutil": "psutil",
}
_STARTED = "PACONVERT_TPU_TOOL"


def main() -> None:
    """See above."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    if sys.argv[1] == "--tool":
        _tool(sys.argv[2], sys.argv[3:])
        return
    missing = [package for module, package in _NEEDED.items() if find_spec(module) is None]
    try:
        found = version("tpu_mlir")
    except PackageNotFoundError:
        found = ""
    Path(sys.argv[2]).write_text(json.dumps({"version": found, "missing": missing}))


def _tool(name: str, arguments: "list[str]") -> None:
    spec = find_spec("tpu_mlir")
    assert spec is not None and spec.origin is not None
    root = os.path.dirname(spec.origin)
    if _STARTED not in os.environ:
        # It brings a C library, which does not fit the loader of systems with another one: the system's goes first.
        # The loader reads the variable when a process starts, hence the new start.
        folders = [*_system_libraries(), f"{root}/lib", f"{root}/lib/capi", f"{root}/lib/third_party"]
        os.environ["LD_LIBRARY_PATH"] = os.pathsep.join(folders)
        os.environ[_STARTED] = "1"
        os.execv(sys.executable, [sys.executable, os.path.abspath(__file__), *sys.argv[1:]])
    path = os.environ["LD_LIBRARY_PATH"]
    import tpu_mlir  # noqa: F401

    # Importing it puts its own folders in front again; the programs that the tool starts inherit them.
    os.environ["LD_LIBRARY_PATH"] = path
    sys.argv[:] = [f"{root}/python/tools/{name}.py", *arguments]
    runpy.run_path(sys.argv[0], run_name="__main__")


def _system_libraries() -> "list[str]":
    """Where the system's C library lies."""
    folders = ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64")
    return [folder for folder in folders if os.path.exists(f"{folder}/libc.so.6")]


if __name__ == "__main__":
    main()
