"""Types of expressions, and the places in them where a source API is used.

Walks an expression in Python's order of evaluation. ``role`` says what stands around it:
``value``; ``func`` (it is called); ``chain`` (an attribute of it is read); ``type`` (isinstance,
annotations, except); ``base`` (base class); ``store`` (assigned to).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import libcst as cst

from paconvert_ng.analysis.by_name import note_name_in_text
from paconvert_ng.analysis.class_names import instance_of_type, is_layer
from paconvert_ng.analysis.classes import instance
from paconvert_ng.analysis.items import note_read
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.naming import attribute_of, eval_name, note_alias, record, record_member, ref_attribute
from paconvert_ng.analysis.operators import (
    COMPARISONS,
    NUMBERS,
    OPERATORS,
    compares_dtypes,
    differs_in_paddle,
    looks_into_tensor,
    of_counts,
    operation_result,
    possible_operand,
)
from paconvert_ng.analysis.scopes import Scope
from paconvert_ng.analysis.truth import note_presence, note_truth
from paconvert_ng.analysis.type_values import PLAIN_FROM, TYPING_GENERICS
from paconvert_ng.analysis.values import (
    BOOL,
    NONE,
    STR,
    TENSOR,
    TENSOR_CLASS,
    UNKNOWN,
    Inst,
    Method,
    Ref,
    Union,
    Value,
    awaited,
    constant,
    element_type,
    join,
    join_all,
    known_callable,
    tensor,
    without_const,
)
from paconvert_ng.analysis.walker import Walker

_SIGNED = NUMBERS | {TENSOR_CLASS, "torch.nn.Parameter", "foreign"}

#: What is a name of its own, recorded as one where it is used.
_NAMES = (cst.Name, cst.Attribute)

#: What gives an object that may stand for a module.
_MADE = (cst.Call, cst.Subscript, cst.NamedExpr)

Evaluator = Callable[["Walker", cst.BaseExpression, str], Value]


def evaluate(self: Walker, node: cst.BaseExpression, role: str = "value") -> Value:
    """The value of an expression; also records it, and the uses of source APIs inside."""
    evaluator = _EVALUATORS.get(type(node))
    value = evaluator(self, node, role) if evaluator is not None else UNKNOWN
    if type(node) not in _NAMES:
        # What a call or an item names, as `import_module("torch")` does, is recorded as a use of its own.
        value = self.hold(value, renamed=node in self.facts.uses)
    self.facts.values[node] = value
    return value


def eval_attribute(self: Walker, node: cst.Attribute, role: str) -> Value:
    base = evaluate(self, node.value, "chain")
    if isinstance(node.value, _MADE):
        note_alias(self, node.value)
    name = node.attr.value
    target = known_callable(base)
    if isinstance(target, Ref):
        return ref_attribute(self, node, target, name, role)
    if name == "__name__" and role != "store" and is_layer(self, holder := instance_of_type(self, node.value)):
        record(self, node, "value", Method(holder, name))
        return STR
    value = attribute_of(self, base, name)
    if role != "func":
        record_member(self, node, base, name, "store" if role == "store" else "value")
    if role == "func":
        return Method(base, name)
    return value


def eval_integer(self: Walker, node: cst.Integer, role: str) -> Value:
    return constant(int(node.value, 0))


def eval_string(self: Walker, node: cst.SimpleString, role: str) -> Value:
    if role == "type":
        return self.string_type(node)
    if not node.prefix and "\\" not in node.value:
        if "torch" in node.value:
            note_name_in_text(self, node.raw_value.replace(":", "."))
        return constant(node.raw_value)
    try:
        value = node.evaluated_value
    except (ValueError, SyntaxError):
        return STR
    return constant(value)


def eval_concatenated(self: Walker, node: cst.ConcatenatedString, role: str) -> Value:
    left, right = evaluate(self, node.left), evaluate(self, node.right)
    return _joined_text(left, right)


def _joined_text(left: Value, right: Value) -> Value:
    consts = [side.const for side in (left, right) if isinstance(side, Inst) and isinstance(side.const, str)]
    return constant("".join(consts)) if len(consts) == 2 else STR


def eval_formatted(self: Walker, node: cst.FormattedString, role: str) -> Value:
    _parts(self, node.parts)
    if any(isinstance(part, cst.FormattedStringExpression) and part.equal is not None for part in node.parts):
        self.facts.documenting.add(node)
    return STR


def _parts(self: Walker, parts: object) -> None:
    for part in parts or ():  # type: ignore[attr-defined]
        if isinstance(part, cst.FormattedStringExpression):
            evaluate(self, part.expression)
            note_shown(self, part.expression, NAMED_IN_TEXT)
            _parts(self, part.format_spec)


#: Classes whose text begins with the framework's name.
NAMED_IN_TEXT = frozenset({"torch.Size", "torch.dtype"})
#: Classes whose text is another, but where a string is formatted: there a tensor of one number shows the number.
_SHOWN_OTHERWISE = NAMED_IN_TEXT | {TENSOR_CLASS, "torch.nn.Parameter"}


def note_shown(self: Walker, node: cst.BaseExpression, classes: Collection[str] = _SHOWN_OTHERWISE) -> None:
    """Note an (already evaluated) expression that is turned into text, if it is of these classes."""
    value = self.facts.values.get(node, UNKNOWN)
    cls = value.cls if isinstance(value, Inst) else ""
    if isinstance(value, Ref) and is_source_name(value.name):
        cls = instance(self.knowledge.result(value.name)) if self.knowledge.kind(value.name) == "value" else ""
    if cls in classes:
        self.facts.shown[node] = cls


def eval_collection(self: Walker, node: cst.Tuple | cst.List | cst.Set, role: str) -> Value:
    inner = role if role in ("type", "store") else "value"
    starred = False
    items: list[Value] = []
    for element in node.elements:
        value = evaluate(self, element.value, inner)
        if isinstance(element, cst.StarredElement):
            starred = True
            value = element_type(value)
        items.append(value)
    if isinstance(node, cst.Tuple) and not starred:
        return Inst("builtins.tuple", tuple(items))
    if not isinstance(node, cst.Tuple) and not starred and isinstance(node, cst.List) and 0 < len(items) <= 8:
        consts = [i.const for i in items if isinstance(i, Inst)]
        joined = join_all(without_const(i) for i in items)
        if len(consts) == len(items) and all(isinstance(c, int | float | str) for c in consts):
            return Inst("builtins.list", (joined,), const=tuple(consts))
        return Inst("builtins.list", (joined,))
    cls = {cst.Tuple: "builtins.list", cst.List: "builtins.list", cst.Set: "builtins.set"}[type(node)]
    return Inst(cls, (join_all(without_const(i) for i in items),) if items else ())


def eval_dict(self: Walker, node: cst.Dict, role: str) -> Value:
    keys: list[Value] = []
    values: list[Value] = []
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            keys.append(without_const(evaluate(self, element.key)))
            values.append(without_const(evaluate(self, element.value)))
        else:
            evaluate(self, element.value)
            values.append(UNKNOWN)
    return Inst("builtins.dict", (join_all(keys), join_all(values)) if values else ())


def eval_subscript(self: Walker, node: cst.Subscript, role: str) -> Value:
    base = evaluate(self, node.value, role if role in ("type", "base") else "value")
    inner = "type" if role == "type" or _is_typing(base) else "value"
    plain = PLAIN_FROM.get(base.name, len(node.slice)) if isinstance(base, Ref) else len(node.slice)
    indices: list[Value] = []
    for position, item in enumerate(node.slice):
        if isinstance(item.slice, cst.Index):
            indices.append(evaluate(self, item.slice.value, inner if position < plain else "value"))
        elif isinstance(item.slice, cst.Slice):
            for bound in (item.slice.lower, item.slice.upper, item.slice.step):
                if bound is not None:
                    evaluate(self, bound)
    if inner == "type":
        return base
    if base == _LOADED_MODULES and len(indices) == 1 and role not in ("type", "store"):
        return self.named_module(node, indices[0])
    if role in ("value", "func", "chain"):
        note_read(self, node, base)
    return _item_of(base, indices, node)


_LOADED_MODULES = Ref("sys.modules")


def _is_typing(value: Value) -> bool:
    return isinstance(value, Ref) and (
        value.name.startswith(("typing.", "collections.abc.")) or value.name in TYPING_GENERICS
    )


def _item_of(base: Value, indices: list[Value], node: cst.Subscript) -> Value:
    if isinstance(base, Union):
        return join_all(_item_of(o, indices, node) for o in base.options if o != NONE)
    if not isinstance(base, Inst):
        return UNKNOWN
    if base.cls in (TENSOR_CLASS, "foreign"):
        return base
    index = indices[0] if len(indices) == 1 and len(node.slice) == 1 else None
    if base.cls == "builtins.tuple":
        if isinstance(index, Inst) and isinstance(index.const, int) and -len(base.args) <= index.const < len(base.args):
            return base.args[index.const]
        return join_all(base.args) if index is not None else Inst("builtins.list", (join_all(base.args),))
    if index is None:
        return without_const(base) if base.cls != "torch.Size" else base
    if base.cls == "builtins.dict":
        return base.args[1] if len(base.args) == 2 else UNKNOWN
    if base.cls == "builtins.str":
        return STR
    return element_type(base)


def eval_unary(self: Walker, node: cst.UnaryOperation, role: str) -> Value:
    value = evaluate(self, node.expression)
    if isinstance(node.operator, cst.Not):
        note_truth(self, node.expression)
        return BOOL
    if isinstance(node.operator, cst.Minus) and isinstance(value, Inst) and isinstance(value.const, int | float):
        return constant(-value.const)
    # What an operator of the author's own gives is not known.
    return without_const(value) if instance(value) in _SIGNED else UNKNOWN


def _parameters(self: Walker) -> list[str]:
    if self.function is None:
        return []
    return [*(name for name, _ in self.function.parameters), *self.function.passed]


def eval_binary(self: Walker, node: cst.BinaryOperation, role: str) -> Value:
    inner = "type" if role == "type" else "value"
    left = evaluate(self, node.left, inner)
    right = evaluate(self, node.right, inner)
    if not isinstance(node.operator, cst.BitOr):
        left, right = possible_operand(left), possible_operand(right)
    name = OPERATORS.get(type(node.operator))
    if name is not None and differs_in_paddle(node, left, right, _parameters(self)):
        record(self, node, "operator", Method(left if instance(left) == TENSOR_CLASS else right, name))
    if isinstance(node.operator, cst.BitOr):
        # `torch.device | None` is a type wherever it stands.
        for side, value in ((node.left, left), (node.right, right)):
            use = self.facts.uses.get(side)
            if use is not None and use.role == "value" and isinstance(value, Ref):
                use.role = "type" if self.knowledge.kind(value.name) == "class" else use.role
    if isinstance(node.operator, cst.Add) and instance(left) == instance(right) == "builtins.str":
        return _joined_text(left, right)
    return of_counts(node, operation_result(node, left, right))


def eval_comparison(self: Walker, node: cst.Comparison, role: str) -> Value:
    operands = [evaluate(self, node.left)]
    operands += [evaluate(self, target.comparator) for target in node.comparisons]
    operators = [target.operator for target in node.comparisons]
    if len(operators) == 1 and isinstance(operators[0], cst.Is | cst.IsNot):
        _note_identity(self, node, operands)
    if operands[1:] == [_LOADED_MODULES]:
        self.asks_for_module(node.left)
    if looks_into_tensor(node, operands[1]):
        record(self, node, "operator", Method(TENSOR, "__contains__"))
    if any(isinstance(o, cst.Is | cst.IsNot | cst.In | cst.NotIn) for o in operators):
        return BOOL
    classes = {instance(o) for o in operands}
    if TENSOR_CLASS in classes:
        name = COMPARISONS.get(type(operators[0]))
        sides = (node.left, node.comparisons[0].comparator)
        if name and len(operators) == 1 and compares_dtypes(operators[0], sides, operands, _parameters(self)):
            record(self, node, "operator", Method(operands[0], name))
        return tensor("bool")
    return BOOL if classes <= NUMBERS | {"builtins.str"} else UNKNOWN


def _note_identity(self: Walker, node: cst.Comparison, operands: list[Value]) -> None:
    """A comparison with ``is``: with None, or of classes."""
    if operands[1] == NONE:
        note_presence(self, node.left)
    for operand in operands:
        if isinstance(operand, Ref) and is_source_name(operand.name) and self.knowledge.kind(operand.name) == "class":
            record(self, node, "identity", operand)


def eval_boolean(self: Walker, node: cst.BooleanOperation, role: str) -> Value:
    left = evaluate(self, node.left)
    right = self.narrowed(node.left, isinstance(node.operator, cst.And), lambda: evaluate(self, node.right))
    return join(left, right)


def eval_ifexp(self: Walker, node: cst.IfExp, role: str) -> Value:
    evaluate(self, node.test)
    note_truth(self, node.test)
    body = self.narrowed(node.test, True, lambda: evaluate(self, node.body, role if role == "type" else "value"))
    orelse = self.narrowed(node.test, False, lambda: evaluate(self, node.orelse, role if role == "type" else "value"))
    return join(body, orelse)


def eval_lambda(self: Walker, node: cst.Lambda, role: str) -> Value:
    self.lambda_later(node)
    return UNKNOWN


def _in_comprehension(self: Walker, node: cst.BaseComp, result: Callable[[], Value]) -> Value:
    """Evaluate the clauses of a comprehension in a scope of its own, then what it yields."""
    clause: cst.CompFor | None = node.for_in
    iterable = evaluate(self, node.for_in.iter)
    outer = self.scope
    self.scope = Scope("comprehension", outer, outer.prefix)
    try:
        while clause is not None:
            self.assign_target(clause.target, element_type(iterable), clause)
            for condition in clause.ifs:
                evaluate(self, condition.test)
                note_truth(self, condition.test)
            clause = clause.inner_for_in
            if clause is not None:
                iterable = evaluate(self, clause.iter)
        return result()
    finally:
        self.scope = outer


def eval_simple_comp(self: Walker, node: cst.ListComp | cst.SetComp | cst.GeneratorExp, role: str) -> Value:
    element = without_const(_in_comprehension(self, node, lambda: evaluate(self, node.elt)))
    cls = {cst.ListComp: "builtins.list", cst.SetComp: "builtins.set", cst.GeneratorExp: "iterator"}[type(node)]
    return Inst(cls, (element,))


def eval_dict_comp(self: Walker, node: cst.DictComp, role: str) -> Value:
    def item() -> Value:
        key = evaluate(self, node.key)
        return Inst("builtins.dict", (without_const(key), without_const(evaluate(self, node.value))))

    return _in_comprehension(self, node, item)


def eval_await(self: Walker, node: cst.Await, role: str) -> Value:
    return awaited(evaluate(self, node.expression))


def eval_yield(self: Walker, node: cst.Yield, role: str) -> Value:
    if isinstance(node.value, cst.From):
        evaluate(self, node.value.item)
    elif node.value is not None:
        evaluate(self, node.value)
    if self.function is not None:
        self.function.generator = True
    return UNKNOWN


def eval_walrus(self: Walker, node: cst.NamedExpr, role: str) -> Value:
    value = evaluate(self, node.value)
    scope = self.scope
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    if isinstance(node.target, cst.Name):
        scope.bind(node.target.value, self.hold(value))
        scope.origins.setdefault(node.target.value, []).append((node.target, node))
        self.facts.values[node.target] = value
    return value


_EVALUATORS: dict[type[cst.CSTNode], Callable[..., Value]] = {
    cst.Name: eval_name, cst.Attribute: eval_attribute, cst.Integer: eval_integer, cst.Float: lambda s, n,
    r: constant(float(n.value)), cst.Imaginary: lambda s, n, r: Inst("builtins.complex"),
    cst.SimpleString: eval_string, cst.ConcatenatedString: eval_concatenated, cst.FormattedString: eval_formatted,
    cst.Tuple: eval_collection, cst.List: eval_collection, cst.Set: eval_collection, cst.Dict: eval_dict,
    cst.Subscript: eval_subscript, cst.UnaryOperation: eval_unary, cst.BinaryOperation: eval_binary,
    cst.BooleanOperation: eval_boolean, cst.Comparison: eval_comparison, cst.IfExp: eval_ifexp,
    cst.Lambda: eval_lambda, cst.ListComp: eval_simple_comp, cst.SetComp: eval_simple_comp,
    cst.GeneratorExp: eval_simple_comp, cst.DictComp: eval_dict_comp, cst.Await: eval_await,
    cst.Yield: eval_yield, cst.NamedExpr: eval_walrus, cst.Call: lambda s, n, r: s.call(n),
}  # fmt: skip
