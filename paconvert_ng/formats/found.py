"""What is found in a file that is not Python: places, what to write there, and what to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from paconvert_ng.diagnostics.finding import Diagnostic


class Found(NamedTuple):
    """A place ``[start, end)`` of a text. ``new`` takes its place; None where it is only reported."""

    start: int
    end: int
    new: str | None
    code: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the files depend on: the target version, and which files of the output still import torch's packages.

    ``along`` are the projects (normalized names) of packages that are converted with the code.
    """

    paddle_version: str
    importers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rewrite_docs: bool = False
    #: What takes the place of a dotted name of torch in a configuration; None where they are only reported.
    twin: Callable[[str], str] | None = None
    along: frozenset[str] = frozenset()

    def importers_of(self, root: str) -> str:
        """Files of the output that import a package, as words; "" if there are none."""
        files = self.importers.get(root, ())
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        return ", ".join(files[:3]) + more


def applied(text: str, found: Iterable[Found]) -> str:
    """The text with all replacements, none of which overlap."""
    pieces: list[str] = []
    position = 0
    for item in sorted((item for item in found if item.new is not None), key=lambda item: (item.start, item.end)):
        assert item.start >= position, "overlapping replacements"
        pieces += [text[position : item.start], item.new or ""]
        position = item.end
    return "".join(pieces) + text[position:]


def diagnostics(text: str, found: Iterable[Found], path: str) -> tuple[Diagnostic, ...]:
    """The findings, by place."""

    def place(offset: int) -> tuple[int, int]:
        return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1)

    ordered = sorted(found, key=lambda item: (item.start, item.end))
    return tuple(
        Diagnostic(item.code, item.subject, item.message, path, *place(item.start), *place(item.end))
        for item in ordered
    )


def line_of(text: str, offset: int) -> tuple[int, int]:
    """The line that holds a place, its line end included."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return start, len(text) if end < 0 else end + 1
