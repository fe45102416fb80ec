"""What does not match, the most frequent first, in short form: what to mend next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.oracle.outcomes import VERDICTS, Outcome

#: Worst first: a silent difference before a failure before a refusal.
_WEIGHT = {"differs": 1_000_000, "error": 1_000, "unconverted": 1}


def failures_text(outcomes: Iterable[Outcome], examples: int = 2) -> str:
    """Markdown: totals, then each entry that does not match wholly, with examples."""
    totals: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = {}
    shown: dict[str, dict[tuple[str, str], Outcome]] = {}
    for outcome in outcomes:
        totals[outcome.outcome] += 1
        counts.setdefault(outcome.entry, Counter())[outcome.outcome] += 1
        if outcome.outcome in _WEIGHT:
            kind = (outcome.outcome, "".join(c for c in outcome.reason if not c.isdigit())[:50])
            shown.setdefault(outcome.entry, {}).setdefault(kind, outcome)
    ran = sum(totals.values()) - totals["excluded"]
    lines = ["Totals: " + ", ".join(f"{name} {totals[name]}" for name in VERDICTS)]
    if ran:
        lines.append(f"Of {ran} that torch runs: " + ", ".join(f"{n} {totals[n] / ran:.2%}" for n in VERDICTS[:4]))
    whole = sum(1 for count in counts.values() if count["match"] and not any(count[name] for name in _WEIGHT))
    lines.append(f"Entries wholly matching: {whole} of {sum(1 for c in counts.values() if set(c) != {'excluded'})}")
    failing = [entry for entry in counts if any(counts[entry][name] for name in _WEIGHT)]
    for worst in _WEIGHT:
        here = [entry for entry in failing if _worst(counts[entry]) == worst]
        lines += ["", f"# Entries whose worst outcome is: {worst} ({len(here)})"]
        for entry in sorted(here, key=lambda entry: -counts[entry][worst]):
            tally = ", ".join(f"{name} {counts[entry][name]}" for name in VERDICTS if counts[entry][name])
            lines += ["", f"## {entry}: {tally}"]
            kinds = sorted(shown[entry].values(), key=lambda outcome: -_WEIGHT[outcome.outcome])
            for outcome in kinds[:examples]:
                lines += _example(outcome)
            if len(kinds) > examples:
                lines.append(f"- … and {len(kinds) - examples} more kinds")
    return "\n".join(lines) + "\n"


def _worst(count: Counter[str]) -> str:
    return next(name for name in _WEIGHT if count[name])


def _example(outcome: Outcome) -> list[str]:
    where = f"{outcome.dtype} {outcome.form} sample {outcome.sample}"
    lines = [f"- **{outcome.outcome}** ({where}): {outcome.reason[:300]}"]
    source = " ; ".join(line.strip() for line in outcome.source.splitlines()[1:])
    converted = " ; ".join(line.strip() for line in outcome.converted.splitlines()[1:])
    if source:
        lines.append(f"  - `{source[:240]}`")
    if converted and outcome.outcome != "unconverted":
        lines.append(f"  - `{converted[:240]}`")
    return lines
