"""What a run's processes do when things go wrong on either side of the pipe."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paconvert_ng.options import Options
from paconvert_ng.project.converter import FileTask, Setup, TreeState
from paconvert_ng.project.output import Output, OutputError
from paconvert_ng.project.pool import Died, PoolError
from paconvert_ng.project.processes import Processes, _chunks
from paconvert_ng.project.worker import Answer, receive, send, serve
from tests.unit.project.fake_engine import FakeTree


def setup(root: Path, engine: str = "tests.unit.project.fake_engine") -> Setup:
    (root / "in").mkdir(exist_ok=True)
    (root / "out").mkdir(exist_ok=True)
    return Setup(root / "in", Output(root / "out", root / "in"), Options(), engine, None, "")


def tasks(root: Path, **texts: str) -> list[FileTask]:
    found = []
    for name, text in texts.items():
        (root / f"in/{name}.py").write_text(text)
        found.append(FileTask(f"{name}.py", f"{name}.py", 0o644, len(text), helper_import="import paddle_helpers"))
    return found


STATE = TreeState(FakeTree({}, ""), "digest")


def test_large_files_go_first_and_alone_small_ones_together() -> None:
    sizes = {"a": 10, "b": 90, "c": 200, "d": 20, "e": 60, "empty": 0}
    found = _chunks([FileTask(name, name, 0, size) for name, size in sizes.items()], 100)
    assert [[task.path for task in chunk] for chunk in found] == [["c"], ["b"], ["e", "d", "a", "empty"]]


def test_messages_and_errors_cross_the_pipe() -> None:
    class Local(Exception):
        """Cannot be pickled: it has no importable name."""

    def handler(command: str, argument: object) -> object:
        if command == "local":
            raise Local("text")
        if command == "error":
            raise OutputError("cannot write")
        return (command, argument)

    source, sink = io.BytesIO(), io.BytesIO()
    for message in (("echo", [1]), ("error", None), ("local", None)):
        send(source, message)
    source.seek(0)
    serve(handler, source, sink)
    sink.seek(0)
    answers: list[Answer] = [receive(sink) for _ in range(3)]
    assert answers[0].value == ("echo", [1])
    assert isinstance(answers[1].error, OutputError) and "handler" in answers[1].trace
    assert str(answers[2].error) == "Local: text"


def test_a_worker_ends_when_its_parent_does(tmp_path: Path) -> None:
    code = (
        "import sys, os, time\nfrom pathlib import Path\n"
        "from tests.unit.project.test_processes import setup\nfrom paconvert_ng.project.processes import Processes\n"
        "pool = Processes(setup(Path(sys.argv[1])), 2)\n"
        "for worker in pool._workers:\n    worker.ready()\n    print(worker._process.pid)\n"
        "sys.stdout.flush()\nos._exit(9)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    for pid in map(int, done.stdout.split()):
        for _ in range(100):
            if not os.path.exists(f"/proc/{pid}"):
                break
            time.sleep(0.05)
        assert not os.path.exists(f"/proc/{pid}")


def test_an_engine_that_cannot_be_loaded_ends_the_run(tmp_path: Path) -> None:
    pool = Processes(setup(tmp_path, "no_such_engine"), 1)
    pool.set_tree(STATE)
    with pytest.raises(ModuleNotFoundError):
        list(pool.convert(tasks(tmp_path, a="import torch\n")))
    pool.close()


def test_an_output_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    pool = Processes(setup(tmp_path), 2)
    pool.set_tree(STATE)
    (tmp_path / "out/b.py").mkdir()
    (tmp_path / "out/b.py/x").write_text("")
    with pytest.raises(OutputError, match=r"cannot write .*b\.py"):
        list(
            pool.convert(
                tasks(tmp_path, a="import torch\n", b="import torch\n", c="import torch  # slow\n" + "#\n" * 40_000)
            )
        )
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 10


def test_workers_that_die_are_replaced(tmp_path: Path) -> None:
    texts = {f"f{number}": "import torch  # die\n" if number % 2 else "import torch\n" for number in range(8)}
    pool = Processes(setup(tmp_path), 2)
    pool.set_tree(STATE)
    found = list(pool.convert(tasks(tmp_path, **texts)))
    pool.close()
    died = {result.task.path for result in found if isinstance(result, Died)}
    assert died == {"f1.py", "f3.py", "f5.py", "f7.py"}
    assert {result.path for result in found if not isinstance(result, Died)} == {"f0.py", "f2.py", "f4.py", "f6.py"}


def test_a_program_that_is_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/true")
    pool = Processes(setup(tmp_path), 1)
    pool.set_tree(STATE)
    with pytest.raises(PoolError, match="ended at its start"):
        list(pool.convert(tasks(tmp_path, a="import torch\n")))
    pool.close()
