"""``report.sarif``: the findings in the format that code hosts and editors read (SARIF 2.1.0)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from paconvert_ng import __version__
from paconvert_ng.diagnostics.catalog import CATALOG
from paconvert_ng.diagnostics.entry import Entry, Language, Level
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.wording import explained
from paconvert_ng.report.summary import Summary

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: What the paths of findings are relative to.
_BASE = "SRCROOT"
_LEVELS: dict[Level, str] = {"error": "error", "unconverted": "warning", "behaviour": "note", "info": "note"}
_LANGUAGE_TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}


def sarif_text(summary: Summary, language: Language) -> str:
    """The file's text; the same for the same findings."""
    return json.dumps(sarif(summary, language), ensure_ascii=False, separators=(",", ":")) + "\n"


def sarif(summary: Summary, language: Language) -> dict[str, Any]:
    """One run with every finding as a result. Columns count from 1, in characters."""
    rules = {code: index for index, code in enumerate(CATALOG)}
    source = Path(summary.source)
    # A single file's findings are relative to the folder that it lies in.
    single = len(summary.files) == 1 and summary.files[0].path == source.name and not source.is_dir()
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "paconvert_ng",
                        "version": __version__,
                        "language": _LANGUAGE_TAGS[language],
                        "rules": [_rule(entry, language) for entry in CATALOG.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {_BASE: {"uri": f"file://{_quoted(str(source.parent if single else source))}/"}},
                "results": [_result(found, rules[found.code], language) for found in summary.diagnostics],
            }
        ],
    }


def _rule(entry: Entry, language: Language) -> dict[str, Any]:
    return {
        "id": entry.code,
        "shortDescription": {"text": entry.title.in_(language)},
        "fullDescription": {"text": entry.meaning.in_(language)},
        "help": {"text": entry.advice.in_(language)},
        "defaultConfiguration": {"level": _LEVELS[entry.level]},
    }


def _result(found: Diagnostic, rule_index: int, language: Language) -> dict[str, Any]:
    message = explained(found, language)
    location: dict[str, Any] = {"artifactLocation": {"uri": _quoted(found.file), "uriBaseId": _BASE}}
    if (found.line, found.column, *found.end) != (1, 0, 1, 0):  # else it concerns the file as a whole
        location["region"] = {
            "startLine": found.line,
            "startColumn": found.column + 1,
            "endLine": found.end_line,
            "endColumn": found.end_column + 1,
        }
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[found.severity],
        "message": {"text": f"{found.api}: {message}" if found.api else message},
        "locations": [{"physicalLocation": location}],
        "properties": {"level": found.severity},
    }
    if found.api:
        result["properties"]["api"] = found.api
    return result


def _quoted(path: str) -> str:
    """A path as part of a URI; names that are no text keep their bytes."""
    return quote(os.fsencode(path.replace(os.sep, "/")))
