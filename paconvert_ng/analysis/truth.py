"""Expressions of which only the truth counts, and whose value is a tensor.

A tensor that holds one number is true for torch where the number is not 0, for Paddle where it is above 0.
Source: ``__nonzero__`` in paddle/base/dygraph/tensor_patch_methods.py.
"""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.values import TENSOR_CLASS, UNKNOWN, Inst, Value, options
from paconvert_ng.analysis.walker import Walker


def note_truth(self: Walker, node: cst.BaseExpression) -> None:
    """Note an evaluated condition, or the parts of it that are conditions themselves."""
    if isinstance(node, cst.BooleanOperation):
        note_truth(self, node.left)
        note_truth(self, node.right)
    elif not isinstance(node, cst.UnaryOperation) or not isinstance(node.operator, cst.Not):
        note_presence(self, node)
        # Loops and functions are walked more than once; what is known in the end counts.
        if _may_be_number(self.facts.values.get(node, UNKNOWN)):
            self.facts.truths.add(node)
        else:
            self.facts.truths.discard(node)


def note_presence(self: Walker, node: cst.BaseExpression) -> None:
    """An evaluated name of which is asked whether it is None, as where an import failed, must be bound."""
    use = self.facts.uses.get(node)
    if isinstance(node, cst.Name) and use is not None and use.role == "optional":
        del self.facts.uses[node]
        self.facts.pinned.add(node.value)


def _may_be_number(value: Value) -> bool:
    return any(
        isinstance(option, Inst) and option.cls == TENSOR_CLASS and not option.weak and option.dtype != "bool"
        for option in options(value)
    )
