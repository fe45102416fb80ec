"""Helpers that are called around expressions which themselves stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from paconvert_ng.analysis.facts import Facts
from paconvert_ng.emit.names import Names, dotted_node
from paconvert_ng.rewrite.transformer import Replacement, wrapped

#: Tells the truth of a tensor of numbers that is a condition, as torch does.
TRUTH = "helper.is_true"
#: Calls a tokenizer or processor of transformers for Paddle's tensors in the place of torch's.
PROCESSOR = "helper.with_paddle_tensors"


def wrap_all(facts: Facts, names: Names, replacements: dict[cst.CSTNode, Replacement]) -> list[cst.CSTNode]:
    """Put calls of helpers around what becomes of expressions; the expressions."""
    found = list(_wraps(facts))
    for node, helper in found:
        replacements[node] = wrapped(dotted_node(names.path(None, helper)), replacements.get(node))
    return [node for node, _ in found]


def _wraps(facts: Facts) -> Iterator[tuple[cst.BaseExpression, str]]:
    for node in facts.truths:
        yield node, TRUTH
    # What stands in the output of an earlier conversion has its helper already.
    for node in () if facts.converted_before else facts.processors:
        yield node, PROCESSOR
