"""A drop-in of the reference Paddle, as a call for an older one.

Paddle took torch's keywords release by release: ``paddle.abs(input=x)`` is new, while
``paddle.abs(x)`` always was. Which parameter of Paddle's a source parameter is, the
reference version's signature tells.
"""

from __future__ import annotations

from collections.abc import Mapping

from .fits import positional
from .model import Param, Signature

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


def _partner(param: Param, index: int, reference: Signature, aliases: Mapping[str, str]) -> str:
    """The reference target's parameter that takes what the source parameter is given."""
    names = {other.name for other in reference.params}
    if param.name in names:
        return param.name
    if param.name in aliases:
        return aliases[param.name]
    slots = positional(reference)
    return slots[index].name if param.kind != "keyword_only" and index < len(slots) else ""
