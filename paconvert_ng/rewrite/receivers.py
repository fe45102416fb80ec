"""Gathers, for the report, by what evidence each member was taken for a source class's, or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import libcst as cst

from paconvert_ng.analysis.evidence import Evidence
from paconvert_ng.analysis.facts import Facts, Use
from paconvert_ng.analysis.values import UNKNOWN, Method, options
from paconvert_ng.diagnostics.receivers import Receiver, Treatment
from paconvert_ng.rewrite.decisions import Decision, Left, Noted

Decided = Mapping[cst.CSTNode, tuple[Use, Decision]]


def receivers(
    facts: Facts, decisions: Decided, evidence: Evidence, line_of: Callable[[cst.CSTNode], int]
) -> tuple[Receiver, ...]:
    """Every use of a member that a type decided, those of a kind together.

    ``line_of`` gives 0 where no line is known.
    """
    grouped: dict[tuple[str, str, str, Treatment], list[int]] = {}
    for use, decision in _member_uses(facts, decisions):
        line = line_of(use.node)
        if line:
            kind, why = evidence.of(use)
            name = use.target.name if isinstance(use.target, Method) else ""
            grouped.setdefault((name, kind, why, _treatment(use, decision)), []).append(line)
    return tuple(Receiver(*key, tuple(sorted(set(lines)))) for key, lines in sorted(grouped.items()))


def _member_uses(facts: Facts, decisions: Decided) -> Iterator[tuple[Use, Decision | None]]:
    for node, use in facts.uses.items():
        if isinstance(use.target, Method):
            found = decisions.get(node)
            yield use, found[1] if found is not None else None
    for node, use in facts.others.items():
        # What was known at first and not any more in a loop's second round is among the uses.
        if node not in facts.uses:
            yield use, None


def _treatment(use: Use, decision: Decision | None) -> Treatment:
    if decision is None:
        return "kept"
    if isinstance(decision, Left | Noted):
        return "left"
    target = use.target
    unknown = isinstance(target, Method) and any(option is UNKNOWN for option in options(target.receiver))
    return "run time" if unknown else "converted"
