"""Whether a call, or every call form of a signature, is accepted by a target's signature."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from .model import Param, Signature

_POSITIONAL = ("positional_only", "positional_or_keyword")
_NAMED = ("positional_or_keyword", "keyword_only")
#: What a default's name is reached through: ``torch.float32`` is ``paddle.float32``, ``torch.nn.ReLU`` a helper's ReLU.
_NAMESPACE = re.compile(r"\b(?:(?:torch|paddle)\.(?:nn\.)?|torchvision\.(?:[a-z]\w*\.)*)")


def positional(signature: Signature) -> list[Param]:
    return [param for param in signature.params if param.kind in _POSITIONAL]


def has_kind(signature: Signature, kind: str) -> bool:
    return any(param.kind == kind for param in signature.params)


def call_problem(call: ast.Call, signature: Signature, aliases: Mapping[str, str], loose: bool = False) -> str:
    """Why the target with this signature does not take ``call``; "" if it does, as far as can be seen.

    With ``loose`` only the keywords are looked at.
    """
    slots = positional(signature)
    by_name = {param.name for param in signature.params if param.kind in _NAMED}
    starred = [argument for argument in call.args if isinstance(argument, ast.Starred)]
    if starred and not loose and not has_kind(signature, "var_positional"):
        return f"it takes {len(slots)} positional arguments, {ast.unparse(starred[0])} may be any number"
    open_ended = loose or bool(starred)
    if len(call.args) > len(slots) and not open_ended and not has_kind(signature, "var_positional"):
        return f"it takes {len(slots)} positional arguments, the template gives {len(call.args)}"
    given = {param.name for param in slots[: len(call.args)]}
    for keyword in call.keywords:
        if keyword.arg is None:
            open_ended = True
            continue
        name = keyword.arg if keyword.arg in by_name else aliases.get(keyword.arg, keyword.arg)
        if name not in by_name and keyword.arg not in aliases and not has_kind(signature, "var_keyword"):
            names = [param.name for param in signature.params] + list(aliases)
            return f"it has no parameter {keyword.arg!r} (it has: {', '.join(names)})"
        if name in given and not loose:
            return f"{keyword.arg!r} is given twice, by position and by keyword"
        given.add(name)
    if open_ended:
        return ""
    missing = [
        param.name
        for param in signature.params
        if param.default is None and param.kind in (*_POSITIONAL, "keyword_only") and param.name not in given
    ]
    return f"its parameter {missing[0]!r} has no default and is not given" if missing else ""


def drop_in_problems(
    sources: Sequence[Signature],
    target: Signature,
    aliases: Mapping[str, str],
    source_name: str,
    target_name: str,
) -> list[str]:
    """Why ``target`` does not take every call form of the source signatures with the same defaults."""
    problems: list[str] = []
    for source in sources:
        for problem in _one(source, target, aliases, source_name, target_name, alone=len(sources) == 1):
            if problem not in problems:
                problems.append(problem)
    if len(sources) > 1:
        problems += _position_names(sources, target, aliases, target_name)
    return problems


def _one(
    source: Signature, target: Signature, aliases: Mapping[str, str], source_name: str, target_name: str, alone: bool
) -> list[str]:
    problems: list[str] = []
    slots = positional(target)
    named = {param.name: param for param in target.params if param.kind in _NAMED}
    var_positional = has_kind(target, "var_positional")
    var_keyword = has_kind(target, "var_keyword")
    index = 0
    reached: set[str] = set()
    for param in source.params:
        if param.kind == "var_positional":
            if not var_positional:
                problems.append(f"{source_name} takes *{param.name}, {target_name} does not")
            continue
        if param.kind == "var_keyword":
            if not var_keyword:
                problems.append(f"{source_name} takes **{param.name}, {target_name} does not")
            continue
        partner: Param | None = None
        if param.kind in _POSITIONAL:
            if index < len(slots):
                partner = slots[index]
                accepted = param.name == partner.name or aliases.get(param.name) == partner.name
                if alone and not accepted and param.kind != "positional_only":
                    problems.append(
                        f"parameter {index + 1} of {source_name} is {param.name!r}, of {target_name} {partner.name!r}"
                    )
                    if param.name in named:
                        partner = None
            elif not var_positional:
                problems.append(f"{target_name} takes no parameter {param.name!r} at position {index + 1}")
                index += 1
                continue
            index += 1
        if param.kind != "positional_only":
            by_name = named.get(param.name) or named.get(aliases.get(param.name, ""))
            if by_name is None and not var_keyword and param.name not in aliases:
                if partner is None or not alone:
                    problems.append(f"{target_name} takes no keyword {param.name!r}")
                else:
                    reached.add(partner.name)
                continue
            partner = by_name or partner
        if partner is not None:
            reached.add(partner.name)
            if alone and param.default is not None and not same_default(param.default, partner.default):
                theirs = "required" if partner.default is None else partner.default
                problems.append(f"the default of {param.name!r} is {param.default}, in {target_name} {theirs}")
    for param in target.params:
        reachable = param.kind in _POSITIONAL and has_kind(source, "var_positional")
        required = param.default is None and param.kind in (*_POSITIONAL, "keyword_only") and not reachable
        if alone and required and param.name not in reached:
            problems.append(f"{target_name} requires {param.name!r}, which {source_name} does not give")
    return problems


def _position_names(
    sources: Sequence[Signature], target: Signature, aliases: Mapping[str, str], target_name: str
) -> list[str]:
    """With overloads: the names at each position must be among those that some overload has there."""
    problems = []
    for index, slot in enumerate(positional(target)):
        names = {positional(source)[index].name for source in sources if index < len(positional(source))}
        if names and slot.name not in names and not any(aliases.get(name) == slot.name for name in names):
            wanted = " or ".join(sorted(names))
            problems.append(f"parameter {index + 1} of {target_name} is {slot.name!r}; the source has {wanted}")
    return problems


def same_default(one: str | None, other: str | None) -> bool:
    """Whether two default texts mean the same value: ``1`` and ``1.0`` do, ``None`` and ``0`` do not."""
    if one == other:
        return True
    if one is None or other is None:
        return False
    try:
        first, second = _constant(one), _constant(other)
    except (ValueError, SyntaxError, TypeError, ZeroDivisionError):
        return _NAMESPACE.sub("", one) == _NAMESPACE.sub("", other)
    if isinstance(first, bool) != isinstance(second, bool):
        return False
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return list(first) == list(second)
    return bool(first == second)


def _constant(text: str) -> object:
    """The value of a literal, or of one division or multiplication of numbers (``1.0 / 3``)."""
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, (ast.Div, ast.Mult, ast.Pow)):
        left, right = ast.literal_eval(tree.left), ast.literal_eval(tree.right)
        if isinstance(tree.op, ast.Div):
            return left / right
        return left * right if isinstance(tree.op, ast.Mult) else left**right
    return ast.literal_eval(tree)
