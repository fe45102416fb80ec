"""A drop-in of the reference Paddle, as a call for an older one.

Paddle took torch's keywords release by release: ``paddle.abs(input=x)`` is new, while
``paddle.abs(x)`` always was. Which parameter of Paddle's a source parameter is, the
reference version's signature tells.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Mapping

from paconvert_ng.dotted import dotted_name

from .fits import positional
from .model import Param, Signature
from .templates import Template

_OPEN = ("var_positional", "var_keyword")


def as_call(
    target: str, source: Signature, reference: Signature, aliases: Mapping[str, str], older: Signature
) -> tuple[str, tuple[str, ...]] | None:
    """The template and the source parameters that it cannot pass on; None if there is no such call."""
    if any(param.kind in _OPEN for param in (*source.params, *reference.params)):
        return None
    slots = positional(older)
    known = {param.name for param in older.params if param.kind not in _OPEN}
    arguments: list[str] = []
    dropped: list[str] = []
    used: set[str] = set()
    for index, param in enumerate(source.params):
        partner = _partner(param, index, reference, aliases)
        if partner not in known:
            if param.default is None:
                return None
            dropped.append(param.name)
            continue
        in_place = len(used) == len(arguments) == index < len(slots) and slots[index].name == partner
        arguments.append(param.name if in_place and not dropped else f"{partner}={param.name}")
        used.add(partner)
    required = {param.name for param in older.params if param.default is None and param.kind not in _OPEN}
    return None if required - used else (f"{target}({', '.join(arguments)})", tuple(dropped))


def as_older(
    template: Template, signatures_of: Callable[[str], tuple[tuple[Signature, ...], Mapping[str, str]]]
) -> tuple[str, tuple[str, ...]] | None:
    """The template with ``[*shape]`` for ``*shape`` and without the keywords that an older target lacks.

    Also the source parameters that those keywords passed on. None if there is nothing to change.
    """
    tree = copy.deepcopy(template.tree)
    dropped: list[str] = []
    before = ast.unparse(tree)
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
        signatures, aliases = signatures_of(dotted_name(call.func))
        if len(signatures) != 1 or any(param.kind in _OPEN for param in signatures[0].params):
            continue
        if len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
            call.args = [ast.List([call.args[0]], ast.Load())]
        known = {param.name for param in signatures[0].params} | set(aliases)
        for keyword in [keyword for keyword in call.keywords if keyword.arg and keyword.arg not in known]:
            if isinstance(keyword.value, ast.Name) and template.params.get(keyword.value.id) == 1:
                call.keywords.remove(keyword)
                dropped.append(keyword.value.id)
    text = ast.unparse(tree)
    return (text, tuple(dropped)) if text != before else None


def _partner(param: Param, index: int, reference: Signature, aliases: Mapping[str, str]) -> str:
    """The reference target's parameter that takes what the source parameter is given."""
    names = {other.name for other in reference.params}
    if param.name in names:
        return param.name
    if param.name in aliases:
        return aliases[param.name]
    slots = positional(reference)
    return slots[index].name if param.kind != "keyword_only" and index < len(slots) else ""
