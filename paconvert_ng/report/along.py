"""What the report says of packages that were taken along: the same facts for programs and for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paconvert_ng.along.record import Along
from paconvert_ng.report.summary import Summary
from paconvert_ng.report.words import word

#: How many places of one kind the lines name.
_ROWS = 5


def lines(summary: Summary) -> Iterator[str]:
    """The packages as lines of text."""
    if summary.along:
        yield word("taken along:", summary.options.lang)
    for found in summary.along:
        yield from (f"  {text}" for text in _lines(summary, found))


def _lines(summary: Summary, found: Along) -> Iterator[str]:
    def say(name: str, *values: object) -> str:
        return word(name, summary.options.lang).format(*values)

    name = f"{found.name} {found.version}".strip()
    if found.reason:
        yield f"{name}: {say(found.reason)}"
        return
    yield f"{name}: {say('modules in', found.modules, found.all_modules, found.folder)}"
    licence = ", ".join(found.licences) or say("no licence")
    yield f"  {say('licence:')}{licence}{f' ({found.licence})' if found.licence else ''}"
    for load in found.loads[:_ROWS]:
        took = say("all of", load.took) if load.took else say("nothing more")
        yield f"  {load.file}:{load.line}: {say('loads by name', took)}"
    if len(found.loads) > _ROWS:
        yield f"  ... {say('more', len(found.loads) - _ROWS)}"
    if found.compiled:
        yield f"  {say('compiled:')}{', '.join(found.compiled[:_ROWS])}"


def rows(summary: Summary) -> list[list[str]]:
    """The packages as a table: name, version, modules, where they are, licence, what else there is to know."""
    language = summary.options.lang
    found = []
    for one in summary.along:
        notes = [text.strip() for text in list(_lines(summary, one))[2 if not one.reason else 0 :]]
        count = word("count of", language).format(one.modules, one.all_modules) if not one.reason else "0"
        licence = one.licence or ", ".join(one.licences)
        found.append([one.name, one.version, count, one.folder, licence, " | ".join(notes)])
    return found


def report(summary: Summary) -> list[dict[str, Any]]:
    """The packages for ``report.json``."""
    return [
        {
            "name": found.name,
            "version": found.version,
            "source": found.source,
            "taken": not found.reason,
            "reason": found.reason,
            "folder": found.folder,
            "modules": found.modules,
            "all_modules": found.all_modules,
            "licence": found.licence,
            "licence_files": list(found.licences),
            "loads_by_name": [load._asdict() for load in found.loads],
            "compiled": list(found.compiled),
        }
        for found in summary.along
    ]
