"""Which tensors certainly lie in memory in their order, because what made them made them anew."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.scopes import Scope, find_param
from paconvert_ng.analysis.walker import Walker

#: Functions and methods that give a new tensor whatever they are given.
_NEW = frozenset(
    """
    zeros ones full empty arange linspace eye rand randn randint randperm tensor zeros_like ones_like full_like
    empty_like rand_like randn_like randint_like new_zeros new_ones new_full new_empty new_tensor cat concat concatenate
    stack where clone contiguous repeat repeat_interleave softmax log_softmax sigmoid tanh relu exp log sqrt abs
    masked_fill one_hot tril triu cumsum
    """.split()
)
#: Methods whose result lies as their receiver does, or is made anew.
_AS_RECEIVER = frozenset(
    """
    view reshape flatten unsqueeze squeeze to float double half bfloat16 long int bool cpu cuda type detach
    requires_grad_ view_as reshape_as
    """.split()
)
_MAX_STEPS = 6


def is_new(self: Walker, node: cst.BaseExpression, steps: int = _MAX_STEPS) -> bool:
    """Whether an (already evaluated) tensor is certainly contiguous."""
    if isinstance(node, cst.BinaryOperation | cst.Comparison | cst.UnaryOperation):
        return True
    if isinstance(node, cst.Call):
        func = node.func
        name = func.attr.value if isinstance(func, cst.Attribute) else func.value if isinstance(func, cst.Name) else ""
        if name in _NEW:
            return True
        return (
            name in _AS_RECEIVER and isinstance(func, cst.Attribute) and steps > 0 and is_new(self, func.value, steps)
        )
    if isinstance(node, cst.Name) and steps:
        return _is_bound_new(self, self.scope, node.value, steps - 1)
    return False


def _is_bound_new(self: Walker, scope: Scope, name: str, steps: int) -> bool:
    """Whether every statement that binds a name binds it to such a tensor."""
    binder = scope.binder(name)
    if binder is None or (binder.params is not None and find_param(binder.params, name) is not None):
        return False
    bound = binder.origins.get(name, ())
    return bool(bound) and all(
        isinstance(source, cst.Assign | cst.NamedExpr | cst.AnnAssign)
        and isinstance(target, cst.Name)
        and source.value is not None
        and _is_whole(source, target)
        and is_new(self, source.value, steps)
        for target, source in bound
    )


def _is_whole(source: cst.CSTNode, target: cst.Name) -> bool:
    """Whether the name is bound to all of the value, not to an element of it."""
    if isinstance(source, cst.Assign):
        return any(one.target is target for one in source.targets)
    return True
