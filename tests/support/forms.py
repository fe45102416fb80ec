"""The forms in which a person may write one call.

As in the test, by position, by keyword, keywords shuffled, as a function that is handed to another one
(``functools.partial``, ``map``), and, for a method, on a receiver whose type is not known. The forms are derived
with the source signature; one that the signature does not allow is not made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from paconvert_ng.dotted import dotted_name
from paconvert_ng.rules.model import Signature

Arguments = list[ast.expr]
Keywords = list[ast.keyword]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write the tested expression. ``name`` is the function that holds it in the program.

    ``typed`` False leaves the parameters without annotation, so that the converter cannot
    know that the receiver is a tensor.
    """

    name: str
    expression: str
    typed: bool = True


def call_forms(
    expression: str, names: tuple[str, ...], signatures: tuple[Signature, ...], *, method: bool, as_value: bool = False
) -> list[Form]:
    """Forms of ``expression``; ``names`` are the dotted names under which the tested API may be called.

    For a method or attribute (``method``) the last part of the name is looked for on any receiver,
    and forms with an unknown receiver are added. ``as_value`` adds forms that hand the function to ``apply``
    (see ``programs.APPLY``), where a converter cannot look at the arguments.
    """
    forms = [Form("as_written", expression)]
    tree = ast.parse(expression.strip(), mode="eval").body
    call = _find_call(tree, names, method)
    if call is not None:
        known = {ast.unparse(tree)}
        for name, args, keywords in _derived(call, signatures):
            text = _with_arguments(tree, call, args, keywords)
            if text not in known:
                known.add(text)
                forms.append(Form(name, text))
    if method:
        unknown = [form for form in forms if form.name in ("as_written", "keywords")]
        forms += [Form(f"unknown_receiver_{form.name}", form.expression, typed=False) for form in unknown]
    elif as_value and call is not None:
        derived = {name: (args, keywords) for name, args, keywords in _derived(call, signatures)}
        derived = {"": (call.args, call.keywords), "_keywords": derived.get("shuffled", ([], []))}
        function, call.func = call.func, ast.Name("apply")
        for suffix, (args, keywords) in derived.items():
            if args or keywords or not suffix:
                forms.append(Form(f"as_value{suffix}", _with_arguments(tree, call, [function, *args], keywords)))
    return forms


def _find_call(tree: ast.expr, names: tuple[str, ...], method: bool) -> ast.Call | None:
    last_parts = {name.rsplit(".", 1)[-1] for name in names}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if dotted_name(node.func) in names:
            return None if method else node
        if method and isinstance(node.func, ast.Attribute) and node.func.attr in last_parts:
            return node
    return None


def _derived(call: ast.Call, signatures: tuple[Signature, ...]) -> Iterator[tuple[str, Arguments, Keywords]]:
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return
    if any(keyword.arg is None for keyword in call.keywords):
        return
    for signature in signatures:
        given = _bind(call, signature)
        if given is not None:
            yield from _spellings(signature, given)
            return


def _bind(call: ast.Call, signature: Signature) -> dict[str, ast.expr] | None:
    """Arguments by parameter, or None if the signature does not take the call (or takes it as ``*args``)."""
    kinds = {param.name: param.kind for param in signature.params}
    if "var_positional" in kinds.values() and call.args:
        return None
    positional = [name for name, kind in kinds.items() if kind in ("positional_only", "positional_or_keyword")]
    if len(call.args) > len(positional):
        return None
    given = dict(zip(positional, call.args, strict=False))
    for keyword in call.keywords:
        name = keyword.arg or ""
        if kinds.get(name) not in ("positional_or_keyword", "keyword_only") or name in given:
            return None
        given[name] = keyword.value
    for param in signature.params:
        if param.default is None and param.name not in given and not param.kind.startswith("var_"):
            return None
    return given


def _spellings(signature: Signature, given: dict[str, ast.expr]) -> Iterator[tuple[str, Arguments, Keywords]]:
    leading: Arguments = []
    positional: Arguments = []
    rest: Keywords = []
    keywords: Keywords = []
    unbroken = True
    for param in signature.params:
        if param.name not in given:
            unbroken = False
            continue
        keyword = ast.keyword(param.name, given[param.name])
        if unbroken and param.kind != "keyword_only":
            positional.append(keyword.value)
        else:
            rest.append(keyword)
        if param.kind == "positional_only":
            leading.append(keyword.value)
        else:
            keywords.append(keyword)
    yield "positional", positional, rest
    yield "keywords", leading, keywords
    yield "shuffled", leading, keywords[::-1]


def _with_arguments(tree: ast.expr, call: ast.Call, args: Arguments, keywords: Keywords) -> str:
    """Text of ``tree`` with other arguments in ``call``, which is left as it was."""
    before = call.args, call.keywords
    call.args, call.keywords = args, keywords
    text = ast.unparse(tree)
    call.args, call.keywords = before
    return text
