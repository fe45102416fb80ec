"""What a part's result means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.timm_checks.known import KNOWN

#: How much further Paddle's float32 may be from torch's than torch's own float32 from its float64.
ROUNDING = 10


def outcome(part: Mapping[str, Any]) -> str:
    """``equal``, ``differs``, ``fails``, or ``torch`` for what torch does not run either."""
    if "torch" in part:
        return "torch"
    if "error" in part:
        return "fails"
    return "differs" if part["wrong"] else "equal"


def parts_of(result: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parts of a family's result by name, the training step as ``step``.

    What differs in float32 by no more than rounding moves torch's own numbers, and is equal in float64, comes as
    what was found in float64.
    """
    double = result.get("double", {})
    for name, part in result["parts"].items():
        yield name, _judged(part, double.get(name))
        if "training" in part:
            yield "step", _judged(part["training"], double.get(name, {}).get("training"))


def _judged(part: Mapping[str, Any], double: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if double is None or outcome(part) != "differs" or outcome(double) != "equal":
        return part
    return {**double, "float64": True} if part["largest"] <= ROUNDING * double["own"] else part


def reason(part: Mapping[str, Any]) -> str:
    """Why a part is not equal, in a line; "" if it is, or if torch does not run it."""
    if outcome(part) in ("equal", "torch"):
        return ""
    return str(part["error"]).strip().splitlines()[-1][:300] if "error" in part else str(part["wrong"][0])


def unequal(of: str, result: Mapping[str, Any]) -> list[str]:
    """What of a family or part is not as in torch, but for what is known: a line each."""
    return [line for line, why in differing(of, result) if not why]


def differing(of: str, result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What of a family or part is not as in torch, and why, if that is known."""
    for name, part in parts_of(result):
        if text := reason(part):
            yield f"{name}: {text}", KNOWN.get((of, name), "")
