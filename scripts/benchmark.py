"""Measures speed and memory beside libcst's round trip and PaConvert, in one run, and adds a row to docs/benchmark.md.

    python -m scripts.benchmark                       # timm/layers and timm
    python -m scripts.benchmark --all                 # transformers too (PaConvert takes minutes on it)
    python -m scripts.benchmark --print               # leaves docs/benchmark.md alone

Every figure is a whole command in a process of its own. One process is compared by processor time (user and
system), which other work on the machine disturbs less; two jobs and start-up by elapsed time. Ratios hold from
machine to machine, lines a second do not. The rules' index is compiled before anything is timed. A machine that is
shared is quicker at one time than at another: while PaConvert runs on one core, the others take turns on a second
one, again and again, and their means count.

- floor: libcst parses, visits with an empty transformer and prints every file that mentions torch
- PaConvert 3.3.1 is installed into an environment of its own under ``.corpus/``
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean

from scripts.fetch_corpus import CORPUS, fetch

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmark.md"
PACONVERT = "paconvert==3.3.1"
HEAD = """# Speed and memory

Written by `python -m scripts.benchmark`; what is measured, and how, is said there. One row a run and tree.

- **one process**: `paconvert -j 1 --no_cache`, lines a second of processor time
- **÷ PaConvert**: how many times as many lines a second as PaConvert 3.3.1 (to reach: 2.5 on timm)
- **÷ floor**: its processor time over that of libcst's no-op round trip (1 would be free)
- **2 jobs**: how many times as fast as PaConvert by elapsed time (to reach: 4)
- **second**: elapsed time of an unchanged second run over the first (to reach: 5%)
- **start-up**: one 100-line file over `python -c "import libcst, rich"` (to reach: 1.5)
- **memory**: of the process that converts the tree's largest file alone, MB (to reach: 400)
- **load**: above 2, other work ran beside it, and elapsed times (2 jobs, second) say little

