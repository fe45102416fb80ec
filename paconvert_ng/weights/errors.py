"""What can be wrong with a checkpoint, a table or the place for the output."""

from __future__ import annotations


class WeightsError(Exception):
    """The conversion cannot be carried out; the message is for the user, its first line says what is wrong."""


def listed(names: list[str], limit: int = 20) -> str:
    """Names, one a line, indented; after ``limit`` only how many more there are."""
    lines = [f"  {name}" for name in names[:limit]]
    if len(names) > limit:
        lines.append(f"  … and {len(names) - limit} more")
    return "\n".join(lines)
