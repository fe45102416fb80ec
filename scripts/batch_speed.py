"""Measures ``paconvert batch`` over 200 repos that are made of pinned packages: processes, Ray, and the start-up saved.

    python -m scripts.batch_speed                    # docs/batch.md has the numbers of one run
    python -m scripts.batch_speed --make DIR         # only makes the repos, in DIR
    python -m scripts.batch_speed --repos 40 --rounds 1

Each variant converts all repos from nothing, without the converter's cache of single files. The variants are run in
turn, round after round, since the speed of a machine changes; what counts are the ratios within a round. Ray is
measured where it is installed. CPU seconds are those of all processes that a variant started and waited for (Ray's own
are not). "at work" is the share of its time, over all processes, in which a repo was worked on: on a machine that does
other things too, wall time says how busy that machine was, and this still says what the batch itself costs.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.fetch_corpus import CORPUS, fetch

ROOT = Path(__file__).resolve().parents[1]
#: Packages, the folder whose parts are repos, and the parts: folders, or single modules.
_PARTS = (
    ("kornia", "kornia", "*/"),
    ("timm", "timm", "*/"),
    ("torchmetrics", "torchmetrics", "*/"),
    ("torchmetrics", "torchmetrics/functional", "*/"),
    ("vit-pytorch", "vit_pytorch", "*.py"),
    ("transformers", "transformers/models", "*/"),
)
#: Bytes of Python that use torch; a repo of this benchmark is a small one.
_SMALLEST, _LARGEST = 2_000, 150_000
#: Of how many repos the command is run one by one, to see what a start of it costs.
_ALONE = 10


class Timing(NamedTuple):
    """Seconds of wall time, and of all processes' CPU time; the share of the time in which a repo was worked on."""

    wall: float
    cpu: float
    at_work: float = 1.0


def make_repos(folder: Path, count: int) -> list[Path]:
    """So many repos below ``folder``: parts of the packages, evenly chosen, always the same."""
    found = []
    for name, inside, pattern in _PARTS:
        package = fetch(name)
        parts = sorted((package.folder / inside).glob(pattern.rstrip("/")))
        found += [(f"{name}-{part.stem}", part) for part in parts if part.is_dir() is pattern.endswith("/")]
    fitting = [(name, part) for name, part in found if _SMALLEST <= _bytes(part) <= _LARGEST]
    if len(fitting) < count:
        raise SystemExit(f"only {len(fitting)} repos can be made")
    chosen = [fitting[index * len(fitting) // count] for index in range(count)]
    repos = []
    for number, (name, part) in enumerate(chosen):
        repo = folder / f"{number:03d}-{name}"
        if part.is_dir():
            shutil.copytree(part, repo, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            repo.mkdir(parents=True)
            shutil.copy(part, repo)
        repos.append(repo)
    return repos


def _bytes(part: Path) -> int:
    files = part.rglob("*.py") if part.is_dir() else [part]
    return sum(len(text) for file in files if b"torch" in (text := file.read_bytes()))


def batch(repos: Path, *options: str) -> Timing:
    """One batch over all repos, from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        where = [str(repos), "-o", f"{folder}/out", "--log_dir", f"{folder}/logs"]
        timing = _timed(["batch", *where, "--no_cache", *options])
        found = json.loads(Path(folder, "logs/batch.json").read_bytes())
        return timing._replace(at_work=sum(repo["seconds"] for repo in found["repos"]) / (timing.wall * found["jobs"]))


def one_by_one(repos: list[Path]) -> Timing:
    """The command for each repo."""
    found = []
    for repo in repos:
        with tempfile.TemporaryDirectory() as folder:
            where = ["-i", str(repo), "-o", f"{folder}/out", "--log_dir", f"{folder}/logs"]
            found.append(_timed([*where, "--no_cache", "-j", "1"]))
    return Timing(sum(timing.wall for timing in found), sum(timing.cpu for timing in found))


def _timed(arguments: list[str]) -> Timing:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "paconvert_ng", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{arguments}: exit code {done.returncode}\n{done.stderr}")
    return Timing(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def variants(jobs: int) -> dict[str, list[str]]:
    """Names and options of what is compared."""
    found = {"local, 1 process": ["-j", "1"], f"local, {jobs} processes": ["-j", str(jobs)]}
    if importlib.util.find_spec("ray"):
        found[f"Ray, {jobs} actors"] = ["-j", str(jobs), "--engine", "ray"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure paconvert batch.")
    parser.add_argument("--repos", type=int, default=200, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--make", type=Path, metavar="DIR", help="make the repos there, and do nothing else")
    options = parser.parse_args()
    if options.make is not None:
        print(f"{len(make_repos(options.make, options.repos))} repos in {options.make}")
        return
    with tempfile.TemporaryDirectory() as folder:
        repos = make_repos(Path(folder, "repos"), options.repos)
        _timed(["-i", str(repos[0]), "-o", f"{folder}/first"])  # compiles the rules, if that was not done
        print(f"{len(repos)} repos, {sum(map(_bytes, repos)) >> 10} KiB of Python from {CORPUS.name}")
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores; load before: {os.getloadavg()[0]:.1f}")
        measured: dict[str, list[Timing]] = {}
        for _ in range(options.rounds):
            for name, given in variants(options.jobs).items():
                measured.setdefault(name, []).append(batch(Path(folder, "repos"), *given))
                print(f"  {name}: {measured[name][-1].wall:.1f} s, CPU {measured[name][-1].cpu:.1f} s", flush=True)
        alone = one_by_one(repos[:: max(len(repos) // _ALONE, 1)][:_ALONE])
        print("\n".join(results(measured, alone, options.jobs, len(repos))))
        print(f"load after: {os.getloadavg()[0]:.1f}")


def results(measured: dict[str, list[Timing]], alone: Timing, jobs: int, repos: int) -> Iterator[str]:
    """A table of medians, and the ratios within rounds."""
    yield "| variant | seconds | at work | CPU seconds | repos a second |"
    yield "|---|---|---|---|---|"
    for name, timings in measured.items():
        wall, cpu, at_work = (statistics.median(column) for column in zip(*timings, strict=True))
        yield f"| {name} | {wall:.1f} | {at_work:.1%} | {cpu:.1f} | {repos / wall:.2f} |"
    name = f"the command for each repo ({_ALONE} of them)"
    yield f"| {name} | {alone.wall:.1f} | | {alone.cpu:.1f} | {_ALONE / alone.wall:.2f} |"
    one, many, *ray = measured.values()
    speedups = [first.wall / second.wall for first, second in zip(one, many, strict=True)]
    yield f"efficiency of {jobs} processes: {_shown([speedup / jobs for speedup in speedups])}"
    if ray:
        overheads = [other.wall / local.wall - 1 for other, local in zip(ray[0], many, strict=True)]
        yield f"overhead of Ray: {_shown(overheads)}"


def _shown(values: list[float]) -> str:
    return f"{statistics.median(values):.0%} (of rounds: {', '.join(f'{value:.0%}' for value in values)})"


if __name__ == "__main__":
    main()
