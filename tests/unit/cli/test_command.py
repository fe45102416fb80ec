"""The command as users run it: real processes, their output, exit codes and signals."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DRIVER = "tests.unit.cli.driver"
BIG = "# filler\n" * 40_000


def environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM")}
    return kept | {"PYTHONPATH": str(ROOT), "PACONVERT_CACHE_DIR": str(folder / "cache"), "TERM": "xterm-256color"}


def command(folder: Path, *arguments: str, module: str = DRIVER) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("import torch\ntorch.one\nhelper(Conv)\n")
    (tmp_path / "src/b.py").write_text("import torch\ntorch.two  # left\n")
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_folder_is_converted(folder: Path) -> None:
    done = command(folder, "--in_dir", "src", "--output_dir", "dst", "--log_dir", "logs")
    assert (done.returncode, done.stderr) == (0, "")
    assert files(folder / "dst") == ["a.py", "b.py", "paddle_helpers.py"]
    reports = ["report.html", "report.json", "report.sarif"]
    assert files(folder / "logs") == ["conversion.log", "edits.csv", *reports, "unconverted.csv", "unconverted.jsonl"]
    assert "files: 2 converted" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.endswith("log: logs/conversion.log\n")


def test_the_default_output_is_below_the_current_folder(folder: Path) -> None:
    assert command(folder, "-i", "src").returncode == 0
    assert files(folder / "paddle_project") == ["src/a.py", "src/b.py", "src/paddle_helpers.py"]
    assert command(folder, "-i", "src/a.py").returncode == 0
    assert (folder / "paddle_project/a.py").is_file()


def test_the_default_output_when_the_input_is_the_current_folder(folder: Path) -> None:
    for _ in range(2):
        assert command(folder / "src", "-i", ".").returncode == 0
    assert files(folder / "src/paddle_project") == [
        "src/.paconvert-output",
        "src/a.py",
        "src/b.py",
        "src/paddle_helpers.py",
    ]


def test_no_log_without_a_log_folder(folder: Path) -> None:
    done = command(folder, "-i", "src", "-o", "dst")
    assert sorted(p.name for p in folder.iterdir()) == ["cache", "dst", "src"]
    assert "log:" not in done.stdout


def test_exit_1_if_a_file_fails_and_the_rest_is_converted(folder: Path) -> None:
    (folder / "src/c.py").write_text("import torch  # crash\n")
    done = command(folder, "-i", "src", "-o", "dst", "--strict", "--log_dir", "logs")
    assert done.returncode == 1
    assert "failed: c.py:1:0: PC303: RuntimeError: crashed on purpose" in done.stdout
    assert (folder / "dst/a.py").read_text().startswith("import paddle_helpers\nimport paddle\n")
    assert "Traceback" not in done.stdout + done.stderr
    log = (folder / "logs/conversion.log").read_text()
    assert "    debug: Traceback (most recent call last):" in log


def test_exit_3_if_strict_and_something_is_left(folder: Path) -> None:
    assert command(folder, "-i", "src", "-o", "dst", "--strict").returncode == 3
    assert command(folder, "-i", "src", "-o", "dst", "--strict", "--exclude", "b.py").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-i", "gone"], "no such file or folder: gone"),
        (["-i", "src", "-o", "src"], "the output folder is the input folder: "),
        (["-i", "src", "-o", "src/a.py"], "the output is not a folder: "),
        (
            ["-i", "src", "-o", "src/sub"],
            "the output folder lies in the input and holds files that no conversion wrote: ",
        ),
        (["-i", "src/a.py", "-o", "src"], "the output is the input file: "),
        (["-i", "src/a.py", "-o", "src/a.py"], "the output is the input file: "),
        (["-i", "text.txt", "-o", "dst"], "not a Python file or a notebook: "),
        (["-i", "src", "-o", "dst", "--log_dir", "text.txt"], "the log folder is not a folder: "),
        (["-i", "src", "-o", "dst", "--log_dir", "src"], "the log folder lies in the input and holds other files: "),
        (["-i", "src", "-o", "text.txt/dst"], "cannot write "),
        (["-i", "src", "-o", "/proc/dst"], "cannot write /proc/dst: "),
        (["-i", "src", "-o", "dst", "--log_dir", "/proc/logs"], "cannot write /proc/logs: "),
        (["-i", "src", "-o", "dst", "--rules", "nowhere"], "no such rule folder: nowhere"),
        (["-i", "src", "-o", "dst", "--compute_capability", "high"], "a compute capability is cpu or a number"),
        (["-i", "src", "-o", "dst", "--jobs", "-2"], "jobs is a number of processes"),
    ],
)
def test_exit_2_with_one_clear_line(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "text.txt").write_text("")
    (folder / "src/sub").mkdir()
    (folder / "src/sub/c.py").write_text("")
    before = files(folder / "src")
    done = command(folder, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"paconvert: error: {message}")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert files(folder / "src") == before


def test_a_diff_is_all_that_is_on_standard_output_and_patch_takes_it(folder: Path) -> None:
    done = command(folder, "-i", "src", "-o", "dst", "--diff", "--log_dir", "logs")
    assert done.returncode == 0
    assert not (folder / "dst").exists() and not (folder / "logs").exists()
    assert done.stdout.startswith("--- a/a.py\n+++ b/a.py\n@@ ")
    assert "files: 2 converted" in done.stderr
    command(folder, "-i", "src", "-o", "dst")
    (folder / "the.diff").write_text(done.stdout)
    subprocess.run(["git", "init", "-q"], cwd=folder / "src", check=True)
    subprocess.run(["git", "apply", "../the.diff"], cwd=folder / "src", check=True)
    for name in ("a.py", "b.py", "paddle_helpers.py"):
        assert (folder / "src" / name).read_bytes() == (folder / "dst" / name).read_bytes()


def test_a_dry_run_writes_logs_and_no_output(folder: Path) -> None:
    done = command(folder, "-i", "src", "-o", "dst", "--dry_run", "--log_dir", "logs")
    assert done.returncode == 0
    assert "would be written" in done.stdout
    assert sorted(p.name for p in folder.iterdir()) == ["cache", "logs", "src"]


def test_verbose_prints_every_finding(folder: Path) -> None:
    done = command(folder, "-i", "src", "-o", "dst", "-v")
    assert done.stderr == "b.py:2:13: PC101 torch.left: no rule (rules for 3.3.1)\n"


def test_a_reader_that_leaves_is_no_error_message(folder: Path) -> None:
    for number in range(300):
        (folder / f"src/f{number}.py").write_text("import torch\n" * 100)
    text = f"{sys.executable} -m {DRIVER} -i src -o dst --diff | head -c 10"
    done = subprocess.run(
        ["bash", "-c", text], cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.stdout == "--- a/a.py"
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr


def test_version_and_help_are_quick_and_load_neither_parser_nor_rich() -> None:
    code = (
        "import sys\nfrom paconvert_ng.cli.main import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(sorted({'libcst', 'rich', 'yaml', 'multiprocessing'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "paconvert_ng 0.1.0\n[]\n"


def test_neither_rich_nor_the_parser_is_loaded_for_a_run_from_the_cache_in_a_pipe(folder: Path) -> None:
    command(folder, "-i", "src", "-o", "dst")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", DRIVER, "-i", "src", "-o", "dst"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "| rich" not in done.stderr and "libcst" not in done.stderr and "subprocess" not in done.stderr


def wait_for(condition: object, process: subprocess.Popen[bytes]) -> None:
    assert callable(condition)
    for _ in range(600):
        if condition():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError("it did not happen within 30 seconds")


@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupt_ends_cleanly_and_the_command_can_be_run_again(folder: Path, jobs: int) -> None:
    for number in range(4):
        (folder / f"src/big{number}.py").write_text(f"import torch\n{BIG}")
    (folder / "src/hang.py").write_text("import torch  # slow\n")
    (folder / "src/late.py").write_text("import torch  # slow\n")
    log = folder / "engine.log"
    process = subprocess.Popen(
        [sys.executable, "-m", DRIVER, "-i", "src", "-o", "dst", "-j", str(jobs)],
        cwd=folder,
        env=environment(folder) | {"FAKE_ENGINE_LOG": str(log)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell starts what runs in the background, the tests perhaps, with the signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    wait_for(lambda: log.exists() and "convert hang.py" in log.read_text(), process)
    started = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - started < 10
    assert (process.returncode, out, err) == (130, b"", b"paconvert: interrupted\n")
    assert not [name for name in files(folder / "dst") if name.endswith(".tmp")]
    for path in (folder / "dst").glob("[b-z]*.py"):
        assert path.read_text() == (folder / "src" / path.name).read_text().replace("torch", "paddle")
    workers = {int(line.split()[-1]) for line in log.read_text().splitlines()}
    assert len(workers - {process.pid}) == (2 if jobs == 2 else 0)
    assert not [pid for pid in workers if os.path.exists(f"/proc/{pid}")]
    for name in ("hang.py", "late.py"):
        (folder / "src" / name).write_text("import torch\n")
    assert command(folder, "-i", "src", "-o", "dst").returncode == 0
    assert len(files(folder / "dst")) == 9


def test_a_killed_run_leaves_no_worker_and_can_be_run_again(folder: Path) -> None:
    for number in range(8):
        (folder / f"src/big{number}.py").write_text(f"import torch\n{BIG}" + ("# slow\n" if number > 5 else ""))
    log = folder / "engine.log"
    process = subprocess.Popen(
        [sys.executable, "-m", DRIVER, "-i", "src", "-o", "dst", "-j", "2"],
        cwd=folder,
        env=environment(folder) | {"FAKE_ENGINE_LOG": str(log)},
    )
    wait_for(lambda: log.exists() and "convert big" in log.read_text(), process)
    process.kill()
    process.wait()
    workers = {int(line.split()[-1]) for line in log.read_text().splitlines()} - {process.pid}
    for path in (folder / "src").glob("big*.py"):
        path.write_text(path.read_text().replace("# slow", "#"))
    assert command(folder, "-i", "src", "-o", "dst").returncode == 0
    assert [name for name in files(folder / "dst") if name.endswith(".py")] == files(folder / "dst")
    for pid in workers:  # a worker that sleeps in the stand-in engine is ended by the test
        if os.path.exists(f"/proc/{pid}"):
            os.kill(pid, signal.SIGKILL)


def on_terminal(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of the command with a terminal as its output and error stream."""
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", DRIVER, *arguments],
        cwd=folder,
        env=environment(folder) | {"COLUMNS": "120"},
        stdout=its,
        stderr=its,
    )
    os.close(its)
    text = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not block:
            break
        text += block
    os.close(ours)
    return process.wait(), text.decode()


