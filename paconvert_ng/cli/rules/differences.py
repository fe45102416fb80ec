"""What differs between two signatures, parameter by parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from paconvert_ng.rules.fits import positional, same_default
from paconvert_ng.rules.model import Param, Signature

_OPEN = ("var_positional", "var_keyword")
#: Other words of the frameworks for one thing: torch's, then Paddle's.
PARTNERS = {
    "input": ("x", "input"),
    "dim": ("axis", "dim"),
    "dims": ("axis", "axes", "perm"),
    "dim0": ("axis0",),
    "dim1": ("axis1",),
    "other": ("y", "other"),
    "tensors": ("x", "inputs", "input"),
    "target": ("label", "labels", "target"),
    "size": ("shape", "size"),
    "in_features": ("in_features",),
    "eps": ("epsilon", "eps"),
    "negative_slope": ("negative_slope",),
    "affine": ("weight_attr",),
    "min_val": ("min",),
    "max_val": ("max",),
    "p": ("p",),
    "n": ("n", "num"),
    "repeats": ("repeats", "repeat_times"),
    "source": ("source", "src", "value"),
    "fill_value": ("fill_value", "value"),
    "exponent": ("y",),
    "tensor": ("x", "tensor"),
    "self": ("x",),
}

SAME = "the same"

Kind = Literal["same", "name", "order", "default", "missing", "extra"]


@dataclass(frozen=True)
class Difference:
    """One parameter: ``kind`` of difference, torch's and Paddle's side (either may be absent) and the words."""

    kinds: tuple[Kind, ...]
    source: Param | None
    target: Param | None
    text: str

    @property
    def name(self) -> str:
        """Torch's name of the parameter, or Paddle's where torch has none."""
        param = self.source or self.target
        assert param is not None, "a difference has one side at least"
        return param.name


def compare(source: Signature, target: Signature, aliases: Mapping[str, str]) -> list[Difference]:
    """Torch's parameters in order, then what Paddle has besides."""
    slots = positional(target)
    known = {param.name: param for param in target.params}
    # A parameter of torch's own name, further on, is not what this position means.
    taken = {name for name in known if any(param.name == name for param in source.params)}
    found: list[Difference] = []
    for index, param in enumerate(source.params):
        partner = _partner(param, index, known, slots, aliases, taken)
        if partner is not None:
            taken.add(partner.name)
        found.append(_one(param, index, partner, slots, aliases))
    for other in target.params:
        if not any(one.target is other for one in found) and other.kind not in _OPEN and other.name != "name":
            how = f"default {other.default}" if other.default is not None else "no default"
            found.append(Difference(("extra",), None, other, f"only in Paddle, {how}"))
    return found


def _partner(
    param: Param,
    index: int,
    known: Mapping[str, Param],
    slots: list[Param],
    aliases: Mapping[str, str],
    taken: set[str],
) -> Param | None:
    candidates = [param.name, aliases.get(param.name, ""), *PARTNERS.get(param.name, ())]
    for name in candidates:
        if name in known and (name not in taken or name == param.name):
            return known[name]
    positional_here = param.kind in ("positional_only", "positional_or_keyword") and index < len(slots)
    if positional_here and slots[index].name not in taken and slots[index].name != "name":
        here = slots[index]
        # A required parameter does not stand for an optional one, nor the other way round.
        return here if (here.default is None) == (param.default is None) else None
    return None


def _one(param: Param, index: int, partner: Param | None, slots: list[Param], aliases: Mapping[str, str]) -> Difference:
    if partner is None:
        return Difference(("missing",), param, None, "missing in Paddle")
    kinds: list[Kind] = []
    words: list[str] = []
    if partner.name != param.name:
        if aliases.get(param.name) == partner.name:
            words.append(f"Paddle's {partner.name!r}, which also takes the keyword {param.name!r}")
        else:
            kinds.append("name")
            words.append(f"Paddle calls it {partner.name!r}")
    if param.kind != "keyword_only":
        position = slots.index(partner) if partner in slots else None
        if position is None:
            kinds.append("order")
            words.append("by keyword only in Paddle")
        elif position != index:
            kinds.append("order")
            words.append(f"position {index + 1}, in Paddle {position + 1}")
    if not same_default(param.default, partner.default):
        kinds.append("default")
        ours = "none" if param.default is None else param.default
        theirs = "none" if partner.default is None else partner.default
        words.append(f"default {ours}, in Paddle {theirs}")
    return Difference(tuple(kinds) or ("same",), param, partner, "; ".join(words) or SAME)
