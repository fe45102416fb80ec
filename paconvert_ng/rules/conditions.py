"""The ``if`` of a variant: what may stand in it, and what is already decided by the Paddle version."""

from __future__ import annotations

import ast
from collections.abc import Collection

from .signatures import version_key

PREDICATES = frozenset(
    {
        "given",
        "is_none",
        "is_int",
        "is_float",
        "is_bool",
        "is_str",
        "is_sequence",
        "is_tensor",
        "is_number",
        "is_numbers",
        "is_constant",
        "one_case",
        "is_floating",
        "is_foreign",
    }
)
FACTS = frozenset({"paddle", "capability", "reenters"})
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot)


def parse_condition(text: str) -> ast.expr:
    """Parse; raises ValueError if ``text`` is no expression."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"`if: {text}` is not a Python expression: {error.msg}") from None


def condition_problems(condition: ast.expr, params: Collection[str]) -> list[str]:
    """What the condition may not say."""
    problems: list[str] = []

    def visit(node: ast.expr) -> None:
        match node:
            case ast.BoolOp(values=values):
                for value in values:
                    visit(value)
            case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.UAdd(), operand=operand):
                visit(operand)
            case ast.Compare(left=left, ops=operators, comparators=comparators):
                if not all(isinstance(operator, _COMPARISONS) for operator in operators):
                    problems.append(f"comparison not known in a condition: {ast.unparse(node)}")
                for operand in (left, *comparators):
                    visit(operand)
                problems.extend(_fact_problems(node))
            case ast.Call():
                problems.extend(_call_problems(node, params))
            case ast.Name(id=name):
                if name not in params and name not in FACTS:
                    problems.append(f"{name!r} in `if` is no parameter ({_listing(params)})")
            case ast.Constant():
                pass
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                for element in elements:
                    visit(element)
            case _:
                problems.append(f"not allowed in a condition: {ast.unparse(node)}")

    visit(condition)
    return problems


def _call_problems(node: ast.Call, params: Collection[str]) -> list[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name == "option":
        if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and not node.keywords:
            return []
        return ['option takes the option\'s name: option("linear")']
    if name not in PREDICATES and name != "dtype":
        return [f"unknown predicate {name}() in `if`; there are: {', '.join(sorted(PREDICATES))}, option"]
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Name):
        return [f"{name}() takes the name of one parameter"]
    if node.args[0].id not in params:
        return [f"{node.args[0].id!r} in `if` is no parameter ({_listing(params)})"]
    return []


def _fact_problems(node: ast.Compare) -> list[str]:
    operands = [node.left, *node.comparators]
    names = {operand.id for operand in operands if isinstance(operand, ast.Name)}
    if "paddle" in names and _paddle_truth(node, "3.0") is None:
        return [f'the Paddle version is compared with one text: paddle >= "3.1", not {ast.unparse(node)}']
    return []


def _listing(params: Collection[str]) -> str:
    return "there are: " + ", ".join(params) if params else "there are none"


def decide(condition: ast.expr, paddle_version: str) -> tuple[bool | None, ast.expr]:
    """Evaluate what depends on the Paddle version alone.

    Returns True or False if that decides the condition, else None and what is left of it.
    """
    if isinstance(condition, ast.Compare):
        truth = _paddle_truth(condition, paddle_version)
        return truth, condition
    if isinstance(condition, ast.Constant) and isinstance(condition.value, bool):
        return condition.value, condition
    if isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
        truth, rest = decide(condition.operand, paddle_version)
        return (None if truth is None else not truth), ast.UnaryOp(ast.Not(), rest)
    if isinstance(condition, ast.BoolOp):
        neutral = isinstance(condition.op, ast.And)
        left_over: list[ast.expr] = []
        for value in condition.values:
            truth, rest = decide(value, paddle_version)
            if truth is None:
                left_over.append(rest)
            elif truth is not neutral:
                return truth, condition
        if not left_over:
            return neutral, condition
        return None, left_over[0] if len(left_over) == 1 else ast.BoolOp(condition.op, left_over)
    return None, condition


def pinned(condition: ast.expr) -> set[str]:
    """Parameters that the condition ties to one value or to being left out, wherever it holds.

    A template need not use them: ``not given(device)``, ``bias == False``, ``is_none(out)``,
    ``reduction in ("mean", "sum")``, ``not inplace``.
    """
    if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And):
        return set().union(*(pinned(value) for value in condition.values))
    match condition:
        case ast.Name(id=name) | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return {name}
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="given"), args=[ast.Name(id=name)])):
            return {name}
        case ast.Call(func=ast.Name(id="is_none"), args=[ast.Name(id=name)]):
            return {name}
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq() | ast.Is() | ast.In()], comparators=[other]):
            return {name} if not any(isinstance(node, (ast.Name, ast.Call)) for node in ast.walk(other)) else set()
    return set()


def _paddle_truth(node: ast.Compare, paddle_version: str) -> bool | None:
    if len(node.ops) != 1 or not isinstance(node.left, ast.Name) or node.left.id != "paddle":
        return None
    right = node.comparators[0]
    if not isinstance(right, ast.Constant) or not isinstance(right.value, str):
        return None
    try:
        this, other = version_key(paddle_version), version_key(right.value)
    except ValueError:
        return None
    match node.ops[0]:
        case ast.Eq():
            return this == other
        case ast.NotEq():
            return this != other
        case ast.Lt():
            return this < other
        case ast.LtE():
            return this <= other
        case ast.Gt():
            return this > other
        case ast.GtE():
            return this >= other
    return None
