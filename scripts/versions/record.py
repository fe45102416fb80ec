"""What the rule tests gave with one Paddle, as kept between runs and as a page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from paconvert_ng.rules.model import RuleTest

OUTCOMES = ("holds", "not run", "left", "raises", "differs", "crashes")
FAILED = ("raises", "differs", "crashes")


@dataclass
class Record:
    """Outcomes by test id (``torch.max-2``): the outcome and, unless it holds, one line that says why."""

    paddle: str = ""
    torch: str = ""
    outcomes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def by_rule(self) -> dict[str, list[tuple[str, str, str]]]:
        """Rule → its tests as ``(id, outcome, message)``."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for name, (outcome, message) in self.outcomes.items():
            found.setdefault(name.rpartition("-")[0], []).append((name, outcome, message))
        return found

    def counts(self) -> Counter[str]:
        """Tests by outcome."""
        return Counter(outcome for outcome, _ in self.outcomes.values())

    def rule_counts(self) -> Counter[str]:
        """Rules by the worst outcome of their tests."""
        return Counter(worst([outcome for _, outcome, _ in tests]) for tests in self.by_rule().values())


def numbered(tests: Iterable[RuleTest]) -> dict[str, RuleTest]:
    """Tests by id: ``torch.max-0``, ``torch.max-1``."""
    found: dict[str, RuleTest] = {}
    counts: Counter[str] = Counter()
    for test in tests:
        found[f"{test.rule}-{counts[test.rule]}"] = test
        counts[test.rule] += 1
    return found


def worst(outcomes: list[str]) -> str:
    return max(outcomes, key=OUTCOMES.index)


def read_record(path: Path) -> Record:
    """The record in ``path``; an empty one if there is none."""
    if not path.is_file():
        return Record()
    data = json.loads(path.read_text(encoding="utf-8"))
    return Record(data["paddle"], data["torch"], {name: (first, second) for name, first, second in data["tests"]})


def write_record(record: Record, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tests = [[name, *outcome] for name, outcome in sorted(record.outcomes.items())]
    lines = ",\n".join(json.dumps(test, ensure_ascii=False) for test in tests)
    head = f'"paddle": {json.dumps(record.paddle)}, "torch": {json.dumps(record.torch)}'
    path.write_text(f'{{{head}, "tests": [\n{lines}\n]}}\n', encoding="utf-8")
