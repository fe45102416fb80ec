"""Runs torch's databases and writes docs/coverage.json and docs/coverage.md from the outcomes.

    python scripts/coverage.py               run what has no result yet for this state, then write both
    python scripts/coverage.py --write       write both from the results that are there
    python scripts/coverage.py --check       whether both are complete and fit together; exit code 1 if not
    python scripts/coverage.py --list F      write what does not match, the most frequent first, to F

A run can be stopped and started again. With --resume, results of an earlier state of rules and converter are kept.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.oracle.failures import failures_text  # noqa: E402
from tests.oracle.outcomes import DATABASES, DEFAULT_STORE, DTYPES, Database, Store  # noqa: E402
from tests.oracle.summary import page, summarise  # noqa: E402
from tests.oracle.workers import database_module  # noqa: E402

JSON = ROOT / "docs" / "coverage.json"
PAGE = ROOT / "docs" / "coverage.md"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.check:
        problems = check()
        print("\n".join(problems) if problems else "docs/coverage.md and docs/coverage.json are complete and agree")
        return 1 if problems else 0
    store = Store(options.store)
    if options.list:
        options.list.write_text(failures_text(store.outcomes(options.databases)), encoding="utf-8")
        return 0
    if not options.write:
        for database in options.databases:
            run(database, options)
    write(store)
    return 0


def run(database: Database, options: argparse.Namespace) -> None:
    """All units of a database in ``--jobs`` processes; each goes on where it was."""
    command = [sys.executable, "-m", "tests.oracle", database, "--store", str(options.store), "--dtypes", "all"]
    command += ["--resume"] if options.resume else ["--failing"] if options.failing else []
    parts = [f"{part}/{options.jobs}" for part in range(1, options.jobs + 1)]
    processes = [subprocess.Popen([*command, "--part", part], cwd=ROOT) for part in parts]
    try:
        for process in processes:
            if process.wait() > 1:
                raise SystemExit(f"the run of {database} failed")
    finally:
        for process in processes:
            process.terminate()


def write(store: Store) -> None:
    """Both files, from the results in the store; databases that it has not keep what is recorded."""
    import paddle
    import torch

    found: dict[str, Any] = {}
    if JSON.exists():
        found = json.loads(JSON.read_text(encoding="utf-8"))["databases"]
    units = {unit for database in DATABASES for unit in database_module(database).units(DTYPES)}
    found.update(summarise(outcome for outcome in store.outcomes() if outcome.unit in units))
    data: dict[str, Any] = {"torch": torch.__version__.partition("+")[0], "paddle": paddle.__version__}
    data["databases"] = {database: found[database] for database in DATABASES if database in found}
    JSON.write_text(json.dumps(data, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(data), encoding="utf-8")


def check() -> list[str]:
    """What is wrong with the recorded files; every entry of each database must be in them."""
    if not JSON.exists() or not PAGE.exists():
        return ["docs/coverage.json or docs/coverage.md is missing: python scripts/coverage.py"]
    data = json.loads(JSON.read_text(encoding="utf-8"))
    problems = []
    if PAGE.read_text(encoding="utf-8") != page(data):
        problems.append("docs/coverage.md is not what docs/coverage.json gives: python scripts/coverage.py --write")
    for database in DATABASES:
        recorded = data["databases"].get(database, {"entries": {}})["entries"]
        expected = {unit.entry for unit in database_module(database).units(("float32",))}
        problems += [f"{database}: {name} is not in docs/coverage.json" for name in sorted(expected - set(recorded))]
        problems += [f"{database}: there is no entry {name}" for name in sorted(set(recorded) - expected)]
    return problems


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--list", type=Path, metavar="FILE")
    parser.add_argument("--resume", action="store_true", help="keep results of earlier states")
    parser.add_argument("--failing", action="store_true", help="keep those that match wholly")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--store", type=Path, default=DEFAULT_STORE, help="folder of the results")
    return parser


if __name__ == "__main__":
    sys.exit(main())
