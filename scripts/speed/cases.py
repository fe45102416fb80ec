"""Pairs of expressions to be timed: a helper, and the plain Paddle call that stands for the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paconvert_ng import convert_source
from paconvert_ng.cli.rules.counterpart import counterparts
from paconvert_ng.cli.rules.draft import target_signatures
from paconvert_ng.dotted import dotted_name
from paconvert_ng.rules.model import Rule, RuleTest
from paconvert_ng.rules.signatures import Snapshot

#: Tests of one rule that are tried until one can be timed.
_TRIED = 4


@dataclass(frozen=True)
class Case:
    """``helper`` and the ``plain`` candidates are expressions over the inputs of ``test``."""

    rule: Rule
    test: RuleTest
    helper: str
    plain: tuple[str, ...]


def cases_of(rule: Rule, tests: Sequence[RuleTest], source: Snapshot, target: Snapshot) -> Iterator[Case]:
    """The cases of one rule with a helper, those first that the text alone gives."""
    usable = [test for test in tests if test.form != "code" and not test.unconverted and test.inputs]
    for test in usable[:_TRIED]:
        tree = ast.parse(test.source.strip(), mode="eval").body
        call = _tested_call(tree, rule)
        if call is None or tree is not call:
            continue
        helper = _helper_text(call, rule)
        plain = [text for text in (_variant_text(test), *_named_alike(call, rule, source, target)) if text]
        if plain:
            yield Case(rule, test, helper, tuple(dict.fromkeys(plain)))


def _tested_call(tree: ast.expr, rule: Rule) -> ast.Call | None:
    if not isinstance(tree, ast.Call):
        return None
    if rule.kind == "method":
        fits = isinstance(tree.func, ast.Attribute) and tree.func.attr == rule.name.rpartition(".")[2]
        return tree if fits and not dotted_name(tree.func).startswith("torch.") else None
    return tree if dotted_name(tree.func) == rule.name else None


def _helper_text(call: ast.Call, rule: Rule) -> str:
    args = [*call.args]
    if rule.kind == "method" and isinstance(call.func, ast.Attribute):
        args.insert(0, call.func.value)
    return _call_text(rule.helper, args, call.keywords)


def _call_text(function: str, args: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> str:
    texts = [ast.unparse(arg) for arg in args] + [ast.unparse(keyword) for keyword in keywords]
    return f"{function}({', '.join(texts)})"


def _variant_text(test: RuleTest) -> str:
    """What the converter writes for a tensor of known type, if that is plain Paddle."""
    params = ", ".join(f"{name}: torch.Tensor" if _is_tensor(text) else name for name, text in test.inputs)
    program = f"import torch\n\n\ndef case({params}):\n    return {test.source.strip()}\n"
    result = convert_source(program)
    body = ast.parse(result.code).body[-1]
    if result.unconverted or "paddle_helpers" in result.code or not isinstance(body, ast.FunctionDef):
        return ""
    returned = body.body[-1]
    return ast.unparse(returned.value) if isinstance(returned, ast.Return) and returned.value is not None else ""


def _is_tensor(text: str) -> bool:
    return not text.startswith(("'", '"', "[", "(", "-")) and not text[:1].isdigit() and " " in text


def _named_alike(call: ast.Call, rule: Rule, source: Snapshot, target: Snapshot) -> Iterator[str]:
    """Paddle's functions of the same name, with the arguments as they are, and all by position."""
    receiver = [call.func.value] if rule.kind == "method" and isinstance(call.func, ast.Attribute) else []
    for name in counterparts(rule.name, source, target)[:3]:
        if not target_signatures(name, rule.name, target):
            continue
        function = f"{ast.unparse(receiver[0])}.{name[5:]}" if name.startswith("self.") else name
        first = [] if name.startswith("self.") else receiver
        yield _call_text(function, [*first, *call.args], call.keywords)
        yield _call_text(function, [*first, *call.args, *(keyword.value for keyword in call.keywords)], [])
