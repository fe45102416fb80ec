"""``rules list`` and ``rules coverage``."""

from __future__ import annotations

from collections import Counter

from paconvert_ng.rules.model import Rule

from .base import Base, CannotError, is_left, status
from .output import print_table, say

STATUSES = ("proved", "unproved", "left")


def list_rules(base: Base, wanted: str | None, namespace: str | None) -> int:
    """A line a rule: name, status, what it becomes, where it stands."""
    rules = [rule for rule in base.rules.values() if wanted in (None, status(rule))]
    if namespace is not None:
        rules = [rule for rule in rules if rule.name.startswith(f"{namespace}.")]
        if not rules and not any(name.startswith(f"{namespace}.") for name in base.rules):
            raise CannotError(f"no rule below {namespace}; namespaces: {', '.join(base.by_namespace())}")
    print_table(
        ("name", "status", "rule", "becomes"),
        [(rule.name, status(rule), rule.where, _becomes(rule)) for rule in rules],
    )
    say(f"{len(rules)} rules")
    return 0


def _becomes(rule: Rule) -> str:
    if is_left(rule):
        return rule.leave
    targets = [rule.drop_in, *(variant.to for variant in rule.variants), rule.helper]
    text = " | ".join(target for target in targets if target)
    return f"{text} ({rule.unproved})" if rule.unproved else text


def coverage(base: Base) -> int:
    """Counts by namespace: the public names that torch has there, and the rules by status."""
    names = Counter(base.namespace(name) for name in _public_names(base))
    groups = base.by_namespace()
    rows = []
    for namespace in groups:
        counts = Counter(status(rule) for rule in groups.get(namespace, ()))
        known = str(names[namespace]) if names[namespace] else "-"
        rows.append((namespace, known, *(str(counts[word]) for word in STATUSES)))
    others = [namespace for namespace in names if namespace not in groups]
    rows.append((f"{len(others)} other namespaces", str(sum(names[namespace] for namespace in others)), "0", "0", "0"))
    total = Counter(status(rule) for rule in base.rules.values())
    rows.append(("all", str(sum(names.values())), *(str(total[word]) for word in STATUSES)))
    print_table(("namespace", "names", *STATUSES), rows, numbers=(1, 2, 3, 4))
    say(
        f"Paddle {base.paddle_version}: {len(base.rules)} rules, {len(base.loaded.tests)} tests. "
        "A rule also serves the other names of its object."
    )
    return 0


def _public_names(base: Base) -> list[str]:
    """The source framework's callables and values, each object once."""
    return [name for name in base.source if name not in base.source.aliases and base.source.kind(name) != "module"]
