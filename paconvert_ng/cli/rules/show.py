"""``rules show NAME``: a rule as it is understood."""

from __future__ import annotations

from collections.abc import Iterator

from paconvert_ng.rules.helpers import read_helpers
from paconvert_ng.rules.locate import runtime_folder
from paconvert_ng.rules.model import Rule, RuleTest, Signature, Variant

from .base import Base, status
from .output import say
from .signature_words import signature_text


def show(base: Base, names: list[str]) -> int:
    for index, name in enumerate(names):
        if index:
            say()
        for line in rule_lines(base, name):
            say(line)
    return 0


def rule_lines(base: Base, name: str) -> Iterator[str]:
    """What ``show`` prints of one rule. Raises CannotError if there is none."""
    rule = base.rule(name)
    yield f"{rule.name}: {rule.kind}, {status(rule)} (Paddle {base.paddle_version})"
    yield from _field("rule", rule.where)
    others = sorted(alias for alias, other in base.aliases.items() if other == rule.name)
    yield from _field("also", ", ".join(others))
    for signature in rule.signatures:
        yield from _field("torch" if rule.name.startswith("torch") else "source", _call(rule.name, signature))
    yield from _targets(rule)
    yield from _field("type", rule.type and f"{rule.type} where it stands for a type")
    yield from _field("returns", rule.returns)
    yield from _field("set", rule.set and f"{rule.set} for an assignment")
    yield from _rest(rule)
    yield from _field("differs", rule.differs)
    yield from _field("note", rule.note)
    yield from _field("unproved", rule.unproved)
    tests = base.tests.get(rule.name, [])
    yield f"  tests: {len(tests)}"
    for test in tests:
        yield f"    {test.where}: {_test_text(test)}"


def _field(label: str, text: str) -> Iterator[str]:
    if text:
        yield f"  {label}: {text}"


def _targets(rule: Rule) -> Iterator[str]:
    yield from _field("becomes", rule.drop_in and f"{rule.drop_in}, in every call form and as a value")
    for variant in rule.variants:
        yield f"  {_condition(rule, variant)}: {variant.to or f'left: {variant.leave}'}"
        if variant.omit:
            yield f"      left out where the caller leaves it out: {', '.join(variant.omit)}"
    if rule.only and rule.variants:
        texts = [f"{param} is left out or {' or '.join(values)}" for param, values in rule.only]
        yield f"  only if: {'; '.join(texts)}"
    yield from _field("dropped", ", ".join(rule.ignore))
    if rule.helper:
        helper = read_helpers(runtime_folder(), []).get(rule.helper.removeprefix("helper."))
        where = f" ({helper.where})" if helper else ""
        yield f"  {'otherwise' if rule.variants else 'becomes'}: {rule.helper}{where}"


def _condition(rule: Rule, variant: Variant) -> str:
    parts = [f"if {variant.when}"] if variant.when else []
    if set(variant.signatures) != set(rule.signatures) and len(variant.signatures) == 1:
        parts.append(f"called as {signature_text(variant.signatures[0])}")
    return " and ".join(parts) or "becomes"


def _rest(rule: Rule) -> Iterator[str]:
    """What is not converted, and what happens on a receiver of unknown type."""
    if rule.leave:
        yield f"  left: {rule.leave}"
    elif rule.variants and not rule.helper:
        yield "  left: what no variant is known to hold for, *args and **kwargs, and the name used as a value"
    if rule.kind in ("method", "attribute"):
        act = f"calls {rule.helper}, which looks at it" if rule.unknown == "helper" else "the text stays"
        yield f"  unknown receiver: {act}"


def _call(name: str, signature: Signature) -> str:
    return f"{name}{signature_text(signature)}"


def _test_text(test: RuleTest) -> str:
    first, *rest = test.source.strip().splitlines()
    parts = [f"{test.form}: {first}{' …' if rest else ''}"]
    if test.inputs:
        parts.append("with " + ", ".join(f"{name}: {text}" for name, text in test.inputs))
    if test.grad:
        parts.append(f"grad {', '.join(test.grad)}")
    if test.unconverted:
        parts.append(f"unconverted: {test.unconverted}")
    return "; ".join(parts)
