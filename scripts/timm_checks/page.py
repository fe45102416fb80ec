"""Writes docs/timm.md."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from scripts.timm_checks.families import LARGEST, Family, families
from scripts.timm_checks.outcome import differing, outcome, parts_of
from scripts.timm_checks.parts import PARTS
from scripts.tree_runs import ROOT

PAGE = ROOT / "docs" / "timm.md"
COLUMNS = ("logits", "forward_features", "num_classes=0", "features_only", "reset_classifier")
HEAD = """# timm 1.0.31, converted whole

Written by `python -m scripts.timm_models`, which goes on where it was cut off; some alone:
`python -m scripts.timm_models resnet volo`.

timm comes from the package registry, pinned and unedited, and is converted by one command without any option:
`paconvert --in_dir timm --output_dir out/timm --log_dir logs`. Then the smallest model of each architecture file is
run in both frameworks, each in a process of its own, under Paddle where torch, torchvision and the like cannot be
imported. Left out are files whose smallest model has more than 100 million parameters.

The converted model is built and takes torch's state dict as it is: the same keys in the same order, the same shapes
and dtypes; every floating entry, parameter or buffer, is random, none is left at zero or one. For the same two random
images all values of an output must lie within 1e-3 of the largest one. `logits`: the model in eval mode, and its
`default_cfg`, `num_features` and `num_classes`. `features_only`: all maps, `feature_info`'s channels and reductions.
`reset_classifier`: the logits after `reset_classifier(7)`. `step`: the gradient of each parameter in training mode
(all rates of dropout and drop path at 0, the loss a random projection of the logits), within 1e-3 of the largest
gradient of the model. The numbers are the largest differences found. "–": torch has none either.

In float32, rounding alone moves the gradients of some deep models with random weights by more than that. Where torch's
own float32 is as far from its own float64 (a tenth of the difference at least), the two frameworks are compared in
float64, with the same weights; the number is followed by "(float64)".
"""


def write_page(results: Mapping[str, Any], earlier: Collection[str], report: Mapping[str, Any]) -> None:
    """The page of what was found: results by family or part, and the report of the conversion.

    ``earlier`` are those that were run on the output of an earlier version of the converter.
    """
    calls = report["calls"]
    known = [family for family in families() if family.parameters <= LARGEST]
    run = [family for family in known if family.name in results]
    lines = [HEAD, f"Uses of torch in timm: {calls['total']}; converted by proved rules {calls['proved']}, ", ""]
    lines[1] += f"by unproved ones {calls['unproved']}, left {calls['left']}."
    lines += [*_summary(known, run, results), "", *_table(run, results), "", *_exceptions(results)]
    lines += ["", "## Beside the models", "", "| part | outcome |", "|---|---|"]
    for name in PARTS:
        if name in results:
            lines += [f"| {name}: {part} | {_cell(value)} |" for part, value in results[name]["parts"].items()]
    left_out = [
        f"{family.name} ({family.model}, {family.parameters:,})" for family in families() if family not in known
    ]
    lines += ["", f"Left out for their size: {', '.join(left_out)}."]
    if earlier:
        lines += [
            "",
            f"{len(earlier)} of {len(results)} were run on the output of an earlier version of the converter.",
        ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _summary(known: list[Family], run: list[Family], results: Mapping[str, Any]) -> list[str]:
    lines = ["", "| | torch runs | equal under Paddle |", "|---|---|---|"]
    for column in (*COLUMNS, "step"):
        found = [part for family in run if (part := _part(results, family, column)) is not None]
        judged = [outcome(part) for part in found]
        ran = [value for value in judged if value != "torch"]
        lines.append(f"| {column} | {len(ran)} | {ran.count('equal')} |")
    if len(run) < len(known):
        lines.append(f"\nNot run yet: {', '.join(family.name for family in known if family not in run)}.")
    return lines


def _part(results: Mapping[str, Any], family: Family, column: str) -> Mapping[str, Any] | None:
    return dict(parts_of(results[family.name])).get(column)


def _table(run: list[Family], results: Mapping[str, Any]) -> list[str]:
    lines = [f"| file | model | parameters | {' | '.join(COLUMNS)} | step |", "|---|---|---" + "|---" * 6 + "|"]
    for family in run:
        cells = [_cell(_part(results, family, column)) for column in (*COLUMNS, "step")]
        lines.append(f"| {family.name} | {family.model} | {family.parameters:,} | {' | '.join(cells)} |")
    return lines


def _cell(part: Mapping[str, Any] | None) -> str:
    judged = outcome(part) if part is not None else "not run"
    if part is not None and judged == "equal":
        size = f"{part['largest']:.0e}" if part["largest"] else "equal"
        return f"{size} (float64)" if "float64" in part else size
    return {"torch": "–"}.get(judged, f"**{judged}**")


def _exceptions(results: Mapping[str, Any]) -> list[str]:
    found = [(name, *pair) for name, result in sorted(results.items()) for pair in differing(name, result)]
    lines = [f"- {name}, {line.partition(': ')[0]}: {why}" for name, line, why in found if why]
    lines += [f"- {name}, {line}" for name, line, why in found if not why]
    return ["## What is not equal", "", *lines] if lines else ["All that was run is equal."]
