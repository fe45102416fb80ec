"""Lists, dictionaries and sets that are given more: what they hold is then more than their literal says."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.classes import instance
from paconvert_ng.analysis.values import UNKNOWN, Inst, Value, element_type, join, without_const
from paconvert_ng.analysis.walker import Walker

#: Methods that put something into a container, and the position of the argument that is put (-1: the last).
_PUTTING = {"append": 0, "add": 0, "insert": 1, "appendleft": 0, "setdefault": 1}
#: Those that put what the argument holds.
_EXTENDING = ("extend", "update")
_CONTAINERS = ("builtins.list", "builtins.set", "builtins.dict")


def note_method(self: Walker, node: cst.Call, name: str, receiver: Value, args: list[Value]) -> None:
    """Note what a method of a container puts into it."""
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
