"""Calls: what is called, and what type the call gives."""

from __future__ import annotations

import re

import libcst as cst

from paconvert_ng.analysis.by_name import (
    ASKERS,
    IMPORTERS,
    LOCATORS,
    QUESTIONS,
    SEEKERS,
    imported_by_name,
    mentions_name,
    note_question,
    note_run_time_import,
    text_of,
)
from paconvert_ng.analysis.classes import MODULE_CLASS, instance
from paconvert_ng.analysis.containers import note_method
from paconvert_ng.analysis.created_dtypes import cast_to, of_unknown_dtype, with_dtype
from paconvert_ng.analysis.definitions import construct_early
from paconvert_ng.analysis.expressions import evaluate, note_shown
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.naming import attribute_of, note_other, record, root_name
from paconvert_ng.analysis.one_number import note_number
from paconvert_ng.analysis.processors import note_processor
from paconvert_ng.analysis.python_math import math_result
from paconvert_ng.analysis.truth import note_truth
from paconvert_ng.analysis.type_values import type_value
from paconvert_ng.analysis.values import (
    BOOL,
    FLOAT,
    FOREIGN,
    HOLDER,
    INT,
    NONE,
    SIZE_CLASS,
    STR,
    TENSOR,
    TENSOR_CLASS,
    UNKNOWN,
    Inst,
    Method,
    Ref,
    Union,
    Value,
    element_type,
    join_all,
    known_callable,
    tensor,
    without_const,
)
from paconvert_ng.analysis.walker import Walker

_BUILTIN_RESULTS: dict[str, Value] = {
    "len": INT, "int": INT, "float": FLOAT, "bool": BOOL, "str": STR, "repr": STR, "isinstance": BOOL,
    "issubclass": BOOL, "callable": BOOL, "hasattr": BOOL, "all": BOOL, "any": BOOL, "hash": INT, "id": INT,
    "ord": INT, "chr": STR, "format": STR, "print": NONE, "open": FOREIGN, "input": STR,
    "range": Inst("builtins.range"), "bytes": Inst("builtins.bytes"), "hex": STR, "ascii": STR, "bin": STR,
    "setattr": NONE, "complex": Inst("builtins.complex"),
}  # fmt: skip

#: Methods of builtin types whose result is the receiver's element type or the type given.
_METHOD_RESULTS: dict[str, dict[str, Value]] = {
    "builtins.str": {
        "split": Inst("builtins.list", (STR,)),
        "splitlines": Inst("builtins.list", (STR,)),
        "find": INT,
        "count": INT,
    },
}

_SHOWING = ("builtins.print", "builtins.str", "builtins.repr", "builtins.format")
_TYPE_TESTS = ("builtins.isinstance", "builtins.issubclass")


#: Calls that take types, or fields with types: the argument's position (None: all from the second on) and keyword.
TYPED_ARGUMENTS: dict[str, tuple[int | None, str]] = {
    "typing.cast": (0, "typ"), "typing.TypeVar": (None, "bound"), "typing.NewType": (1, "tp"),
    "typing.ForwardRef": (0, "arg"), "typing.NamedTuple": (1, "fields"), "typing.TypedDict": (1, "fields"),
    "typing_extensions.TypedDict": (1, "fields"), "typing_extensions.TypeVar": (None, "bound"),
    "dataclasses.make_dataclass": (1, "fields"),
}  # fmt: skip


