"""Run the rule tests with another installed Paddle, and write docs/versions.md.

python scripts/rule_versions.py --python OTHER/bin/python            every test of every rule
python scripts/rule_versions.py --python OTHER/bin/python --failed   again what did not hold the last time
python scripts/rule_versions.py --python OTHER/bin/python NAME ...   again these rules, such as torch.max
python scripts/rule_versions.py --page                               only write the page anew

OTHER needs the Paddle to be tested, and torch and what the tests need (setup.py, "verify" and "test"). A run that
was cut off goes on where it was: outcomes are kept in out/versions/ and dropped with --fresh.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from paconvert_ng.options import DEFAULT_PADDLE_VERSION  # noqa: E402
from paconvert_ng.rules.compile import load_all  # noqa: E402
from scripts.versions.page import write_page  # noqa: E402
from scripts.versions.record import FAILED, Record, numbered, read_record, write_record  # noqa: E402

KEPT = ROOT / "out" / "versions"
#: Seconds without an answer after which a test counts as hanging; the first also waits for both imports.
PATIENCE = 300.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="rules; default: all that have tests")
    parser.add_argument("--python", type=Path, help="the interpreter whose Paddle is tested")
    parser.add_argument("--failed", action="store_true", help="only tests that failed or were left the last time")
    parser.add_argument("--only-print", action="store_true", help="record nothing; exit code 1 if a test fails")
    parser.add_argument("--fresh", action="store_true", help="forget earlier outcomes")
    parser.add_argument(
        "--page", action="store_true", help="write docs/versions.md from the kept outcomes, run nothing"
    )
    options = parser.parse_args(arguments)
    if options.page:
        write_page([read_record(path) for path in sorted(KEPT.glob("*.json"), reverse=True)])
        return 0
    if options.python is None:
        parser.error("--python: the interpreter whose Paddle is tested")
    version = _paddle_version(options.python)
    path = KEPT / f"{version}.json"
    record = Record() if options.fresh else read_record(path)
    everything = list(numbered(load_all(DEFAULT_PADDLE_VERSION)[0].tests))
    record.outcomes = {name: outcome for name, outcome in record.outcomes.items() if name in set(everything)}
    wanted = [name for name in everything if _is_wanted(name, record, options)]
    done = 0
    try:
        for name, outcome, message in outcomes(options.python, wanted, record):
            record.outcomes[name] = (outcome, message)
            done += 1
            if outcome in FAILED:
                print(f"{name}: {outcome}: {message}", flush=True)
            if done % 200 == 0 and not options.only_print:
                write_record(record, path)
                print(f"{done} of {len(wanted)}", flush=True)
    finally:
        if not options.only_print:
            write_record(record, path)
    if options.only_print:
        record.outcomes = {name: record.outcomes[name] for name in wanted if name in record.outcomes}
    counts = record.counts()
    print(f"Paddle {record.paddle}: " + ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()))
    if options.only_print:
        for name, (outcome, message) in record.outcomes.items():
            if outcome == "left":
                print(f"{name}: left: {message}")
        return 1 if any(counts[word] for word in FAILED) else 0
    write_page([read_record(found) for found in sorted(KEPT.glob("*.json"), reverse=True)])
    return 0


def _paddle_version(python: Path) -> str:
    code = "import importlib.metadata as m; print(m.version('paddlepaddle'))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def _is_wanted(name: str, record: Record, options: argparse.Namespace) -> bool:
    if options.names:
        return name.rpartition("-")[0] in options.names
    outcome = record.outcomes.get(name, ("", ""))[0]
    return outcome != "holds" if options.failed else not outcome


def outcomes(python: Path, wanted: Sequence[str], record: Record) -> Iterator[tuple[str, str, str]]:
    """Each wanted test with its outcome; a worker that dies or hangs is replaced, and its test says so."""
    rest = list(wanted)
    while rest:
        current, answered = "", False
        worker = _start(python, rest)
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_forward, args=(worker, lines), daemon=True).start()
        try:
            while rest:
                try:
                    line = lines.get(timeout=PATIENCE)
                except queue.Empty:
                    line = None
                if line is None:
                    break
                found: dict[str, Any] = json.loads(line)
                if "paddle" in found:
                    record.paddle, record.torch = found["paddle"], found["torch"]
                elif "begin" in found:
                    current = found["begin"]
                else:
                    rest.remove(found["id"])
                    current, answered = "", True
                    yield found["id"], found["outcome"], found.get("message", "")
        finally:
            hung = worker.poll() is None
            worker.kill()
            worker.wait()
        if rest:
            if not current and answered:
                continue  # it died between two tests: another goes on
            if not current:
                raise SystemExit(f"{python} cannot run the tests: {worker.stderr.read() if worker.stderr else ''}")
            rest.remove(current)
            what = f"no answer in {PATIENCE:g} s" if hung else f"the process ends with {worker.returncode}"
            yield current, "crashes", what


def _start(python: Path, names: Sequence[str]) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PACONVERT_STRICT_RULES": "0"}
    worker = subprocess.Popen(
        [python, "-m", "scripts.versions.worker"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # Neither pipe holds everything: the names go in while outcomes come out.
    threading.Thread(target=_feed, args=(worker, "\n".join(names) + "\n"), daemon=True).start()
    return worker


def _feed(worker: subprocess.Popen[str], text: str) -> None:
    assert worker.stdin is not None
    with contextlib.suppress(BrokenPipeError), worker.stdin:
        worker.stdin.write(text)


def _forward(worker: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert worker.stdout is not None
    for line in worker.stdout:
        lines.put(line)
    lines.put(None)


if __name__ == "__main__":
    sys.exit(main())
