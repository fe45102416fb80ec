"""What the rules make of a name: the class of every public name, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.rules.helpers import Helper
from paconvert_ng.rules.model import Rule

Status = Literal["proved", "unproved", "partly", "none"]

NO_RULE = "no rule"


@dataclass(frozen=True)
class Outcome:
    """The class of one name.

    ``rule`` is the name that the rule stands under, if it is another; ``reason`` says why there is no proof,
    which calls are left, or why nothing is converted and what to do instead.
    """

    status: Status
    rule: str = ""
    reason: str = ""


class Classifier:
    """Tells the class of names from the rules and the helpers' members."""

    def __init__(self, knowledge: Knowledge, helpers: Mapping[str, Helper], refused: Mapping[str, str]) -> None:
        self.knowledge = knowledge
        self.helpers = helpers
        self.refused = refused

    def outcome(self, name: str) -> Outcome:
        """The class of ``name``; a name that nothing is known of is ``none`` for want of a rule."""
        rule = self.knowledge.rule(name)
        if rule is None:
            return self._through_class(name) or Outcome("none", reason=self.knowledge.left_because(name) or NO_RULE)
        other = rule.name if rule.name != name else ""
        if rule.leave:
            return Outcome("none", other, rule.leave)
        left = _left_calls(rule) or self._refused(rule)
        if left:
            return Outcome("partly", other, left)
        if not rule.proved:
            return Outcome("unproved", other, rule.unproved)
        return Outcome("proved", other)

    def _refused(self, rule: Rule) -> str:
        """Which calls the rule's helper refuses when they are made."""
        target = rule.helper or rule.drop_in
        return self.refused.get(target.removeprefix("helper."), "") if target.startswith("helper.") else ""

    def _through_class(self, name: str) -> Outcome | None:
        """A member that needs no rule: the class has one, and its helper class has the member."""
        owner, _, member = name.rpartition(".")
        if self.knowledge.kind(owner) != "class":
            return None
        target = self.knowledge.stand_in(owner).removeprefix("helper.")
        helper = self.helpers.get(target)
        if helper is None or member not in helper.members:
            return None
        found = self.outcome(owner)
        return Outcome(found.status, found.rule or owner, found.reason)


def _left_calls(rule: Rule) -> str:
    """Which calls of a rule are left: "" if every call form is taken."""
    if rule.drop_in or rule.helper:
        return ""
    texts = []
    for variant in rule.variants:
        if variant.leave:
            texts.append(f"where `{variant.when}`: {variant.leave}" if variant.when else variant.leave)
    for param, values in rule.only:
        shown = " or ".join(f"`{value}`" for value in values)
        texts.append(f"`{param}` other than {shown}")
    if not texts and rule.variants and all(variant.when for variant in rule.variants):
        texts.append("other calls than those where " + " or ".join(f"`{variant.when}`" for variant in rule.variants))
    return "; ".join(texts)
