"""Runs every program of ``sources/`` under torch and stores what it prints in ``expected/``.

    python -m tests.programs.record [training/hooks …]

Run it after a program was added or changed (all of them if none is named); a program that fails under torch, or
prints something else the second time, is refused. Themes in ``RELEASES`` run with older packages than those installed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: Theme → packages of the release that its programs were written for, which are put below .corpus.
RELEASES = {"hf_generation_437": ("transformers==4.37.2", "tokenizers==0.15.2")}


def main(chosen: list[str]) -> int:
    programs = {name: str(HERE / "sources" / f"{name}.py") for name in chosen or names("sources", "py")}
    first, second = run_torch(programs), run_torch(programs)
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


def run_torch(programs: dict[str, str]) -> dict[str, dict[str, str | int]]:
    """Runs programs (by name) under torch, those of a theme in ``RELEASES`` with its packages."""
    results: dict[str, dict[str, str | int]] = {}
    for theme in ("", *RELEASES):
        chosen = [path for name, path in programs.items() if release_of(name) == theme]
        if chosen:
            results.update(run_all("torch", chosen, release_folder(theme) if theme else None))
    return results


def release_of(name: str) -> str:
    """The theme of a program if that has packages of its own, else ""."""
    theme = name.partition("/")[0]
    return theme if theme in RELEASES else ""


def release_folder(theme: str) -> Path:
    """A folder with the packages of a theme, installed there once."""
    folder = ROOT / ".corpus" / "releases" / theme
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder), *RELEASES[theme]]
        subprocess.run(command, check=True)
    return folder


def run_all(framework: str, programs: list[str], packages: Path | None = None) -> dict[str, dict[str, str | int]]:
    """Runs ``programs`` in a process of their own, with ``packages`` before what is installed; see ``runner``."""
    paths = [str(packages) if packages else "", os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results.json"
        command = [sys.executable, "-m", "tests.programs.runner", framework, str(out), *programs]
        subprocess.run(command, cwd=ROOT, check=True, env=environment)
        results: dict[str, dict[str, str | int]] = json.loads(out.read_text(encoding="utf-8"))
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
