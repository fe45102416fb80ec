"""What an expression means where it stands for a type: in annotations, ``isinstance`` and typing's own constructs."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.knowledge import generic
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.values import FOREIGN, NONE, UNKNOWN, Inst, Ref, Value, join, join_all
from paconvert_ng.analysis.walker import Walker

TYPING_GENERICS = {
    "typing.List": "builtins.list", "builtins.list": "builtins.list", "typing.Sequence": "builtins.list",
    "collections.abc.Sequence": "builtins.list", "typing.Tuple": "builtins.tuple",
    "builtins.tuple": "builtins.tuple", "typing.Dict": "builtins.dict", "builtins.dict": "builtins.dict",
    "typing.Mapping": "builtins.dict", "typing.Set": "builtins.set", "builtins.set": "builtins.set",
    "typing.Iterable": "iterator", "typing.Iterator": "iterator", "collections.abc.Iterable": "iterator",
    "collections.abc.Iterator": "iterator", "typing.OrderedDict": "builtins.dict",
}  # fmt: skip

#: Of what stands between the brackets of these, the position from which on it is no type.
PLAIN_FROM = {
    f"{module}.{name}": at
    for module in ("typing", "typing_extensions")
    for name, at in (("Literal", 0), ("Annotated", 1))
}


def type_value(self: Walker, node: cst.BaseExpression, evaluated: Value) -> Value:
    """What a variable annotated with the (already evaluated) expression holds."""
    if isinstance(node, cst.Subscript):
        base = self.facts.values.get(node.value, UNKNOWN)
        items = [s.slice.value for s in node.slice if isinstance(s.slice, cst.Index)]
        inner = [
            type_value(self, i, self.facts.values.get(i, UNKNOWN)) for i in items if not isinstance(i, cst.Ellipsis)
        ]
        name = base.name if isinstance(base, Ref) else ""
        if name == "typing.Optional":
            return join_all((*inner, NONE))
        if name == "typing.Union":
            return join_all(inner)
        if name in ("typing.Annotated", "typing.Final", "typing.ClassVar", "torch.jit.Final") and inner:
            return inner[0]
        return generic(TYPING_GENERICS.get(name, ""), inner, len(items))
    if isinstance(node, cst.BinaryOperation):
        return join(
            type_value(self, node.left, self.facts.values.get(node.left, UNKNOWN)),
            type_value(self, node.right, self.facts.values.get(node.right, UNKNOWN)),
        )
    if isinstance(node, cst.SimpleString):
        inside = self.facts.strings.get(node)
        return type_value(self, inside, self.facts.values.get(inside, UNKNOWN)) if inside is not None else UNKNOWN
    if evaluated == NONE:
        return NONE
    if isinstance(evaluated, Ref):
        if evaluated.name == "builtins.None":
            return NONE
        if evaluated.name in TYPING_GENERICS:
            return Inst(TYPING_GENERICS[evaluated.name])
        name = self.knowledge.canonical(evaluated.name) if is_source_name(evaluated.name) else evaluated.name
        if self.knowledge.is_foreign(name):
            return FOREIGN
        if name.startswith("builtins.") or ":" in name or self.knowledge.kind(name) == "class":
            return self.instance_of(name)
    return UNKNOWN
