"""The types of the rule base. Everything here is frozen and picklable.

A rule says what one name of the source framework means in Paddle; the YAML form
is described in ``docs/rule-format.md``, the JSON schema is generated from these types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ParamKind = Literal["positional_only", "positional_or_keyword", "var_positional", "keyword_only", "var_keyword"]
NameKind = Literal["function", "class", "module", "value", "method", "attribute"]


class Param(NamedTuple):
    """One parameter of a source signature.

    ``default`` is the source text of the default (``"-1.0"``, ``"None"``), or None if
    the parameter is required. ``annotation`` is the text of its annotation, "" if none.
    """

    name: str
    kind: ParamKind = "positional_or_keyword"
    default: str | None = None
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameters (receiver left out) and return annotation of a callable."""

    params: tuple[Param, ...]
    returns: str = ""


class Variant(NamedTuple):
    """One way to convert: where ``when`` is known to hold, ``to`` or, if left, ``leave``.

    ``when`` is "" for a variant that always holds. ``signatures`` are those that this
    variant's call is bound against, in order; the first that binds is used. ``omit`` are
    the source parameters that stay out of the output where the caller omits them: the
    template passes each as it is, to a target parameter that has the same default.
    Conditions on the Paddle version are decided when the rules are compiled.
    """

    when: str = ""
    to: str = ""
    leave: str = ""
    signatures: tuple[Signature, ...] = ()
    omit: tuple[str, ...] = ()


#: What ``Rule.differs`` says of an API that draws random numbers, or decides which are drawn.
RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one source name becomes.

    ``drop_in`` is the dotted target that takes every call form of the source and means
    the same; ``helper`` is the same thing from ``paconvert_ng/runtime`` and is the last
    resort after ``variants``. ``where`` is ``file:line`` of the rule. ``unproved`` says why
    there are no tests. ``bases`` are the source framework's classes that a class of another package derives from.
    ``differs`` is what a user of the conversion should know ("" for nothing), ``note`` is for
    readers of the rule.
    """

    name: str
    kind: NameKind
    where: str
    drop_in: str = ""
    helper: str = ""
    type: str = ""
    variants: tuple[Variant, ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignore: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    bases: tuple[str, ...] = ()
    returns: str = ""
    unknown: Literal["leave", "helper"] = "leave"
    set: str = ""
    leave: str = ""
    note: str = ""
    differs: str = ""
    proved: bool = False
    unproved: str = ""


class RuleTest(NamedTuple):
    """One proof of a rule, as written in its ``tests`` list (see docs/rule-format.md)."""

    rule: str
    where: str
    form: Literal["call", "module", "code", "random"]
    source: str
    inputs: tuple[tuple[str, str], ...] = ()
    grad: tuple[str, ...] = ()
    tol: float | None = None
    expect: str = ""
    unconverted: str = ""
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """All rules for one target version, by source name.

    ``aliases`` maps other public names of the same object to the name the rule stands
    under (``torch.concat`` → ``torch.cat``). ``modules`` maps source modules to target
    modules. ``namespaces`` maps modules and classes to the reason why what they hold is left, for names
    without a rule (``torch.fx.*``). ``members`` maps the last part of a name to the class members
    with a rule that are called so (``view`` → ``torch.Tensor.view``).
    """

    paddle_version: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def left_because(self, name: str) -> str:
        """Why a name without a rule is left: the reason of the nearest namespace that gives one, or ""."""
        owner = name.rpartition(".")[0]
        while owner:
            if owner in self.namespaces:
                return self.namespaces[owner]
            owner = owner.rpartition(".")[0]
        return ""
