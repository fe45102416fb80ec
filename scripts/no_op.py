"""Converts code that does not use torch, and says whether all of it comes out byte for byte; writes docs/no-op.md.

    python -m scripts.no_op                  # the standard library, and the packages of scripts/no_op_packages.txt
    python -m scripts.no_op numpy rich       # some of the packages, nothing written

Each is converted whole by one command, and every file of it, of whatever kind, is compared with the output: content
and mode. Nothing may be added and nothing may be missing. The exit code is 1 if anything differs.

Two packages that do use torch if it is there are converted too, so that the page can say what becomes of such files.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from scripts.fetch_corpus import Package, fetch_package
from scripts.tree_checks import files_of
from scripts.tree_runs import INSTALLED, ROOT, convert, differing, standard_library

LIST = Path(__file__).with_name("no_op_packages.txt")
PAGE = ROOT / "docs" / "no-op.md"
#: They import torch if it is there.
OPTIONAL = ("scipy", "scikit-learn")
HEAD = """# Code without torch comes out as it is

Written by `python -m scripts.no_op`. Every file of these trees, of whatever kind, is converted and compared with the
output, byte for byte, and its mode too; nothing may be added or missing. The packages are among the most downloaded
ones of the registry, as wheels, pinned in `scripts/no_op_packages.txt`. "mention" counts the Python files in which the
word torch stands at all: in a comment, a docstring, a longer word. Only those are parsed; any other is copied.

| tree | files | Python files | lines of Python | mention torch | differ |
|---|---|---|---|---|---|
"""
OPTIONAL_HEAD = """
## Code that uses torch if it is there

{packages} are no part of the above: each has a few files for torch's tensors, behind a test whether torch is
loaded or asked for. Such a file is converted like any other: what it does with torch's tensors it does with Paddle's
then. All other files come out byte for byte. Where only the rest is to be kept as it is, `--exclude` these files.

| tree | files | mention torch | converted | the others differ |
|---|---|---|---|---|
"""


class Result(NamedTuple):
    """What became of one tree. ``mentioning`` are the modules in which the word torch stands, ``added`` is what the
    output has and the source has not.
    """

    name: str
    files: int
    modules: int
    lines: int
    mentioning: frozenset[str]
    different: tuple[str, ...]
    added: tuple[str, ...]


def packages() -> dict[str, Package]:
    """The pinned packages by name, in the order of the list."""
    found = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            release, _, digest = line.partition(" --hash=sha256:")
            name, _, version = release.partition("==")
            found[name] = Package(name, version, digest, built=True)
    return found


def main() -> int:
    known = packages()
    parser = argparse.ArgumentParser(description="Convert code without torch and compare; writes docs/no-op.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="packages; default: all, and the standard library")
    names = parser.parse_args().names
    if unknown := set(names) - set(known):
        parser.error(f"not in {LIST.name}: {', '.join(sorted(unknown))}")
    trees: dict[str, Path] = {} if names else {f"standard library {platform.python_version()}": standard_library()}
    results: list[Result] = []
    optional: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names or known:
            trees[f"{name} {known[name].version}"] = fetch_package(known[name]).folder
        for number, (name, source) in enumerate(trees.items()):
            result = no_op(name, source, Path(folder) / str(number))
            (optional if name.split()[0] in OPTIONAL else results).append(result)
            print(name, "differ:" if result.different else "", *result.different, *result.added, flush=True)
    if not names:
        PAGE.write_text(page(results, optional), encoding="utf-8")
    return 1 if any(result.different or result.added for result in results) else 0


def no_op(name: str, source: Path, work: Path) -> Result:
    """Convert one folder below ``work`` and compare."""
    output = work / "output"
    convert(source, output, work / "logs", exclude=[INSTALLED])
    expected = {path for path in files_of(source) if INSTALLED not in path.split("/")}
    modules = {path: (source / path).read_bytes() for path in expected if path.endswith((".py", ".pyi"))}
    return Result(
        name,
        len(expected),
        len(modules),
        sum(content.count(b"\n") for content in modules.values()),
        frozenset(path for path, content in modules.items() if b"torch" in content),
        tuple(differing(source, output, expected)),
        tuple(sorted(files_of(output) - expected)),
    )


def page(results: list[Result], optional: list[Result]) -> str:
    """The text of docs/no-op.md."""
    rows = [[r.name, r.files, r.modules, r.lines, len(r.mentioning), _wrong(r)] for r in results]
    columns = [[r.files, r.modules, r.lines, len(r.mentioning), len(r.different) + len(r.added)] for r in results]
    rows.append([f"all {len(results)}", *map(sum, zip(*columns, strict=True))])
    text = HEAD + "".join(_row(row) for row in rows)
    if optional:
        text += OPTIONAL_HEAD.format(packages=" and ".join(r.name for r in optional))
        for r in optional:
            others = len(set(r.different) - r.mentioning)
            text += _row([r.name, r.files, len(r.mentioning), len(r.different) - others, others])
    return text


def _wrong(result: Result) -> str:
    return ", ".join((*result.different, *(f"{path} (added)" for path in result.added))) or "0"


def _row(cells: list[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |\n"


if __name__ == "__main__":
    sys.exit(main())
