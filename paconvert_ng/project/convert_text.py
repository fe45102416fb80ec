"""Converting one text, whatever happens: every failure is a diagnostic, never an exception."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.diagnostics.receivers import Receiver
from paconvert_ng.project.source_text import DecodeError, EncodeError, decode
from paconvert_ng.report.summary import FileStatus

if TYPE_CHECKING:
    from paconvert_ng.along.way import Way
    from paconvert_ng.emit.edits import LineRange
    from paconvert_ng.options import Options
    from paconvert_ng.project.engine import Engine, Result


class Conversion(NamedTuple):
    """How a text is to be converted: what the engine needs, and how the file reaches the helper module."""

    engine: Engine
    rules: Any
    tree: Any
    options: Options
    helper_import: str | None = None
    only_texts: bool = False
    """The text's code uses no framework: only what its comments and strings say is looked at."""
    way: Way | None = None
    """How the file reaches packages that were taken along."""


class Outcome(NamedTuple):
    """What converting one file gave. ``data`` is the new content, None where the file stays as it is.

    ``edited`` are the lines that were edited: first and the one behind the last, there and in the output.
    """

    status: FileStatus
    data: bytes | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    converted: tuple[tuple[str, bool, int], ...] = ()
    helpers: tuple[str, ...] = ()
    trace: str = ""
    receivers: tuple[Receiver, ...] = ()
    edited: tuple[LineRange, ...] = ()


class TextOutcome(NamedTuple):
    """What converting one text gave; ``code`` is the text itself if it failed."""

    code: str
    diagnostics: tuple[Diagnostic, ...] = ()
    converted: tuple[tuple[str, bool, int], ...] = ()
    helpers: tuple[str, ...] = ()
    trace: str = ""
    receivers: tuple[Receiver, ...] = ()
    edited: tuple[LineRange, ...] = ()

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def convert_text(source: str, path: str, conversion: Conversion) -> TextOutcome:
    """Convert one text. A text that does not parse, or on which the converter fails, comes back unchanged."""
    try:
        result = _result(source, path, conversion)
    except Exception as error:
        return _failure(source, path, conversion.engine, error)
    diagnostics = tuple(sorted(result.diagnostics, key=lambda found: (found.line, found.column, found.code, found.api)))
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        return TextOutcome(source, diagnostics)
    converted = tuple((api, proved, count) for (api, proved), count in sorted(Counter(result.converted).items()))
    helpers = tuple(sorted(result.helpers))
    return TextOutcome(result.code, diagnostics, converted, helpers, receivers=result.receivers, edited=result.edited)


def _result(source: str, path: str, conversion: Conversion) -> Result:
    if not conversion.options.profile:
        return _converted(source, path, conversion)
    from paconvert_ng.profiles.stage import with_profile

    return with_profile(source, path, conversion.options, lambda text: _converted(text, path, conversion))


def _converted(source: str, path: str, conversion: Conversion) -> Result:
    engine, options, rules = conversion.engine, conversion.options, conversion.rules
    if conversion.only_texts:
        return engine.describe(source, path=path, options=options, rules=rules)
    helper_import = _with_line_ends_of(source, conversion.helper_import)
    return engine.convert(
        source,
        path=path,
        tree=conversion.tree,
        options=options,
        rules=rules,
        helper_import=helper_import,
        way=conversion.way,
    )


def _with_line_ends_of(source: str, statements: str | None) -> str | None:
    first, ended, _ = source.partition("\n")
    return statements.replace("\n", "\r\n") if statements and ended and first.endswith("\r") else statements


def _failure(source: str, path: str, engine: Engine, error: Exception) -> TextOutcome:
    import traceback

    trace = "".join(traceback.format_exception(error))
    try:
        problem = engine.parse_problem(source)
    except Exception as second:  # the parser itself fails on this text: that is the finding
        problem, error = None, second
    if problem is not None:
        return TextOutcome(source, (whole_file("PC301", path, problem.message, problem.line, problem.column),))
    text = " ".join(str(error).split()) or "no message"
    finding = whole_file(engine.failure_code(error), path, f"{type(error).__name__}: {text}")
    return TextOutcome(source, (finding,), trace=trace)


def convert_bytes(data: bytes, path: str, conversion: Conversion) -> Outcome:
    """Convert the content of one file; what is not edited comes back byte for byte."""
    try:
        source = decode(data)
    except DecodeError as error:
        return Outcome("failed", diagnostics=(whole_file("PC302", path, str(error)),))
    result = convert_text(source.text, path, conversion)
    if result.failed:
        return Outcome("failed", diagnostics=result.diagnostics, trace=result.trace)
    if result.code == source.text:
        return Outcome(
            "unchanged", None, result.diagnostics, result.converted, result.helpers, receivers=result.receivers
        )
    try:
        encoded = source.encode(result.code)
    except EncodeError as error:
        return Outcome("failed", diagnostics=(*result.diagnostics, whole_file("PC302", path, str(error))))
    return Outcome(
        "converted",
        encoded,
        result.diagnostics,
        result.converted,
        result.helpers,
        receivers=result.receivers,
        edited=result.edited,
    )
