"""By what evidence the type of a receiver is known, or why it is not, in a line for the log.

Nothing is collected for this but where names and attributes were bound; the rest is found when it is asked for, from
the values that the analysis left.
"""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.classes import Classes
from paconvert_ng.analysis.facts import Facts, Use, receiver_of
from paconvert_ng.analysis.scopes import Scope, find_param
from paconvert_ng.analysis.values import NONE, TENSOR_CLASS, UNKNOWN, Inst, Method, Ref, Value, options

_MAX_TEXT = 72
#: How many steps from a receiver to what decided are said.
_MAX_STEPS = 3
_LITERALS = (
    cst.SimpleString, cst.ConcatenatedString, cst.FormattedString, cst.Integer, cst.Float, cst.Imaginary, cst.List,
    cst.Tuple, cst.Dict, cst.Set, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp,
)  # fmt: skip


class Evidence:
    """Explains the receivers of one file."""

    def __init__(self, facts: Facts, classes: Classes) -> None:
        self.facts = facts
        self.classes = classes
        self._texts: dict[cst.CSTNode, str] = {}
        self._module = cst.Module([])

    def of(self, use: Use) -> tuple[str, str]:
        """The type of a use's receiver (``torch.Tensor``, ``str``, ``unknown`` …), and what it rests on."""
        assert isinstance(use.target, Method)
        called = use.target.name == "__call__"
        receiver = use.node.func if called and isinstance(use.node, cst.Call) else receiver_of(use.node)
        if isinstance(use.node, cst.BinaryOperation) and self._value(receiver) != use.target.receiver:
            receiver = use.node.right
        return type_name(use.target.receiver), self._why(receiver, use.target.receiver, use.scope, _MAX_STEPS)

    def _value(self, node: cst.BaseExpression) -> Value:
        return self.facts.values.get(node, UNKNOWN)

    def _why(self, node: cst.BaseExpression, value: Value, scope: Scope | None, steps: int) -> str:
        if isinstance(node, cst.Name):
            return self._of_name(node.value, value, scope, steps)
        if isinstance(node, cst.Attribute):
            return self._of_attribute(node, value, scope, steps)
        if isinstance(node, cst.Call):
            return self._of_call(node, value, scope, steps)
        if isinstance(node, cst.Subscript):
            return self._why(node.value, self._value(node.value), scope, steps)
        if isinstance(node, cst.BinaryOperation):
            sides = (node.left, node.right)
            deciding = next((side for side in sides if _is_tensor(self._value(side)) == _is_tensor(value)), node.left)
            return self._why(deciding, self._value(deciding), scope, steps)
        if isinstance(node, cst.UnaryOperation):
            return self._why(node.expression, self._value(node.expression), scope, steps)
        if isinstance(node, _LITERALS):
            return "a literal"
        return f"expression {self._text(node)}"

    def _of_name(self, name: str, value: Value, scope: Scope | None, steps: int) -> str:
        binder = scope.binder(name) if scope is not None else None
        if binder is None or scope is None:
            return f"{name} is bound elsewhere"
        param = find_param(binder.params, name) if binder.params is not None else None
        bound = binder.origins.get(name, ())
        fitting = [origin for origin in bound if self.facts.values.get(origin[0]) == value]
        if not fitting and value is not UNKNOWN and name in binder.tests and (param is None or bound or steps):
            declared = param is not None and param.annotation is not None and not bound
            if not declared or value is UNKNOWN:
                return f"test {self._text(binder.tests[name][-1])}"
        if fitting or (bound and param is None):
            target, source = (fitting or list(bound))[-1]
            return self._of_binding(target, source, binder, steps)
        if param is not None and param.annotation is not None:
            return f"annotation of parameter {name}"
        if param is not None and isinstance(value, Inst) and value.weak:
            return f"parameter {name} of a method that is given tensors"
        if param is not None and isinstance(value, Inst):
            return f"parameter {name} is the object itself"
        return f"parameter {name} has no annotation" if param is not None else f"{name} is bound elsewhere"

    def _of_binding(self, target: cst.CSTNode, source: cst.CSTNode, scope: Scope, steps: int) -> str:
        """What a statement or clause says of the target that it binds."""
        if isinstance(source, cst.AnnAssign):
            if source.value is None or self._value(source.value) in (UNKNOWN, NONE):
                return f"annotation {self._text(source)}"
        elif not isinstance(source, cst.Assign | cst.NamedExpr):
            iterated = source.iter if isinstance(source, cst.For | cst.CompFor) else None
            if iterated is None:
                return f"bound by {self._text(source)}"
            return self._with_root(f"element of {self._text(iterated)}", iterated, scope, steps)
        value = source.value
        assert value is not None
        return self._with_root(f"assigned {self._text(source)}", value, scope, steps)

    def _with_root(self, said: str, node: cst.BaseExpression, scope: Scope, steps: int) -> str:
        """What was said, and the evidence below it where the expression does not show it itself."""
        if steps <= 1 or isinstance(node, _LITERALS):
            return said
        if isinstance(node, cst.Call) and isinstance(self._value(node.func), Ref):
            return said
        return f"{said}; {self._why(node, self._value(node), scope, steps - 1)}"

    def _of_attribute(self, node: cst.Attribute, value: Value, scope: Scope | None, steps: int) -> str:
        holder, name = self._value(node.value), node.attr.value
        for option in options(holder):
            if isinstance(option, Inst):
                found = self._assignment(option.cls, name, value)
                if found is not None:
                    return f"assigned {self._text(found)}"
                member = self.classes.source_members(option.cls, name)
                if member and value is not UNKNOWN:
                    return f"attribute {member}"
                if value is not UNKNOWN and option.cls == "foreign":
                    return self._why(node.value, option, scope, steps)
        if isinstance(holder, Ref):
            return f"{holder.name}.{name}"
        if value is not UNKNOWN:
            return f"parameter {name} of a layer"
        return f"nothing is known of the attribute {name}"

    def _assignment(self, cls: str, name: str, value: Value) -> cst.CSTNode | None:
        """The statement that assigns an attribute of one of the file's classes, one that gives this value if any."""
        for owner in self.classes.lineage(cls):
            info = self.classes.local.get(owner)
            found = info.origins.get(name) if info is not None else None
            if found:
                fitting = [source for target, source in found if self.facts.values.get(target) == value]
                return (fitting or [source for _, source in found])[-1]
        return None

    def _of_call(self, node: cst.Call, value: Value, scope: Scope | None, steps: int) -> str:
        callee = self._value(node.func)
        if isinstance(callee, Method):
            if value is UNKNOWN or steps <= 1 or callee.receiver is UNKNOWN:
                return self._of_result(f".{callee.name}", value)
            if isinstance(callee.receiver, Inst) and self.classes.method(callee.receiver.cls, callee.name):
                return f"result of .{callee.name}"
            return self._why(cst.ensure_type(node.func, cst.Attribute).value, callee.receiver, scope, steps)
        if isinstance(callee, Ref):
            return self._of_result(_short(callee.name), value)
        return self._of_result(self._text(node.func), value)

    def _of_result(self, name: str, value: Value) -> str:
        return f"nothing is known of the result of {name}" if value is UNKNOWN else f"result of {name}"

    def _text(self, node: cst.CSTNode) -> str:
        """The source of a node on one line, shortened."""
        text = self._texts.get(node)
        if text is None:
            text = " ".join(self._module.code_for_node(node).split())
            text = text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 2]} …"
            self._texts[node] = text
        return text


def _is_tensor(value: Value) -> bool:
    return any(isinstance(option, Inst) and option.cls == TENSOR_CLASS for option in options(value))


def _short(name: str) -> str:
    """A name without the file that defines it, or the builtins' module."""
    return name.rpartition(":")[2].removeprefix("builtins.")


def type_name(value: Value) -> str:
    """What a report calls the type of a value: its class or classes; ``unknown``; ``other`` for other libraries'."""
    names: list[str] = []
    for option in options(value):
        if isinstance(option, Inst):
            name = "other" if option.cls in ("foreign", "holder") else _short(option.cls)
        else:
            name = _short(option.name) if isinstance(option, Ref) else "unknown"
        if name not in names:
            names.append(name)
    return " | ".join(names)
