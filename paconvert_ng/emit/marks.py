"""The comment lines that stand above what is left as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from paconvert_ng.analysis.directives import Directives
from paconvert_ng.analysis.facts import ImportBinding, Use
from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS
from paconvert_ng.emit.edits import Edit
from paconvert_ng.emit.positions import Lines, Span
from paconvert_ng.rewrite.decisions import Decision, Left

#: Where insertions at one offset go: imports first, then marks directly above their statement.
ORDER_PATH, ORDER_PRELUDE, ORDER_MARK = -1, 0, 1
PROBE_CODE, PROBE_MESSAGE = "PC202", "an optional import; left as it is"


def mark_edits(
    decisions: Mapping[cst.CSTNode, tuple[Use, Decision]],
    left_imports: list[ImportBinding],
    spans: Mapping[cst.CSTNode, Span],
    source: str,
    lines: Lines,
    newline: str,
    said: Directives,
) -> list[Edit]:
    """A line for every use that was left, and for every import of a framework that stays; one of each text a place."""
    seen: set[tuple[int, str]] = set()
    edits: list[Edit] = []
    for owner, code, mark in (*_of_uses(decisions), *_of_imports(left_imports)):
        if owner not in spans:
            continue
        offset = spans[owner].inner_start
        if said.ignores(lines.position(offset)[0], code):
            continue
        start = lines.line_start(offset)
        text = f"{lines.indentation(offset)}{mark}{newline}"
        if (start, text) not in seen and not _is_marked(source, start, text):
            seen.add((start, text))
            edits.append(Edit(start, start, text, ORDER_MARK, whole=True))
    return edits


def _of_uses(decisions: Mapping[cst.CSTNode, tuple[Use, Decision]]) -> Iterator[tuple[cst.CSTNode, str, str]]:
    for use, decision in decisions.values():
        if isinstance(decision, Left) and use.owner is not None:
            yield use.owner, decision.code, f"# paconvert[{decision.code}] {decision.api}: {decision.message}"


def _of_imports(left: list[ImportBinding]) -> Iterator[tuple[cst.CSTNode, str, str]]:
    for binding in left:
        if binding.name.split(".")[0] in FRAMEWORK_ROOTS:
            yield binding.owner, PROBE_CODE, f"# paconvert[{PROBE_CODE}] {binding.name}: {PROBE_MESSAGE}"


def _is_marked(source: str, start: int, text: str) -> bool:
    """Whether the mark stands there already, among the comments above: the file was converted before."""
    while start:
        line_start = source.rfind("\n", 0, start - 1) + 1
        line = source[line_start:start]
        if line == text:
            return True
        if not line.lstrip().startswith("#"):
            return False
        start = line_start
    return False
