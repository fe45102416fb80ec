from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from paconvert_ng.project.walk import OUTPUT_MARK, Entry, walk


def make(root: Path, *files: str) -> Path:
    for name in files:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x = 1\n")
    return root


def kinds(entries: list[Entry]) -> dict[str, str]:
    return {entry.path: entry.kind for entry in entries}


def test_files_folders_and_dotfiles(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "pkg/b.pyi", "pkg/data.bin", ".github/ci.yml", ".flake8", "empty/", "win.pyw")
    assert kinds(walk(tmp_path)) == {
        ".flake8": "file",
        ".github": "folder",
        ".github/ci.yml": "file",
        "a.py": "python",
        "empty": "folder",
        "pkg": "folder",
        "pkg/b.pyi": "python",
        "pkg/data.bin": "file",
        "win.pyw": "python",
    }


def test_version_control_and_caches_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "a.py", ".git/config", "p/__pycache__/a.pyc", ".hg/x", ".svn/x", ".mypy_cache/x", "sub/.git")
    assert kinds(walk(tmp_path)) == {"a.py": "python", "p": "folder", "sub": "folder"}


def test_a_script_without_suffix_is_known_by_its_first_line(tmp_path: Path) -> None:
    make(tmp_path, "LICENSE")
    (tmp_path / "train").write_text("#!/usr/bin/env python3\nimport os\n")
    (tmp_path / "run").write_text("#!/bin/sh\npython train\n")
    assert kinds(walk(tmp_path)) == {"LICENSE": "file", "run": "file", "train": "python"}


def test_modes_and_sizes(tmp_path: Path) -> None:
    make(tmp_path, "d/run.py")
    (tmp_path / "d/run.py").chmod(0o755)
    (tmp_path / "d").chmod(0o700)
    entries = {entry.path: entry for entry in walk(tmp_path)}
    assert (entries["d/run.py"].mode, entries["d/run.py"].size) == (0o755, 6)
    assert entries["d"].mode == 0o700


def test_exclude_leaves_files_and_whole_folders_out(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "tests/t.py", "pkg/tests/t.py", "pkg/a_test.py", "pkg/b.py")
    assert kinds(walk(tmp_path, exclude=("tests", "*_test.py"))) == {
        "a.py": "python",
        "pkg": "folder",
        "pkg/b.py": "python",
    }


def test_include_selects_and_other_python_files_are_only_read(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "a.txt", "pkg/b.py", "pkg/c.txt", "empty/", "other/d.py")
    entries = walk(tmp_path, include=("pkg",))
    assert {e.path: e.selected for e in entries} == {
        "a.py": False,
        "other/d.py": False,
        "pkg": True,
        "pkg/b.py": True,
        "pkg/c.txt": True,
    }


def test_links_inside_the_tree_become_relative_links(tmp_path: Path) -> None:
    root = make(tmp_path / "in", "pkg/a.py", "other/")
    (root / "pkg/near.py").symlink_to("a.py")
    (root / "other/far.py").symlink_to("../pkg/a.py")
    (root / "other/absolute.py").symlink_to(root / "pkg/a.py")
    (root / "other/round.py").symlink_to("../../in/pkg/a.py")
    (root / "linked").symlink_to("pkg")
    (root / "broken").symlink_to("nowhere.py")
    targets = {e.path: e.target for e in walk(root) if e.kind == "link"}
    assert targets == {
        "broken": "nowhere.py",
        "linked": "pkg",
        "other/absolute.py": "../pkg/a.py",
        "other/far.py": "../pkg/a.py",
        "other/round.py": "../pkg/a.py",
        "pkg/near.py": "a.py",
    }


def test_loops_end(tmp_path: Path) -> None:
    root = make(tmp_path / "in", "d/a.py")
    (root / "d/up").symlink_to("..")
    (root / "self").symlink_to("self")
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    entries = walk(root)
    assert kinds(entries) == {
        "d": "folder",
        "d/a.py": "python",
        "d/up": "link",
        "one": "link",
        "self": "link",
        "two": "link",
    }


def test_a_link_out_of_the_tree_is_skipped(tmp_path: Path) -> None:
    make(tmp_path, "outside/secret.py", "in/a.py", "in-sibling/b.py")
    (tmp_path / "in/out").symlink_to("../outside")
    (tmp_path / "in/sibling").symlink_to("../in-sibling")
    (tmp_path / "in/chain").symlink_to("out")
    (tmp_path / "outside/back").symlink_to("../in/a.py")
    (tmp_path / "in/back").symlink_to("../outside/back")
    entries = {entry.path: entry for entry in walk(tmp_path / "in")}
    assert {p: e.kind for p, e in entries.items()} == {
        "a.py": "python",
        "back": "link",
        "chain": "skipped",
        "out": "skipped",
        "sibling": "skipped",
    }
    assert entries["back"].target == "a.py"
    assert entries["out"].reason == "a link that leaves the tree, to ../outside"


def test_special_files_virtual_environments_and_earlier_outputs_are_skipped(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "env/pyvenv.cfg", "env/lib/b.py", "old/a.py", f"old/{OUTPUT_MARK}")
    os.mkfifo(tmp_path / "pipe")
    reasons = {e.path: e.reason for e in walk(tmp_path) if e.kind == "skipped"}
    assert reasons == {
        "env": "a virtual environment",
        "old": "the output of an earlier conversion",
        "pipe": "neither a file, a folder nor a link",
    }


def test_the_output_and_the_logs_are_never_walked(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "paddle_project/in/a.py", "logs/x.log")
    never = (tmp_path / "paddle_project/in", tmp_path / "logs")
    assert kinds(walk(tmp_path, never=never)) == {"a.py": "python"}


def test_an_input_that_is_a_link_to_a_folder(tmp_path: Path) -> None:
    make(tmp_path, "real/a.py")
    (tmp_path / "real/b.py").symlink_to("a.py")
    (tmp_path / "in").symlink_to("real")
    assert kinds(walk(tmp_path / "in")) == {"a.py": "python", "b.py": "link"}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions stop")
def test_a_folder_that_cannot_be_read_is_skipped(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "closed/b.py")
    (tmp_path / "closed").chmod(0)
    try:
        entries = {entry.path: entry for entry in walk(tmp_path)}
    finally:
        (tmp_path / "closed").chmod(stat.S_IRWXU)
    assert (entries["closed"].kind, entries["closed"].reason) == ("skipped", "Permission denied")


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff.py", "wb"):
        pass
    assert [entry.path for entry in walk(tmp_path)] == ["\udcff.py"]
