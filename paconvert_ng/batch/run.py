"""A whole batch: manifest → jobs → engine → records → summary."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from paconvert_ng.batch.engine import Engine, Started
from paconvert_ng.batch.jobs import Job, Outcome
from paconvert_ng.batch.manifest import Repo, read_manifest
from paconvert_ng.batch.records import folder_of, keep, make_folder, only_one, recall
from paconvert_ng.batch.summary import Batch
from paconvert_ng.options import Options
from paconvert_ng.project.output import OutputError
from paconvert_ng.project.passes import available_cores
from paconvert_ng.project.paths import UsageError

DEFAULT_TIMEOUT = 600.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for.

    ``jobs`` 0 is as many as there are cores, here or in the cluster at ``address`` ("" starts one on this machine).
    ``timeout`` is seconds for each step of a repo, ``memory`` bytes for all its processes; 0 is a share of the
    machine's. ``pythons`` run the two sides of verifications, "" is this one. ``again``: also what is up to date.
    """

    manifest: str
    output: str
    logs: str
    options: Options
    jobs: int = 0
    engine: str = "local"
    address: str = ""
    timeout: float = DEFAULT_TIMEOUT
    memory: int = 0
    pythons: tuple[str, str] = ("", "")
    again: bool = False


class Watcher(Protocol):
    """Is told what happens while it happens."""

    def begin(self, repos: int, jobs: int) -> None: ...
    def started(self, name: str, where: str) -> None: ...
    def ended(self, outcome: Outcome) -> None: ...


def run_batch(settings: Settings, watcher: Watcher) -> Batch:
    """Convert all repos of the manifest and write the summary into the log folder.

    An interrupt (Ctrl-C) ends what runs, and the summary says what was not reached. Raises UsageError (ManifestError
    is one), OutputError, EngineError; RuleError for faulty rules.
    """
    started = time.perf_counter()
    output, logs = Path(os.path.realpath(settings.output)), Path(os.path.realpath(settings.logs))
    repos = read_manifest(settings.manifest, settings.options, (output, logs))
    _check(repos, output, logs, settings)
    for folders in {repo.options.rules for repo in repos if repo.options.rules}:
        _check_rules(settings.options, folders)
    with only_one(logs):
        make_folder(output)
        known = {repo.name: recall(logs, repo.name) for repo in repos}
        engine = _engine(settings, len(repos))
        outcomes: dict[str, Outcome] = {}
        jobs = [_job(repo, settings, output, logs, known[repo.name], engine.jobs) for repo in repos]
        interrupted = False
        try:
            watcher.begin(len(repos), engine.jobs)
            for event in engine.run(jobs):
                if isinstance(event, Started):
                    watcher.started(event.name, event.where)
                    continue
                outcomes[event.name] = _kept(event, known[event.name], logs)
                watcher.ended(outcomes[event.name])
        except KeyboardInterrupt:
            interrupted = True
        finally:
            engine.close()
        batch = Batch(
            manifest=os.path.abspath(settings.manifest),
            output=str(output),
            logs=str(logs),
            options=settings.options,
            repos=tuple(repos),
            outcomes=tuple(outcomes.get(repo.name) or Outcome(repo.name, "waiting", attempts=0) for repo in repos),
            engine=settings.engine,
            jobs=engine.jobs,
            seconds=round(time.perf_counter() - started, 3),
            interrupted=interrupted,
        )
        from paconvert_ng.batch.files import write_summary

        write_summary(batch, logs)
    return batch


def _check(repos: Sequence[Repo], output: Path, logs: Path, settings: Settings) -> None:
    """Nothing is written where something is read, nor to two ends."""
    if settings.jobs < 0:
        raise UsageError(f"jobs is a number of processes, not {settings.jobs}")
    if settings.address and settings.engine != "ray":
        raise UsageError("--address is for --engine ray")
    if output == logs:
        raise UsageError(f"the output folder is the log folder: {output}")
    for folder, name in ((output, "output"), (logs, "log")):
        if os.path.lexists(folder) and not folder.is_dir():
            raise UsageError(f"the {name} folder is not a folder: {folder}")
    for repo in repos:
        source = Path(repo.source)
        for folder, name in ((output, "output"), (logs, "log")):
            if folder.is_relative_to(source):
                raise UsageError(f"the {name} folder lies in the repo {repo.name} ({source}): {folder}")
            if source.is_relative_to(folder):
                raise UsageError(f"the repo {repo.name} ({source}) lies in the {name} folder: {folder}")
        if logs.is_relative_to(output / repo.name):
            raise UsageError(f"the log folder lies in the output of the repo {repo.name}: {logs}")


def _check_rules(options: Options, folders: tuple[str, ...]) -> None:
    """Faulty rules are one error here, and not one in each repo."""
    for folder in folders:
        if not Path(folder).exists():
            raise UsageError(f"no such rule folder: {folder}")
    from paconvert_ng.project.engine import load_rules

    load_rules(replace(options, rules=folders))


def _engine(settings: Settings, repos: int) -> Engine:
    if settings.engine == "ray":
        from paconvert_ng.batch.ray_engine import RayEngine

        return RayEngine(settings.jobs, settings.address, repos)
    from paconvert_ng.batch.local import Local

    return Local(min(settings.jobs or available_cores(), repos))


def _job(repo: Repo, settings: Settings, output: Path, logs: Path, known: Outcome | None, jobs: int) -> Job:
    usable = known is not None and not settings.again
    return Job(
        name=repo.name,
        source=repo.source,
        output=str(output / repo.name),
        logs=str(folder_of(logs, repo.name)),
        options=replace(repo.options, jobs=1),
        timeout=repo.timeout or settings.timeout,
        memory=repo.memory or settings.memory,
        share=jobs,
        verify=repo.verify,
        pythons=settings.pythons,
        known=known.key if known is not None and usable else "",
        helper_module=known.helper_module if known is not None and usable else "",
    )


def _kept(outcome: Outcome, known: Outcome | None, logs: Path) -> Outcome:
    """The outcome as the next run will find it; of a repo that is up to date all that was known."""
    if outcome.status == "current" and known is not None:
        return replace(known, status="current", seconds=outcome.seconds, verify_seconds=0.0, attempts=outcome.attempts)
    if outcome.status == "waiting":
        return outcome
    try:
        keep(logs, outcome)
    except OutputError as error:
        return replace(outcome, status="failed", message=str(error), key="")
    return outcome
