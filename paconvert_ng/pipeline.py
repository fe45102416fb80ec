"""The conversion of one file: parse, analyse, decide, edit, check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from paconvert_ng.analysis.evidence import Evidence
from paconvert_ng.analysis.facts import Facts, Use
from paconvert_ng.analysis.infer import analyze
from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.analysis.tree_index import TreeIndex
from paconvert_ng.analysis.values import Method
from paconvert_ng.check.output import check_output
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.receivers import Receiver
from paconvert_ng.emit.edits import Edit, apply, moved, outermost
from paconvert_ng.emit.helpers import helper_function, inline
from paconvert_ng.emit.marks import PROBE_CODE, PROBE_MESSAGE
from paconvert_ng.emit.names import Names, free_name
from paconvert_ng.emit.positions import Lines, Span, spans
from paconvert_ng.emit.writer import Writer
from paconvert_ng.options import Options
from paconvert_ng.rewrite.decisions import Decision, Left, Noted
from paconvert_ng.rewrite.match import Matcher
from paconvert_ng.rewrite.receivers import receivers
from paconvert_ng.rules.model import RuleSet
from paconvert_ng.rules.signatures import source_signatures, target_signatures

HELPER_MODULE = "paddle_helpers"
_BOM = "\ufeff"


@dataclass(frozen=True)
class FileResult:
    """The conversion of one file. Picklable.

    ``converted`` has an entry for every use that was converted: the source API and whether its rule is proved.
    ``helpers`` are the names that the text takes from the helper module. ``receivers`` says by what evidence members
    were taken for those of a source class, or not.
    """

    code: str
    changed: bool
    diagnostics: tuple[Diagnostic, ...] = ()
    converted: tuple[tuple[str, bool], ...] = ()
    helpers: frozenset[str] = frozenset()
    receivers: tuple[Receiver, ...] = ()


def convert_module(
    source: str,
    *,
    path: str,
    tree: TreeIndex,
    options: Options,
    rules: RuleSet,
    helper_import: str | None,
    helper_module: str = HELPER_MODULE,
) -> FileResult:
    """Convert one file's text.

    ``path`` is its relative posix path in the tree. ``helper_import`` is the statement by which it reaches
    the helper module (more than one line is possible), or None to have the helpers inlined.
    Raises libcst.ParserSyntaxError if the source does not parse, CheckError if the output fails its checks.
    """
    bom = _BOM if source.startswith(_BOM) else ""
    text = source.removeprefix(_BOM)
    module = cst.parse_module(text)
    knowledge = _knowledge(rules)
    facts, classes = analyze(module, text, path, tree, knowledge)
    if not facts.brings_source:
        return FileResult(source, changed=False)
    if helper_import is None:
        helper_module = free_name(helper_module, facts.identifiers)
    names = Names(facts, rules, helper_module)
    decisions = _decide(facts, Matcher(facts, classes, knowledge, options))
    if facts.directives.kept:
        _keep(decisions, module, text, names)
    writer = Writer(module, text, facts, decisions, knowledge, names, tree.exported(path))
    _note_probes(writer, decisions)
    edits = writer.edits()
    if not names.helpers:
        helper_lines = []
    else:
        helper_lines = [helper_import] if helper_import is not None else inline(names.helpers, helper_module)
    edits = outermost([*edits, *writer.prelude(helper_lines)])
    code, places = apply(text, edits)
    if edits:
        paddle_names = target_signatures(options.paddle_version)
        check_output(text, code, edits, places, paddle_names, helper_function(helper_module))
    evidence = Evidence(facts, classes)
    where = _Places(writer.lines, edits, places, code)
    diagnostics, converted = _report(path, decisions, facts.shown, writer, where, evidence)
    judged = receivers(facts, decisions, evidence, writer.line_of)
    diagnostics = tuple(found for found in diagnostics if not facts.directives.ignores(found.line, found.code))
    return FileResult(bom + code, code != text, diagnostics, converted, frozenset(names.helpers), judged)


@lru_cache(maxsize=4)
def _knowledge(rules: RuleSet) -> Knowledge:
    """What is known of the source framework, once for all files that are converted with the same rules."""
    return Knowledge(rules, source_signatures())


def _decide(facts: Facts, matcher: Matcher) -> dict[cst.CSTNode, tuple[Use, Decision]]:
    decided: dict[cst.CSTNode, tuple[Use, Decision]] = {}
    for node, use in facts.uses.items():
        decision = matcher.decide(use)
        if decision is not None:
            decided[node] = (use, decision)
    return decided


def _keep(
    decisions: dict[cst.CSTNode, tuple[Use, Decision]],
    module: cst.Module,
    text: str,
    names: Names,
) -> None:
    """Take away the decisions about code that its author wants kept, and keep the imports that it uses."""
    places, lines = spans(module, set(decisions), text), Lines(text)
    for node, (use, _) in list(decisions.items()):
        if node in places and names.facts.directives.keeps(lines.position(places[node].inner_start)[0]):
            del decisions[node]
            root = names.root(use)
            statements = [b.statement for b in names.facts.imports if root is not None and b.local == root[0].value]
            for binding in names.facts.imports:
                if binding.statement in statements:
                    names.keep(binding.local)


def _note_probes(writer: Writer, decisions: dict[cst.CSTNode, tuple[Use, Decision]]) -> None:
    """Uses that go through a probe that stays (``try: import flash_attn``) stay with it."""
    left = {binding.local for binding in writer.left_imports()}
    for node, (use, decision) in list(decisions.items()):
        root = writer.names.root(use)
        if root is not None and root[0].value in left:
            message = "reached only where that package can be imported; left as it is"
            decisions[node] = (use, Noted(decision.api, decision.proved, PROBE_CODE, message))
            # Its text stays, so what else may bring that name (the fallback of the probe) must still bind it.
            writer.kept_names.add(root[0].value)


class _Places:
    """Where spans of the original stand, there and in the output."""

    def __init__(self, lines: Lines, edits: list[Edit], places: list[tuple[int, int]], code: str) -> None:
        self.lines = lines
        self.edits = edits
        self.places = places
        self.output = Lines(code)

    def of(self, span: Span | None) -> tuple[int, int, int, int, int, int]:
        """Line, column, end line, end column; line and column in the output."""
        if span is None:
            return (1, 0, 1, 0, 1, 0)
        end = self.lines.position(span.end)
        output = self.output.position(moved(span.start, self.edits, self.places))
        return (*self.lines.position(span.start), *end, *output)


def _report(
    path: str,
    decisions: dict[cst.CSTNode, tuple[Use, Decision]],
    shown: Mapping[cst.BaseExpression, str],
    writer: Writer,
    places: _Places,
    evidence: Evidence,
) -> tuple[tuple[Diagnostic, ...], tuple[tuple[str, bool], ...]]:
    diagnostics: list[Diagnostic] = []
    converted: list[tuple[str, bool]] = []
    for node, (use, decision) in decisions.items():
        if not isinstance(decision, Left | Noted):
            converted.append((decision.api, decision.proved))
            continue
        span = writer.spans.get(node) or (writer.spans.get(use.owner) if use.owner is not None else None)
        why = evidence.of(use)[1] if isinstance(use.target, Method) else ""
        diagnostics.append(Diagnostic(decision.code, decision.api, decision.message, path, *places.of(span), why))
    for node, cls in shown.items():
        span = writer.spans.get(node)
        if span is not None:
            message = f"its text names the framework: paddle.{cls.rpartition('.')[2]}"
            diagnostics.append(Diagnostic("PC204", cls, message, path, *places.of(span)))
    for binding in writer.left_imports():
        place = places.of(writer.spans[binding.owner])
        diagnostics.append(Diagnostic(PROBE_CODE, binding.name, PROBE_MESSAGE, path, *place))
    for binding in writer.facts.imports:
        if binding.local in writer.names.kept_locals:
            place = places.of(writer.spans[binding.owner])
            diagnostics.append(Diagnostic("PC205", binding.name, "imported for code that is kept", path, *place))
    diagnostics.sort(key=lambda d: (d.line, d.column, d.code))
    return tuple(diagnostics), tuple(converted)


__all__ = ["HELPER_MODULE", "Edit", "FileResult", "convert_module"]
