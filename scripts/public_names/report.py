"""docs/names.json and docs/names.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scripts.public_names.classify import NO_RULE, Outcome, Status

#: Class → what the page calls it.
TITLES: dict[Status, str] = {
    "proved": "converted and proved",
    "unproved": "converted, not provable here",
    "partly": "converted in part",
    "none": "left",
}

_HEAD = """# Every public name of torch {version}

Written by `python scripts/names.py` from the installed torch and the rules; [names.json](names.json) is the same for
programs, with every name. A name counts if the `__all__` of a module that torch's documentation describes lists it, or
(where a module has none) if it is public there; and if it is a public member of `torch.Tensor` or of another class that
programs call or derive from. `scripts/public_names` has the list of modules.

- **converted and proved**: a test runs it in both frameworks, in every form that torch takes. What is about devices is
  proved as it answers without a GPU.
- **converted, not provable here**: it needs a device, a network or several machines; the reason is below.
- **converted in part**: some calls are left and marked in the output, or raise an error that says so; below is which.
- **left**: no Paddle code means the same; the log gives the reason below.

{summary}

| section | names | proved | not provable here | in part | left |
|---|---|---|---|---|---|
{rows}
"""


@dataclass(frozen=True)
class Entry:
    """One name with its class. ``what`` is its kind, or for a name outside the census what it is."""

    name: str
    section: str
    what: str
    outcome: Outcome


def to_json(version: str, names: Iterable[Entry], others: Iterable[Entry]) -> str:
    """One name a line: a change shows as one line."""
    sections = {"names": names, "other names": others}
    parts = [f'"torch": {json.dumps(version)}']
    for title, entries in sections.items():
        lines = [f"{json.dumps(entry.name)}: {json.dumps(_fields(entry), ensure_ascii=False)}" for entry in entries]
        parts.append(f"{json.dumps(title)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _fields(entry: Entry) -> dict[str, str]:
    outcome = entry.outcome
    found = {"section": entry.section, "kind": entry.what, "class": outcome.status}
    found |= {"rule": outcome.rule} if outcome.rule else {}
    return found | ({"reason": outcome.reason} if outcome.reason else {})


def to_markdown(version: str, names: list[Entry], others: list[Entry]) -> str:
    """The table of sections, then what is not simply converted, by reason."""
    sections = list(dict.fromkeys(entry.section for entry in names))
    rows = [_row(section, [entry for entry in names if entry.section == section]) for section in sections]
    rows.append(_row("**all**", names))
    text = _HEAD.format(version=version, summary=summary(names, others), rows="\n".join(rows))
    for section in sections:
        lines = list(_details([entry for entry in names if entry.section == section]))
        if lines:
            text += f"\n## {section}\n" + "\n".join(lines) + "\n"
    return text + "\n" + _other_names(others)


def summary(names: list[Entry], others: list[Entry]) -> str:
    """One line with the numbers."""
    counts = Counter(entry.outcome.status for entry in names)
    converted = counts["proved"] + counts["unproved"] + counts["partly"]
    without = sum(entry.outcome.reason == NO_RULE for entry in names)
    return (
        f"{len(names)} names: {converted} converted ({counts['proved']} proved, "
        f"{counts['unproved']} not provable here, "
        f"{counts['partly']} in part), {counts['none']} left, {without} of them without a rule. "
        f"{len(others)} further names that programs use are at the end."
    )


def _row(title: str, entries: list[Entry]) -> str:
    counts = Counter(entry.outcome.status for entry in entries)
    numbers = [len(entries), *(counts[status] for status in TITLES)]
    return f"| {title} | " + " | ".join(str(number) for number in numbers) + " |"


def _details(entries: list[Entry]) -> Iterable[str]:
    for status in list(TITLES)[1:]:
        by_reason: dict[str, list[str]] = {}
        for entry in entries:
            if entry.outcome.status == status:
                by_reason.setdefault(entry.outcome.reason, []).append(entry.name)
        if by_reason:
            yield f"\n{TITLES[status].capitalize()}:\n"
        for reason, found in by_reason.items():
            yield f"- {', '.join(f'`{name}`' for name in found)}: {reason}"


def _other_names(others: list[Entry]) -> str:
    """What programs use beside the public names: counted by what it is, with those of torch by name."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in others:
        by_kind.setdefault(entry.what.split(" to ")[0], []).append(entry)
    lines = ["## Other names that programs use", ""]
    for kind, entries in by_kind.items():
        left = [entry.name for entry in entries if entry.outcome.status == "none"]
        names = f"; left: {', '.join(f'`{name}`' for name in left)}" if left else ""
        lines.append(f"- {kind}: {len(entries)} names, {len(entries) - len(left)} converted{names}")
    return "\n".join(lines) + "\n"
