"""Runs the command over a folder, for the scripts and tests that look at whole trees."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Below the standard library's folder, and no part of it.
INSTALLED = "site-packages"


class RunError(RuntimeError):
    """The command ended as no run over a readable folder may."""


def convert(source: Path, output: Path, logs: Path, *, jobs: int = 1, exclude: Iterable[str] = ()) -> int:
    """Convert a folder with the command, all anew; its exit code, 0 or 1 (files failed). Raises RunError."""
    command = [sys.executable, "-m", "paconvert_ng", "--in_dir", str(source), "--output_dir", str(output)]
    command += ["--log_dir", str(logs), "--jobs", str(jobs), "--no_cache"]
    command += [part for glob in exclude for part in ("--exclude", glob)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONWARNINGS": "ignore"}, capture_output=True)
    if done.returncode not in (0, 1) or not (logs / "report.json").exists():
        text = (done.stdout + done.stderr).decode(errors="replace")
        raise RunError(f"{' '.join(command)}\nended with {done.returncode}:\n{text[-4000:]}")
    return done.returncode


def standard_library() -> Path:
    """The folder of the running Python's standard library."""
    return Path(sysconfig.get_path("stdlib"))


def differing(source: Path, output: Path, paths: Iterable[str]) -> list[str]:
    """Those of some files that are not the same, byte for byte and with the same mode, in both folders."""
    return [path for path in sorted(paths) if not _same(source / path, output / path)]


def _same(one: Path, other: Path) -> bool:
    if one.is_symlink():
        return other.is_symlink() and one.resolve().name == other.resolve().name
    if not other.is_file() or one.stat().st_mode != other.stat().st_mode:
        return False
    return one.read_bytes() == other.read_bytes()
