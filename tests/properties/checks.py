"""What must hold of every conversion; each check raises `Finding`, which carries the program."""

from __future__ import annotations

import ast
import os

os.environ.setdefault("PACONVERT_STRICT_RULES", "0")

from paconvert_ng import ConversionResult, convert_source

#: An exception inside the converter, a failed check of the output, an output that names what does not exist.
BROKEN = frozenset({"PC303", "PC304", "PC305"})


class Finding(AssertionError):
    """A program for which a property does not hold."""

    def __init__(self, kind: str, source: str, message: str) -> None:
        super().__init__(f"{message}\n--- {kind}\n{source}")
        self.kind = kind
        self.source = source


def check_untouched(source: str) -> None:
    """A program that uses no source framework comes out byte for byte."""
    try:
        result = convert_source(source, filename="program.py")
    except Exception as error:
        raise Finding("untouched", source, f"the converter raised {error!r}") from error
    if result.code != source:
        raise Finding("untouched", source, f"changed to\n{result.code}")
    if any(diagnostic.code in BROKEN for diagnostic in result.diagnostics):
        raise Finding("untouched", source, "\n".join(map(str, result.diagnostics)))


def check_converts(source: str, kind: str = "planted") -> ConversionResult:
    """The conversion does not fail, parses, and converts to itself; returns it."""
    try:
        result = convert_source(source, filename="program.py")
    except Exception as error:
        raise Finding(kind, source, f"the converter raised {error!r}") from error
    broken = [str(diagnostic) for diagnostic in result.diagnostics if diagnostic.code in BROKEN]
    if broken:
        raise Finding(kind, source, "\n".join(broken))
    try:
        ast.parse(result.code)
    except SyntaxError as error:
        raise Finding(kind, source, f"the output does not parse: {error}\n{result.code}") from None
    again = convert_source(result.code, filename="program.py").code
    if again != result.code:
        raise Finding(kind, source, f"converting again changes\n{result.code}\nto\n{again}")
    return result
