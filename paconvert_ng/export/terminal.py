"""What is printed of an export."""

from __future__ import annotations

from typing import TextIO

from paconvert_ng.export.compare import Compared
from paconvert_ng.export.run import Result

_SHOWN = 12


def print_result(result: Result, out: TextIO) -> None:
    """The comparison, what the graph holds for, and where it is."""
    static = result.static
    for sizes, found in _by_sizes(static.compared):
        outputs = found[:_SHOWN] if all(item.difference.equal for item in found) else found
        print(f"{sizes}, beside {static.reference}", file=out)
        for item in outputs:
            word = "equal" if item.difference.equal else "DIFFERENT"
            said = f" ({item.difference.said})" if item.difference.said else ""
            print(f"  {item.output}: {word}, error {item.difference.error:.1e}{said}", file=out)
        if len(found) > len(outputs):
            print(f"  and {len(found) - len(outputs)} more: equal", file=out)
    for item in static.about["conditions"]:
        check = "predict.py checks it" if item["checked"] else "NOT CHECKED"
        print(f"decided for these sizes: {item['where']}: {item['text']}: {item['value']} ({check})", file=out)
    for note in result.notes:
        print(note, file=out)
    print(f"written: {result.output}", file=out)


def _by_sizes(found: list[Compared]) -> list[tuple[str, list[Compared]]]:
    groups: dict[str, list[Compared]] = {}
    for item in found:
        sizes = ", ".join(f"{name}={size}" for name, size in item.sizes.items()) or "fixed sizes"
        groups.setdefault(sizes, []).append(item)
    return list(groups.items())
