"""Where a program asks an object for the name of its class: Paddle's layers have names of their own."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.classes import MODULE_CLASS
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.values import UNKNOWN, Inst, Ref, Value, options
from paconvert_ng.analysis.walker import Walker


def instance_of_type(self: Walker, node: cst.BaseExpression) -> Value:
    """The object whose class ``type(m)`` or ``m.__class__`` is."""
    if isinstance(node, cst.Attribute) and node.attr.value == "__class__":
        return self.facts.values.get(node.value, UNKNOWN)
    if isinstance(node, cst.Call) and len(node.args) == 1 and self.facts.values.get(node.func) == Ref("builtins.type"):
        return self.facts.values.get(node.args[0].value, UNKNOWN)
    return UNKNOWN


def is_layer(self: Walker, value: Value) -> bool:
    """Whether a value is a layer of the framework's, or one of which only that much is known."""
    return any(
        isinstance(option, Inst) and is_source_name(option.cls) and self.classes.derives_from(option.cls, MODULE_CLASS)
        for option in options(value)
    )
