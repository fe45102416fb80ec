"""The census of torch's public names, and what the rules make of each: docs/names.md and docs/names.json.

    python scripts/names.py            # writes both
    python scripts/names.py --check    # exit code 1 if one is out of date, or if a name has no rule
    python scripts/names.py --print    # the numbers, and the names without a rule

It needs torch, of the version that the rules are for.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from paconvert_ng.analysis.knowledge import Knowledge  # noqa: E402
from paconvert_ng.rules import load_rules  # noqa: E402
from paconvert_ng.rules.helpers import read_helpers  # noqa: E402
from paconvert_ng.rules.locate import runtime_folder  # noqa: E402
from paconvert_ng.rules.signatures import source_signatures  # noqa: E402
from scripts.public_names.census import census  # noqa: E402
from scripts.public_names.classify import NO_RULE, Classifier, Outcome  # noqa: E402
from scripts.public_names.elsewhere import kind_of_name, listed  # noqa: E402
from scripts.public_names.refusals import refusals  # noqa: E402
from scripts.public_names.report import Entry, summary, to_json, to_markdown  # noqa: E402


def entries() -> tuple[list[Entry], list[Entry]]:
    """The public names, and the other names that programs use, each with its class."""
    source = source_signatures()
    helpers = read_helpers(runtime_folder(), [])
    classifier = Classifier(Knowledge(load_rules(), source), helpers, refusals(runtime_folder(), helpers))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        public = census(source)
    names = [Entry(found.name, found.section, found.kind, classifier.outcome(found.name)) for found in public]
    known = {found.name for found in public}
    others = []
    for name in listed():
        if name not in known:
            what, outcome = kind_of_name(name, known, source), classifier.outcome(name)
            settled = Outcome("none", reason=f"no rule; {what}") if outcome.reason == NO_RULE else outcome
            others.append(Entry(name, "other names", what, settled))
    return names, others


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a file is out of date")
    parser.add_argument("--print", action="store_true", help="the numbers and the names without a rule, no files")
    options = parser.parse_args(arguments)
    names, others = entries()
    without = [entry.name for entry in names if entry.outcome.reason == NO_RULE]
    print(summary(names, others))
    if options.print or (options.check and without):
        print("\n".join(f"no rule: {name}" for name in without))
    if options.print:
        return 0
    version = source_signatures().version
    stale = 0
    for name, text in (
        ("names.json", to_json(version, names, others)),
        ("names.md", to_markdown(version, names, others)),
    ):
        path = ROOT / "docs" / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if options.check:
            print(f"docs/{name} is out of date: run python scripts/names.py")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote docs/{name}")
    return 1 if options.check and (stale or without) else 0


if __name__ == "__main__":
    sys.exit(main())
