"""What a program adds to a class of the source framework: ``nn.Module.smart_apply = smart_apply``."""

from __future__ import annotations

from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.rules.signatures import target_signatures


def attached(knowledge: Knowledge, name: str, paddle_version: str) -> str:
    """Where an attribute goes that the source class does not have; "" where Paddle's class means something by it."""
    owner, _, member = name.rpartition(".")
    holder = knowledge.rule(owner)
    if holder is None or knowledge.kind(owner) != "class" or knowledge.kind(name):
        return ""
    # The class that all instances are of, those of Paddle's own and those of the helper's.
    target = holder.type or holder.drop_in
    if not target.startswith("paddle.") or target_signatures(paddle_version).member(target, member):
        return ""
    return f"{target}.{member}"
