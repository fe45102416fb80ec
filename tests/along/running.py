"""Converts a program of ``sources`` with packages, and runs the output where torch cannot be imported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.report.summary import Summary

SOURCES = Path(__file__).parent / "sources"
SITE = SOURCES / "site"
ROOT = Path(__file__).resolve().parents[2]
_RUN = """
import runpy, sys
from paconvert_ng.verify.worker.blocked import block_source_frameworks
block_source_frameworks(("torch",))
program = sys.argv[1]
sys.argv = sys.argv[1:]
sys.path[0] = program.rpartition("/")[0]
runpy.run_path(program, run_name="__main__")
"""


def convert(
    source: Path, output: Path, *packages: str, monkeypatch: pytest.MonkeyPatch | None = None, **options: Any
) -> Summary:
    """Convert with packages; with ``monkeypatch`` those of ``SITE`` are installed here."""
    if monkeypatch is not None:
        monkeypatch.syspath_prepend(str(SITE))
    chosen = Options(with_packages=packages, **options)
    return convert_tree(source, output, log_dir=output.parent / "logs", options=chosen)


def run(program: Path, path: Sequence[Path] = (SITE,)) -> str:
    """What a converted program prints where torch is blocked and the original packages are installed."""
    places = [str(place) for place in (*path, ROOT)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places), "OMP_NUM_THREADS": "1", "GLOG_minloglevel": "2"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _RUN, str(program)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout
