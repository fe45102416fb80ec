"""What the report says of files that are no modules: a heading for each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from paconvert_ng.diagnostics.wording import line
from paconvert_ng.formats.kinds import HEADINGS, Kind, kind_of
from paconvert_ng.report.summary import STATUSES, FileRecord, Summary
from paconvert_ng.report.words import word

#: How many findings a heading shows.
_ROWS = 10
_WIDTH = 120
_CODES: dict[Kind, str | tuple[str, ...]] = {
    "notebook": ("PC51", "PC52"),
    "stub": "PC53",
    "dependencies": "PC50",
    "commands": "PC51",
    "configuration": "PC54",
    "template": "PC55",
}

#: What each heading is called in ``words``.
_WORDS: dict[Kind, str] = {
    "notebook": "notebooks",
    "stub": "stubs",
    "dependencies": "dependency files",
    "commands": "command lines",
    "configuration": "configuration",
    "template": "templates",
}


def by_kind(summary: Summary) -> dict[Kind, list[FileRecord]]:
    """The files of each kind that were converted or of which something is said."""
    found: dict[Kind, list[FileRecord]] = {kind: [] for kind in HEADINGS}
    for file in summary.files:
        kind = kind_of(file.path)
        if kind is not None and (file.status != "copied" or findings(kind, file)):
            found[kind].append(file)
    return found


def findings(kind: Kind, file: FileRecord) -> list[Any]:
    """What is said of a file as one of this kind."""
    return [found for found in file.diagnostics if found.code.startswith(_CODES[kind])]


def lines(summary: Summary) -> Iterator[str]:
    """The headings with their findings, as lines of text."""
    for kind, files in by_kind(summary).items():
        if not files:
            continue
        counts = Counter(file.status for file in files)
        language = summary.options.lang
        shares = [f"{counts[status]} {word(status, language)}" for status in STATUSES if counts[status]]
        yield f"{word(_WORDS[kind], language)}: " + ", ".join(shares)
        said = [line(found, language) for file in files for found in findings(kind, file)]
        yield from (f"  {text}"[:_WIDTH] for text in said[:_ROWS])
        if len(said) > _ROWS:
            yield f"  ... {word('more', language).format(len(said) - _ROWS)}"
        if kind == "commands" and not summary.options.rewrite_docs:
            yield f"  {word('rewrite docs', language)}"
        if kind == "configuration" and said and not summary.options.rewrite_config:
            yield f"  {word('rewrite config', language)}"


def report(summary: Summary) -> dict[str, list[dict[str, Any]]]:
    """The same for ``report.json``."""
    return {
        HEADINGS[kind].replace(" ", "_"): [
            {
                "path": file.path,
                "status": file.status,
                "findings": [
                    {"code": found.code, "name": found.api, "line": found.line, "message": found.message}
                    for found in findings(kind, file)
                ],
            }
            for file in files
        ]
        for kind, files in by_kind(summary).items()
    }
