"""``float(x)`` and ``int(x)`` of a tensor of one element that is no scalar, which numpy refuses to read for Paddle."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.classes import instance
from paconvert_ng.analysis.naming import record
from paconvert_ng.analysis.values import TENSOR_CLASS, UNKNOWN, Method, Ref, Value
from paconvert_ng.analysis.walker import Walker

#: Python's names of the methods behind the builtins.
_READS = {"float": "__float__", "int": "__int__"}
#: Functions whose result has the dimensions that they are given: at least one, where a single number is read from it.
_MAKES = frozenset(
    f"torch.{name}" for name in ("rand", "randn", "randint", "empty", "zeros", "ones", "full", "multinomial", "Tensor")
)
#: Functions of each element.
_EACH = frozenset(f"torch.{name}" for name in ("clamp", "clip", "abs", "round", "floor", "ceil", "exp", "log", "sqrt"))
#: Without arguments these give a scalar.
_REDUCES = frozenset(("sum", "mean", "max", "min", "prod", "item", "median", "norm", "any", "all", "std", "var"))


def note_number(self: Walker, name: str, node: cst.Call, value: Value) -> None:
    """Record a conversion to a Python number of a tensor that has dimensions, as far as its own expression shows."""
    read = name in _READS and len(node.args) == 1 and instance(value) == TENSOR_CLASS
    if read and _has_dimensions(self, node.args[0].value):
        record(self, node, "operator", Method(value, _READS[name]))


def note_dimensions(self: Walker, target: cst.BaseExpression, node: cst.BaseExpression) -> None:
    """Note a name for a tensor that has dimensions; one that is bound to something else is none any more."""
    if self.function is not None and isinstance(target, cst.Name):
        if instance(self.facts.values.get(node, UNKNOWN)) == TENSOR_CLASS and _has_dimensions(self, node):
            self.function.with_dimensions.add(target.value)
        else:
            self.function.with_dimensions.discard(target.value)


def _has_dimensions(self: Walker, node: cst.BaseExpression) -> bool:
    """Whether a chain of methods starts from a tensor that is made with dimensions, or draws samples."""
    if isinstance(node, cst.BinaryOperation):
        return any(_has_dimensions(self, side) for side in (node.left, node.right))
    if isinstance(node, cst.Name):
        return self.function is not None and node.value in self.function.with_dimensions
    while isinstance(node, cst.Call):
        target = self.facts.values.get(node.func)
        if isinstance(target, Ref):
            name = self.knowledge.canonical(target.name)
            if name in _EACH and node.args:
                return _has_dimensions(self, node.args[0].value)
            listed = bool(node.args) and isinstance(node.args[0].value, cst.List | cst.Tuple)
            return bool(node.args) and name in _MAKES or (name == "torch.tensor" and listed)
        if not isinstance(node.func, cst.Attribute):
            return False
        method = node.func.attr.value
        if method in ("sample", "rsample"):
            return True
        if method in _REDUCES and not node.args:
            return False
        node = node.func.value
    return isinstance(node, cst.Name | cst.BinaryOperation) and _has_dimensions(self, node)
