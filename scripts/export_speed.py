"""Times converted and exported models beside torch; writes docs/export-speed.md.

    python -m scripts.export_speed --all                # prepares, measures, writes the page
    python -m scripts.export_speed vit_small --clock cpu # some, to the terminal: where other work runs beside it
    python -m scripts.export_speed --page               # only the page, of what was measured so far

Each back end has a process of its own with 1 thread or with as many as there are cores; those of one model run in
turns, round after round. All have torch's weights and inputs, and what one gives is compared with torch's before it is
timed. Models and inputs: ``export_checks/cases.py``; back ends: ``export_checks/worker.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

from scripts.export_checks.cases import CASES, Case
from scripts.export_checks.page import page
from scripts.fetch_corpus import fetch
from scripts.tree_runs import ROOT, convert

PAGE = ROOT / "docs" / "export-speed.md"
BACK_ENDS = ("torch", "torch.compile", "converted", "static", "static, oneDNN")
TWINS = ("layers", "layers, static", "layers, static, oneDNN")
#: Of the largest value of an output; a back end that is farther from torch is wrong.
TOLERANCE = 1e-4
ROUNDS = 4
TURN_MS = 200
PACKAGES = {"torch": "torch", "Paddle": "paddlepaddle"}
HERE = Path(__file__).with_name("export_checks")


def main() -> int:
    parser = argparse.ArgumentParser(description="Time converted and exported models; writes docs/export-speed.md")
    parser.add_argument("names", nargs="*", metavar="MODEL", help="only these, to the terminal")
    parser.add_argument("--all", action="store_true", help="all, anew, and the page")
    parser.add_argument("--page", action="store_true", help="measure nothing")
    parser.add_argument("--clock", choices=("clock", "cpu"), default="clock", help="what a time is; default: the clock")
    parser.add_argument("--threads", type=int, action="append", help="may be given again; default: 1 and all")
    parser.add_argument("--only", action="append", metavar="BACK_END", help="besides torch; may be given again")
    parser.add_argument("--keep", action="store_true", help="keep the exported graphs of a run before this one")
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "export-speed")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in {case.name for case in CASES}]:
        parser.error(f"no such model: {unknown[0]}; there are: {'; '.join(case.name for case in CASES)}")
    if not (options.names or options.all or options.page):
        parser.error("name models, or --all")
    kept = options.work / "results.json"
    if not options.page:
        cases = [case for case in CASES if case.name in (options.names or {item.name for item in CASES})]
        threads = options.threads or sorted({1, os.cpu_count() or 1})
        prepare(cases, options.work, keep=options.keep)
        chosen = [name for name in BACK_ENDS + TWINS if not options.only or name in ("torch", *options.only)]
        found = [
            measure(case, count, chosen, options.work, options.clock)
            for count in threads
            for case in cases
            if case.limited or count == 1
        ]
        if options.names:
            return 0
        about = {"clock": options.clock, "machine": machine(), "versions": versions(), "load": os.getloadavg()[0]}
        kept.write_text(json.dumps({"about": about, "results": found}, indent=1), encoding="utf-8")
    notes = (HERE / "notes.md").read_text(encoding="utf-8")
    PAGE.write_text(page(json.loads(kept.read_text(encoding="utf-8")), notes), encoding="utf-8")
    return 0


def machine() -> str:
    """What it ran on, without its name."""
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"


def versions() -> str:
    return ", ".join(f"{title} {metadata.version(name)}" for title, name in PACKAGES.items())


def prepare(cases: Iterable[Case], work: Path, *, keep: bool) -> None:
    """Converts the code, and makes weights and a graph of each model; two at once."""
    if not (keep and (work / "converted" / "models.py").exists()):
        shutil.rmtree(work, ignore_errors=True)
        _sources(work / "source")
        convert(work / "source", work / "converted", work / "logs", jobs=2)
        # Nothing of torchvision is called.
        (work / "converted" / "torchvision_operators.py").write_text("", encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda case: _export(case, work), cases))


def _sources(folder: Path) -> None:
    for package in ("sam", "tinychat", "whisper"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").touch()
    shutil.copytree(fetch("timm").folder / "timm", folder / "timm")
    for path in (ROOT / "examples" / "tinychat").glob("*.py"):
        shutil.copy(path, folder / "tinychat")
    shutil.copy(fetch("openai-whisper").folder / "whisper" / "model.py", folder / "whisper")
    # The rest of whisper makes text of what the model gives.
    (folder / "whisper" / "decoding.py").write_text("decode = detect_language = None\n", encoding="utf-8")
    (folder / "whisper" / "transcribe.py").write_text("transcribe = None\n", encoding="utf-8")
    for name in ("image_encoder.py", "common.py"):
        shutil.copy(fetch("segment-anything").folder / "segment_anything" / "modeling" / name, folder / "sam")
    shutil.copy(HERE / "models.py", folder / "models.py")
    shutil.copy(HERE / "operators.py", folder / "torchvision_operators.py")


def _export(case: Case, work: Path) -> None:
    job = _job(case, work, 1)
    graph = Path(job["graph"])
    if graph.exists():
        return
    done = subprocess.run(
        _command({**job, "do": "weights"}), cwd=ROOT, env=_environment(1), text=True, capture_output=True
    )
    answer = json.loads(done.stdout or "{}")
    if "weights" not in answer:
        raise RuntimeError(f"{case.name}: {answer.get('failed', done.stderr)}")
    command = [sys.executable, "-m", "paconvert_ng", "export", "--static", "--paddle", str(work / "converted")]
    command += ["--torch", str(work / "source"), "--entry", case.entry, "--args", json.dumps(case.args)]
    command += ["--weights", job["weights"], "--output", str(graph), "--sizes", case.sizes]
    command += [part for text in case.inputs for part in ("--input", text)]
    done = subprocess.run(command, cwd=ROOT, env=_environment(1), text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{case.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _job(case: Case, work: Path, threads: int) -> dict[str, Any]:
    name = re.sub(r"\W+", "-", case.name).strip("-")
    return {
        "work": str(work),
        "entry": case.entry,
        "args": list(case.args),
        "graph": str(work / "graphs" / name),
        "weights": str(work / f"{name}.safetensors"),
        "threads": threads,
        "twin": case.twin,
    }


def _command(job: Mapping[str, Any]) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "scripts.export_checks.worker", json.dumps(job)]


def _environment(threads: int) -> dict[str, str]:
    more = {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads), "GLOG_minloglevel": "2"}
    return {**os.environ, **more}


def measure(case: Case, threads: int, chosen: Iterable[str], work: Path, clock: str) -> dict[str, Any]:
    """The back ends of one model in turns: milliseconds, ratio to torch, error, or why there is none of these."""
    job = _job(case, work, threads)
    names = [name for name in chosen if case.twin or name not in TWINS]
    workers, found = {}, {}
    # torch.compile's code is kept: of one run to the next with --keep.
    environment = {**_environment(threads), "TORCHINDUCTOR_CACHE_DIR": str(work / "inductor")}
    with (work / "errors.log").open("w", encoding="utf-8") as log:
        for name in names:
            workers[name] = subprocess.Popen(
                _command({**job, "do": name}),
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            for name, worker in workers.items():
                found[name] = _said(worker)
            right = {name: workers[name] for name, item in found.items() if item.get("error", 1.0) <= TOLERANCE}
            rounds = [{name: median(_turn(worker)[clock]) for name, worker in right.items()} for _ in range(ROUNDS)]
        finally:
            for worker in workers.values():
                worker.kill()
                worker.communicate()
    for name in right:
        found[name]["ms"] = median(times[name] for times in rounds)
        found[name]["ratio"] = median(times[name] / times["torch"] for times in rounds)
    print(
        case.name,
        f"threads {threads}",
        *(f"{name}: {_short(item)}" for name, item in found.items()),
        sep="; ",
        flush=True,
    )
    return {"case": case.name, "threads": threads, "limited": case.limited, "back_ends": found}


def _said(worker: subprocess.Popen[str]) -> dict[str, Any]:
    assert worker.stdout is not None
    return dict(json.loads(worker.stdout.readline() or '{"failed": "it ended without an answer"}'))


def _turn(worker: subprocess.Popen[str]) -> dict[str, Any]:
    assert worker.stdin is not None
    worker.stdin.write(f"{TURN_MS}\n")
    worker.stdin.flush()
    return _said(worker)


def _short(item: Mapping[str, Any]) -> str:
    if "ratio" in item:
        return f"{item['ms']:.1f} ms {item['ratio']:.2f}"
    return str(item.get("failed") or f"wrong by {item['error']:.1e}")


if __name__ == "__main__":
    sys.exit(main())
