"""The text of a drafted rule: what two signatures alone say. Its meaning is for the author and the tests."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from paconvert_ng.rules.model import Param, Signature
from paconvert_ng.rules.signatures import Snapshot

from .counterpart import counterparts, receiver_class
from .differences import SAME, Difference, compare
from .draft_tests import test_lines
from .signature_words import signature_text


@dataclass(frozen=True)
class Draft:
    """``yaml`` is the rule; ``findings`` say what differs, for the terminal."""

    yaml: str
    findings: tuple[str, ...]


def draft(name: str, source: Snapshot, target: Snapshot, wanted: str = "") -> Draft:
    """A rule for ``name`` with the counterpart ``wanted``, or the likeliest by name."""
    others = [wanted] if wanted else counterparts(name, source, target)
    kind = source.kind(name)
    texts = {signature_text(s): s for s in source.signatures(name) if not any(p.name == "self" for p in s.params)}
    signatures = tuple(texts.values())  # overloads that differ in types only are one
    if not others:
        return _without_counterpart(name, source)
    chosen = others[0]
    targets = target_signatures(chosen, name, target)
    findings = [f"{name}{signature_text(s)}" for s in signatures] + [f"{chosen}{signature_text(s)}" for s in targets]
    if others[1:]:
        findings.append(f"also possible (--target): {', '.join(others[1:5])}")
    if kind in ("value", "attribute") or not targets:
        lines = [f"{name}:", f"  to: {chosen}", *test_lines(name, kind, signatures[:1])]
        return Draft("\n".join(lines) + "\n", tuple(findings))
    if not signatures:
        findings.append("torch's signature is not known: fill in `signature` from torch's documentation")
        lines = [f"{name}:", "  signature: (input)", f"  to: {chosen}(input)", *test_lines(name, kind, ())]
        return Draft("\n".join(lines) + "\n", tuple(findings))
    aliases = target.keywords(_resolved(chosen, name))
    compared = [min((compare(s, t, aliases) for t in targets), key=_weight) for s in signatures]
    for signature, differences in zip(signatures, compared, strict=True):
        findings += [f"{name}{signature_text(signature)}:"] * bool(signatures[1:]) + _table(differences)
    lines = [f"{name}:", *_targets(chosen, signatures, compared), *test_lines(name, kind, signatures)]
    return Draft("\n".join(lines) + "\n", tuple(findings))


def _without_counterpart(name: str, source: Snapshot) -> Draft:
    helper = f"torch_{name.rpartition('.')[2]}" if source.kind(name) != "class" else name.rpartition(".")[2]
    signatures = source.signatures(name)
    findings = [f"{name}{signature_text(signature)}" for signature in signatures]
    findings += [
        f"Paddle has no name like it. Write helper.{helper} in paconvert_ng/runtime/ with torch's signature,",
        "or replace `helper` and `tests` by `leave:` and say what to do instead.",
        "If Paddle has it under another name: --target paddle.NAME",
    ]
    lines = [f"{name}:", f"  helper: helper.{helper}", *test_lines(name, source.kind(name), signatures)]
    return Draft("\n".join(lines) + "\n", tuple(findings))


def _resolved(chosen: str, name: str) -> str:
    """``self.foo`` as the name in the snapshot."""
    if chosen.startswith("self."):
        return f"{receiver_class(name.rpartition('.')[0])}.{chosen.removeprefix('self.')}"
    return chosen


def target_signatures(chosen: str, name: str, target: Snapshot) -> tuple[Signature, ...]:
    """Paddle's signatures; of a function that stands for a method, without the receiver."""
    return target.signatures(_resolved(chosen, name))


def _weight(differences: Sequence[Difference]) -> int:
    """How far two signatures are apart; a parameter that Paddle lacks counts most."""
    return sum(3 * (kind == "missing") + (kind != "same") for found in differences for kind in found.kinds)


def _table(differences: Sequence[Difference]) -> list[str]:
    """A line for each parameter that differs, and one for those that do not."""
    same = [found.name for found in differences if found.text == SAME]
    differing = [found for found in differences if found.text != SAME]
    width = max((len(found.name) for found in differing), default=0)
    lines = [f"  {found.name.ljust(width)}  {found.text}" for found in differing]
    if any(_is_lost(found) for found in differences):
        lines.append(
            "  so this Paddle function does not serve that overload: give it a variant of its own, or a helper"
        )
    return lines + [f"  the same: {', '.join(same)}"] * bool(same)


def _is_lost(found: Difference) -> bool:
    """Whether a required parameter has nowhere to go."""
    return found.source is not None and found.target is None and found.source.default is None


def _targets(chosen: str, signatures: Sequence[Signature], compared: Sequence[Sequence[Difference]]) -> list[str]:
    if all(found.kinds == ("same",) for differences in compared for found in differences if found.source):
        return [f"  to: {chosen}"]
    only: dict[str, str] = {}
    calls: list[tuple[Signature, str]] = []
    for signature, differences in zip(signatures, compared, strict=True):
        call, restricted = _call(chosen, differences)
        if not any(map(_is_lost, differences)) or not signatures[1:]:
            calls.append((signature, call))
            only |= restricted
    if not calls:
        return [f"  helper: helper.torch_{chosen.rpartition('.')[2]}"]
    if not signatures[1:]:
        lines = [f"  to: {_quoted(calls[0][1])}"]
    else:
        lines = ["  variants:"]
        lines += [f'    - {{signature: "{signature_text(signature)}", to: "{call}"}}' for signature, call in calls]
    if only:
        lines.append(f"  only: {{{', '.join(f'{param}: [{value}]' for param, value in only.items())}}}")
    return lines


def _call(chosen: str, differences: Sequence[Difference]) -> tuple[str, dict[str, str]]:
    """The template, and the parameters that Paddle lacks with the one value for which it holds."""
    arguments: list[str] = []
    only: dict[str, str] = {}
    by_position = True
    for found in differences:
        param, other = found.source, found.target
        if param is None:
            continue
        if other is None:
            only[param.name] = _yaml_literal(param)
            by_position = False
        elif param.kind == "var_positional":
            arguments.append(f"*{param.name}" if other.kind == "var_positional" else f"[*{param.name}]")
        elif by_position and "order" not in found.kinds and param.kind != "keyword_only":
            arguments.append(param.name)
        else:
            by_position = False
            arguments.append(f"{other.name}={param.name}")
    return f"{chosen}({', '.join(arguments)})", only


def _yaml_literal(param: Param) -> str:
    """The default as ``only`` writes it; a required parameter that Paddle lacks is for the author to settle."""
    if param.default is None:
        return "null"
    try:
        value = ast.literal_eval(param.default)
    except (ValueError, SyntaxError):
        return f"'{param.default}'"
    return "null" if value is None else repr(value).lower() if isinstance(value, bool) else repr(value)


def _quoted(template: str) -> str:
    special = any(mark in template for mark in ("{", "#", ": ")) or template[:1] in "*[@`"
    return f'"{template}"' if special else template
