"""ONNX → bmodel. What compiles needs TPU-MLIR (scripts/tpu_env.sh) and is skipped without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx import Case, to_onnx
from paconvert_ng.export.tpu import MODES, check_mode, find_python, to_bmodel
from paconvert_ng.export.tpu.environment import VARIABLE, check_python

#: The largest |emulator - ONNX| of the product's output, of values of at most 2.1.
LARGEST = {"f32": 1e-5, "f16": 5e-3, "bf16": 5e-2, "w8bf16": 5e-2, "w4bf16": 0.5}


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_error_of_the_emulator(graphs: Path, cases: list[Case], tmp_path: Path, mode: str, tpu_python: str) -> None:
    onnx = to_onnx(graphs / "net", tmp_path / "net.onnx", shapes={"x": [2, 8, 64]}).file
    made = to_bmodel(onnx, tmp_path / "net.bmodel", mode, tpu_python=tpu_python, inputs=cases[0].inputs)
    assert list(made.errors) == ["fetch_name_0", "fetch_name_1"]
    assert made.errors["fetch_name_0"].max < LARGEST[mode]
    assert (made.largest > 1e-4) == (mode != "f32")
    assert made.file.stat().st_size > 1000
    assert sorted(os.listdir(tmp_path)) == ["net.bmodel", "net.onnx"]


@pytest.mark.slow
def test_open_shapes(graphs: Path, tmp_path: Path, tpu_python: str) -> None:
    onnx = to_onnx(graphs / "net", tmp_path / "net.onnx").file
    with pytest.raises(ExportError, match="input x has no fixed shape: export with --static_shape"):
        to_bmodel(onnx, tmp_path / "net.bmodel", "bf16", tpu_python=tpu_python)
    assert os.listdir(tmp_path) == ["net.onnx"]


@pytest.mark.slow
def test_no_onnx(tmp_path: Path, tpu_python: str) -> None:
    (tmp_path / "net.onnx").write_text("no model")
    with pytest.raises(ExportError, match=r"^onnx: "):
        to_bmodel(tmp_path / "net.onnx", tmp_path / "net.bmodel", "bf16", tpu_python=tpu_python)


def test_unknown_mode() -> None:
    with pytest.raises(ExportError, match="--bmodel int3: no such mode; one of f32, f16, bf16, w8bf16, w4bf16"):
        check_mode("int3")


def test_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(ExportError, match=r"run `bash scripts/tpu_env.sh`, or name the interpreter by --tpu_python"):
        find_python()
    with pytest.raises(ExportError, match="--tpu_python /nowhere: no such interpreter"):
        find_python("/nowhere")
    monkeypatch.setenv(VARIABLE, "/neither")
    with pytest.raises(ExportError, match=f"{VARIABLE} /neither: no such interpreter"):
        find_python()
    monkeypatch.setenv(VARIABLE, sys.executable)
    assert find_python() == sys.executable
    (tmp_path / ".tpu-env" / "bin").mkdir(parents=True)
    (tmp_path / ".tpu-env" / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.delenv(VARIABLE)
    assert find_python() == str(tmp_path / ".tpu-env" / "bin" / "python")


def test_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    with pytest.raises(ExportError, match="Linux on x86-64 only, and this is .* on aarch64"):
        find_python()


def test_an_interpreter_without_it() -> None:
    with pytest.raises(ExportError, match="lacks tpu_mlir.*: `bash scripts/tpu_env.sh FOLDER` installs"):
        check_python(sys.executable)


@pytest.mark.skipif(sys.platform != "linux", reason="a script for Linux")
def test_the_script_without_a_python_for_it(tmp_path: Path) -> None:
    if any(os.access(f"{folder}/python3.10", os.X_OK) for folder in ("/usr/bin", "/bin", "/usr/local/bin")):
        pytest.skip("this system has a Python 3.10")
    script = Path(__file__).parents[2] / "scripts" / "tpu_env.sh"
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path)}
    command = ["bash", str(script), str(tmp_path / "env")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 2 and not (tmp_path / "env").exists()
    assert "no Python 3.10 with venv was found: install one" in done.stderr or "Linux on x86-64 only" in done.stderr
