"""What evaluating an expression does and depends on: which arguments may change places, and which may not."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from paconvert_ng.analysis.facts import Facts
from paconvert_ng.analysis.values import TENSOR_CLASS, Inst, Ref, options

#: Builtins that call nothing of the author's but, perhaps, a conversion to a number or a length.
_QUIET_BUILTINS = frozenset({"abs", "bool", "float", "int", "len", "max", "min", "range", "round", "str", "sum"})


def is_pure(node: cst.BaseExpression) -> bool:
    """Whether evaluating a node has no effect, so that it may be moved, dropped or repeated."""
    if isinstance(node, cst.Name | cst.Integer | cst.Float | cst.Imaginary | cst.SimpleString | cst.Ellipsis):
        return True
    if isinstance(node, cst.Lambda):
        return not any(p.default is not None for p in (*node.params.params, *node.params.kwonly_params))
    if isinstance(node, cst.Attribute):
        return is_pure(node.value)
    if isinstance(node, cst.UnaryOperation):
        return is_pure(node.expression)
    if isinstance(node, cst.Tuple | cst.List):
        return all(isinstance(e, cst.Element) and is_pure(e.value) for e in node.elements)
    return False


class Effects:
    """Answers for the expressions of one file."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def may_change(self, node: cst.BaseExpression, effects: Sequence[cst.BaseExpression]) -> bool:
        """Whether evaluating ``effects`` may change what the pure ``node`` gives: it then keeps its side of them."""
        if isinstance(node, cst.Name):
            return node.value in self.facts.rebound or any(node.value in _assigned(effect) for effect in effects)
        if isinstance(node, cst.Attribute):
            return not isinstance(self.facts.values.get(node), Ref)
        if isinstance(node, cst.UnaryOperation):
            return self.may_change(node.expression, effects)
        if isinstance(node, cst.Tuple | cst.List):
            return any(self.may_change(element.value, effects) for element in node.elements)
        return False

    def rereadable(self, target: cst.BaseExpression, value: cst.BaseExpression) -> bool:
        """Whether ``target`` can be read, then ``value`` evaluated, then ``target`` assigned to as it is written."""
        if isinstance(target, cst.Name):
            return True
        if isinstance(target, cst.Attribute):
            parts = [target.value]
        elif isinstance(target, cst.Subscript):
            indices = [e.slice.value for e in target.slice if isinstance(e.slice, cst.Index) and not e.slice.star]
            if len(indices) < len(target.slice):
                return False
            parts = [target.value, *indices]
        else:
            return False
        if not all(is_pure(part) for part in parts):
            return False
        return self.is_quiet(value) or not any(self.may_change(part, [value]) for part in parts)

    def is_quiet(self, node: cst.BaseExpression) -> bool:
        """Whether evaluating a node runs none of the author's functions and binds no name."""
        return not _Loud(self).found_in(node)

    def is_quiet_call(self, node: cst.Call) -> bool:
        if isinstance(node.func, cst.Name) and node.func.value in _QUIET_BUILTINS:
            return True
        use = self.facts.uses.get(node)
        if use is None:
            return False
        if isinstance(use.target, Ref):
            return True
        receivers = options(use.target.receiver)
        return use.target.name != "__call__" and all(isinstance(r, Inst) and r.cls == TENSOR_CLASS for r in receivers)


class _Loud(cst.CSTVisitor):
    def __init__(self, effects: Effects) -> None:
        self.effects = effects
        self.found = False

    def found_in(self, node: cst.CSTNode) -> bool:
        node.visit(self)
        return self.found

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_Call(self, node: cst.Call) -> None:
        self.found = self.found or not self.effects.is_quiet_call(node)

    def visit_Await(self, node: cst.Await) -> None:
        self.found = True

    def visit_Yield(self, node: cst.Yield) -> None:
        self.found = True

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self.found = True


class _Assigned(cst.CSTVisitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        if isinstance(node.target, cst.Name):
            self.names.add(node.target.value)


def _assigned(node: cst.BaseExpression) -> set[str]:
    """The names that ``:=`` binds inside an expression."""
    visitor = _Assigned()
    node.visit(visitor)
    return visitor.names
