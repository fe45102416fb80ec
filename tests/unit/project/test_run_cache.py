"""What a second run over the same folder does again, and what it takes from the cache."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from tests.unit.project.runs import TREE, convert, read, write


def test_an_unchanged_tree_takes_no_work(tmp_path: Path, work: Callable[[], list[str]]) -> None:
    source = write(tmp_path / "in", TREE)
    first = convert(source, tmp_path / "out")
    assert "convert pkg/a.py" in work()
    second = convert(source, tmp_path / "out2")
    assert work() == []
    assert read(tmp_path / "out") == read(tmp_path / "out2")
    assert all(file.cached for file in second.files if file.status in ("converted", "unchanged"))
    uncached = tuple(dataclasses.replace(file, cached=False) for file in second.files)
    assert uncached == first.files


def test_an_output_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    convert(source, tmp_path / "out")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*") if p.is_file()}
    convert(source, tmp_path / "out")
    assert before == {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*") if p.is_file()}


def test_a_changed_file_is_converted_again_alone(tmp_path: Path, work: Callable[[], list[str]]) -> None:
    source = write(tmp_path / "in", TREE)
    convert(source, tmp_path / "out")
    work()
    write(source, {"pkg/a.py": "import torch\ntorch.three\n"})
    convert(source, tmp_path / "out")
    assert [w for w in work() if w.startswith("convert")] == ["convert pkg/a.py"]
    assert (tmp_path / "out/pkg/a.py").read_bytes() == b"import paddle\npaddle.three\n"
    assert (tmp_path / "out/pkg/paddle_helpers.py").read_bytes() == b"class Linear: pass\n"


def test_a_change_of_what_other_files_see_converts_them_all_again(
    tmp_path: Path, work: Callable[[], list[str]]
) -> None:
    source = write(tmp_path / "in", TREE)
    convert(source, tmp_path / "out")
    work()
    write(source, {"pkg/plain.py": "import os\n# export F\n"})
    convert(source, tmp_path / "out")
    assert [w for w in work() if w.startswith("convert")] == [
        "convert pkg/a.py",
        "convert pkg/b.py",
        "convert train.py",
    ]


def test_a_new_place_of_the_helper_module_converts_again(tmp_path: Path, work: Callable[[], list[str]]) -> None:
    source = write(tmp_path / "in", TREE)
    convert(source, tmp_path / "out")
    write(source, {"pkg/paddle_helpers.py": "import os\n"})
    convert(source, tmp_path / "out")
    assert (tmp_path / "out/pkg/a.py").read_bytes().startswith(b"from . import paddle_helpers_2\n")
    assert (tmp_path / "out/pkg/paddle_helpers.py").read_bytes() == b"import os\n"


def test_options_are_part_of_the_key_and_those_of_the_run_are_not(
    tmp_path: Path, work: Callable[[], list[str]]
) -> None:
    source = write(tmp_path / "in", {"a.py": "import torch\n"})
    convert(source, tmp_path / "out")
    work()
    convert(source, tmp_path / "out", jobs=1, strict=True, include=("*.py",))
    assert work() == []
    for options in ({"paddle_version": "3.0.0"}, {"linear": "paddle"}, {"compute_capability": "7.5"}):
        convert(source, tmp_path / "out", **options)
        assert "convert a.py" in work()


def test_extra_rules_are_part_of_the_key_by_content(tmp_path: Path, work: Callable[[], list[str]]) -> None:
    source = write(tmp_path / "in", {"a.py": "import torch\n"})
    rules = write(tmp_path / "rules", {"sub/x.yaml": "a: 1\n"})
    convert(source, tmp_path / "out", rules=(str(rules),))
    work()
    convert(source, tmp_path / "out", rules=(str(rules),))
    assert work() == []
    write(rules, {"sub/x.yaml": "a: 2\n"})
    convert(source, tmp_path / "out", rules=(str(rules),))
    assert "convert a.py" in work()


def test_no_cache(tmp_path: Path, cache_folder: Path) -> None:
    source = write(tmp_path / "in", TREE)
    convert(source, tmp_path / "out", cache=False)
    assert not cache_folder.exists()


def test_damaged_entries_are_made_again(tmp_path: Path, cache_folder: Path) -> None:
    source = write(tmp_path / "in", TREE)
    first = convert(source, tmp_path / "out")
    for number, entry in enumerate(sorted(p for p in cache_folder.rglob("*") if p.is_file())):
        entry.write_bytes([b"", b"rubbish", entry.read_bytes()[:-9]][number % 3])
    second = convert(source, tmp_path / "out2")
    assert first.files == second.files
    assert read(tmp_path / "out") == read(tmp_path / "out2")
