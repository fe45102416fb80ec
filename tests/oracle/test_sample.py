"""A fixed small sample of torch's databases: nothing differs, and nothing is worse than docs/coverage.json records.

The whole databases are run by ``python scripts/coverage.py``.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.oracle.outcomes import DATABASES, ROOT, Database
from tests.oracle.summary import RANK, total, worst
from tests.oracle.workers import Pool, database_module

#: Samples of each entry, all in float32 and in every form.
SAMPLES = 1
RECORD = ROOT / "docs" / "coverage.json"


@pytest.mark.parametrize("database", DATABASES)
def test_first_samples(database: Database) -> None:
    entries = json.loads(RECORD.read_text(encoding="utf-8"))["databases"][database]["entries"]
    problems = []
    with Pool(database, SAMPLES) as pool:
        for unit in database_module(database).units(("float32",)):
            if unit.entry not in entries:
                problems.append(f"{unit}: not in {RECORD.name}: python scripts/coverage.py")
                continue
            allowed = RANK[worst(total(entries[unit.entry], unit.dtype))]
            outcomes = pool.run(unit)
            found = worst(Counter(outcome.outcome for outcome in outcomes))
            if RANK[found] > allowed or found == "differs":
                example = next(outcome for outcome in outcomes if outcome.outcome == found)
                problems.append(f"{unit}, {example.form}: {found}: {example.reason}\n{example.source}")
    assert not problems, "\n".join([f"{len(problems)} of {len(entries)} entries", *problems])
