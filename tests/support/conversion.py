"""Converting a small program for a proof, and what every conversion must satisfy whatever it says."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from paconvert_ng.rules.model import RuleTest
from tests.support.programs import framework_words, function_source


class Result(Protocol):
    """What ``convert_source`` returns, as far as proofs look at it."""

    @property
    def code(self) -> str: ...
    @property
    def diagnostics(self) -> Sequence[Any]: ...
    @property
    def unconverted(self) -> Sequence[Any]: ...


Converter = Callable[[str], Result]


class ProofFailure(AssertionError):
    """A rule's test does not hold; the message shows where the rule is, both programs and what differs."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A program, its conversion, and the rule test they stand for."""

    test: RuleTest
    program: str
    code: str
    diagnostics: tuple[str, ...]

    def fail(self, lines: Sequence[str], form: str = "") -> ProofFailure:
        return failure(self.test, lines, self.program, self.code, self.diagnostics, form)


def failure(
    test: RuleTest,
    lines: Sequence[str],
    program: str,
    code: str = "",
    diagnostics: Sequence[str] = (),
    form: str = "",
) -> ProofFailure:
    """The error that a failed proof raises. ``form`` narrows both programs to that function."""
    parts = [f"{test.where}: {test.rule}" + (f" ({form.replace('_', ' ')})" if form else "")]
    parts += [f"  {line}" for line in lines]
    parts += ["--- program", (form and function_source(program, form)) or program.rstrip()]
    if code:
        parts += ["--- converted", (form and _function_of(code, form)) or code.rstrip()]
    if diagnostics:
        parts += ["--- diagnostics", *diagnostics]
    return ProofFailure("\n".join(parts))


def _function_of(code: str, name: str) -> str:
    try:
        return function_source(code, name)
    except SyntaxError:
        return ""


def convert_program(test: RuleTest, program: str, convert: Converter, *, complete: bool = True) -> Converted:
    """Converts and checks the text: it parses, names no source framework, and converts to itself.

    With ``complete`` nothing may be left unconverted. Raises ProofFailure.
    """
    result = convert(program)
    diagnostics = tuple(str(diagnostic) for diagnostic in result.diagnostics)
    converted = Converted(test, program, result.code, diagnostics)
    try:
        ast.parse(result.code)
    except SyntaxError as error:
        raise converted.fail([f"the converted program does not parse: {error}"]) from None
    if not complete:
        return converted
    if result.unconverted:
        raise converted.fail(["left unconverted:", *(f"  {diagnostic}" for diagnostic in result.unconverted)])
    words = framework_words(result.code)
    if words:
        raise converted.fail([f"the converted program still names the source framework: {', '.join(words[:5])}"])
    again = convert(result.code)
    if again.code != result.code:
        raise converted.fail(["converting the output again changes it:", *_changed_lines(result.code, again.code)])
    return converted


def _changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "first", "second", lineterm="", n=0)
    return list(lines)[:20]
