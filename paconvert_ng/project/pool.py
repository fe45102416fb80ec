"""Where single files are worked on: in this process (``Serial``), or in several (``processes``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from paconvert_ng.project.converter import Converter, FileTask, IndexRecord, TreeState
from paconvert_ng.report.summary import FileRecord


class PoolError(RuntimeError):
    """Worker processes cannot be started here."""


class Died(NamedTuple):
    """A task that ended its worker. ``reason`` says how."""

    task: Any
    reason: str


class Pool(Protocol):
    """What the two passes are run on. Results come in any order."""

    def index(self, tasks: Sequence[FileTask], packages: frozenset[str]) -> Iterator[IndexRecord | Died]: ...
    def set_tree(self, state: TreeState) -> None: ...
    def convert(self, tasks: Sequence[FileTask]) -> Iterator[FileRecord | Died]: ...
    def close(self) -> None: ...


class Serial:
    """The pool of this process alone."""

    def __init__(self, converter: Converter) -> None:
        self._converter = converter

    def index(self, tasks: Sequence[FileTask], packages: frozenset[str]) -> Iterator[IndexRecord | Died]:
        for task in tasks:
            yield self._converter.index(task, packages)

    def set_tree(self, state: TreeState) -> None:
        self._converter.set_tree(state)

    def convert(self, tasks: Sequence[FileTask]) -> Iterator[FileRecord | Died]:
        for task in tasks:
            yield self._converter.convert(task)

    def close(self) -> None:
        """Nothing is held."""
