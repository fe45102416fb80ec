"""What a part's result means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def outcome(part: Mapping[str, Any]) -> str:
    """``equal``, ``differs``, ``fails``, or ``torch`` for what torch does not run either."""
    if "torch" in part:
        return "torch"
    if "error" in part:
        return "fails"
    return "differs" if part["wrong"] else "equal"


def reason(part: Mapping[str, Any]) -> str:
    """Why a part is not equal, in a line; "" if it is, or if torch does not run it."""
    if not part or outcome(part) in ("equal", "torch"):
        return ""
    return str(part["error"]).strip().splitlines()[-1][:300] if "error" in part else str(part["wrong"][0])


def unequal(result: Mapping[str, Any]) -> list[str]:
    """What of a family or part is not as in torch: a line each."""
    lines = []
    for name, part in result["parts"].items():
        steps = {name: part, f"{name}, step": part.get("training", {})}
        lines += [f"{where}: {text}" for where, value in steps.items() if (text := reason(value))]
    return lines
