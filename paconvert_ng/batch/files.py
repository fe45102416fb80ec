"""``batch.json``, ``batch.csv``, ``unlocks.csv`` and ``batch.html`` in the log folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from paconvert_ng.batch.page import page
from paconvert_ng.batch.summary import Batch, trouble
from paconvert_ng.project.output import write_file
from paconvert_ng.report.logs import by_lines, calls_of, versions

#: Raised when a field of batch.json changes its meaning or goes.
SCHEMA_VERSION = 1


def write_summary(batch: Batch, logs: Path) -> None:
    """Write the four files. Raises OutputError."""
    contents = {
        "batch.json": by_lines(report(batch)),
        "batch.csv": repos_csv(batch),
        "unlocks.csv": unlocks_csv(batch),
        "batch.html": page(batch, batch.options.lang),
    }
    for name, text in contents.items():
        write_file(logs / name, text.encode("utf-8", "backslashreplace"))


def report(batch: Batch) -> dict[str, Any]:
    """The content of ``batch.json`` (its fields are described in docs/batch.md)."""
    return {
        "schema": SCHEMA_VERSION,
        "versions": dict(versions()),
        "manifest": batch.manifest,
        "output": batch.output,
        "logs": batch.logs,
        "engine": batch.engine,
        "jobs": batch.jobs,
        "seconds": batch.seconds,
        "interrupted": batch.interrupted,
        "options": asdict(batch.options),
        "repos_by_status": batch.statuses,
        "verdicts": batch.verdicts,
        "calls": calls_of(batch.calls),
        "repos": [
            {"source": repo.source, **outcome.values()}
            for repo, outcome in zip(batch.repos, batch.outcomes, strict=True)
        ],
        "next": [
            {
                "together": [{"kind": kind, "name": name} for kind, name in step.names],
                "unlocks": step.unlocks,
                "unlocked_in_all": step.total,
                "uses": step.uses,
            }
            for step in batch.steps
        ],
        "left": [blocker._asdict() for blocker in batch.blockers],
    }


def repos_csv(batch: Batch) -> str:
    """A line a repo."""
    heads = ("name", "status", "calls", "converted", "left", "verified", "seconds", "verify_seconds", "memory_mib")
    rows = [
        (
            *(outcome.name, outcome.status, outcome.calls, outcome.calls - outcome.left, outcome.left),
            *(outcome.verdict, outcome.seconds, outcome.verify_seconds, outcome.memory >> 20, outcome.attempts),
            *(trouble(outcome), repo.source),
        )
        for repo, outcome in zip(batch.repos, batch.outcomes, strict=True)
    ]
    return _csv((*heads, "attempts", "message", "source"), rows)


def unlocks_csv(batch: Batch) -> str:
    """A line for each thing that is left, those that unlock most repos by themselves first."""
    rows = [
        (one.name, one.kind, one.alone, one.repos, one.uses, " ".join(one.codes), one.why) for one in batch.blockers
    ]
    return _csv(("name", "kind", "unlocks_alone", "repos", "uses", "codes", "why"), rows)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(heads)
    table.writerows(rows)
    return stream.getvalue()