def test_a_terminal_gets_a_bar_and_a_rich_summary(folder: Path) -> None:
    code, text = on_terminal(folder, "-i", "src", "-o", "dst")
    assert code == 0
    assert "converting" in text and "2/2" in text
    assert "converted by proved rules" in text and "\x1b[" in text
    assert "torch.left" in text


def test_a_diff_on_a_terminal_is_coloured(folder: Path) -> None:
    code, text = on_terminal(folder, "-i", "src", "-o", "dst", "--diff")
    assert code == 0
    assert "\x1b[31m-import torch\x1b[0m" in text and "\x1b[32m+import paddle\x1b[0m" in text


def test_convert_tree_in_a_plain_script_without_a_main_guard(folder: Path) -> None:
    for number in range(3):
        (folder / f"src/big{number}.py").write_text(f"import torch\n{BIG}")
    (folder / "script.py").write_text(
        "from functools import partial\nfrom paconvert_ng.project import run as module\n"
        "module.run = partial(module.run, engine='tests.unit.project.fake_engine')\n"
        "from paconvert_ng import convert_tree\nfrom paconvert_ng.options import Options\n"
        "summary = convert_tree('src', 'dst', log_dir='logs', options=Options(jobs=2))\n"
        "print(summary.jobs, len(summary.files), summary.calls.total, len(summary.unconverted))\n"
    )
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    )
    assert done.stdout == "2 5 3 1\n"
    assert (folder / "logs/report.json").exists()