def call(self: Walker, node: cst.Call) -> Value:
    """The type of a call; records it as a use where it may be one of a source API."""
    callee = evaluate(self, node.func, "func")
    target = known_callable(callee)
    is_type_test = isinstance(target, Ref) and target.name in _TYPE_TESTS
    args: list[Value] = []
    keywords: dict[str, Value] = {}
    for position, arg in enumerate(node.args):
        if isinstance(target, Ref) and target.name in TYPED_ARGUMENTS and _is_typed(target.name, arg, position):
            value = _typed_argument(self, arg.value)
        else:
            value = evaluate(self, arg.value, "type" if is_type_test and position == 1 else "value")
        if arg.star:
            args.append(element_type(value) if arg.star == "*" else UNKNOWN)
        elif arg.keyword is not None:
            keywords[arg.keyword.value] = value
        else:
            args.append(value)
    if keywords or isinstance(node.func, cst.Attribute):
        note_processor(self, node, callee, keywords)
    if isinstance(target, Ref):
        if is_source_name(target.name):
            if not target.held:
                record(self, node, "call", target, root_name(node.func))
        elif target.name in ("builtins.getattr", "builtins.hasattr"):
            return _getattr(self, node, args, target.name == "builtins.hasattr")
        elif target.name in _RUNNERS and args:
            self.facts.runs_text |= text_of(args[0]) == "" or mentions_name(text_of(args[0]), self.facts.imports)
        elif target.name in IMPORTERS:
            return imported_by_name(self, node, target.name, args, keywords)
        elif target.name in LOCATORS:
            note_run_time_import(self, node, target.name)
        elif target.name in SEEKERS or target.name in ASKERS:
            note_question(self, node, callee, args)
        elif target.name == "builtins.bool" and len(args) == 1 and not node.args[0].star:
            note_truth(self, node.args[0].value)
        elif is_type_test and len(args) == 2 and instance(args[0]) == SIZE_CLASS:
            _note_tuple_test(self, node.args[1].value)
        return result_of_ref(self, target, args, keywords, node)
    elif isinstance(callee, Union) or (isinstance(target, Method) and target.name in QUESTIONS):
        note_question(self, node, callee, args)
    if callee is UNKNOWN and isinstance(node.func, cst.Name):
        self.facts.called.add(node.func.value)
    if isinstance(target, Method):
        if self.may_be_source_member(target.receiver, target.name):
            record(self, node, "call", target)
        else:
            note_other(self, node, target)
        note_method(self, node, target.name, target.receiver, args)
        return _result_of_method(self, target, args, node)
    _note_layer_call(self, node, callee)
    return _call_instance(self, callee, args)


_RUNNERS = ("builtins.eval", "builtins.exec")


def _is_typed(name: str, arg: cst.Arg, position: int) -> bool:
    first, keyword = TYPED_ARGUMENTS[name]
    if arg.keyword is not None:
        return arg.keyword.value == keyword
    return not arg.star and (position >= 1 if first is None else position == first)


def _typed_argument(self: Walker, node: cst.BaseExpression) -> Value:
    """An argument that is a type, perhaps as a string; or names of fields with their types."""
    if isinstance(node, cst.Dict):
        for pair in node.elements:
            if isinstance(pair, cst.DictElement):
                evaluate(self, pair.key)
                evaluate(self, pair.value, "type")
            else:
                evaluate(self, pair.value)
        return UNKNOWN
    if isinstance(node, cst.List):
        for field in node.elements:
            if isinstance(field.value, cst.Tuple) and len(field.value.elements) in (2, 3):
                for position, part in enumerate(field.value.elements):
                    evaluate(self, part.value, "type" if position == 1 else "value")
            else:
                evaluate(self, field.value)
        return UNKNOWN
    return evaluate(self, node, "type")


def _note_tuple_test(self: Walker, node: cst.BaseExpression) -> None:
    """A size is a tuple to torch; to Paddle it is a class of its own that derives from list."""
    if isinstance(node, cst.Tuple):
        for element in node.elements:
            _note_tuple_test(self, element.value)
    elif self.facts.values.get(node) == Ref("builtins.tuple"):
        record(self, node, "type", Ref(SIZE_CLASS))


def _note_layer_call(self: Walker, node: cst.Call, callee: Value) -> None:
    """Record the call of an object of a source class by keywords: Paddle's layers have other names for them."""
    if isinstance(callee, Inst) and is_source_name(callee.cls) and any(arg.keyword is not None for arg in node.args):
        record(self, node, "call", Method(callee, "__call__"))


#: Words in an expression that gives the name of a dtype.
_DTYPE_WORDS = re.compile(r"dtype|precision", re.IGNORECASE)


