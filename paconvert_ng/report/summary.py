"""What a conversion did: the records that logs, reports, the terminal and ``convert_tree`` share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.receivers import Receiver
from paconvert_ng.options import Options
from paconvert_ng.report.changes import Stretch
from paconvert_ng.report.dependencies import Dependency

if TYPE_CHECKING:
    from paconvert_ng.along.record import Along
    from paconvert_ng.emit.edits import LineRange

FileStatus = Literal["converted", "unchanged", "copied", "linked", "skipped", "failed"]

#: What each status of a file means, in the order in which they are shown.
STATUSES: dict[FileStatus, str] = {
    "converted": "rewritten",
    "unchanged": "uses the source framework, and nothing was to change",
    "copied": "does not use the source framework",
    "linked": "a symbolic link, made again",
    "skipped": "left out",
    "failed": "could not be converted; copied as it is",
}


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file.

    ``path`` is relative to the input folder, posix. ``converted`` has each source API that was
    converted here: (name, whether its rule is proved, uses). ``helpers`` are the helpers
    that the output uses. ``cached``: taken from an earlier run. ``trace`` is the traceback if
    the converter failed. ``diff`` is the unified diff, if one was asked for. ``imports`` are torch's
    own packages that the output imports. ``pending`` is an output that is not written yet.
    ``changes``, of ``lines`` lines of the original, is what a report shows side by side, if one was asked for.
    ``receivers`` says by what evidence members were taken for a tensor's (or another source class's), or not.
    ``edited`` are the lines of a module that were edited: first and the one behind the last, there and in the output.
    """

    path: str
    status: FileStatus
    diagnostics: tuple[Diagnostic, ...] = ()
    converted: tuple[tuple[str, bool, int], ...] = ()
    helpers: tuple[str, ...] = ()
    cached: bool = False
    trace: str = ""
    diff: bytes = b""
    imports: tuple[str, ...] = ()
    pending: bytes | None = None
    changes: tuple[Stretch, ...] = ()
    lines: int = 0
    receivers: tuple[Receiver, ...] = ()
    edited: tuple[LineRange, ...] = ()


class Calls(NamedTuple):
    """Uses of source APIs by outcome. A use counts once: converted by a proved or an unproved rule, or left."""

    proved: int = 0
    unproved: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        return self.proved + self.unproved + self.left


class LeftApi(NamedTuple):
    """A source API that was left somewhere: ``places`` are its diagnostics, in file order."""

    api: str
    places: tuple[Diagnostic, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The different messages, the most frequent first."""
        return tuple(message for message, _ in Counter(place.message for place in self.places).most_common())

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(sorted({place.code for place in self.places}))


@dataclass(frozen=True)
class Summary:
    """What a run did. Picklable; files are sorted by path.

    ``helper_module`` is the path of the helper module in the output, "" if none was needed.
    ``dependencies`` are the third-party packages that need torch, and those of which nothing is known;
    ``along`` are those that were named to be converted with the code.
    ``seconds`` maps each phase to its duration.
    """

    source: str
    output: str
    options: Options
    files: tuple[FileRecord, ...] = ()
    helper_module: str = ""
    helper_diff: bytes = b""
    dependencies: tuple[Dependency, ...] = ()
    along: tuple[Along, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict, compare=False)
    jobs: int = 1

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, by file and place."""
        return tuple(diagnostic for file in self.files for diagnostic in file.diagnostics)

    @property
    def unconverted(self) -> tuple[Diagnostic, ...]:
        """The findings for what was left as it was: uses, and in other files dependencies, commands and cells."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.unconverted)

    @property
    def failed(self) -> tuple[FileRecord, ...]:
        """Files that could not be converted."""
        return tuple(file for file in self.files if file.status == "failed")

    @cached_property
    def calls(self) -> Calls:
        """Uses by outcome, over all files but those that failed (their uses are not known)."""
        return count_calls(self.files)

    @cached_property
    def rules_used(self) -> dict[str, tuple[bool, int]]:
        """Source API → (whether its rule is proved, uses converted), by name."""
        used: dict[str, tuple[bool, int]] = {}
        for file in self.files:
            for api, proved, count in file.converted:
                used[api] = (proved and used.get(api, (True, 0))[0], used.get(api, (True, 0))[1] + count)
        return dict(sorted(used.items()))

    @cached_property
    def left_apis(self) -> tuple[LeftApi, ...]:
        """What was left, the most frequent API first."""
        places: dict[str, list[Diagnostic]] = {}
        for diagnostic in filter(_leaves_use, self.diagnostics):
            places.setdefault(diagnostic.api, []).append(diagnostic)
        return tuple(
            LeftApi(api, tuple(found))
            for api, found in sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
        )

    @property
    def helpers(self) -> tuple[str, ...]:
        """Helpers used anywhere, by name."""
        return tuple(sorted({name for file in self.files for name in file.helpers}))

    def worst_files(self) -> Iterator[tuple[FileRecord, Calls]]:
        """Files with uses left, the most first."""
        counted = [(file, count_calls([file])) for file in self.files]
        counted.sort(key=lambda item: (-item[1].left, item[0].path))
        return ((file, calls) for file, calls in counted if calls.left)

    def statuses(self) -> dict[FileStatus, int]:
        """How many files there are of each status."""
        counts = Counter(file.status for file in self.files)
        return {status: counts[status] for status in STATUSES}


def count_calls(files: Iterable[FileRecord]) -> Calls:
    """Uses by outcome in some files."""
    proved = unproved = left = 0
    for file in files:
        for _, is_proved, count in file.converted:
            proved += count if is_proved else 0
            unproved += 0 if is_proved else count
        left += sum(map(_leaves_use, file.diagnostics))
    return Calls(proved, unproved, left)


def _leaves_use(found: Diagnostic) -> bool:
    return found.leaves_use
