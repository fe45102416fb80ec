"""The package as it is installed: a wheel in an environment of its own, run from another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    # What other tests set for themselves, lenient rules for one, is not what a user has.
    foreign = ("PYTHONPATH", "VIRTUAL_ENV", "PACONVERT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    kept["PACONVERT_CACHE_DIR"] = str(cwd / "cache")
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wheel_has_all_that_a_conversion_needs(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("paconvert_ng", "rules"):  # pip builds beside the sources: not in the checkout
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, source)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path / "dist", source, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").iterdir()
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv/bin"
    run(programs / "pip", "install", "--quiet", wheel, cwd=tmp_path)

    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "src").mkdir(parents=True)
    (elsewhere / "src/net.py").write_text("import torch\nm = torch.nn.Linear(2, 3)\nx = torch.zeros(2)\n")
    printed = run(programs / "paconvert", "-i", "src", "-o", "dst", "--strict", "--log_dir", "logs", cwd=elsewhere)
    assert "converted by proved rules" in printed
    assert (elsewhere / "dst/net.py").read_text().startswith("import paddle\n")
    assert "class Linear" in (elsewhere / "dst/paddle_helpers.py").read_text()
    assert not list((elsewhere / "cache").glob("rules-*")), "the wheel has the compiled rules"
    again = run(programs / "python", "-m", "paconvert_ng", "-i", "src", "-o", "again", cwd=elsewhere)
    assert again.splitlines()[1:] == printed.splitlines()[1:-1]
    listed = run(programs / "pip", "list", "--format", "freeze", cwd=elsewhere)
    assert not {"torch", "paddlepaddle"} & {line.split("==")[0] for line in listed.splitlines()}
