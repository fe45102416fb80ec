"""The record of one finding."""

from __future__ import annotations

from dataclasses import dataclass

from paconvert_ng.diagnostics.catalog import CATALOG
from paconvert_ng.diagnostics.entry import Level


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. Lines are 1-based, columns 0-based, in the original file.

    ``api`` is "" and the place the file's beginning (line 1, column 0) where it concerns a whole file.
    ``output_line`` and ``output_column`` are where the same place is in the output; line 0 if that is not known.
    ``evidence`` says what is known of the receiver, where the finding is about a member.
    """

    code: str
    api: str
    message: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    output_line: int = 0
    output_column: int = 0
    evidence: str = ""

    @property
    def severity(self) -> Level:
        return CATALOG[self.code].level

    @property
    def unconverted(self) -> bool:
        """Whether something that needs torch was left as it was: a use of its API, a dependency, a command, a cell."""
        return self.severity == "unconverted"

    @property
    def leaves_use(self) -> bool:
        """Whether this stands for a use of a source API that was left as it was."""
        return self.code.startswith("PC1")

    @property
    def end(self) -> tuple[int, int]:
        return (self.end_line, self.end_column)

    def __str__(self) -> str:
        subject = f" {self.api}" if self.api else ""
        evidence = f" [receiver: {self.evidence}]" if self.evidence else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code}{subject}: {self.message}{evidence}"


def whole_file(code: str, path: str, message: str, line: int = 1, column: int = 0) -> Diagnostic:
    """A finding about a file as a whole, or the place in it where reading stopped."""
    return Diagnostic(code, "", message, path, line, column, line, column)
