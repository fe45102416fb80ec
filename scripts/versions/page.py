"""docs/versions.md from the outcomes with each Paddle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.versions.record import OUTCOMES, Record, worst

PAGE = Path(__file__).resolve().parents[2] / "docs" / "versions.md"
_HEAD = """\
# Other Paddle versions

Rules are written for, and proved with, Paddle 3.3.1. With `--paddle_version` another one is chosen: names and
signatures are checked against that version's snapshot, and a rule whose target is missing there is not used; the call
is left, and the log says what is missing. Whether the others mean the same there, the rules' own tests show:

```bash
python scripts/rule_versions.py --python OTHER/bin/python    # an environment with that Paddle, and torch
paconvert rules test torch.max --python OTHER/bin/python     # some rules alone
```

This page is written by that script. A rule counts by the worst of its tests: *holds*, *not run* (it needs a package
that the environment lacks), *left* (something stays unconverted and is marked), *raises* (an error where torch gives
a result), *differs* (another result, without an error), *crashes* (the process ends).
"""
_LABELS = {"differs": "Gives another result", "crashes": "Ends the process", "raises": "Raises", "left": "Is left"}


def write_page(records: Sequence[Record]) -> None:
    """Write the page; the newest Paddle first."""
    records = sorted(records, key=lambda record: [int(part) for part in record.paddle.split(".")], reverse=True)
    lines = [_HEAD, f"| Paddle | torch | rules | {' | '.join(OUTCOMES)} | tests | that hold |"]
    lines.append(f"|{'---|' * (len(OUTCOMES) + 5)}")
    for record in records:
        rules, tests = record.rule_counts(), record.counts()
        cells = [record.paddle, record.torch, str(sum(rules.values())), *(str(rules[word]) for word in OUTCOMES)]
        cells += [str(sum(tests.values())), f"{tests['holds']} ({tests['holds'] / max(1, sum(tests.values())):.1%})"]
        lines.append(f"| {' | '.join(cells)} |")
    for record in records:
        lines += ["", f"## Paddle {record.paddle}", *_details(record)]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _details(record: Record) -> Iterator[str]:
    """For each outcome but the good ones, the rules by what was said."""
    by_rule = record.by_rule()
    for outcome, label in _LABELS.items():
        grouped: dict[str, list[str]] = {}
        for rule, tests in sorted(by_rule.items()):
            if worst([found for _, found, _ in tests]) == outcome:
                message = next(text for _, found, text in tests if found == outcome)
                grouped.setdefault(_shortened(message), []).append(rule)
        if grouped:
            yield ""
            yield f"{label}:"
            yield ""
        for message, rules in sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0])):
            yield f"- {message}: {', '.join(f'`{rule}`' for rule in rules)}"


def _shortened(message: str) -> str:
    """The message without what is particular to one input, fit for a list."""
    message = re.sub(r"^<string>:\d+:\d+: (PC\d+) [^:]+: ", r"\1 ", message)
    message = re.sub(r"\d+ of \d+ values differ \(.*", "values differ", message)
    message = re.sub(r"^helper\.\w+ needs (paddle[\w.]+), which.*", r"a helper needs \1", message)
    message = re.sub(r"\s*\(at /.*", "", message)
    message = " ".join(message.split())
    message = message if len(message) <= 140 else message[:140].rpartition(" ")[0] + " …"
    return re.sub(r"([*_<\[|])", r"\\\1", message)
