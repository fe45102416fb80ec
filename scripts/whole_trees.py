"""Converts whole packages and checks the outputs independently of the converter; writes docs/trees.md.

    python -m scripts.whole_trees                    # all; transformers takes minutes
    python -m scripts.whole_trees timm torch/optim   # some; the rows of the others stay
    python -m scripts.whole_trees timm --keep DIR    # outputs and logs stay in DIR

What must hold of each output stands in ``scripts/tree_checks.py``; besides, the output is converted again, which must
change nothing. The exit code is 1 if anything does not hold.

The last tree is made here: Python's standard library with ``import torch`` behind the last line of every file. Nothing
in it uses torch, but every file goes through the whole converter, with all the syntax that Python has.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from scripts.fetch_corpus import fetch
from scripts.tree_checks import Violation, check_tree, files_of
from scripts.tree_runs import INSTALLED, ROOT, convert, differing, standard_library

PAGE = ROOT / "docs" / "trees.md"
HEAD = """# Whole trees

Written by `python -m scripts.whole_trees`; a tree alone: `python -m scripts.whole_trees timm`. Each is converted by
one command (`paconvert --in_dir SRC --output_dir DST --log_dir LOGS`). Then it is checked from the two folders and the
logs alone, with nothing of the converter (`scripts/tree_checks.py`), that

- no file failed (PC3xx), none is missing, and none was added but the helper module
- every file that parses still parses
- every line that `edits.csv` does not list is the same, byte for byte
- code names torch, torchvision or torchaudio only where the log has a finding
- no scope reads a name that is bound nowhere, and was bound before
- converting the output again changes nothing

What breaks one of these is a violation. "uses" are the places where the tree uses torch: converted by proved
rules, by unproved ones, or left. "lines edited" are those of the source that are not in the output as they were. The
numbers say nothing of whether a tree works: what was run is in [packages.md](packages.md).

| tree | Python files | lines | lines edited | uses | proved | unproved | left | files failed | violations |
|---|---|---|---|---|---|---|---|---|---|
"""
_PLANTED = "standard library"
NAMES = (
    *("segment-anything", "openai-whisper", "vit-pytorch", "open-clip-torch", "kornia", "timm", "diffusers"),
    *("transformers", "torch/nn", "torch/optim", _PLANTED),
)


class Row(NamedTuple):
    """A tree's line of the page, and what is wrong with its output."""

    title: str
    cells: tuple[int, ...]
    violations: tuple[Violation, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description="Convert whole packages and check the outputs; writes docs/trees.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all ({', '.join(NAMES)})")
    parser.add_argument("--jobs", type=int, default=1, help="processes of a conversion (default: 1)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave outputs and logs there")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no such tree: {', '.join(sorted(unknown))}")
    bad = False
    with ExitStack() as stack:
        work: Path = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in options.names or NAMES:
            folder = work / name.replace("/", "-").replace(" ", "-")
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            row = convert_and_check(name, folder, options.jobs)
            bad = bad or bool(row.violations)
            print(line_of(row), *row.violations, sep="\n", flush=True)
            write_row(row)
    return 1 if bad else 0


def source_of(name: str, work: Path) -> tuple[str, Path]:
    """How a tree is called on the page, and its folder. Raises FetchError."""
    if name == _PLANTED:
        planted = work / "source"
        plant(standard_library(), planted)
        return f"{name} {platform.python_version()}, with `import torch`", planted
    if name.startswith("torch/"):
        spec = find_spec("torch")
        if spec is None or spec.origin is None:
            raise SystemExit("error: torch is not installed")
        return f"{name} {version('torch').partition('+')[0]}", Path(spec.origin).parent / name.partition("/")[2]
    package = fetch(name)
    return f"{name} {package.version}", package.source


def plant(source: Path, folder: Path) -> None:
    """Copy a folder's modules, each with ``import torch`` behind its last line."""
    for path in sorted(files_of(source)):
        if path.endswith(".py") and INSTALLED not in path.split("/"):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((source / path).read_bytes() + b"\nimport torch\n")


def convert_and_check(name: str, work: Path, jobs: int) -> Row:
    """Convert a tree and its output below ``work``, and look at both."""
    title, source = source_of(name, work)
    output, logs = work / "output", work / "logs"
    convert(source, output, logs, jobs=jobs)
    accepted: Callable[[Violation], bool] = unparsable(source) if name == _PLANTED else lambda violation: False
    violations = [violation for violation in check_tree(source, output, logs) if not accepted(violation)]
    again = work / "again"
    convert(output, again, work / "logs-again", jobs=jobs)
    changed = differing(output, again, files_of(output))
    violations += [Violation("not idempotent", path, 0, "another conversion changes it") for path in changed]
    added = sorted(files_of(again) - files_of(output))
    violations += [Violation("not idempotent", path, 0, "another conversion adds it") for path in added]
    return Row(title, counts(source, logs), tuple(violations))


def unparsable(source: Path) -> Callable[[Violation], bool]:
    """Whether a file failed as it must: the standard library's tests have files that are no Python on purpose."""

    def accepted(violation: Violation) -> bool:
        if violation.kind != "failed":
            return False
        try:
            compile((source / violation.path).read_bytes(), violation.path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return True
        return False

    return accepted


def counts(source: Path, logs: Path) -> tuple[int, ...]:
    """The numbers of a row, but for the violations."""
    report = json.loads((logs / "report.json").read_text(encoding="utf-8"))
    modules = [source / path for path in files_of(source) if path.endswith((".py", ".pyi"))]
    with (logs / "edits.csv").open(encoding="utf-8", newline="") as stream:
        edited = sum(int(row["lines"]) for row in csv.DictReader(stream))
    calls = report["calls"]
    return (
        len(modules),
        sum(path.read_bytes().count(b"\n") for path in modules),
        edited,
        calls["total"],
        calls["proved"],
        calls["unproved"],
        calls["left"],
        report["files_by_status"]["failed"],
    )


def line_of(row: Row) -> str:
    return f"| {' | '.join(map(str, (row.title, *row.cells, len(row.violations))))} |"


def write_row(row: Row) -> None:
    """Put a tree's line in place of that of its last run."""
    old = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    lines = {
        line.split("|")[1].strip(): line for line in old if line.startswith("| ") and not line.startswith("| tree")
    }
    lines[row.title] = line_of(row)
    order = {name: place for place, name in enumerate(NAMES)}
    titles = sorted(lines, key=lambda title: next(order[name] for name in NAMES if title.startswith(name)))
    PAGE.write_text(HEAD + "".join(f"{lines[title]}\n" for title in titles), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
