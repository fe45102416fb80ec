"""Names of the source framework that a text outside the code has: an entry of a configuration."""

from __future__ import annotations

from paconvert_ng.analysis.knowledge import Knowledge


def entry_name(name: str, knowledge: Knowledge) -> str:
    """What stands for a function, class or value wherever it is called or used: ``paddle.…``, ``helper.…`` or "".

    A module has no counterpart here: what is looked up in it later may mean something else in Paddle's.
    """
    rule = knowledge.rule(name)
    if rule is None or rule.leave or knowledge.kind(name) not in ("function", "class", "value"):
        return ""
    target = rule.drop_in or rule.helper
    return target if target.startswith(("paddle.", "helper.")) else ""
