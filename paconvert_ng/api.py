"""The Python interface: ``convert_source`` for one text, ``convert_tree`` for a file or folder."""

from __future__ import annotations

import ast
import os
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.formats.kinds import is_stub
from paconvert_ng.options import Options
from paconvert_ng.project import engine
from paconvert_ng.project.convert_text import Conversion, convert_text
from paconvert_ng.project.dependencies import in_text
from paconvert_ng.project.source_text import SourceText

if TYPE_CHECKING:
    from paconvert_ng.project.passes import Progress
    from paconvert_ng.report.summary import Summary


@dataclass(frozen=True, slots=True)
class ConversionResult:
    """What converting one text gave. ``code`` is the text itself where nothing could be converted."""

    code: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def unconverted(self) -> tuple[Diagnostic, ...]:
        """The diagnostics for uses that were left as they were; empty when everything was converted."""
        return tuple(diagnostic for diagnostic in self.diagnostics if diagnostic.unconverted)


def convert_source(source: str, *, filename: str = "<string>", options: Options | None = None) -> ConversionResult:
    """Convert one file's text; the result is one self-contained file, the helpers that it needs in it.

    A stub (``filename`` ends in ``.pyi``) only names its helpers.

    A text that does not parse comes back as it is, with a diagnostic of code PC301.
    ``filename`` is what diagnostics call it. Raises RuleError for faulty ``options.rules``, UsageError for a profile
    that there is not.
    """
    options = options or Options()
    whole = SourceText.of(source)
    text = whole.text
    if options.profile or options.to == "torch":
        from paconvert_ng.profiles.find import check

        check(options)
    if options.to == "torch":
        return _only_profile(whole, filename, options)
    packages = in_text(text, filename)
    if not engine.mentions(text):
        refused = _parse_diagnostics(text, filename)
        return ConversionResult(source, refused) if refused else _only_texts(whole, filename, options, packages)
    seen = text
    if options.profile:
        from paconvert_ng.profiles.stage import edited_text

        seen = edited_text(text, filename, options)
    tree = engine.build_tree({filename: engine.index(seen, filename)}, "")
    if is_stub(filename):
        from paconvert_ng.formats.stub import names_taken, stub_import

        named = stub_import(text, None)
    else:
        named = None
    conversion = Conversion(engine, _rules(options.paddle_version, options.rules), tree, options, named)
    outcome = convert_text(text, filename, conversion)
    stub = names_taken(filename, named, outcome.helpers) if named else ()
    found = sorted((*stub, *outcome.diagnostics, *packages), key=lambda finding: (finding.line, finding.column))
    return ConversionResult(whole.restore(outcome.code), tuple(found))


def _only_profile(source: SourceText, filename: str, options: Options) -> ConversionResult:
    only_profiles = engine.load_engine(engine.ONLY_PROFILES)
    conversion = Conversion(only_profiles, None, None, options, "", only_texts=True)
    outcome = convert_text(source.text, filename, conversion)
    return ConversionResult(source.restore(outcome.code), outcome.diagnostics)


def _only_texts(
    source: SourceText, filename: str, options: Options, packages: tuple[Diagnostic, ...]
) -> ConversionResult:
    rules = _rules(options.paddle_version, options.rules) if options.rewrite_docs else None
    result = convert_text(source.text, filename, Conversion(engine, rules, None, options, "", only_texts=True))
    found = sorted((*result.diagnostics, *packages), key=lambda finding: (finding.line, finding.column))
    return ConversionResult(source.restore(result.code), tuple(found))


def _parse_diagnostics(text: str, filename: str) -> tuple[Diagnostic, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # It may be the syntax of a newer Python, which the parser in use knows.
        problem = engine.parse_problem(text)
        if problem is not None:
            return (whole_file("PC301", filename, problem.message, problem.line, problem.column),)
    return ()


@lru_cache(maxsize=4)
def _rules(paddle_version: str, folders: tuple[str, ...]) -> Any:
    return engine.load_rules(Options(paddle_version=paddle_version, rules=folders))


def convert_tree(
    in_dir: str | os.PathLike[str],
    output_dir: str | os.PathLike[str] | None = None,
    *,
    log_dir: str | os.PathLike[str] | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Convert a file or folder as the command ``paconvert`` does, and say what was done.

    ``output_dir`` defaults to ``paddle_project/<name of in_dir>`` in the current folder. Logs
    are written only with ``log_dir``. ``progress`` is called with the phase ("index" or
    "convert"), the files done and the files in all. Raises UsageError for paths or options
    that cannot be used, OutputError if the output cannot be written, RuleError for faulty rules.
    """
    from paconvert_ng.project.paths import resolve
    from paconvert_ng.project.run import run

    options = options or Options()
    paths = resolve(in_dir, output_dir, log_dir, options.to if options.to == "torch" else "paddle")
    summary = run(paths, options, progress or _silent)
    if paths.logs is not None and not options.diff:
        from paconvert_ng.report.logs import write_logs

        write_logs(summary, paths.logs)
    return summary


def _silent(phase: str, done: int, total: int) -> None:
    """No progress is shown."""
