"""Binding a call's arguments to the parameters of a source signature, as Python would."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from paconvert_ng.rules.model import Param, Rule, Signature

#: The receiver of a method or attribute, in bindings and templates.
RECEIVER = "self"

#: numpy's keywords, which torch's functions take for their own.
NUMPY_KEYWORDS = {"axis": "dim", "keepdims": "keepdim"}


@dataclass(frozen=True, slots=True)
class Binding:
    """Which arguments of a call (by index into ``call.args``) each parameter gets.

    ``missing`` are the parameters that the caller left out. A var-positional parameter has any number.
    """

    signature: Signature
    given: dict[str, tuple[int, ...]] = field(default_factory=dict)
    missing: tuple[Param, ...] = ()

    def param(self, name: str) -> Param | None:
        return next((p for p in self.signature.params if p.name == name), None)


def bind(args: Sequence[cst.Arg], signature: Signature) -> Binding | str:
    """The binding, or why the call does not fit the signature.

    ``*args`` binds only to a var-positional parameter, ``**kwargs`` to none: what they hold is not known.
    """
    positional = [p for p in signature.params if p.kind in ("positional_only", "positional_or_keyword")]
    variadic = next((p for p in signature.params if p.kind == "var_positional"), None)
    extra = next((p for p in signature.params if p.kind == "var_keyword"), None)
    by_name = {p.name: p for p in signature.params if p.kind in ("positional_or_keyword", "keyword_only")}
    given: dict[str, list[int]] = {}
    filled = 0
    for index, arg in enumerate(args):
        if arg.star == "**":
            return "what **kwargs holds is not known"
        if arg.keyword is not None:
            name = arg.keyword.value
            if name not in by_name and NUMPY_KEYWORDS.get(name) in by_name:
                name = NUMPY_KEYWORDS[name]
            if name not in by_name:
                if extra is None:
                    return f"no parameter is called {name!r}"
                return f"the keyword {name!r} is not handled"
            if name in given:
                return f"{name!r} is given twice"
            given[name] = [index]
        elif filled < len(positional):
            if arg.star:
                return "what *args holds is not known"
            given[positional[filled].name] = [index]
            filled += 1
        elif variadic is not None:
            given.setdefault(variadic.name, []).append(index)
        else:
            return "what *args holds is not known" if arg.star else "too many arguments"
    missing = []
    for param in signature.params:
        if param.name in given or param.kind == "var_keyword":
            continue
        if param.default is None and param.kind != "var_positional":
            return f"{param.name!r} is missing"
        missing.append(param)
    return Binding(signature, {k: tuple(v) for k, v in given.items()}, tuple(missing))


def names_parameter_of(names: Collection[str], node: cst.CSTNode) -> bool:
    """Whether a call gives one of the parameters ``names`` by keyword: then its receiver is one that has them."""
    args = node.args if names and isinstance(node, cst.Call) else ()
    return any(arg.keyword is not None and arg.keyword.value in names for arg in args)


def only_of_helper(rule: Rule) -> Collection[str]:
    """The parameters that a rule's helper takes and none of its plain forms, for a rule that has both."""
    if not rule.helper or not rule.variants or rule.kind != "method":
        return ()
    plain = [signature for variant in rule.variants for signature in variant.signatures or rule.signatures]
    return _names(rule.signatures) - _names(plain)


def _names(signatures: Iterable[Signature]) -> set[str]:
    return {param.name for signature in signatures for param in signature.params}
