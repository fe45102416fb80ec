"""Tries the properties on ever new programs and adds what it finds to ``corpus.json``.

    python -m tests.properties [--minutes 60] [--only NAME …]

The exit code is 1 if something was found. Findings stay in the corpus, and so in the tests, once they are mended.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

from tests.properties.checks import Finding
from tests.properties.properties import PROPERTIES, check

CORPUS = Path(__file__).with_name("corpus.json")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.properties", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--only", nargs="+", choices=PROPERTIES, default=list(PROPERTIES))
    parser.add_argument("--examples", type=int, default=25, help="programs for each seed")
    options = parser.parse_args()
    end = time.monotonic() + options.minutes * 60
    found = tried = 0
    while time.monotonic() < end:
        for name in options.only:
            number = random.SystemRandom().randrange(2**32)
            try:
                check(name, options.examples, number)
            except Finding as finding:
                found += _keep(finding)
                print(f"{name} (seed {number}): {finding}\n", flush=True)
            tried += options.examples
    print(f"{tried} programs, {found} new findings")
    return 1 if found else 0


def _keep(finding: Finding) -> bool:
    """Add a finding to the corpus, if it is not there; whether it was new."""
    corpus = json.loads(CORPUS.read_text(encoding="utf-8"))
    entry = {"kind": finding.kind, "source": finding.source}
    if entry in corpus:
        return False
    CORPUS.write_text(json.dumps([*corpus, entry], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main())
