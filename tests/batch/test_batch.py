"""A batch as users run it: outputs, logs, summary, what is up to date, limits, hostile repos, interrupts."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from tests.batch.support import GOOD, HUGE, MARK, NESTED, ROOT, Command, large, make_repo

LEFT = "import torch\n\ntorch.not_there(1)\n"


@pytest.fixture
def batch(tmp_path: Path) -> Command:
    (tmp_path / "repos").mkdir()
    return Command(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_repo_becomes_what_the_command_makes_of_it_and_is_then_up_to_date(batch: Command) -> None:
    repos = batch.folder / "repos"
    for name in ("one", "two words", "名字"):
        make_repo(repos / name)
    make_repo(repos / "three", LEFT)
    make_repo(repos / "four", LEFT + "torch.nor_this(2)\n")
    ran = batch.run("-j", "2")
    assert ran.code == 0
    assert set(batch.statuses().values()) == {"converted"}
    assert "[5/5]" in ran.err and "three: converted, 0 of 1" in ran.err
    for name in batch.repos():
        convert_tree(repos / name, batch.folder / "alone" / name, options=Options(cache=False, jobs=1))
        assert files(batch.output / name) == files(batch.folder / "alone" / name)
        assert (batch.logs / "repos" / name / "report.html").is_file()

    summary = batch.summary()
    assert summary["calls"]["left"] == 3
    assert [(step["together"][0]["name"], step["unlocks"]) for step in summary["next"]] == [
        ("torch.not_there", 1),
        ("torch.nor_this", 1),
    ]
    rows = list(csv.DictReader((batch.logs / "batch.csv").read_text().splitlines()))
    assert [(row["name"], row["status"], row["left"]) for row in rows if row["left"] != "0"] == [
        ("four", "converted", "2"),
        ("three", "converted", "1"),
    ]
    unlocks = list(csv.DictReader((batch.logs / "unlocks.csv").read_text().splitlines()))
    assert [(row["name"], row["unlocks_alone"], row["repos"]) for row in unlocks] == [
        ("torch.not_there", "1", "2"),
        ("torch.nor_this", "0", "1"),
    ]
    page = (batch.logs / "batch.html").read_text()
    assert "torch.not_there" in page and 'href="repos/two%20words/report.html"' in page and "<script" not in page

    before = files(batch.output)
    again = batch.run("-j", "2", "--strict", "--lang", "zh")
    assert again.code == 3
    assert set(batch.statuses().values()) == {"current"}
    assert batch.summary()["calls"] == summary["calls"] and batch.summary()["next"] == summary["next"]
    assert "已是最新" in again.err and "批量转换报告" in (batch.logs / "batch.html").read_text()
    assert files(batch.output) == before


def test_what_changed_is_converted_again_and_nothing_else(batch: Command) -> None:
    repos = batch.folder / "repos"
    for name in ("source", "option", "output", "same", "data"):
        make_repo(repos / name)
    (repos / "data/large.bin").write_bytes(bytes(2 << 20))
    manifest = batch.folder / "m.yaml"
    manifest.write_text("- repos/source\n- {path: repos/option}\n- repos/output\n- repos/same\n- repos/data\n")
    batch.manifest = manifest
    assert batch.run().code == 0
    (repos / "source/net.py").write_text(GOOD.replace("relu", "sigmoid"))
    manifest.write_text(manifest.read_text().replace("repos/option}", "repos/option, linear: paddle}"))
    (batch.output / "output/net.py").unlink()
    (batch.output / "same/net.py").write_text("mended by hand\n")
    os.utime(repos / "data/large.bin", (1, 1))
    assert batch.run().code == 0
    assert batch.statuses() == {
        "source": "converted",
        "option": "converted",
        "output": "converted",
        "same": "current",
        "data": "converted",
    }
    assert "sigmoid" in (batch.output / "source/net.py").read_text()
    assert (batch.output / "same/net.py").read_text() == "mended by hand\n"
    assert batch.run("--again").code == 0
    assert set(batch.statuses().values()) == {"converted"}


def test_no_repo_touches_another(batch: Command) -> None:
    repos = batch.folder / "repos"
    for name in ("a good", "z good"):
        make_repo(repos / name)
    make_repo(repos / "nested", NESTED)
    (repos / "nested/beside.py").write_text(GOOD)
    make_repo(repos / "hog", HUGE)
    make_repo(repos / "slow", HUGE)
    make_repo(repos / "strange", GOOD)
    os.mkfifo(repos / "strange/fifo.py")
    os.symlink("loop", repos / "strange/loop")
    os.symlink("/etc", repos / "strange/out of the tree")
    (repos / "strange/bytes.py").write_bytes(b"import torch\n\xff\x00\n")
    (repos / "strange/broken.ipynb").write_bytes(b'{"cells": [')
    make_repo(repos / "in the way")
    batch.output.mkdir()
    (batch.output / "in the way").write_text("a file")
    manifest = batch.folder / "m.yaml"
    manifest.write_text("- repos/*\n- {path: repos/hog, memory: 150M}\n- {path: repos/slow, timeout: 2}\n")
    batch.manifest = manifest
    ran = batch.run("-j", "2")
    assert ran.code == 1
    found = batch.repos()
    assert batch.statuses() == {
        "a good": "converted",
        "z good": "converted",
        "in the way": "failed",
        "nested": "converted",
        "strange": "converted",
        "hog": "memory",
        "slow": "timeout",
    }
    assert "is not a folder" in found["in the way"]["message"]
    assert "of 150 allowed" in found["hog"]["message"] and found["slow"]["message"] == "took longer than 2 s"
    assert found["nested"]["broken"] == ["net.py: the process ended (killed by signal 11)"]
    assert found["nested"]["proved"] and "paddle" in (batch.output / "nested/beside.py").read_text()
    assert (batch.output / "nested/net.py").read_text() == NESTED
    assert "paddle" in (batch.output / "strange/net.py").read_text()
    for name in ("a good", "z good"):
        assert files(batch.output / name) == files(batch.output / "a good")
        assert not found[name]["message"] and not found[name]["broken"]
    # What failed is tried again, what did not is not; a repo that is mended is converted then.
    for name in ("hog", "slow", "nested"):
        (repos / name / "net.py").write_text(GOOD)
    (batch.output / "in the way").unlink()
    assert batch.run("-j", "2").code == 1  # strange has a file that is no module
    assert {name for name, status in batch.statuses().items() if status == "converted"} == {
        "hog",
        "slow",
        "nested",
        "in the way",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="needs a user whom permissions stop")
def test_an_unreadable_folder_is_an_error_of_its_repo(batch: Command) -> None:
    make_repo(batch.folder / "repos/good")
    os.chmod(make_repo(batch.folder / "repos/locked"), 0)
    assert batch.run().code == 1
    assert batch.statuses() == {"good": "converted", "locked": "failed"}


def test_a_full_disk_fails_the_repo_that_fills_it_and_the_next_run_goes_on(batch: Command) -> None:
    make_repo(batch.folder / "repos/small")
    (make_repo(batch.folder / "repos/large") / "data.bin").write_bytes(bytes(600_000))
    ran = batch.run(file_size=300_000)
    assert ran.code == 1
    assert batch.statuses() == {"small": "converted", "large": "failed"}
    assert "cannot write" in batch.repos()["large"]["message"]
    assert not (batch.output / "large/data.bin").exists()
    assert batch.run().code == 0
    assert batch.statuses() == {"small": "current", "large": "converted"}


def test_where_nothing_can_be_written_there_is_one_error(batch: Command) -> None:
    make_repo(batch.folder / "repos/small")
    ran = batch.run(file_size=0)
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith("paconvert batch: error: cannot write")
    assert batch.run().code == 0


def test_an_interrupt_ends_everything_and_the_next_run_goes_on(batch: Command) -> None:
    repos = batch.folder / "repos"
    for name, text in (("a", GOOD), ("b", HUGE), ("c", GOOD)):
        make_repo(repos / name, text)
    with batch.start("-j", "1") as process:
        assert process.stderr is not None and "[1/3] a: converted" in process.stderr.readline()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the same command goes on from here" in out
    batch.check_gone()
    assert batch.statuses() == {"a": "converted", "b": "waiting", "c": "waiting"}
    (repos / "b/net.py").write_text(GOOD)
    assert batch.run().code == 0
    assert batch.statuses() == {"a": "current", "b": "converted", "c": "converted"}


def test_when_the_command_is_killed_everything_ends(batch: Command) -> None:
    for name, text in (("a", GOOD), ("b", HUGE), ("c", HUGE)):
        make_repo(batch.folder / "repos" / name, text)
    with batch.start("-j", "2") as process:
        assert process.stderr is not None and "a: converted" in process.stderr.readline()
        second = batch.start()
        assert "another batch is running with the log folder" in second.communicate(timeout=60)[1]
        assert second.returncode == 2
        process.kill()
    batch.check_gone()


def test_a_server_that_is_killed_loses_nothing(batch: Command) -> None:
    for name in ("a", "b", "c"):
        make_repo(batch.folder / "repos" / name, large(1500))
    with batch.start("-j", "2") as process:
        assert process.stderr is not None
        process.stderr.readline()
        server = next(
            pid for pid, line in batch.processes().items() if "batch.server" in line and _parent(pid) == process.pid
        )
        os.kill(server, signal.SIGKILL)
        process.communicate(timeout=200)
    batch.check_gone()
    assert process.returncode == 0
    assert set(batch.statuses().values()) == {"converted"}
    assert sorted(repo["attempts"] for repo in batch.repos().values()) == [1, 2, 2]


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.txt", "-o", "out", "--log_dir", "logs"], "no such manifest: gone.txt"),
        (["repos", "-o", "repos/a/out", "--log_dir", "logs"], "the output folder lies in the repo a"),
        (["repos", "-o", "out", "--log_dir", "repos/a/logs"], "the log folder lies in the repo a"),
        (["list.txt", "-o", "repos", "--log_dir", "logs"], "lies in the output folder"),
        (["repos", "-o", "out", "--log_dir", "out"], "the output folder is the log folder"),
        (["repos", "-o", "out", "--log_dir", "out/a"], "the log folder lies in the output of the repo a"),
        (["repos", "-o", "repos/a/net.py", "--log_dir", "logs"], "the output folder is not a folder"),
        (["repos", "-o", "out", "--log_dir", "logs", "-j", "-1"], "jobs is a number of processes"),
        (["repos", "-o", "out", "--log_dir", "logs", "--address", "auto"], "--address is for --engine ray"),
        (["repos", "-o", "out", "--log_dir", "logs", "--rules", "gone"], "no such rule folder: gone"),
        (["repos", "-o", "out", "--log_dir", "logs", "--memory", "much"], "a size is a number"),
        (["repos", "-o", "out", "--log_dir", "logs", "--timeout", "0"], "invalid number of seconds value"),
    ],
)
def test_mistakes_exit_with_2(
    batch: Command, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from paconvert_ng.cli.main import main

    make_repo(batch.folder / "repos/a")
    (batch.folder / "list.txt").write_text("repos/a\n")
    monkeypatch.chdir(batch.folder)
    with pytest.raises(SystemExit) as ended:
        main(["batch", *arguments])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert files(batch.folder / "repos/a") == {"net.py": GOOD.encode()}


def test_ray_that_is_not_there_is_one_error(batch: Command) -> None:
    make_repo(batch.folder / "repos/a")
    (batch.folder / "ray.py").write_text("raise ImportError\n")
    environment = {**os.environ, "PYTHONPATH": f"{batch.folder}{os.pathsep}{ROOT}", MARK: batch.mark}
    arguments = [str(batch.folder / "repos"), "-o", str(batch.output), "--log_dir", str(batch.logs), "--engine", "ray"]
    done = subprocess.run(
        [sys.executable, "-m", "paconvert_ng", "batch", *arguments], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr == "paconvert batch: error: --engine ray needs Ray: pip install 'paconvert_ng[ray]'\n"


def test_a_terminal_shows_a_live_table(batch: Command) -> None:
    import pty

    make_repo(batch.folder / "repos/a", LEFT)
    master, slave = pty.openpty()
    arguments = [str(batch.folder / "repos"), "-o", str(batch.output), "--log_dir", str(batch.logs), "--no_cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
    process = subprocess.Popen(
        [sys.executable, "-m", "paconvert_ng", "batch", *arguments],
        env=environment,
        stderr=slave,
        stdout=subprocess.PIPE,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            block = os.read(master, 4096)
        except OSError:  # the other side is closed
            break
        shown += block
        if not block:
            break
    os.close(master)
    assert process.stdout is not None and b"1 converted" in process.stdout.read()
    process.stdout.close()
    assert process.wait(60) == 0
    assert b"1 of 1 repos" in shown and b"running" in shown
    shutil.rmtree(batch.output)
