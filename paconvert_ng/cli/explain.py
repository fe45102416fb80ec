"""``paconvert explain PC123``: what a code of the log means."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from paconvert_ng.diagnostics.catalog import CATALOG, explanation
from paconvert_ng.diagnostics.entry import LANGUAGES

DONE, CANNOT = 0, 2


def main(argv: Sequence[str]) -> int:
    """Print the explanations; 2 if one of the codes is none."""
    parser = argparse.ArgumentParser(prog="paconvert explain", description="Say what a diagnostic means.")
    parser.add_argument("codes", nargs="*", metavar="CODE", help="PC101, …; all of them, a line each, without any")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="the language; default: %(default)s")
    options = parser.parse_args(list(argv))
    codes = [code.upper() for code in options.codes]
    unknown = [code for code in codes if code not in CATALOG]
    if unknown:
        print(f"paconvert explain: error: no such code: {', '.join(unknown)}", file=sys.stderr)
        return CANNOT
    if codes:
        print("\n".join(explanation(code, options.lang) for code in codes), end="")
    else:
        for entry in CATALOG.values():
            print(f"{entry.code} {entry.title.in_(options.lang)}")
    return DONE
