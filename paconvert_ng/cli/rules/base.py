"""The rule base as the subcommands look at it: rules with their tests, statuses, names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from paconvert_ng.rules import locate
from paconvert_ng.rules.compile import load_all, rule_aliases
from paconvert_ng.rules.loader import Loaded
from paconvert_ng.rules.model import Rule, RuleTest
from paconvert_ng.rules.signatures import Snapshot, source_signatures

#: Namespaces whose members are pages and lines of their own; a class otherwise belongs to its module.
OWN_NAMESPACES = frozenset({"torch.Tensor"})


class CannotError(Exception):
    """The command cannot be carried out; the message says what to type or edit instead."""


@dataclass(frozen=True)
class Base:
    """All rules for one Paddle version. Faulty rules are not in it: ``faults`` says which there are."""

    paddle_version: str
    loaded: Loaded
    source: Snapshot

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Rules by name, sorted."""
        return dict(sorted(self.loaded.rules.items()))

    @cached_property
    def tests(self) -> dict[str, list[RuleTest]]:
        """Tests by rule, in the order of the file."""
        found: dict[str, list[RuleTest]] = {}
        for test in self.loaded.tests:
            found.setdefault(test.rule, []).append(test)
        return found

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Other names of an object → the name that has the rule."""
        return rule_aliases(self.source, self.rules)

    def rule(self, name: str) -> Rule:
        """The rule of a name or of another name of the same object. Raises CannotError with the close ones."""
        found = self.rules.get(self.aliases.get(name, name))
        if found is not None:
            return found
        faults = [str(problem) for problem in self.loaded.problems if _rule_at(problem.where) == name]
        if faults:
            raise CannotError(f"the rule of {name} has a mistake:\n" + "\n".join(faults))
        reason = self.left_with_namespace(name)
        if reason:
            raise CannotError(f"{name} has no rule of its own; it is left with its namespace: {reason}")
        if self.source.kind(name) is not None:
            raise CannotError(f"no rule for {name}: write one with `paconvert rules new {name}`")
        raise CannotError(f"no rule for {name}{self.close(name)}")

    def left_with_namespace(self, name: str) -> str:
        """Why all names of the namespace are left; "" where none is."""
        owner = name.rpartition(".")[0]
        while owner and owner not in self.loaded.namespaces:
            owner = owner.rpartition(".")[0]
        return self.loaded.namespaces.get(owner, "")

    def close(self, name: str) -> str:
        """``; close: …`` for a name that nobody knows."""
        last = name.rpartition(".")[2]
        known = sorted({*self.rules, *self.source})
        same = [other for other in known if other.rpartition(".")[2] == last]
        near = [*same, *difflib.get_close_matches(name, known, 3, 0.75)]
        return f"; close: {', '.join(dict.fromkeys(near[:4]))}" if near else ""

    def namespace(self, name: str) -> str:
        """Where a name is listed: ``torch.nn`` for ``torch.nn.Module.apply``, ``torch.Tensor`` for a method."""
        owner = name.rpartition(".")[0] or name
        while owner not in OWN_NAMESPACES and "." in owner and self._is_class(owner):
            owner = owner.rpartition(".")[0]
        return owner or name

    def _is_class(self, owner: str) -> bool:
        kind = self.source.kind(owner) or (self.rules[owner].kind if owner in self.rules else None)
        return kind in ("class", "value") or (kind is None and owner.rpartition(".")[2][:1].isupper())

    def by_namespace(self, rules: Iterable[Rule] | None = None) -> dict[str, list[Rule]]:
        """Rules by namespace, both sorted."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values() if rules is None else rules:
            found.setdefault(self.namespace(rule.name), []).append(rule)
        return dict(sorted(found.items()))


def rule_file(label: str) -> Path:
    """The file that messages call ``label``."""
    return locate.data_folder().parent / label if label.startswith("rules/") else Path(label)


def _rule_at(where: str) -> str:
    """The rule that a line of a rule file belongs to."""
    label, _, line = where.rpartition(":")
    path = rule_file(label)
    if path.suffix != ".yaml" or not path.is_file():
        return ""
    above = path.read_text(encoding="utf-8").splitlines()[: int(line)]
    names = [text.partition(":")[0] for text in above if text[:1].isalpha()]
    return names[-1] if names else ""


def load_base(paddle_version: str, extra: Sequence[str] = ()) -> Base:
    """Read all rule files. Raises CannotError for a folder that is not there."""
    try:
        loaded, _ = load_all(paddle_version, tuple(extra))
    except (FileNotFoundError, ValueError) as error:
        raise CannotError(str(error)) from None
    return Base(paddle_version, loaded, source_signatures())


def is_left(rule: Rule) -> bool:
    """Whether nothing is converted: the rule, or this Paddle version, has only a reason."""
    return not (rule.drop_in or rule.variants or rule.helper)


def status(rule: Rule) -> str:
    """``left``, ``proved`` or ``unproved``."""
    return "left" if is_left(rule) else "proved" if rule.proved else "unproved"


def checkout() -> Path | None:
    """The root of the repository that this code lies in, with its tests; None for an installed package."""
    root = locate.PACKAGE.parent
    whole = (root / "tests" / "rules").is_dir() and locate.data_folder() == root / "rules"
    return root if whole else None
