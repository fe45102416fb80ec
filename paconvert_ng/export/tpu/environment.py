"""Finds the interpreter that has TPU-MLIR."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.process import ask

#: The environment variable that names the interpreter, and the folder that scripts/tpu_env.sh makes if none is named.
VARIABLE, FOLDER = "PACONVERT_TPU_PYTHON", ".tpu-env"
_SCRIPT = "scripts/tpu_env.sh"
_WORKER = Path(__file__).with_name("worker.py")


def find_python(given: str | None = None) -> str:
    """``given`` (--tpu_python), else $PACONVERT_TPU_PYTHON, else ./.tpu-env. Raises ExportError if there is none.

    Whether it has TPU-MLIR is not looked at: see ``check_python``.
    """
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise ExportError(
            f"--bmodel: TPU-MLIR is made for Linux on x86-64 only, and this is {platform.system()} on "
            f"{platform.machine()}: take the ONNX file (--onnx) to such a machine"
        )
    named = given or os.environ.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK):
            source = "--tpu_python" if given else VARIABLE
            raise ExportError(f"{source} {named}: no such interpreter; {_SCRIPT} FOLDER makes FOLDER/bin/python")
        return named
    default = Path(FOLDER, "bin", "python")
    if not default.exists():
        raise ExportError(
            f"--bmodel needs TPU-MLIR in a Python 3.10 of its own: run `bash {_SCRIPT}`, or name the interpreter "
            f"by --tpu_python or {VARIABLE}"
        )
    return str(default.absolute())


def check_python(python: str, timeout: float = 120.0) -> str:
    """The version of TPU-MLIR that the interpreter has. Raises ExportError if it cannot compile."""
    answer, ended = ask(python, _WORKER, {"do": "version"}, python, timeout=timeout, environment=_environment(python))
    if answer is None:
        raise ExportError(f"{python} {ended.how()}; `bash {_SCRIPT}` makes one that works", ended.tail())
    if answer["missing"]:
        raise ExportError(
            f"{python} lacks {', '.join(answer['missing'])}: `bash {_SCRIPT} FOLDER` installs what is needed"
        )
    return str(answer["version"])


def _environment(python: str) -> dict[str, str]:
    """Packages of the caller's interpreter are not for this one."""
    return {} if python == sys.executable else {"PYTHONPATH": ""}
