"""Programs of two processes that talk by gloo: original under torch and conversion under Paddle print the same.

    python -m pytest tests/distributed

``spawned`` starts its processes itself; the others are started here with the environment that torchrun gives.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

os.environ.setdefault("PACONVERT_STRICT_RULES", "0")

from paconvert_ng import convert_source

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Paddle's gloo needs Linux")

SOURCES = Path(__file__).parent / "sources"
PROCESSES = 2
LIMIT = 120.0


@pytest.mark.parametrize("name", ["collectives", "exchange"])
def test_processes_of_a_launcher(name: str, tmp_path: Path) -> None:
    source = SOURCES / f"{name}.py"
    assert run_launched(converted(source, tmp_path)) == run_launched(source)


def test_processes_of_the_program_itself(tmp_path: Path) -> None:
    source = SOURCES / "spawned.py"
    assert run([converted(source, tmp_path)], [{}]) == run([source], [{}])


def converted(source: Path, folder: Path) -> Path:
    """The conversion of a program, in ``folder``; nothing may be left."""
    result = convert_source(source.read_text(encoding="utf-8"), filename=source.name)
    assert not result.unconverted, "\n".join(map(str, result.unconverted))
    assert "torch" not in {line.split()[1] for line in result.code.splitlines() if line.startswith("import ")}
    target = folder / source.name
    target.write_text(result.code, encoding="utf-8")
    return target


def run_launched(program: Path) -> list[str]:
    """What the processes of ``program`` print, one process after the other."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    common = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": str(PROCESSES)}
    environments = [{**common, "RANK": str(rank), "LOCAL_RANK": str(rank)} for rank in range(PROCESSES)]
    return run([program] * PROCESSES, environments)


def run(programs: list[Path], environments: list[dict[str, str]]) -> list[str]:
    """Run programs side by side; all must end well."""
    processes = [
        subprocess.Popen(
            [sys.executable, str(program)],
            env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for program, environment in zip(programs, environments, strict=True)
    ]
    printed = []
    try:
        for process in processes:
            out, error = process.communicate(timeout=LIMIT)
            assert process.returncode == 0, error[-3000:]
            printed.append(out)
    finally:
        for process in processes:
            process.kill()
    return [line for text in printed for line in text.splitlines() if line.strip()]
