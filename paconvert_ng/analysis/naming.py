"""Names and attributes: what they refer to, and that they are uses of source APIs."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.classes import MODULE_CLASS
from paconvert_ng.analysis.facts import Use, UseRole
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.values import (
    FOREIGN,
    NONE,
    STR,
    TENSOR,
    UNKNOWN,
    Inst,
    Method,
    Ref,
    Union,
    Value,
    constant,
    join_all,
)
from paconvert_ng.analysis.walker import Walker

#: What a Function's context gives back (``ctx.saved_tensors``), whatever else is known of it.
_SAVED = Inst("builtins.list", (TENSOR,))
_BUILTIN_ATTRIBUTES = {"__name__": STR, "__doc__": STR, "__module__": STR, "__qualname__": STR}


def record(
    self: Walker, node: cst.BaseExpression | cst.AugAssign, role: UseRole, target: Ref | Method, root: str = ""
) -> None:
    self.facts.uses[node] = Use(node, role, target, root, self.owner, scope=self.scope)


#: Functions that reach names by their text, so that a name of which no use is seen may be needed.
_LOOK_UP_NAMES = tuple(Ref(f"builtins.{name}") for name in ("eval", "exec", "globals", "locals"))


def note_alias(self: Walker, node: cst.BaseExpression) -> bool:
    """Note that an (already evaluated) expression only gives an object another name; whether it names one at all."""
    use = self.facts.uses.get(node)
    if use is None or use.role not in ("value", "alias") or self.scope.kind == "class":
        # What a class holds may be another object in its subclasses and instances.
        return False
    use.role = "alias"
    return True


_NAMED_CONSTANTS = {"True": constant(True), "False": constant(False), "None": NONE}


def eval_name(self: Walker, node: cst.Name, role: str) -> Value:
    name = node.value
    if name in _NAMED_CONSTANTS:
        return _NAMED_CONSTANTS[name]
    self.facts.identifiers.add(name)
    found = self.scope.lookup(name)
    if found is None:
        found = self.star_name(name)
        if found in _LOOK_UP_NAMES:
            self.facts.looks_up_names = True
    if isinstance(found, Union):
        kept = [o for o in found.options if o != NONE]
        if len(kept) == 1 and isinstance(kept[0], Ref):
            found = kept[0]
            if role == "value" and is_source_name(found.name) and not found.held:
                record(self, node, "optional", found, name)
                return found
        else:
            _note_ambiguous(self, node, kept)
    if isinstance(found, Ref) and role not in ("func", "chain") and is_source_name(found.name) and not found.held:
        record(self, node, role, found, name)  # type: ignore[arg-type]
    return found


def _note_ambiguous(self: Walker, node: cst.Name, candidates: list[Value]) -> None:
    """A name that is an imported source object on one path and something else on another."""
    sources = [o for o in candidates if isinstance(o, Ref) and is_source_name(o.name) and not o.held]
    if sources:
        record(self, node, "ambiguous", sources[0], node.value)
        self.facts.uses[node].others = tuple(source.name for source in sources[1:])


def root_name(node: cst.BaseExpression) -> str:
    """The name at the head of an attribute chain."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""


def ref_attribute(self: Walker, node: cst.Attribute, base: Ref, name: str, role: str) -> Value:
    full = self.member(base.name, name)
    if full is None:
        return UNKNOWN
    if base.held and is_source_name(base.name):
        return self.hold(full)
    if not is_source_name(base.name):
        found: Value = full
        if isinstance(found, Ref) and is_source_name(found.name) and role not in ("func", "chain"):
            record(self, node, role, found, root_name(node))  # type: ignore[arg-type]
        return found
    kind = self.knowledge.kind(base.name)
    if kind in ("function", "value", "method", "attribute") or (name.startswith("__") and kind != "module"):
        # `F.relu.__name__`, `torch.float32.itemsize`, `nn.Module.__init__`: the chain ends before this attribute.
        record(self, node.value, "value", base, root_name(node))
        if name in _BUILTIN_ATTRIBUTES:
            return _BUILTIN_ATTRIBUTES[name]
        holder = self.knowledge.result(base.name) if kind in ("value", "attribute") else UNKNOWN
        if kind in ("value", "attribute"):
            record_member(self, node, holder, name, "store" if role == "store" else "value", role == "func")
        return Method(holder, name) if role == "func" else attribute_of(self, holder, name)
    if role not in ("func", "chain"):
        record(self, node, role, full, root_name(node))  # type: ignore[arg-type]
    return full


def record_member(self: Walker, node: cst.Attribute, base: Value, name: str, role: UseRole, func: bool = False) -> None:
    if func:
        return
    if self.may_be_source_member(base, name):
        record(self, node, role, Method(base, name))
    else:
        note_other(self, node, Method(base, name))


def note_other(self: Walker, node: cst.BaseExpression, target: Method) -> None:
    """Note a member that is called like a tensor's and is none: the log says by what evidence."""
    if self.knowledge.is_tensor_member(target.name):
        self.facts.others[node] = Use(node, "value", target, scope=self.scope)


def attribute_of(self: Walker, base: Value, name: str) -> Value:
    """The type of ``base.name`` read as an attribute."""
    if isinstance(base, Union):
        return join_all(attribute_of(self, o, name) for o in base.options if o != NONE)
    if not isinstance(base, Inst):
        return _SAVED if base is UNKNOWN and name == "saved_tensors" else UNKNOWN
    if base.cls == "foreign":
        return FOREIGN
    assigned = self.classes.attribute(base.cls, name, self.function)
    if assigned is not None:
        # The module's code comes first here: methods that have not been looked at yet may assign something else.
        return assigned if self.function is not None or not self.classes.may_change(base.cls, name) else UNKNOWN
    member = self.classes.source_members(base.cls, name)
    if member and self.knowledge.kind(member) == "attribute":
        return self.knowledge.result(member, base)
    if self.classes.derives_from(base.cls, MODULE_CLASS) and name in ("weight", "bias", "running_mean", "running_var"):
        # Parameters of the framework's own layers; an author's class would have assigned them.
        return TENSOR
    return UNKNOWN