def _getattr(self: Walker, node: cst.Call, args: list[Value], test: bool) -> Value:
    """``getattr(torch, "float64")`` names ``torch.float64``; ``hasattr`` asks whether torch has it (``test``)."""
    if len(args) < 2:
        return UNKNOWN
    base, name = args[0], args[1]
    if test:
        if (
            isinstance(base, Ref)
            and is_source_name(base.name)
            and isinstance(name, Inst)
            and isinstance(name.const, str)
        ):
            self.facts.uses.pop(node.args[0].value, None)
            record(self, node, "test", Ref(f"{base.name}.{name.const}"))
        return BOOL
    if isinstance(name, Inst) and isinstance(name.const, str):
        if isinstance(base, Ref):
            found = self.member(base.name, name.const)
            if isinstance(found, Ref) and is_source_name(found.name):
                self.facts.uses.pop(node.args[0].value, None)
                absent = len(args) == 3 and not self.knowledge.is_ruled(found.name)
                record(self, node, "absent" if absent else "value", found)
                return args[2] if absent else found
            return found or UNKNOWN
        if len(args) == 2 and self.may_be_source_member(base, name.const):
            record(self, node, "value", Method(base, name.const))
        return attribute_of(self, base, name.const)
    use = self.facts.uses.get(node.args[0].value)
    if base == Ref("torch") and use is not None and use.role == "value":
        if _DTYPE_WORDS.search(cst.Module([]).code_for_node(node.args[1].value)):
            # A table of the dtypes alone takes a few lines; what is none of them raises an error.
            use.role = "dtype_lookup"
            return Inst("torch.dtype") if len(args) == 2 else UNKNOWN
    return UNKNOWN


def result_of_ref(self: Walker, target: Ref, args: list[Value], keywords: dict[str, Value], node: cst.Call) -> Value:
    name = target.name
    first = args[0] if args else UNKNOWN
    if name in _SHOWING:
        for arg in node.args:
            note_shown(self, arg.value)
    if name.startswith("builtins."):
        note_number(self, name[9:], node, first)
        return _builtin_result(self, name[9:], args, node)
    info = self.classes.functions.get(name)
    if info is not None:
        return self.result_of(info)
    if name in self.classes.local:
        construct_early(self, name)
        return self.instance_of(name)
    if ":" in name:
        binding = self.tree.definition(name)
        if binding is None:
            return UNKNOWN
        return Inst(name) if binding.kind == "class" else self.foreign_annotation(name, binding.returns)
    if is_source_name(name):
        kind = self.knowledge.kind(name)
        if kind == "class":
            return self.instance_of(self.knowledge.canonical(name))
        found = self.knowledge.call_form_result(name, first, len(args), keywords)
        return with_dtype(self, name, found, args, keywords)
    if self.knowledge.rule(name) is not None:
        return self.knowledge.result(name, first)
    if name in ("copy.copy", "copy.deepcopy"):
        return first
    if name == "typing.cast" and node.args:
        return type_value(self, node.args[0].value, first)
    if name == "functools.partial":
        return UNKNOWN
    if name.startswith("argparse."):
        return HOLDER
    if name.startswith("tqdm."):
        # A progress bar gives what it is given.
        return Inst("iterator", (INT if name.endswith("range") else element_type(first),) if args else ())
    if name.startswith("math."):
        return math_result(name)
    if name.startswith(("dataclasses.", "collections.")):
        return Inst("builtins.dict") if name == "collections.OrderedDict" else UNKNOWN
    return FOREIGN if self.knowledge.is_foreign(name) else UNKNOWN


def _builtin_result(self: Walker, name: str, args: list[Value], node: cst.Call) -> Value:
    first = args[0] if args else UNKNOWN
    if name in _BUILTIN_RESULTS:
        return _BUILTIN_RESULTS[name]
    if name in ("list", "sorted", "set", "frozenset", "iter", "reversed", "filter"):
        source = args[1] if name == "filter" and len(args) > 1 else first
        cls = {
            "set": "builtins.set",
            "frozenset": "builtins.set",
            "list": "builtins.list",
            "sorted": "builtins.list",
        }.get(name, "iterator")
        element = element_type(source)
        return Inst(cls, (element,)) if args else Inst(cls)
    if name == "tuple":
        if isinstance(first, Inst) and first.cls == "builtins.tuple":
            return first
        return Inst("builtins.list", (element_type(first),)) if args else Inst("builtins.tuple")
    if name == "dict":
        return Inst("builtins.dict")
    if name == "next":
        return element_type(first)
    if name == "enumerate":
        return Inst("iterator", (Inst("builtins.tuple", (INT, element_type(first))),))
    if name == "zip":
        return Inst("iterator", (Inst("builtins.tuple", tuple(element_type(a) for a in args)),))
    if name in ("abs", "round", "min", "max", "sum", "pow", "divmod"):
        return _numeric_builtin(name, args)
    if name == "super":
        return self.super_instance()
    return UNKNOWN


