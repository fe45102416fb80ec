"""Runs over small folders, with a stand-in for the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paconvert_ng.options import Options
from paconvert_ng.project.paths import resolve
from paconvert_ng.project.run import run
from paconvert_ng.report.summary import Summary

ENGINE = "tests.unit.project.fake_engine"
BIG = "# filler\n" * 40_000


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def read(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def convert(source: Path, output: Path, **options: Any) -> Summary:
    return run(resolve(source, output), Options(**options), lambda *_: None, ENGINE)


def statuses(summary: Summary) -> dict[str, str]:
    return {file.path: file.status for file in summary.files}


TREE: dict[str, str | bytes] = {
    "pkg/__init__.py": "",
    "pkg/a.py": "import torch\ntorch.one(torch.two)\nhelper(Conv)\n",
    "pkg/b.py": "import torch\r\ntorch.unproved\r\nhelper(Linear)  # left",
    "pkg/plain.py": "import os\n",
    "train.py": "import torch  # keep\n",
    "weights.bin": b"\0\1\2torch",
    ".dotfile": "torch",
}
