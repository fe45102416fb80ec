"""``--paddle_version``: what an older Paddle lacks is left, and the log says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from paconvert_ng import convert_tree
from paconvert_ng.options import Options

SOURCE = """\
import torch


def shaped(x: torch.Tensor) -> torch.Tensor:
    return x.reshape(2, 3)


def placed(x: torch.Tensor):
    return x.device
"""


@pytest.mark.parametrize(
    ("version", "reshaped", "reason"),
    [
        ("3.3.1", "x.reshape(2, 3)", ""),
        ("3.2.2", "x.reshape(2, 3)", "paddle.Tensor of Paddle 3.2.2 has no 'device'"),
        ("3.0.0", "x.reshape([2, 3])", "paddle.Tensor of Paddle 3.0.0 has no 'device'"),
    ],
)
def test_the_snapshot_of_the_version_decides(tmp_path: Path, version: str, reshaped: str, reason: str) -> None:
    (tmp_path / "a.py").write_text(SOURCE, encoding="utf-8")
    options = Options(paddle_version=version, cache=False)
    convert_tree(tmp_path / "a.py", tmp_path / "out", log_dir=tmp_path / "logs", options=options)
    code = (tmp_path / "out" / "a.py").read_text(encoding="utf-8")
    log = (tmp_path / "logs" / "conversion.log").read_text(encoding="utf-8")
    assert f"return {reshaped}\n" in code
    assert f"Paddle {version}" in log
    assert ("torch.Tensor.device" in log) == bool(reason)
    assert reason in log