def _numeric_builtin(name: str, args: list[Value]) -> Value:
    if not args:
        return UNKNOWN
    values = args
    if name in ("min", "max", "sum") and len(args) == 1:
        values = [element_type(args[0])]
    joined = join_all(without_const(v) for v in values)
    if instance(joined) == TENSOR_CLASS:
        return TENSOR
    if name == "round" and instance(joined) == "builtins.float":
        return INT if len(args) == 1 else FLOAT
    return joined


#: Methods that hardly anything but a tensor has, and the dtype of what they give.
_CASTS = {"long": "int64", "int": "int32", "short": "int16", "byte": "uint8", "bool": "bool"}


def _result_of_method(self: Walker, target: Method, args: list[Value], node: cst.Call) -> Value:
    receiver = target.receiver
    if isinstance(receiver, Union):
        return join_all(
            _result_of_method(self, Method(o, target.name), args, node) for o in receiver.options if o != NONE
        )
    if not isinstance(receiver, Inst):
        dtype = "" if node.args else _CASTS.get(target.name, "")
        return tensor(dtype, weak=True) if dtype else UNKNOWN
    cls = receiver.cls
    if cls in ("foreign", "holder"):
        return receiver
    method = self.classes.method(cls, target.name)
    if method is not None:
        return self.result_of(method)
    attribute = self.classes.attribute(cls, target.name, self.function)
    if attribute is not None:
        _note_layer_call(self, node, attribute)
        return (
            _call_instance(self, attribute, args)
            if isinstance(attribute, Inst)
            else self.call_value(attribute, args, node)
        )
    member = self.classes.source_members(cls, target.name)
    if member:
        if is_source_name(cls):
            member = self.knowledge.nearest_member(cls, target.name)
        if target.name == "to" and cls == TENSOR_CLASS and (cast := cast_to(self, args)):
            return cast
        found = self.knowledge.member_result(member, receiver, len(node.args))
        chosen = any(arg.keyword is not None and arg.keyword.value == "dtype" for arg in node.args)
        return TENSOR if of_unknown_dtype(found, receiver) or (chosen and instance(found) == TENSOR_CLASS) else found
    if cls.startswith("builtins."):
        return _builtin_method_result(self, receiver, target.name, args)
    return UNKNOWN


def _builtin_method_result(self: Walker, receiver: Inst, name: str, args: list[Value]) -> Value:
    found = _METHOD_RESULTS.get(receiver.cls, {}).get(name)
    if found is not None:
        return found
    if receiver.cls == "builtins.str":
        return STR
    if receiver.cls == "builtins.dict" and receiver.args:
        key, value = receiver.args[0], receiver.args[-1]
        if name == "items":
            return Inst("iterator", (Inst("builtins.tuple", (key, value)),))
        if name in ("keys", "values"):
            return Inst("iterator", (key if name == "keys" else value,))
        if name in ("get", "pop", "setdefault"):
            return join_all((value, args[1] if len(args) > 1 else NONE))
    if receiver.cls == "builtins.list" and name in ("pop", "copy"):
        return element_type(receiver) if name == "pop" else receiver
    return UNKNOWN


def _call_instance(self: Walker, callee: Value, args: list[Value]) -> Value:
    """The type of calling an object: a Module runs its ``forward``."""
    if isinstance(callee, Union):
        return join_all(_call_instance(self, o, args) for o in callee.options if o != NONE)
    if not isinstance(callee, Inst):
        return UNKNOWN
    if callee.cls == "foreign":
        return FOREIGN
    if self.classes.derives_from(callee.cls, MODULE_CLASS):
        forward = self.classes.method(callee.cls, "forward")
        if forward is not None:
            return self.result_of(forward)
        if is_source_name(callee.cls):
            return self.knowledge.call_result(callee.cls)
        if ":" in callee.cls:
            return self.tree_method_result(callee.cls, "forward")
    method = self.classes.method(callee.cls, "__call__")
    return self.result_of(method) if method is not None else UNKNOWN
