"""What is given more by methods: lists, dictionaries and sets, which then hold more than their literal says, and layers
that register buffers."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.classes import instance
from paconvert_ng.analysis.values import TENSOR_CLASS, UNKNOWN, Inst, Value, element_type, join, without_const
from paconvert_ng.analysis.walker import Walker

#: Methods that put something into a container, and the position of the argument that is put (-1: the last).
_PUTTING = {"append": 0, "add": 0, "insert": 1, "appendleft": 0, "setdefault": 1}
#: Those that put what the argument holds.
_EXTENDING = ("extend", "update")
_CONTAINERS = ("builtins.list", "builtins.set", "builtins.dict")


def note_method(self: Walker, node: cst.Call, name: str, receiver: Value, args: list[Value]) -> None:
    """Note what a method of a container puts into it, or which attribute a layer gets as a buffer."""
    if name == "register_buffer":
        _note_buffer(self, node, receiver, args)
        return
    if instance(receiver) not in _CONTAINERS or not isinstance(node.func, cst.Attribute):
        return
    if name in _PUTTING and len(args) > _PUTTING[name]:
        note_item(self, node.func.value, args[_PUTTING[name]])
    elif name in _EXTENDING:
        given = args[0] if len(args) == 1 == len(node.args) and instance(receiver) != "builtins.dict" else UNKNOWN
        note_item(self, node.func.value, element_type(given))


def note_item(self: Walker, node: cst.BaseExpression, item: Value) -> None:
    """Note that the container that an (evaluated) expression names holds ``item`` too."""
    held = self.facts.values.get(node, UNKNOWN)
    if not isinstance(held, Inst) or held.cls not in _CONTAINERS or not held.args:
        return
    item = self.hold(without_const(item))
    wider = Inst(held.cls, (*held.args[:-1], join(held.args[-1], item)))
    if isinstance(node, cst.Name):
        owner = self.scope.holder(node.value)
        if owner is not None:
            owner.env[node.value] = wider
            owner.joined[node.value] = join(owner.joined.get(node.value, wider), wider)
    elif isinstance(node, cst.Attribute):
        cls = instance(self.facts.values.get(node.value, UNKNOWN))
        if cls in self.classes.local:
            self.rerun(self.classes.assign(cls, node.attr.value, wider))
    elif isinstance(node, cst.Subscript):
        note_item(self, node.value, wider)


def _note_buffer(self: Walker, node: cst.Call, receiver: Value, args: list[Value]) -> None:
    """``layer.register_buffer("scale", tensor)`` assigns an attribute; ``half`` may change which floats it has."""
    info = self.classes.local.get(instance(receiver))
    if info is None or len(args) < 2 or any(arg.star for arg in node.args):
        return
    name, value = args[0], args[1]
    if isinstance(name, Inst) and isinstance(name.const, str) and name.const.isidentifier():
        if isinstance(value, Inst) and value.cls == TENSOR_CLASS and value.dtype.startswith(("float", "bfloat")):
            value = Inst(TENSOR_CLASS, dtype="float")
        self.rerun(self.classes.assign(info.name, name.const, value))
