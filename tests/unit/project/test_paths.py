from __future__ import annotations

import os
from pathlib import Path

import pytest

from paconvert_ng.project.paths import Paths, UsageError, default_output, resolve
from paconvert_ng.project.walk import OUTPUT_MARK


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "src/pkg").mkdir(parents=True)
    (tmp_path / "src/a.py").write_text("x = 1\n")
    (tmp_path / "src/pkg/b.py").write_text("x = 1\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


def test_folders(root: Path) -> None:
    assert resolve("src", "dst", "logs") == Paths(root / "src", root / "dst", root / "logs")
    assert resolve("src") == Paths(root / "src", root / "paddle_project/src")
    assert not resolve("src").nested


def test_files(root: Path) -> None:
    assert resolve("src/a.py", "dst") == Paths(root / "src", root / "dst", None, "a.py", "a.py")
    assert resolve("src/a.py", "dst/b.py") == Paths(root / "src", root / "dst", None, "a.py", "b.py")
    assert resolve("src/a.py").output == root / "paddle_project"
    (root / "odd.py").mkdir()
    assert resolve("src/a.py", "odd.py") == Paths(root / "src", root / "odd.py", None, "a.py", "a.py")


def test_links_to_the_input_are_the_input(root: Path) -> None:
    (root / "link").symlink_to("src")
    assert resolve("link", "dst").source == root / "src"
    with pytest.raises(UsageError, match="is the input folder"):
        resolve("src", "link")


def test_an_output_inside_the_input(root: Path) -> None:
    assert resolve("src", "src/out").nested
    (root / "src/out").mkdir()
    assert resolve("src", "src/out").nested
    (root / "src/out/a.py").write_text("x")
    with pytest.raises(UsageError, match="holds files that no conversion wrote"):
        resolve("src", "src/out")
    (root / "src/out" / OUTPUT_MARK).write_text("")
    assert resolve("src", "src/out").nested
    with pytest.raises(UsageError, match="holds files that no conversion wrote"):
        resolve("src", "src/pkg")


def test_logs_inside_the_input(root: Path) -> None:
    assert resolve("src", "dst", "src/logs").logs == root / "src/logs"
    (root / "src/logs").mkdir()
    (root / "src/logs/conversion.log").write_text("")
    assert resolve("src", "dst", "src/logs").logs == root / "src/logs"
    (root / "src/logs/notes.txt").write_text("")
    with pytest.raises(UsageError, match="holds other files"):
        resolve("src", "dst", "src/logs")


def test_what_is_neither(root: Path) -> None:
    os.mkfifo(root / "pipe")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        resolve("pipe", "dst")
    (root / "broken").symlink_to("nowhere")
    with pytest.raises(UsageError, match="no such file or folder: broken"):
        resolve("broken", "dst")


def test_a_script_without_suffix_is_a_python_file(root: Path) -> None:
    (root / "train").write_text("#!/usr/bin/env python3\n")
    assert resolve("train", "dst").single == "train"
    (root / "LICENSE").write_text("text")
    with pytest.raises(UsageError, match="not a Python file"):
        resolve("LICENSE", "dst")


def test_the_default_output_of_the_current_folder(root: Path) -> None:
    assert default_output(".") == Path.cwd() / "paddle_project" / root.name
