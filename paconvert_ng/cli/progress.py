"""The progress bar on a terminal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from paconvert_ng.project.passes import Progress as Report

_LABELS = {"index": "reading", "convert": "converting"}


@contextlib.contextmanager
def progress_bar(stream: TextIO) -> Iterator[Report]:
    """A bar on ``stream`` if it is a terminal, else nothing. It is gone when the context ends."""
    if not stream.isatty():
        yield lambda phase, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=stream),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def advance(phase: str, done: int, total: int) -> None:
        if phase not in tasks:
            tasks[phase] = bar.add_task(_LABELS[phase], total=total)
        bar.update(tasks[phase], completed=done, total=total)

    with bar:
        yield advance
