"""Helpers that are called around expressions which themselves stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from paconvert_ng.analysis.facts import Facts

#: Tells the truth of a tensor of numbers that is a condition, as torch does.
TRUTH = "helper.is_true"
#: Calls a tokenizer or processor of transformers for Paddle's tensors in the place of torch's.
PROCESSOR = "helper.with_paddle_tensors"


def wraps(facts: Facts) -> Iterator[tuple[cst.BaseExpression, str]]:
    """Expressions with the helpers around them."""
    for node in facts.truths:
        yield node, TRUTH
    # What stands in the output of an earlier conversion has its helper already.
    for node in () if facts.converted_before else facts.processors:
        yield node, PROCESSOR
