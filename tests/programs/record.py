"""Runs every program of ``sources/`` under torch and stores what it prints in ``expected/``.

    python -m tests.programs.record [training/hooks …]

Run it after a program was added or changed (all of them if none is named); a program that fails under torch, or
prints something else the second time, is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main(chosen: list[str]) -> int:
    programs = {name: str(HERE / "sources" / f"{name}.py") for name in chosen or names("sources", "py")}
    first, second = run_all("torch", list(programs.values())), run_all("torch", list(programs.values()))
    failed = 0
    for name, program in programs.items():
        if first[program]["code"] != 0:
            print(f"{name}: fails under torch\n{first[program]['stderr']}")
            failed += 1
        elif first[program]["stdout"] != second[program]["stdout"]:
            print(f"{name}: prints something else each time")
            failed += 1
        else:
            expected = HERE / "expected" / f"{name}.txt"
            expected.parent.mkdir(exist_ok=True)
            expected.write_text(str(first[program]["stdout"]), encoding="utf-8")
    print(f"{len(programs) - failed} of {len(programs)} recorded")
    return 1 if failed else 0


def names(folder: str, suffix: str) -> list[str]:
    """The programs of ``sources`` or ``expected``: ``19_chain``, or ``training/hooks`` for one of a theme."""
    found = (path.relative_to(HERE / folder).with_suffix("") for path in (HERE / folder).rglob(f"*.{suffix}"))
    return sorted(path.as_posix() for path in found)


def run_all(framework: str, programs: list[str]) -> dict[str, dict[str, str | int]]:
    """Runs ``programs`` in a process of their own; see ``runner``."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results.json"
        command = [sys.executable, "-m", "tests.programs.runner", framework, str(out), *programs]
        subprocess.run(command, cwd=ROOT, check=True)
        results: dict[str, dict[str, str | int]] = json.loads(out.read_text(encoding="utf-8"))
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
