"""The conversion of one file: parse, analyse, decide, edit, check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from paconvert_ng.along.way import Way
from paconvert_ng.analysis.directives import Directives, directives
from paconvert_ng.analysis.evidence import Evidence
from paconvert_ng.analysis.facts import Facts, Use
from paconvert_ng.analysis.infer import analyze
from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.analysis.tree_index import TreeIndex
from paconvert_ng.check.left import check_left
from paconvert_ng.check.mentions import WORD
from paconvert_ng.check.output import Checked, check_output, read
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.receivers import Receiver
from paconvert_ng.emit.edits import Edit, LineRange, apply, outermost
from paconvert_ng.emit.ending import split_ending
from paconvert_ng.emit.findings import Where, of_behaviour, of_graphs, of_imports, of_texts, of_uses
from paconvert_ng.emit.helpers import helper_function, inline
from paconvert_ng.emit.marks import PROBE_CODE, PROBE_MESSAGE
from paconvert_ng.emit.names import Names, free_name
from paconvert_ng.emit.positions import Lines, Span, spans
from paconvert_ng.emit.texts import rewrites
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
    were taken for those of a source class, or not. ``edited`` are the lines that were edited.
    """

    code: str
    changed: bool
    diagnostics: tuple[Diagnostic, ...] = ()
    converted: tuple[tuple[str, bool], ...] = ()
    helpers: frozenset[str] = frozenset()
    receivers: tuple[Receiver, ...] = ()
    edited: tuple[LineRange, ...] = ()


def convert_module(
    source: str,
    *,
    path: str,
    tree: TreeIndex,
    options: Options,
    rules: RuleSet,
    helper_import: str | None,
    helper_module: str = HELPER_MODULE,
    way: Way | None = None,
) -> FileResult:
    """Convert one file's text.

    ``path`` is its relative posix path in the tree. ``helper_import`` is the statement by which it reaches
    the helper module (more than one line is possible), or None to have the helpers inlined. ``way`` is how it reaches
    packages that were taken along.
    Raises libcst.ParserSyntaxError if the source does not parse, CheckError if the output fails its checks.
    """
    bom = _BOM if source.startswith(_BOM) else ""
    text, ending = split_ending(source.removeprefix(_BOM))
    module = cst.parse_module(text)
    knowledge = knowledge_of(rules)
    facts, classes = analyze(module, text, path, tree, knowledge)
    if not facts.brings_source and not facts.along and not facts.along_names and not facts.asks_for_packages:
        owners = spans(module, {binding.owner for binding in facts.imports}, text)
        probes = [(binding.name, owners[binding.owner]) for binding in facts.imports if binding.owner in owners]
        return describe(source, path=path, options=options, rules=rules, probes=probes)
    if helper_import is None:
        helper_module = free_name(helper_module, facts.identifiers)
    names = Names(facts, rules, helper_module)
    decisions = _decide(facts, Matcher(facts, classes, knowledge, options))
    if facts.directives.kept:
        _keep(decisions, module, text, names)
    writer = Writer(module, text, facts, decisions, knowledge, names, tree.exported(path), way, options.static_graph)
    _note_probes(writer, decisions)
    edits = writer.edits()
    if not names.helpers:
        helper_lines = []
    else:
        helper_lines = [helper_import] if helper_import is not None else inline(names.helpers, helper_module)
    edits = [*edits, *writer.prelude(helper_lines)]
    rewritten = rewrites(text, knowledge) if options.rewrite_docs else []
    edits = outermost([*edits, *rewritten])
    code, places = apply(text, edits)
    checked = Checked()
    if edits:
        paddle_names = target_signatures(options.paddle_version)
        checked = check_output(text, code, edits, places, paddle_names, helper_function(helper_module))
    where = Where(path, writer.lines, edits, places, code)
    evidence = Evidence(facts, classes)
    found = [*of_uses(decisions, facts, writer, where, evidence), *of_imports(writer, where)]
    placeholder = names.placeholder if writer.needs_placeholder else ""
    check_left(
        checked.nodes, placeholder, where.listing(found, facts.directives.kept), {*tree.along, *tree.own_frameworks}
    )
    found += of_graphs(writer, where)
    found += of_behaviour(decisions, knowledge, writer, where)
    found += of_texts(checked if edits else read(code), where, rewritten)
    result = FileResult(
        bom + code + ending,
        code != text,
        _shown(found, facts.directives),
        tuple((d.api, d.proved) for _, d in decisions.values() if not isinstance(d, Left | Noted)),
        frozenset(names.helpers),
        receivers(facts, decisions, evidence, writer.line_of),
        where.edited(),
    )
    classes.release()
    return result


def describe(
    source: str,
    *,
    path: str,
    options: Options,
    rules: RuleSet | None = None,
    probes: Sequence[tuple[str, Span]] = (),
) -> FileResult:
    """The result for a file whose code uses no framework: what its comments and strings say of one.

    ``probes`` are what it tries to import all the same, and where. The rules are needed with ``options.rewrite_docs``
    only. Raises CheckError if the output fails its checks.
    """
    if not WORD.search(source) and not probes:
        return FileResult(source, changed=False)
    bom = _BOM if source.startswith(_BOM) else ""
    text = source.removeprefix(_BOM)
    rewritten = rewrites(text, knowledge_of(rules)) if options.rewrite_docs and rules is not None else []
    code, places = apply(text, rewritten)
    if rewritten:
        check_output(text, code, rewritten, places, target_signatures(options.paddle_version), "")
    where = Where(path, Lines(text), rewritten, places, code)
    found = [where.found(PROBE_CODE, name, PROBE_MESSAGE, span) for name, span in probes]
    found += of_texts(read(code), where, rewritten)
    return FileResult(bom + code, code != text, _shown(found, directives(text)), edited=where.edited())


def _shown(found: Iterable[Diagnostic], said: Directives) -> tuple[Diagnostic, ...]:
    """The findings in their order, without those that the author's comments silence."""
    heard = (one for one in found if not said.ignores(one.line, one.code))
    return tuple(sorted(heard, key=lambda one: (one.line, one.column, one.code)))


@lru_cache(maxsize=4)
def knowledge_of(rules: RuleSet) -> Knowledge:
    """What is known of the source framework, once for all files that are converted with the same rules."""
    return Knowledge(rules, source_signatures())


def _decide(facts: Facts, matcher: Matcher) -> dict[cst.CSTNode, tuple[Use, Decision]]:
    decided: dict[cst.CSTNode, tuple[Use, Decision]] = {}
    for node, use in facts.uses.items():
        decision = matcher.decide(use) if facts.brings_source or use.role == "question" else None
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


__all__ = ["HELPER_MODULE", "Edit", "FileResult", "convert_module", "describe"]
