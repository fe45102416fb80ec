"""``paconvert export --onnx``, its comparison with torch, and what the command refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NET = """
import {0}
from {0} import nn


class Net(nn.{1}):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(8, 16)
        self.down = nn.Linear(16, 4)

    def forward(self, x):
        return {{"y": self.down({0}.tanh(self.up(x))), "top": x.max()}}
"""


@pytest.fixture
def net(tmp_path: Path) -> list[str]:
    for name, module, base in (("src", "torch", "Module"), ("dst", "paddle", "Layer")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "net.py").write_text(NET.format(module, base))
    out = tmp_path / "out"
    return ["--paddle", str(tmp_path / "dst"), "--entry", "net:Net", "--input", "x: f32 ?x8", "--output", str(out)]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "paconvert_ng", "export", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C"})


def refused(tmp_path: Path, *arguments: str) -> str:
    done = run(*arguments)
    assert done.returncode == 2 and done.stdout == ""
    assert not (tmp_path / "out").exists() and sorted(os.listdir(tmp_path)) == ["dst", "src"]
    return done.stderr.splitlines()[-1].removeprefix("paconvert export: error: ")


def test_onnx(net: list[str], tmp_path: Path) -> None:
    for package in ("paddle2onnx", "onnx", "onnxruntime"):
        pytest.importorskip(package)
    done = run(*net, "--onnx", "--static_shape", "--check_ops", "tpu_mlir")
    assert done.returncode == 0, done.stderr
    assert "ONNX beside Paddle\n  y: equal" in done.stdout
    about = json.loads((tmp_path / "out" / "export.json").read_text())
    assert about["onnx"]["opset"] == 13
    assert about["onnx"]["check_ops"] == {"target": "tpu_mlir", "lacking": {}}
    assert sorted(os.listdir(tmp_path / "out")) == ["export.json", "model.onnx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--onnx", "--opset", "22"], "--opset 22: paddle2onnx writes opsets 9 to 21; 13 is the default"),
        (["--opset", "13"], "--opset is for --onnx: write that too"),
        (["--onnx", "--check_ops", "abacus"], "--check_ops abacus: there is no such target; known: tpu_mlir"),
        (["--bmodel", "int3"], "--bmodel int3: no such mode; one of f32, f16, bf16, w8bf16, w4bf16"),
        (["--bmodel", "bf16", "--tpu_python", "/nowhere"], "--tpu_python /nowhere: no such interpreter"),
        (["--onnx", "--tpu_python", "/nowhere"], "--tpu_python is for --bmodel: write that too"),
        (["--split", "nothing"], "--split nothing: no such file, and none of auto, "),
        (["--static", "--split", "auto"], "--static and --split make different things"),
    ],
)
def test_bad_arguments(net: list[str], tmp_path: Path, arguments: list[str], said: str) -> None:
    assert refused(tmp_path, *net, *arguments).startswith(said)


def test_a_model_with_an_operator_that_cannot_be_exported(net: list[str], tmp_path: Path) -> None:
    pytest.importorskip("paddle2onnx")
    path = tmp_path / "dst" / "net.py"
    path.write_text(path.read_text().replace("x.max()", "paddle.nanmedian(x)"))
    said = refused(tmp_path, *net, "--onnx")
    assert said.startswith("paddle2onnx cannot export the operator nanmedian") and said.endswith(
        "use --static, which can"
    )
