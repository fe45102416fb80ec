"""Runs programs one after the other, each in a forked copy of a process that has the framework imported already.

    python -m tests.programs.runner {torch|paddle} OUT.json PROGRAM.py …

Under ``paddle`` the source frameworks are blocked. OUT.json gets ``{path: {"stdout", "stderr", "code"}}``;
``code`` is the exit status, 124 where a program took more than ``LIMIT`` seconds.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import sys
import tempfile
import time
import traceback
import warnings
from typing import NoReturn

from paconvert_ng.verify.worker.blocked import block_source_frameworks

LIMIT = 120.0


def main(framework: str, out: str, programs: list[str]) -> None:
    if framework == "paddle":
        block_source_frameworks()
    warnings.simplefilter("ignore")
    importlib.import_module(framework)
    if framework == "torch":
        # transformers imports torchvision for images, if it is installed.
        importlib.import_module("tests.support.torchvision_kernels").load_kernels()
    results = {program: run_forked(program) for program in programs}
    with open(out, "w", encoding="utf-8") as stream:
        json.dump(results, stream)


def run_forked(program: str) -> dict[str, str | int]:
    """What ``program`` prints and how it ends, run as ``__main__`` in a child process."""
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("stdout", "stderr")]
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _child(program, names)
        code = _wait(pid)
        texts = []
        for name in names:
            with open(name, encoding="utf-8", errors="replace") as stream:
                texts.append(stream.read())
    return {"stdout": texts[0], "stderr": texts[1], "code": code}


def _child(program: str, names: list[str]) -> NoReturn:
    code = 0
    for descriptor, name in enumerate(names, start=1):
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, descriptor)
    sys.argv = [program]
    sys.path.insert(0, os.path.dirname(program))
    try:
        runpy.run_path(program, run_name="__main__")
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _wait(pid: int) -> int:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    return 124


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
