"""A batch for a person: a live table on a terminal, lines elsewhere, and the summary at the end."""

from __future__ import annotations

import contextlib
import time
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from paconvert_ng.batch.jobs import Outcome
from paconvert_ng.batch.run import Watcher
from paconvert_ng.batch.summary import Batch, trouble
from paconvert_ng.batch.words import say
from paconvert_ng.diagnostics.entry import Language
from paconvert_ng.report.terminal import write_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

#: How many repos and steps the summary lists, and how many of the last repos the live table has.
_ROWS = 10
_LAST = 8
_STYLES = {"converted": "green", "current": "dim", "waiting": "dim"}


@contextlib.contextmanager
def watcher(stream: TextIO, language: Language) -> Iterator[Watcher]:
    """A live table if ``stream`` is a terminal, else a line for each repo that is done."""
    if not stream.isatty():
        yield _Lines(stream, language)
        return
    from rich.console import Console
    from rich.live import Live

    table = _Table(language)
    with Live(console=Console(file=stream), get_renderable=table.render, refresh_per_second=4, transient=True):
        yield table


class _Lines:
    def __init__(self, stream: TextIO, language: Language) -> None:
        self._stream = stream
        self._language = language
        self._done = 0
        self._all = 0
        self._running: set[str] = set()

    def begin(self, repos: int, jobs: int) -> None:
        self._all = repos

    def started(self, name: str, where: str) -> None:
        if name in self._running:
            write_lines([say("lost worker", self._language, name)], self._stream)
        self._running.add(name)

    def ended(self, outcome: Outcome) -> None:
        self._done += 1
        write_lines([f"[{self._done}/{self._all}] {_line(outcome, self._language)}"], self._stream)
        self._stream.flush()


class _Table:
    def __init__(self, language: Language) -> None:
        self._language = language
        self._all = 0
        self._begun = time.monotonic()
        self._running: dict[str, tuple[float, str]] = {}
        self._last: deque[Outcome] = deque(maxlen=_LAST)
        self._counts: Counter[str] = Counter()

    def begin(self, repos: int, jobs: int) -> None:
        self._all = repos
        self._begun = time.monotonic()

    def started(self, name: str, where: str) -> None:
        self._running[name] = (time.monotonic(), where)

    def ended(self, outcome: Outcome) -> None:
        self._running.pop(outcome.name, None)
        self._counts[outcome.status] += 1
        self._last.append(outcome)

    def render(self) -> RenderableType:
        """What the table shows now; called by another thread."""
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        done, seconds, now = self._counts.total(), time.monotonic() - self._begun, time.monotonic()
        counts = ", ".join(f"{count} {self._say(f'repo {name}')}" for name, count in self._counts.items())
        head = Text(f"{self._say('done of', done, self._all)}  {seconds:.0f} s  {counts}", style="bold")
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        table.add_column(self._say("repo"), overflow="ellipsis", no_wrap=True)
        table.add_column(self._say("status"), no_wrap=True)
        for name in ("uses converted", "uses left", "seconds"):
            table.add_column(self._say(name), justify="right")
        for outcome in list(self._last):
            row = (
                outcome.name,
                self._say(f"repo {outcome.status}"),
                str(outcome.calls - outcome.left),
                str(outcome.left),
                f"{outcome.seconds:.1f}",
            )
            style = _STYLES.get(outcome.status, "red") if not outcome.broken else "red"
            table.add_row(*(Text(cell, style=style) for cell in row))
        for name, (begun, where) in list(self._running.items()):
            status = self._say("running") + (f" ({where})" if where else "")
            table.add_row(Text(name), Text(status, style="cyan"), "", "", f"{now - begun:.1f}")
        return Group(head, ProgressBar(total=max(self._all, 1), completed=done, width=60), table)

    def _say(self, name: str, *values: object) -> str:
        return say(name, self._language, *values)


def print_batch(batch: Batch, stream: TextIO) -> None:
    """The summary."""
    write_lines(summary_lines(batch), stream)


def summary_lines(batch: Batch) -> Iterator[str]:
    """The summary as lines of text."""
    language = batch.options.lang
    yield say("title", language, len(batch.repos), batch.output, batch.engine, batch.jobs, batch.seconds)
    if batch.interrupted:
        yield say("interrupted", language)
    counts = [f"{count} {say(f'repo {status}', language)}" for status, count in batch.statuses.items()]
    yield say("repos:", language) + ", ".join(counts)
    calls = batch.calls
    yield say("uses:", language, calls.total)
    for name, count in (("proved", calls.proved), ("unproved", calls.unproved), ("left", calls.left)):
        yield f"  {say(name, language)}: {count}"
    if batch.verdicts:
        verdicts = [f"{count} {say(verdict, language)}" for verdict, count in batch.verdicts.items()]
        yield say("verified:", language) + ", ".join(verdicts)
    if batch.bad:
        yield say("not converted:", language)
        yield from (f"  {_line(outcome, language)}" for outcome in batch.bad[:_ROWS])
        if len(batch.bad) > _ROWS:
            yield f"  ... {say('more', language, len(batch.bad) - _ROWS)}"
    if batch.steps:
        yield say("next:", language)
        for step in islice(batch.steps, _ROWS):
            names = ", ".join(name for _, name in step.names)
            yield f"  {step.unlocks:>5} {step.uses:>6}  {names}"


def _line(outcome: Outcome, language: Language) -> str:
    """What became of one repo."""
    parts = [say(f"repo {outcome.status}", language)]
    if outcome.calls:
        parts.append(say("count of", language, outcome.calls - outcome.left, outcome.calls))
    if outcome.verdict:
        parts.append(f"{say('verified', language)}: {say(outcome.verdict, language)}")
    if outcome.broken:
        parts.append(say("broken files", language, len(outcome.broken)))
    said = trouble(outcome)
    return f"{outcome.name}: {', '.join(parts)} ({outcome.seconds:.1f} s)" + (f": {said}" if said else "")
