"""``python -m paconvert_ng.rules``: every problem in the rule files, with file and line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import DEFAULT_PADDLE_VERSION, build_index
from .compile import load_all
from .index import index_key, index_name, write_atomically


def main(arguments: list[str] | None = None) -> int:
    """Check the rules (exit code 1 if anything is wrong), or write their index into a folder."""
    parser = argparse.ArgumentParser(prog="python -m paconvert_ng.rules", description=__doc__)
    parser.add_argument("only", nargs="*", help="show only what mentions one of these, e.g. rules/torch/math.yaml")
    parser.add_argument("--paddle-version", default=DEFAULT_PADDLE_VERSION)
    parser.add_argument("--rules", action="append", default=[], metavar="FOLDER", help="further rules; repeatable")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="write the compiled rules there (for packaging)")
    options = parser.parse_args(arguments)
    extra = tuple(options.rules)
    if options.index:
        key = index_key(options.paddle_version, extra, True)
        options.index.mkdir(parents=True, exist_ok=True)
        path = options.index / index_name(options.paddle_version, key)
        write_atomically(path, build_index(options.paddle_version, extra, key=key))
        print(path)
        return 0
    loaded, modules = load_all(options.paddle_version, extra)
    shown = 0
    for label, found in (("", loaded.problems), ("warning: ", loaded.warnings)):
        for problem in found:
            if not options.only or any(text in str(problem) for text in options.only):
                print(f"{problem.where}: {label}{problem.message}")
                shown += not label
    counts = f"{len(loaded.rules)} rules, {len(loaded.tests)} tests, {len(modules)} modules"
    found_counts = f"{len(loaded.problems)} problems, {len(loaded.warnings)} warnings"
    rest = f"; {shown} shown" if options.only else ""
    print(f"Paddle {options.paddle_version}: {counts}; {found_counts}{rest}")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main())