| date | commit | tree | lines | one process | ÷ PaConvert | ÷ floor | 2 jobs | second | start-up | MB | machine |
|---|---|---|---|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one process (with its children) took: elapsed and processor seconds, peak memory in MB."""

    elapsed: float
    processor: float
    memory: float


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure speed and memory; adds rows to docs/benchmark.md.")
    parser.add_argument("--all", action="store_true", help="also transformers (1.1 million lines)")
    parser.add_argument("--print", action="store_true", help="print the rows only")
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the quickest counts (default: 3)")
    parser.add_argument("--floor", metavar="DIR", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        round_trip(Path(options.floor))
        return 0
    trees = {"timm/layers": fetch("timm").source / "layers", "timm": fetch("timm").source}
    if options.all:
        trees["transformers"] = fetch("transformers").source
    paconvert = paconvert_command()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        run([*our_command(trees["timm/layers"], work / "warm"), "--no_cache"], cache(work / "rules-cache"))
        start_up = measure_start_up(work, options.repeat)
        rows = []
        for name, tree in trees.items():
            repeat = 1 if name == "transformers" else options.repeat
            rows.append(measure_tree(name, tree, work, paconvert, repeat, start_up))
            print(rows[-1], flush=True)
    if not options.print:
        text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
        PAGE.write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return 0


def measure_tree(name: str, tree: Path, work: Path, paconvert: list[str], repeat: int, start_up: float) -> str:
    """The row for one tree."""
    lines = sum(path.read_bytes().count(b"\n") for path in tree.rglob("*.py"))
    out = work / "out"
    environment = cache(work / "rules-cache")
    theirs = [*paconvert, "--in_dir", str(tree), "--out_dir", str(work / "theirs")]
    ours = [*our_command(tree, out), "--no_cache"]
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(best, 1, theirs, None, work / "theirs")
        turns: list[tuple[float, float]] = []
        while not turns or not beside.done():
            floor = run([sys.executable, "-m", "scripts.benchmark", "--floor", str(tree)]).processor
            turns.append((best(1, ours, environment, out).processor, floor))
    reference = beside.result()
    single, floor = (fmean(times) for times in zip(*turns, strict=True))
    double = best(repeat, [*our_command(tree, out, jobs=2), "--no_cache"], environment, out)
    fresh = cache(work / f"cache-{name.replace('/', '-')}")
    run([*our_command(work / "nothing", out)], fresh)  # compiles the rules into the new cache folder
    shutil.rmtree(out, ignore_errors=True)
    first = run(our_command(tree, out, jobs=2), fresh)
    second = run(our_command(tree, out, jobs=2), fresh)
    largest = max(tree.rglob("*.py"), key=mentioning_size)
    memory = run([*our_command(largest, work / "largest"), "--no_cache"], environment).memory
    cells = [
        date.today().isoformat(),
        commit(),
        name,
        lines,
        f"{lines / single:.0f}",
        f"{reference.processor / single:.1f}",
        f"{single / floor:.2f}",
        f"{reference.elapsed / double.elapsed:.1f}",
        f"{100 * second.elapsed / first.elapsed:.1f}%",
        f"{start_up:.2f}",
        f"{memory:.0f}",
        f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def measure_start_up(work: Path, repeat: int) -> float:
    """Elapsed time for one file of 100 lines over that of importing libcst and rich."""
    (work / "nothing").mkdir()
    source = work / "small.py"
    body = "import torch\nimport torch.nn.functional as F\n\n\n"
    while body.count("\n") < 96:
        body += f"def f{body.count(chr(10))}(x: torch.Tensor):\n    y = F.relu(x)\n    return torch.abs(y)\n\n\n"
    source.write_text(body, encoding="utf-8")
    environment = cache(work / "start-cache")
    command = [*our_command(source, work / "small-out"), "--no_cache"]
    run(command, environment)
    ours = best(3 * repeat, command, environment)
    imports = best(3 * repeat, [sys.executable, "-c", "import libcst, rich"])
    return ours.elapsed / imports.elapsed


def mentioning_size(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if b"torch" in content else 0


def round_trip(tree: Path) -> None:
    """libcst's no-op round trip over every file that mentions torch; what a libcst pipeline cannot go below."""
    import libcst

    class Nothing(libcst.CSTTransformer):
        """Visits everything, changes nothing."""

    for path in sorted(tree.rglob("*.py")):
        content = path.read_bytes()
        if b"torch" in content:
            try:
                text: str = libcst.parse_module(content).visit(Nothing()).code
            except libcst.ParserSyntaxError:
                continue
            assert text


def our_command(source: Path, out: Path, jobs: int = 1) -> list[str]:
    command = [sys.executable, "-m", "paconvert_ng", "--in_dir", str(source), "--output_dir", str(out)]
    return [*command, "--log_dir", str(out.with_name(f"{out.name}-logs")), "--jobs", str(jobs)]


def paconvert_command() -> list[str]:
    """PaConvert's command, installed on first use."""
    folder = CORPUS / "paconvert-environment"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", PACONVERT, "setuptools<81"], check=True)
    return [str(python), "-c", "from paconvert.main import main; main()"]


def cache(folder: Path) -> dict[str, str]:
    return {"PACONVERT_CACHE_DIR": str(folder)}


def best(
    repeat: int, command: Sequence[str], environment: Mapping[str, str] | None = None, out: Path | None = None
) -> Usage:
    """The run with the least processor time; ``out`` is removed before each."""
    runs = []
    for _ in range(repeat):
        if out is not None:
            shutil.rmtree(out, ignore_errors=True)
        runs.append(run(command, environment))
    return min(runs, key=lambda usage: usage.processor)


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Usage:
    """Runs a command and says what it took; raises RuntimeError with its output if it fails."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            text = output.read().decode(errors="replace")
            raise RuntimeError(f"{' '.join(command)}\nended with {process.returncode}:\n{text[-4000:]}")
    return Usage(elapsed, usage.ru_utime + usage.ru_stime, peak_megabytes(usage))


def peak_megabytes(usage: resource.struct_rusage) -> float:
    """``ru_maxrss`` is in kilobytes on Linux, in bytes on macOS."""
    return usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "-"


if __name__ == "__main__":
    sys.exit(main())
