"""Squares in an exported graph: products, which oneDNN does not overwrite the operand of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

NET = """
import paddle
from paddle import nn


class Net(nn.Layer):
    def forward(self, x):
        y = x.reshape([-1, 2, 4])
        top = y.pow(2)
        return {"norm": y * paddle.rsqrt((y ** 2).mean(-1, keepdim=True) + 1e-6), "cube": x.pow(3), "top": top}
"""


def test_squares_are_products(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(NET)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "paconvert_ng", "export", "--static", "--paddle", str(tmp_path / "net.py")]
    command += ["--entry", "net:Net", "--input", "x: f32 ?x8", "--output", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C"})
    assert done.returncode == 0, done.stdout + done.stderr
    operators = json.loads((out / "model.json").read_text())["program"]["regions"][0]["blocks"][0]["ops"]
    names = [operator["#"].split(".")[-1] for operator in operators]
    assert names.count("pow") == 1  # the cube

    predict = [sys.executable, "-W", "ignore", str(out / "predict.py"), "--onednn"]
    done = subprocess.run(
        [*predict, str(out / "example.npz"), str(tmp_path / "found.npz")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with np.load(out / "example.npz") as given, np.load(tmp_path / "found.npz") as found:
        np.testing.assert_allclose(found["norm"], given["expected/norm"], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(found["top"], given["x"].reshape(-1, 2, 4) ** 2, rtol=1e-6)
