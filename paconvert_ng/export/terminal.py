"""What is printed of an export."""

from __future__ import annotations

from typing import TextIO

from paconvert_ng.export.compare import Compared
from paconvert_ng.export.deploy import Deployed
from paconvert_ng.export.run import Result
from paconvert_ng.export.splits import SplitExport

_SHOWN = 12


def print_result(result: Result, out: TextIO) -> None:
    """The comparison, what the graph holds for, and where it is."""
    static = result.static
    if static is not None:
        _print_compared(static.compared, f"the static graph beside {static.reference}", out)
    if result.deployed is not None and static is not None:
        _print_compared(result.deployed.compared, f"ONNX beside {static.reference}", out)
        _print_deployed("model", result.deployed, out)
    if static is not None:
        for item in static.about["conditions"]:
            check = "predict.py checks it" if item["checked"] else "NOT CHECKED"
            print(f"decided for these sizes: {item['where']}: {item['text']}: {item['value']} ({check})", file=out)
    if result.split is not None:
        _print_split(result.split, out)
    for note in result.notes:
        print(note, file=out)
    print(f"written: {result.output}", file=out)


def _print_split(split: SplitExport, out: TextIO) -> None:
    manifest = split.manifest
    order = manifest["order"]
    print(f"{manifest['blocks']} blocks ({manifest['split']}): {', '.join(order['first'])}", file=out)
    print(f"with a cache: {', '.join(order['next']) or 'none: the blocks give none'}", file=out)
    _print_compared(split.compared, "the parts, run one after the other", out)
    for name, made in split.deployed.items():
        _print_deployed(name, made, out)
    for part in manifest["parts"]:
        for text in part["conditions"]:
            print(f"decided for these sizes: {part['name']}: {text} (run_parts.py checks it)", file=out)
        for text in part["not_checked"]:
            print(f"decided for these sizes: {part['name']}: {text} (NOT CHECKED)", file=out)


def _print_deployed(name: str, made: Deployed, out: TextIO) -> None:
    for item in made.lacking:
        print(f"{name}: the target lacks {item.operator}: {', '.join(item.nodes[:_SHOWN])}", file=out)
    if made.bmodel is not None:
        if made.bmodel.limited:
            names = ", ".join(made.bmodel.limited[:_SHOWN])
            print(f"{name}: in the bmodel infinities in constants are 30000: {names}", file=out)
        if made.bmodel.missing:
            print(f"{name}: not in the bmodel, since no input changes it: {', '.join(made.bmodel.missing)}", file=out)
        for output, difference in made.bmodel.errors.items():
            error = f"error {difference.error:.1e}, max {difference.max:.1e}, mean {difference.mean:.1e}"
            error = f"DIFFERENT: {difference.said}" if difference.said else error
            print(f"{name}: {made.bmodel.mode} on the emulator, {output} beside ONNX: {error}", file=out)


def _print_compared(compared: list[Compared], what: str, out: TextIO) -> None:
    for sizes, found in _by_sizes(compared):
        outputs = found[:_SHOWN] if all(item.difference.equal for item in found) else found
        print(f"{sizes}, {what}", file=out)
        for item in outputs:
            word = "equal" if item.difference.equal else "DIFFERENT"
            said = f" ({item.difference.said})" if item.difference.said else ""
            print(f"  {item.output}: {word}, error {item.difference.error:.1e}{said}", file=out)
        if len(found) > len(outputs):
            print(f"  and {len(found) - len(outputs)} more: equal", file=out)


def _by_sizes(found: list[Compared]) -> list[tuple[str, list[Compared]]]:
    groups: dict[str, list[Compared]] = {}
    for item in found:
        sizes = ", ".join(f"{name}={size}" for name, size in item.sizes.items()) or "fixed sizes"
        groups.setdefault(sizes, []).append(item)
    return list(groups.items())
