"""Runs every program of ``sources/`` under torch and stores what it prints in ``expected/``.

    python -m tests.programs.record

Run it after a program was added or changed; a program that fails under torch, or prints something else the
second time, is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main() -> int:
    programs = [str(path) for path in sorted((HERE / "sources").glob("*.py"))]
    first, second = run_all("torch", programs), run_all("torch", programs)
    failed = 0
    for program in programs:
        name = Path(program).stem
        if first[program]["code"] != 0:
            print(f"{name}: fails under torch\n{first[program]['stderr']}")
            failed += 1
        elif first[program]["stdout"] != second[program]["stdout"]:
            print(f"{name}: prints something else each time")
            failed += 1
        else:
            (HERE / "expected" / f"{name}.txt").write_text(str(first[program]["stdout"]), encoding="utf-8")
    print(f"{len(programs) - failed} of {len(programs)} recorded")
    return 1 if failed else 0


def run_all(framework: str, programs: list[str]) -> dict[str, dict[str, str | int]]:
    """Runs ``programs`` in a process of their own; see ``runner``."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results.json"
        command = [sys.executable, "-m", "tests.programs.runner", framework, str(out), *programs]
        subprocess.run(command, cwd=ROOT, check=True)
        results: dict[str, dict[str, str | int]] = json.loads(out.read_text(encoding="utf-8"))
    return results


if __name__ == "__main__":
    sys.exit(main())
