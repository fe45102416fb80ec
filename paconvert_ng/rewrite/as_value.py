"""Functions and methods that are wanted themselves, not called: ``act = torch.hstack``, ``f = x.max``."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from paconvert_ng.analysis.facts import Use
from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.rewrite.decisions import Bound
from paconvert_ng.rewrite.template import names_in_order
from paconvert_ng.rules.model import Param, Rule


def lambda_text(rule: Rule | None) -> str:
    """A lambda with the source function's parameters around the template, "" if one template does not serve all calls.

    A parameter that may only have its default is left out, so that giving it raises an error.
    """
    if rule is None or rule.kind != "function" or rule.leave or len(rule.signatures) != 1:
        return ""
    params = rule.signatures[0].params
    only = {name for name, _ in rule.only}
    for variant in rule.variants:
        if variant.when or not variant.to or variant.signatures != rule.signatures:
            continue
        used = set(names_in_order(variant.to, frozenset(p.name for p in params)))
        kept = [p for p in params if p.name not in only]
        dropped = [p for p in params if p.name in only]
        if used & only or any(p.kind == "var_keyword" for p in params) or not _droppable(params, dropped):
            return ""
        return f"lambda {', '.join(_listed(kept))}: {variant.to}" if kept else f"lambda: {variant.to}"
    return ""


def _droppable(params: tuple[Param, ...], dropped: list[Param]) -> bool:
    """Whether no positional argument changes its place when these parameters are left out."""
    positional = [p for p in params if p.kind in ("positional_only", "positional_or_keyword")]
    first = next((i for i, p in enumerate(positional) if p in dropped), len(positional))
    return all(p in dropped for p in positional[first:])


def _listed(params: list[Param]) -> list[str]:
    texts: list[str] = []
    starred = False
    for index, param in enumerate(params):
        if param.kind == "keyword_only" and not starred:
            texts.append("*")
            starred = True
        if param.kind == "var_positional":
            texts.append(f"*{param.name}")
            starred = True
        else:
            texts.append(param.name if param.default is None else f"{param.name}={param.default}")
        after = params[index + 1].kind if index + 1 < len(params) else ""
        if param.kind == "positional_only" and after != "positional_only":
            texts.append("/")
    return texts


def _names_given(use: Use) -> list[str]:
    """The names that an assignment gives to what is used."""
    statements = use.owner.body if isinstance(use.owner, cst.SimpleStatementLine) else []
    assigned = [small for small in statements if isinstance(small, cst.Assign) and small.value is use.node]
    return [one.target.value for small in assigned for one in small.targets if isinstance(one.target, cst.Name)]


def bound_if_tensor(use: Use, name: str, knowledge: Knowledge, called: Collection[str]) -> Bound | None:
    """``f = x.max``, to be called later, of an unknown value: what it is bound to is seen when the program runs."""
    if use.role != "alias" or not any(local in called for local in _names_given(use)):
        return None
    rules = [knowledge.rule(member) for member in knowledge.members_called(name)]
    methods = [rule for rule in rules if rule is not None and rule.kind == "method" and rule.unknown == "helper"]
    if len({rule.helper for rule in methods}) != 1 or not methods[0].helper:
        return None
    return Bound(methods[0].name, methods[0].proved, methods[0].helper, name)
