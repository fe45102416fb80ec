"""The little arithmetic that tables do with config.json: ``num_key_value_heads | num_attention_heads``.

A name is looked up in the configuration (``text_config.hidden_size`` too) or is one of the table's own sizes. ``a | b``
is ``a`` if the configuration has it (and not null), else ``b``. ``architecture`` is the first of ``architectures``.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from paconvert_ng.weights.errors import WeightsError

_OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_MISSING = object()


def check_expression(text: Any) -> str | None:
    """What is wrong with an expression, or None."""
    if type(text) in (int, bool):
        return None
    if type(text) is not str:
        return f"{text!r} is no expression"
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        return f"{text!r} is no expression: {error.msg}"
    allowed = (
        ast.Expression, ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Compare, ast.Name, ast.Attribute, ast.Constant,
        ast.And, ast.Or, ast.Not, ast.BitOr, ast.Load, *_OPERATORS,
    )  # fmt: skip
    wrong = next((node for node in ast.walk(tree) if not isinstance(node, allowed)), None)
    return None if wrong is None else f"{text!r}: {type(wrong).__name__} is not known here"


class Scope:
    """A configuration, and sizes that are computed from it when they are asked for."""

    def __init__(self, config: Mapping[str, Any], sizes: Mapping[str, Any]) -> None:
        self._config = config
        self._sizes = sizes
        self._inside: list[str] = []

    def value(self, expression: Any) -> Any:
        """The value. Raises WeightsError if the configuration lacks what it needs."""
        if not isinstance(expression, str):
            return expression
        found = self._of(ast.parse(expression, mode="eval").body)
        if found is _MISSING:
            raise WeightsError(f"config.json does not say what {expression!r} is")
        return found

    def integer(self, expression: Any) -> int:
        """The value, a number that is not negative. Raises WeightsError if it is none."""
        found = self.value(expression)
        if type(found) is not int or found < 0:
            raise WeightsError(f"config.json: {expression} is {found!r}, not a number")
        return found

    def _of(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute):
            inner = self._of(node.value)
            found = inner.get(node.attr) if isinstance(inner, Mapping) else None
            return _MISSING if found is None else found
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            left = self._of(node.left)
            return self._of(node.right) if left is _MISSING else left
        if isinstance(node, ast.BoolOp):
            values = (self._needed(part) for part in node.values)
            return all(values) if isinstance(node.op, ast.And) else any(values)
        if isinstance(node, ast.UnaryOp):
            return not self._needed(node.operand)
        if isinstance(node, ast.BinOp):
            return self._apply(node.op, node.left, node.right)
        assert isinstance(node, ast.Compare)
        return self._apply(node.ops[0], node.left, node.comparators[0])

    def _apply(self, operation: ast.AST, left: ast.AST, right: ast.AST) -> Any:
        values = self._of(left), self._of(right)
        if _MISSING in values:
            return _MISSING
        try:
            return _OPERATORS[type(operation)](*values)
        except (TypeError, ZeroDivisionError) as error:
            raise WeightsError(f"config.json: {ast.unparse(left)} and {ast.unparse(right)}: {error}") from None

    def _needed(self, node: ast.AST) -> Any:
        found = self._of(node)
        if found is _MISSING:
            raise WeightsError(f"config.json does not say what {ast.unparse(node)!r} is")
        return found

    def _name(self, name: str) -> Any:
        if name in self._sizes and name not in self._inside:
            # Inside its own expression a size's name is that of the configuration.
            self._inside.append(name)
            try:
                return self._of(ast.parse(str(self._sizes[name]), mode="eval").body)
            finally:
                self._inside.pop()
        if name == "architecture":
            found = self._config.get("architectures")
            return found[0] if isinstance(found, list) and found and isinstance(found[0], str) else ""
        found = self._config.get(name)
        return _MISSING if found is None else found
