"""Runs programs under torch or Paddle, each in a forked copy of a process that has imported the framework.

    python -m tests.properties.running {torch|paddle}

reads a program's path a line, and answers with what it printed as a line of JSON. `Runner` is the other side.
"""

from __future__ import annotations

import functools
import importlib
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from paconvert_ng.verify.worker.blocked import block_source_frameworks
from tests.programs.runner import run_forked

ROOT = Path(__file__).parents[2]


class Runner:
    """A process that runs programs under one framework."""

    def __init__(self, framework: str) -> None:
        command = [sys.executable, "-m", "tests.properties.running", framework]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def run(self, source: str) -> dict[str, Any]:
        """``stdout``, ``stderr`` and exit ``code`` of a program."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "program.py")
            path.write_bytes(source.encode())
            assert self._process.stdin is not None and self._process.stdout is not None
            self._process.stdin.write(f"{path}\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@functools.lru_cache(maxsize=2)
def runner(framework: str) -> Runner:
    """The runner of this process; it ends when this process closes its input."""
    return Runner(framework)


def serve(framework: str) -> None:
    if framework == "paddle":
        block_source_frameworks()
    warnings.simplefilter("ignore")
    importlib.import_module(framework)
    for line in sys.stdin:
        print(json.dumps(run_forked(line.rstrip("\n"))), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
