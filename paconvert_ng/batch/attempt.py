"""The work on one repo, in a process that does nothing else: is it up to date, convert it, verify it."""

from __future__ import annotations

import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

from paconvert_ng.batch.jobs import Job, Left, Outcome
from paconvert_ng.batch.up_to_date import entries_for, is_there, key_of
from paconvert_ng.options import Options
from paconvert_ng.project.output import OutputError
from paconvert_ng.project.paths import UsageError, resolve
from paconvert_ng.project.run import run
from paconvert_ng.report.logs import write_logs
from paconvert_ng.report.summary import Summary
from paconvert_ng.rules.errors import RuleError

_ENGINE = "paconvert_ng.batch.loaded"


def convert(job: Job, *, isolated: bool = False) -> Outcome:
    """Convert a repo unless it is up to date. Never raises: what goes wrong is the outcome.

    ``isolated``: each file in another process, after the repo ended this kind of process once.
    """
    started = time.perf_counter()
    try:
        outcome = _convert(job, isolated)
    except (UsageError, OutputError, RuleError) as error:
        outcome = Outcome(job.name, "failed", str(error))
    except MemoryError:
        outcome = Outcome(job.name, "memory", "there was no more memory to be had")
    except Exception as error:
        traceback.print_exc()
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        outcome = Outcome(job.name, "failed", f"the converter failed: {type(error).__name__}: {error} ({where})")
    return replace(outcome, seconds=round(time.perf_counter() - started, 3))


def verify(job: Job, outcome: Outcome) -> Outcome:
    """The outcome with what a verification said of it. Runs the code of the repo and of its conversion."""
    from paconvert_ng.verify import verify as compare
    from paconvert_ng.verify.page import write_page
    from paconvert_ng.verify.process import CannotError

    assert job.verify is not None
    started = time.perf_counter()
    logs = Path(job.logs)
    try:
        result = compare(
            job.source,
            job.output,
            job.verify,
            torch_python=job.pythons[0] or sys.executable,
            paddle_python=job.pythons[1] or sys.executable,
            logs=job.logs,
            timeout=job.timeout,
        )
        result.write_json(logs / "verify.json")
        write_page(result, logs / "verify.html")
        verdict, reason = result.verdict, result.reason
    except (CannotError, OSError) as error:
        verdict, reason = "undecided", str(error)
        if isinstance(error, CannotError) and error.more:
            print(error.more, file=sys.stderr)
    seconds = round(time.perf_counter() - started, 3)
    # What could not be decided may be decided next time, with the frameworks at hand or more time.
    key = outcome.key if verdict != "undecided" else ""
    return replace(outcome, key=key, verdict=verdict, verdict_reason=reason, verify_seconds=seconds)


def _convert(job: Job, isolated: bool) -> Outcome:
    options = replace(job.options, jobs=2 if isolated else 1)
    paths = resolve(job.source, job.output, job.logs)
    entries = entries_for(job, paths)
    key = key_of(job, paths, entries)
    if key == job.known and is_there(job, entries):
        return Outcome(job.name, "current", key=key)
    del entries  # for a repo of many files this is not little
    summary = run(paths, options, _silent, _ENGINE, isolated=isolated)
    write_logs(summary, Path(job.logs))
    return _outcome(job, summary, key, options)


def _silent(phase: str, done: int, total: int) -> None:
    """Nobody watches a single repo's files."""


def _outcome(job: Job, summary: Summary, key: str, options: Options) -> Outcome:
    calls = summary.calls
    left = [Left(found.api, len(found.places), "api", found.codes, found.reasons[0]) for found in summary.left_apis]
    left += [
        Left(found.package, len(found.files), "package", ("PC203",), found.advice)
        for found in summary.dependencies
        if found.needs_torch
    ]
    # As in the converter's cache: a failure of the converter may be one of this moment, and is tried again.
    lasting = not any(file.trace for file in summary.files)
    return Outcome(
        job.name,
        "converted",
        key=key if lasting else "",
        files={name: count for name, count in summary.statuses().items() if count},
        proved=calls.proved,
        unproved=calls.unproved,
        left=calls.left,
        unconverted=len(summary.unconverted),
        left_by=tuple(left),
        broken=tuple(f"{file.path}: {file.diagnostics[-1].message}" for file in summary.failed if file.diagnostics),
        helper_module=summary.helper_module,
    )
