"""Verification after conversion: it runs the repos' code, and ends with all that this code started."""

from __future__ import annotations

from pathlib import Path

from tests.batch.support import Command, make_repo

NET = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 4)

    def forward(self, x):
        return torch.relu(self.layer(x))
"""
#: Never ends, and leaves a process behind that left its group, its session and its parent.
HANGS = """\
import os
import time

if not os.fork():
    os.setsid()
    if not os.fork():
        time.sleep(3600)
    os._exit(0)
while True:
    time.sleep(1)
"""


def test_verdicts_are_in_the_summary_and_what_hangs_is_ended(tmp_path: Path) -> None:
    make_repo(tmp_path / "repos/good", NET)
    make_repo(tmp_path / "repos/hangs", NET + HANGS)
    manifest = tmp_path / "m.yaml"
    manifest.write_text(
        "defaults:\n  verify: {entry: 'net:Net', inputs: {x: f32 2x3}}\n"
        "repos: [repos/good, {path: repos/hangs, timeout: 6}]\n"
    )
    batch = Command(tmp_path, manifest)
    ran = batch.run("-j", "2")
    assert ran.code == 1
    found = batch.repos()
    assert batch.statuses() == {"good": "converted", "hangs": "converted"}
    assert found["good"]["verdict"] == "equal" and found["good"]["verify_seconds"] > 0
    assert found["hangs"]["verdict"] == "undecided"
    assert (batch.logs / "repos/good/verify.html").is_file()
    assert batch.summary()["verdicts"] == {"equal": 1, "undecided": 1}
    # What is decided stays so; what is not is tried again.
    (tmp_path / "repos/hangs/net.py").write_text(NET)
    manifest.write_text(manifest.read_text().replace("timeout: 6", "timeout: 120"))
    assert batch.run("-j", "2").code == 0
    assert batch.statuses() == {"good": "current", "hangs": "converted"}
    assert {repo["verdict"] for repo in batch.repos().values()} == {"equal"}
