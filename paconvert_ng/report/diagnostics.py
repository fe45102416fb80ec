"""Diagnostics: one table of codes, and the record of one finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]

#: code → (severity, short title). Each has a section in docs/diagnostics.md.
CODES: dict[str, tuple[Severity, str]] = {
    "PC101": ("warning", "no rule for this API"),
    "PC102": ("warning", "Paddle has no equivalent"),
    "PC103": ("warning", "an argument is not handled by the rule"),
    "PC104": ("warning", "the value of an argument is not known"),
    "PC105": ("warning", "the call does not fit the API's signature"),
    "PC106": ("warning", "arguments cannot be kept in their order of evaluation"),
    "PC107": ("warning", "the name may mean different things here"),
    "PC108": ("warning", "the API cannot be used as a value"),
    "PC201": ("info", "the receiver's type is not known; left as it is"),
    "PC202": ("info", "an optional package is probed and left as it is"),
    "PC203": ("info", "a third-party package that needs torch is imported"),
    "PC301": ("error", "the file does not parse; copied unchanged"),
    "PC302": ("error", "the file could not be decoded; copied unchanged"),
    "PC303": ("error", "the converter failed on this file; copied unchanged"),
    "PC304": ("error", "the converted file failed its checks; copied unchanged"),
}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. Lines are 1-based, columns 0-based, in the original file."""

    code: str
    api: str
    message: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def severity(self) -> Severity:
        return CODES[self.code][0]

    @property
    def end(self) -> tuple[int, int]:
        return (self.end_line, self.end_column)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.api}: {self.message}"
