"""Static graphs to export, saved once in a process of its own; the environment of TPU-MLIR, where there is one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx import Case
from paconvert_ng.export.tpu import find_python


@pytest.fixture(scope="session")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("paddle2onnx", "onnx", "onnxruntime"):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("graphs")
    command = [sys.executable, str(Path(__file__).with_name("graphs.py")), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def cases(graphs: Path) -> list[Case]:
    """Inputs of two shapes and Paddle's outputs for ``net``."""
    found = []
    for number in range(2):
        with np.load(graphs / f"case{number}.npz") as held:
            first, *outputs = (held[f"arr_{index}"] for index in range(3))
        found.append(Case({"x": first}, outputs))
    return found


@pytest.fixture(scope="session")
def tpu_python() -> str:
    try:
        return find_python()
    except ExportError as error:
        pytest.skip(str(error))
