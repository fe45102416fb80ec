"""Whole runs on several processes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.project.runs import BIG, TREE, convert, read, statuses, write


def test_many_processes_give_the_same_result(tmp_path: Path, work: Callable[[], list[str]]) -> None:
    files = dict(TREE)
    for number in range(12):
        files[f"pkg/big{number}.py"] = (
            f"import torch\n{BIG if number < 3 else ''}torch.n{number}\nhelper(H{number % 3})\n"
        )
    source = write(tmp_path / "in", files)
    one = convert(source, tmp_path / "one", jobs=1, cache=False)
    serial = work()
    two = convert(source, tmp_path / "two", jobs=2, cache=False)
    assert read(tmp_path / "one") == read(tmp_path / "two")
    assert [w for w in serial if w != "rules"] == [w for w in work() if w != "rules"]
    assert (one.jobs, two.jobs) == (1, 2)
    assert one.files == two.files


def test_work_is_shared_among_processes(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"f{n}.py": "import torch\n" + BIG for n in range(6)}
    convert(write(tmp_path / "in", files), tmp_path / "out", jobs=2, cache=False)
    lines = (tmp_path / "engine.log").read_text().splitlines()
    workers = {line.split()[-1] for line in lines if line.startswith("convert")}
    assert len(workers) == 2 and str(os.getpid()) not in workers


def test_a_file_that_kills_its_process_is_one_failed_file(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"small{n}.py": f"import torch\ntorch.n{n}\n" for n in range(8)}
    files |= {
        "big.py": "import torch\n" + BIG,
        "small_die.py": "import torch  # die\n",
        "also.py": "import torch  # die\n",
    }
    source = write(tmp_path / "in", files)
    summary = convert(source, tmp_path / "out", jobs=2)
    failed = {file.path: str(file.diagnostics[0]) for file in summary.failed}
    assert failed == {
        "also.py": "also.py:1:0: PC303: the process ended (exit status 3)",
        "small_die.py": "small_die.py:1:0: PC303: the process ended (exit status 3)",
    }
    assert sum(file.status == "converted" for file in summary.files) == 9
    assert (tmp_path / "out/also.py").read_bytes() == b"import torch  # die\n"


def test_a_faulty_rule_ends_the_run_in_any_process(tmp_path: Path) -> None:
    (tmp_path / "no-such-rule").mkdir()
    source = write(tmp_path / "in", {"a.py": "import torch\n" + BIG, "b.py": "import torch\n"})
    for jobs in (1, 2):
        with pytest.raises(ValueError, match="rules/x.yaml:3: faulty"):
            convert(source, tmp_path / "out", rules=(str(tmp_path / "no-such-rule"),), jobs=jobs)


def test_processes_that_cannot_start_are_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "in", {"a.py": "import torch\n" + BIG, "b.py": "import torch\n"})
    for program in ("", str(tmp_path / "no-python"), "/bin/false"):
        monkeypatch.setattr("sys.executable", program)
        summary = convert(source, tmp_path / "out", jobs=2, cache=False)
        assert statuses(summary) == {"a.py": "converted", "b.py": "converted"}
        assert summary.jobs == 1
