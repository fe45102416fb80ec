"""Converts timm whole, runs the smallest model of each architecture file in both frameworks; writes docs/timm.md.

    python -m scripts.timm_models                # all; goes on where it was cut off
    python -m scripts.timm_models resnet volo    # some families or parts; the page shows what was run so far
    python -m scripts.timm_models --fresh        # from the beginning
    python -m scripts.timm_models --choose       # writes scripts/timm_checks/families.txt anew

timm comes from the package registry, pinned, and is converted by one command without any option. Each family runs in
a process of its own, under torch and then, where torch cannot be imported, under Paddle. What was found stays in
``--work`` (some 10 GB) and counts for as long as the converted tree is the same, byte for byte. The exit code is 1 if
anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.fetch_corpus import fetch
from scripts.timm_checks.double import doubtful
from scripts.timm_checks.families import LARGEST, LIST, choose, families
from scripts.timm_checks.outcome import unequal
from scripts.timm_checks.page import write_page
from scripts.timm_checks.parts import PARTS
from scripts.tree_checks import files_of
from scripts.tree_runs import ROOT, convert


def main() -> int:
    parser = argparse.ArgumentParser(description="Convert timm, run its models in both frameworks; writes docs/timm.md")
    parser.add_argument("names", nargs="*", metavar="NAME", help="families and parts; default: all")
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "timm", help="where results stay")
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    parser.add_argument("--choose", action="store_true", help="find the smallest models (minutes), and nothing else")
    options = parser.parse_args()
    if options.choose:
        write_families()
        return 0
    if unknown := set(options.names) - set(names()):
        parser.error(f"no such family or part: {', '.join(sorted(unknown))}")
    if options.fresh:
        shutil.rmtree(options.work, ignore_errors=True)
    results = run(options.names or names(), options.work)
    write_page(*all_results(options.work), report_of(options.work))
    return 1 if any(unequal(name, result) for name, result in results.items()) else 0


def names() -> list[str]:
    """Every part and every family that is run."""
    return [*PARTS, *(family.name for family in families() if family.parameters <= LARGEST)]


def run(wanted: Sequence[str], work: Path) -> dict[str, Any]:
    """What is found of some families or parts, of what is not known yet only; by name."""
    source = fetch("timm").folder
    converted = work / "converted"
    convert(source / "timm", converted / "timm", work / "logs")
    tree = digest(converted)
    missing = [name for name in wanted if not (work / "torch" / f"{name}.pickle").exists()]
    _work("torch", work, source, missing)
    _work("paddle", work, converted, [name for name in wanted if name not in current_results(work)], tree)
    known = {family.name for family in families()}
    results = current_results(work)
    differing = [name for name in wanted if name in known and "double" not in results[name] and doubtful(results[name])]
    _work("torch", work, source, differing, double=True)
    _work("paddle", work, converted, differing, tree, double=True)
    found = current_results(work)
    return {name: found[name] for name in wanted}


def current_results(work: Path) -> dict[str, Any]:
    """By name, what was found of the output that is there now."""
    tree = digest(work / "converted")
    read = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (work / "paddle").glob("*.json")}
    return {name: result for name, result in read.items() if result["tree"] == tree}


def all_results(work: Path) -> tuple[dict[str, Any], set[str]]:
    """All that was found so far, by name, and the names of what was found of an earlier output."""
    read = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (work / "paddle").glob("*.json")}
    return read, set(read) - set(current_results(work))


def report_of(work: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((work / "logs" / "report.json").read_text(encoding="utf-8"))
    return report


def digest(folder: Path) -> str:
    """A hash of every file below a folder."""
    made = hashlib.sha256()
    for path in sorted(files_of(folder)):
        made.update(f"{path}\0".encode() + hashlib.sha256((folder / path).read_bytes()).digest())
    return made.hexdigest()


def _work(
    framework: str, work: Path, source: Path, wanted: Sequence[str], tree: str = "", double: bool = False
) -> None:
    if not wanted:
        return
    command = [sys.executable, "-m", "scripts.timm_checks.worker", framework, str(work), "--path", str(source)]
    command += [part for name in wanted for part in ("--name", name)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "GLOG_minloglevel": "2", "PYTHONWARNINGS": "ignore"}
    command += ["--tree", tree, *(["--double"] if double else [])]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def write_families() -> None:
    """Find the smallest models with the torch that is installed. Raises FetchError."""
    import torch

    from tests.support.stubs import install_stubs
    from tests.support.torchvision_kernels import load_kernels

    load_kernels()
    install_stubs(("huggingface_hub", "safetensors"))
    sys.path.insert(0, str(fetch("timm").folder))
    found = choose(importlib.import_module("timm"), lambda: torch.device("meta"))
    head = "# Written by `python -m scripts.timm_models --choose`: architecture file, its smallest model, parameters.\n"
    lines = "".join(f"{family.name} {family.model} {family.parameters}\n" for family in found)
    LIST.write_text(head + lines, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
