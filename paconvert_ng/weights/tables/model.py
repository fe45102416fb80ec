"""A table: what the weights of a family of models are called and how they lie, in each of the layouts it knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

#: ``{layer}`` in a key.
VARIABLE = re.compile(r"\{(\w+)\}")
#: Stands for the prefix of the base model, which is not there where the base model was saved alone.
PREFIX = "@"


@dataclass(frozen=True, slots=True)
class Step:
    """One rearrangement. ``kind``: transpose, split, merge, deal, interleave, stack, unstack, unsqueeze, squeeze."""

    kind: str
    axis: int = 0
    #: Of split, merge, deal and interleave: the lengths of the parts along the axis, as expressions; none: equal ones.
    sizes: tuple[Any, ...] = ()
    #: Of deal and interleave: how many groups, as an expression.
    groups: Any = None
    #: Of stack and unstack: the variable that counts the parts.
    variable: str = ""

    def inverse(self) -> Step:
        """The step that undoes this one."""
        return Step(_INVERSES[self.kind], self.axis, self.sizes, self.groups, self.variable)

    def __str__(self) -> str:
        return self.kind if self.kind in ("transpose", "stack", "unstack") else f"{self.kind} {self.axis}"


_INVERSES = {
    "transpose": "transpose",
    "split": "merge",
    "merge": "split",
    "deal": "interleave",
    "interleave": "deal",
    "stack": "unstack",
    "unstack": "stack",
    "unsqueeze": "squeeze",
    "squeeze": "unsqueeze",
}
#: What gives several tensors of one, and one of several.
SPREADS = {"split", "deal", "unstack"}
GATHERS = {"merge", "interleave", "stack"}
KINDS = frozenset(_INVERSES)


@dataclass(frozen=True, slots=True)
class Rule:
    """These keys of Hugging Face's become those of the target, by these steps."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    #: Holds for configurations for which this expression is true.
    when: Any = True
    #: The keys may be missing.
    optional: bool = False
    line: int = 0

    def inverse(self) -> Rule:
        """The way back."""
        steps = tuple(step.inverse() for step in reversed(self.steps))
        return Rule(self.targets, self.sources, steps, self.when, self.optional, self.line)


@dataclass(frozen=True, slots=True)
class Tie:
    """Hugging Face's ``key`` is ``of``, and left out, where ``when`` is true."""

    key: str
    of: str
    when: Any
    #: Of the base model itself.
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The layout of one library."""

    name: str
    prefix: str
    rules: tuple[Rule, ...]
    #: It has tied weights twice.
    ties: bool = True


@dataclass(frozen=True, slots=True)
class Family:
    """One file of rules/weights/."""

    name: str
    #: Other names of it for ``--model``.
    also: tuple[str, ...]
    #: ``model_type`` of config.json.
    model_types: tuple[str, ...]
    #: An expression that tells it from others of the same model_type.
    when: Any
    prefix: str
    sizes: dict[str, Any]
    #: Variable → its values: how many (an expression), from where to where, or words.
    each: dict[str, Any]
    ties: tuple[Tie, ...]
    #: Keys that hold nothing that is not computed anew.
    drop: tuple[str, ...]
    targets: dict[str, Target] = field(default_factory=dict)
    #: Ends of keys in old files → what they are called now.
    legacy: dict[str, str] = field(default_factory=dict)
