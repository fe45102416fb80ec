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
    "PC204": ("info", "the printed text of the value names the framework"),
    "PC301": ("error", "the file does not parse; copied unchanged"),
    "PC302": ("error", "the file cannot be read or written in its encoding; copied unchanged"),
    "PC303": ("error", "the converter failed on this file; copied unchanged"),
    "PC304": ("error", "the converted file failed its checks; copied unchanged"),
    "PC305": ("error", "the file could not be read; left out"),
    "PC401": ("info", "left out of the output"),
    "PC501": ("info", "a dependency on torch is now one on paddlepaddle"),
    "PC502": ("info", "a dependency that the converted code does not need is taken out"),
    "PC503": ("warning", "a dependency that names torch is left"),
    "PC511": ("info", "a command line names torch; left as it is"),
    "PC512": ("info", "a command line is rewritten"),
    "PC513": ("warning", "an option of a launcher has no counterpart"),
    "PC521": ("warning", "a notebook, or a cell of one, is left as it is"),
    "PC522": ("info", "a magic of a notebook names torch; left as it is"),
    "PC531": ("info", "a stub takes names from the helper module"),
}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. Lines are 1-based, columns 0-based, in the original file.

    ``api`` is "" and the place the file's beginning (line 1, column 0) where it concerns a whole file.
    """

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
    def unconverted(self) -> bool:
        """Whether this stands for a use of a source API that was left as it was."""
        return self.code.startswith("PC1")

    @property
    def end(self) -> tuple[int, int]:
        return (self.end_line, self.end_column)

    def __str__(self) -> str:
        subject = f" {self.api}" if self.api else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code}{subject}: {self.message}"


def whole_file(code: str, path: str, message: str, line: int = 1, column: int = 0) -> Diagnostic:
    """A finding about a file as a whole, or the place in it where reading stopped."""
    return Diagnostic(code, "", message, path, line, column, line, column)
