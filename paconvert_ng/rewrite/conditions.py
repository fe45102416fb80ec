"""Evaluates the conditions of rules: three-valued, over what is known of a call's arguments."""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.values import NO_CONST, NONE, TENSOR_CLASS, UNKNOWN, Inst, Method, Ref, Value, options
from paconvert_ng.options import Options
from paconvert_ng.rules.model import Param

#: True, False, or None where it is not known.
Truth = bool | None

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b, ast.Is: lambda a, b: a
    is b, ast.IsNot: lambda a, b: a is not b,
}  # fmt: skip

_CLASSES = {
    "is_int": {"builtins.int"}, "is_float": {"builtins.float"}, "is_bool": {"builtins.bool"},
    "is_str": {"builtins.str"}, "is_number": {"builtins.int", "builtins.float", "builtins.bool",
    "builtins.complex"}, "is_sequence": {"builtins.list", "builtins.tuple", "torch.Size", "iterator",
    "builtins.range"}, "is_tensor": {TENSOR_CLASS, "torch.nn.Parameter"}, "is_none": {"builtins.None"},
    "is_foreign": {"foreign"},
}  # fmt: skip

_UNKNOWN_OPERAND = object()


@functools.lru_cache(maxsize=2048)
def parse(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


@functools.lru_cache(maxsize=2048)
def literal(text: str) -> Any:
    """The value of a literal, or NO_CONST for anything else."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return NO_CONST


class Conditions:
    """Evaluates conditions for one call.

    ``values`` holds, for each parameter that the caller gave, what is known of it (for a
    var-positional parameter, of all its arguments); ``missing`` the others. ``reenters`` says whether the call
    decorates a function that may start again before it has ended. ``written_out`` says whether a parameter is
    given as a list or tuple of numbers that stand in the text.
    """

    def __init__(
        self,
        values: Mapping[str, tuple[Value, ...]],
        missing: Mapping[str, Param],
        options_: Options,
        reenters: Callable[[], bool] = lambda: False,
        written_out: Callable[[str], bool] = lambda param: False,
    ) -> None:
        self.values = values
        self.written_out = written_out
        self.missing = missing
        self.options = options_
        self.reenters = reenters

    def holds(self, text: str) -> Truth:
        return True if not text else self._truth(parse(text))

    def is_one_of(self, name: str, literals: tuple[str, ...]) -> Truth:
        """Whether a parameter's value is one of the literals; a left-out parameter always is."""
        if name not in self.values:
            return True
        known = self._operand_value(name)
        if known is _UNKNOWN_OPERAND:
            return None
        return any(type(known) is type(literal(text)) and known == literal(text) for text in literals)

    def _truth(self, node: ast.expr) -> Truth:
        if isinstance(node, ast.BoolOp):
            truths = [self._truth(value) for value in node.values]
            decisive = not isinstance(node.op, ast.And)
            if decisive in truths:
                return decisive
            return None if None in truths else not decisive
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            truth = self._truth(node.operand)
            return None if truth is None else not truth
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.Call):
            return self._predicate(node)
        value = self._operand(node)
        return None if value is _UNKNOWN_OPERAND else bool(value)

    def _compare(self, node: ast.Compare) -> Truth:
        left = self._operand(node.left)
        result: Truth = True
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            right = self._operand(comparator)
            if left is _UNKNOWN_OPERAND or right is _UNKNOWN_OPERAND:
                result = None if result is not False else False
            else:
                try:
                    if not _COMPARE[type(op)](left, right):
                        result = False
                except TypeError:
                    result = False
            left = right
        return result

    def _predicate(self, node: ast.Call) -> Truth:
        function = node.func.id  # type: ignore[attr-defined]
        name = node.args[0].id  # type: ignore[attr-defined]
        if function == "given":
            return name in self.values
        if name in self.missing and function == "is_floating":
            return False
        if function == "is_numbers":
            return self.written_out(name)
        if function == "is_constant":
            return name in self.missing or all(
                _constant_of(value) is not _UNKNOWN_OPERAND for value in self.values.get(name, ())
            )
        if function == "one_case":
            return _one_case(self._operand_value(name))
        if name in self.missing:
            default = literal(self.missing[name].default or "")
            if default is NO_CONST:
                return None
            return f"builtins.{'None' if default is None else type(default).__name__}" in _CLASSES[function]
        given = self.values.get(name)
        if not given:
            return False
        truths = [self._holds_for(value, function) for value in given]
        if function == "is_foreign":
            return True if True in truths else (None if None in truths else False)
        if len(given) > 1:
            # A var-positional parameter: a predicate speaks of each of its arguments.
            return False if False in truths else (None if None in truths else True)
        return truths[0]

    def _holds_for(self, value: Value, function: str) -> Truth:
        if function != "is_floating":
            return self._has_class(value, _CLASSES[function])
        dtypes = {option.dtype if isinstance(option, Inst) else "" for option in options(value)}
        return None if len(dtypes) != 1 or dtypes & {"", "scalars"} else "float" in dtypes.pop()

    def _has_class(self, value: Value, classes: set[str]) -> Truth:
        found = {self._class_in(option, classes) for option in options(value)}
        return found.pop() if len(found) == 1 else None

    def _class_in(self, option: Value, classes: set[str]) -> Truth:
        if isinstance(option, Inst):
            if option.cls in classes:
                return True
            return False if option.cls.startswith(("builtins.", "torch.", "foreign")) else None
        if isinstance(option, Ref) and is_source_name(option.name) and classes == _CLASSES["is_none"]:
            # What the framework names is something.
            return False
        if option is UNKNOWN or isinstance(option, Method | Ref):
            return None
        return None

    def _operand(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            if node.id == "capability":
                return (
                    _UNKNOWN_OPERAND
                    if not self.options.compute_capability
                    else capability(self.options.compute_capability)
                )
            if node.id == "reenters":
                return self.reenters()
            if node.id == "paddle":
                return _Version(self.options.paddle_version)
            return self._operand_value(node.id)
        if isinstance(node, ast.Call) and node.func.id == "dtype":  # type: ignore[attr-defined]
            return self._dtype(node.args[0].id)  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            return getattr(self.options, node.args[0].value, _UNKNOWN_OPERAND)  # type: ignore[attr-defined]
        try:
            return ast.literal_eval(node)
        except ValueError:
            return _UNKNOWN_OPERAND

    def _dtype(self, name: str) -> Any:
        """The dtype of a tensor where it is known exactly: ``float`` and ``scalars`` leave it open."""
        given = self.values.get(name, ())
        known = given[0].dtype if len(given) == 1 and isinstance(given[0], Inst) else ""
        return known if known not in ("", "float", "scalars") else _UNKNOWN_OPERAND

    def _operand_value(self, name: str) -> Any:
        if name in self.missing:
            default = literal(self.missing[name].default or "")
            return _UNKNOWN_OPERAND if default is NO_CONST else default
        given = self.values.get(name, ())
        return _constant_of(given[0]) if len(given) == 1 else _UNKNOWN_OPERAND


def _one_case(text: Any) -> Truth:
    """Whether no letter of a known string stands in it small and as a capital."""
    letters = {letter for letter in text if letter.isalpha()} if isinstance(text, str) else None
    return None if letters is None else letters.isdisjoint({letter.swapcase() for letter in letters})


def _constant_of(value: Value) -> Any:
    """A value as Python has it: None, literals and tuples of them; an object of a source framework by its name."""
    if value == NONE:
        return None
    if isinstance(value, Ref) and is_source_name(value.name):
        return value.name
    if isinstance(value, Inst) and value.const is not NO_CONST:
        return value.const
    if isinstance(value, Inst) and value.cls == "builtins.tuple":
        items = tuple(map(_constant_of, value.args))
        return _UNKNOWN_OPERAND if _UNKNOWN_OPERAND in items else items
    return _UNKNOWN_OPERAND


def capability(text: str) -> float:
    """A compute capability as a number; 0.0 for the CPU. Raises ValueError for anything else."""
    return 0.0 if text == "cpu" else float(text)


class _Version:
    """A Paddle version, comparable with texts such as "3.1"."""

    def __init__(self, text: str) -> None:
        self.key = tuple(int(part) for part in text.split(".") if part.isdigit())

    def _other(self, other: object) -> tuple[int, ...]:
        return _Version(str(other)).key

    def __eq__(self, other: object) -> bool:
        return self.key == self._other(other)

    def __hash__(self) -> int:
        return hash(self.key)

    def __lt__(self, other: object) -> bool:
        return self.key < self._other(other)

    def __le__(self, other: object) -> bool:
        return self.key <= self._other(other)

    def __gt__(self, other: object) -> bool:
        return self.key > self._other(other)

    def __ge__(self, other: object) -> bool:
        return self.key >= self._other(other)
