"""What a batch keeps of each repo in its log folder, so that the next run goes on from there."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from paconvert_ng.batch.jobs import Outcome
from paconvert_ng.project.output import OutputError, write_file
from paconvert_ng.project.paths import UsageError

REPOS = "repos"
_RECORD = "record.json"


def folder_of(logs: Path, name: str) -> Path:
    """Where the logs of one repo lie."""
    return logs / REPOS / name


def recall(logs: Path, name: str) -> Outcome | None:
    """What became of a repo in an earlier run; None if that is not known."""
    try:
        return Outcome.of(json.loads((folder_of(logs, name) / _RECORD).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(logs: Path, outcome: Outcome) -> None:
    """Keep what became of a repo. Raises OutputError."""
    folder = folder_of(logs, outcome.name)
    make_folder(folder)
    write_file(folder / _RECORD, json.dumps(outcome.values(), indent=1).encode() + b"\n")


def make_folder(folder: Path) -> None:
    """Raises OutputError if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror or error}") from error


@contextlib.contextmanager
def only_one(logs: Path) -> Iterator[None]:
    """Nobody else runs a batch with this log folder. Raises UsageError if somebody does, OutputError."""
    make_folder(logs)
    try:
        descriptor = os.open(logs / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise OutputError(f"cannot write {logs}: {error.strerror or error}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another batch is running with the log folder {logs}") from None
        yield
    finally:
        os.close(descriptor)
