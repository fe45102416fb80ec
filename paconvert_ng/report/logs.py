"""The files of a log folder: what a person reads, and what programs read.

All are the same for the same run, but for the times in ``report.json``.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from paconvert_ng import __version__
from paconvert_ng.diagnostics.wording import line
from paconvert_ng.project.output import OutputError, write_file
from paconvert_ng.report import along, formats
from paconvert_ng.report.effort import file_efforts, tree_effort
from paconvert_ng.report.html import html_text
from paconvert_ng.report.sarif import sarif_text
from paconvert_ng.report.summary import FileRecord, LeftApi, Summary, count_calls
from paconvert_ng.report.terminal import plain_lines

#: Raised when a field of report.json changes its meaning or goes; new fields do not raise it.
SCHEMA_VERSION = 2


def write_logs(summary: Summary, folder: Path) -> None:
    """Write all logs into ``folder``, which is made if need be. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror or error}") from error
    language = summary.options.lang
    contents = {
        "conversion.log": conversion_log(summary),
        "unconverted.jsonl": unconverted_jsonl(summary),
        "unconverted.csv": unconverted_csv(summary),
        "edits.csv": edits_csv(summary),
        "report.json": by_lines(report(summary)),
        "report.sarif": sarif_text(summary, language),
        "report.html": html_text(summary, language),
    }
    for name, text in contents.items():
        write_file(folder / name, text.encode("utf-8", "backslashreplace"))


def conversion_log(summary: Summary) -> str:
    """A line per finding (and the traceback of a failure), then the summary."""
    lines: list[str] = []
    for file in summary.files:
        lines += (line(found, summary.options.lang) for found in file.diagnostics)
        lines += [f"    debug: {text}" for text in file.trace.splitlines()]
    return "\n".join([*lines, *(f"# {text}" for text in plain_lines(summary)), ""])


def unconverted_jsonl(summary: Summary) -> str:
    """A JSON object per API that was left somewhere."""
    return "".join(json.dumps(_left(left)) + "\n" for left in summary.left_apis)


def unconverted_csv(summary: Summary) -> str:
    """The same as a table: api, count, codes, why, places, evidence."""
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(["api", "count", "codes", "why", "places", "evidence"])
    for left in summary.left_apis:
        places = "; ".join(f"{place.file}:{place.line}:{place.column}" for place in left.places)
        evidence = " | ".join(dict.fromkeys(place.evidence for place in left.places if place.evidence))
        table.writerow([left.api, len(left.places), " ".join(left.codes), " | ".join(left.reasons), places, evidence])
    return stream.getvalue()


def edits_csv(summary: Summary) -> str:
    """Which lines of each module were edited, and which of the output take their place; all others are the same."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(["file", "line", "lines", "output_line", "output_lines"])
    for file in summary.files:
        for first, end, new_first, new_end in file.edited:
            table.writerow([file.path, first, end - first, new_first, new_end - new_first])
    return stream.getvalue()


def _left(left: LeftApi) -> dict[str, Any]:
    return {
        "api": left.api,
        "count": len(left.places),
        "codes": list(left.codes),
        "why": list(left.reasons),
        "places": [
            {
                "file": place.file,
                "line": place.line,
                "column": place.column,
                "end_line": place.end_line,
                "end_column": place.end_column,
                "code": place.code,
                "message": place.message,
                "evidence": place.evidence,
            }
            for place in left.places
        ],
    }


def by_lines(content: dict[str, Any]) -> str:
    """JSON with a line for each field, and for each item of a list; indenting all takes several times as long."""
    fields = []
    for name, value in content.items():
        if isinstance(value, list) and value:
            text = "[\n" + ",\n".join(f"    {json.dumps(item)}" for item in value) + "\n  ]"
        else:
            text = json.dumps(value)
        fields.append(f"  {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def report(summary: Summary) -> dict[str, Any]:
    """The content of ``report.json`` (its fields are described in docs/command.md)."""
    return {
        "schema": SCHEMA_VERSION,
        "versions": dict(versions()),
        "source": summary.source,
        "output": summary.output,
        "options": asdict(summary.options),
        "files_by_status": summary.statuses(),
        "files": [_file(file) for file in summary.files],
        "calls": calls_of(summary.calls),
        "rules": [
            {"api": api, "proved": proved, "count": count} for api, (proved, count) in summary.rules_used.items()
        ],
        "left": [_left(left) for left in summary.left_apis],
        "formats": formats.report(summary),
        "effort": _effort(summary),
        "packages": along.report(summary),
        "dependencies": [
            {
                "package": found.package,
                "needs_torch": True if found.needs_torch else None,
                "advice": found.advice,
                "files": list(found.files),
            }
            for found in summary.dependencies
        ],
        "helper_module": summary.helper_module,
        "helpers": list(summary.helpers),
        "jobs": summary.jobs,
        "seconds": summary.seconds,
    }


def _file(file: FileRecord) -> dict[str, Any]:
    found: dict[str, Any] = {"path": file.path, "status": file.status}
    calls = count_calls([file])
    if calls.total:
        found["calls"] = calls_of(calls)
    if file.helpers:
        found["helpers"] = list(file.helpers)
    if file.diagnostics:
        found["diagnostics"] = [asdict(finding) | {"severity": finding.severity} for finding in file.diagnostics]
    if file.receivers:
        found["receivers"] = [receiver._asdict() for receiver in file.receivers]
    if file.cached:
        found["cached"] = True
    return found


def _effort(summary: Summary) -> dict[str, Any]:
    """The estimate for the tree, and for each file that leaves work, the most first."""
    return asdict(tree_effort(summary)) | {
        "files": [{"path": path} | asdict(effort) for path, effort in file_efforts(summary)]
    }


def calls_of(calls: Any) -> dict[str, int]:
    """Uses by outcome, as reports have them."""
    return {"proved": calls.proved, "unproved": calls.unproved, "left": calls.left, "total": calls.total}


def versions() -> Iterator[tuple[str, str]]:
    """What made a report."""
    yield "paconvert_ng", __version__
    yield "python", sys.version.split()[0]
    yield "libcst", _libcst_version()


def _libcst_version() -> str:
    """The version of libcst; where it converted in this process, it says so itself, which is quicker to ask."""
    loaded = sys.modules.get("libcst._version")
    if loaded is not None:
        return str(loaded.__version__)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("libcst")
    except PackageNotFoundError:
        return "unknown"
