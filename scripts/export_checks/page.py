"""docs/export-speed.md, of what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIMIT = 1.2
TITLES = {
    "torch": "torch, ms",
    "torch.compile": "torch.compile",
    "converted": "converted",
    "static": "static",
    "static, oneDNN": "static, oneDNN",
    "layers": "layers",
    "layers, static": "layers, static",
    "layers, static, oneDNN": "layers, static, oneDNN",
}
HEAD = """# Exported models beside torch

Written by `python -m scripts.export_speed --all`, which says how it is measured; the notes below the table are by hand
(`scripts/export_checks/notes.md`).

Time over that of torch's eager model, 1.00 is the same; the first column is torch's own, in milliseconds. Float32 on
the CPU, one image or one row of tokens. Each back end has a process of its own; those of one model run in turns, a
ratio is the median over rounds of that of two medians of one round.

- **torch.compile**: with its default back end (which needs a C++ compiler)
- **converted**: the converted model, step by step
- **static**: `predict.py` of `paconvert export --static` (paddle.inference), numpy arrays in and out
- **layers**: the model as a person writes it for Paddle (`scripts/export_checks/twins.py`, `paddle.vision`): what is
  Paddle's own part of a time; step by step, and as a static graph run by the same `predict.py`
- **wrong**: its outputs are farther from torch's than 1e-4 of the largest value; **–**: there is none
"""


def page(kept: Mapping[str, Any], notes: str) -> str:
    """The whole page."""
    results, about = kept["results"], kept["about"]
    what = {"clock": "elapsed time", "cpu": "processor time"}[about["clock"]]
    lines = [HEAD, f"{about['machine']}, {about['versions']}, {what}, load {about['load']:.1f}."]
    for threads in sorted({item["threads"] for item in results}):
        lines += ["", f"## {threads} thread{'s' if threads > 1 else ''}", ""]
        lines += [f"| model | {' | '.join(TITLES.values())} |", "|---" * (1 + len(TITLES)) + "|"]
        for item in results:
            if item["threads"] == threads:
                cells = [_cell(name, item["back_ends"].get(name)) for name in TITLES]
                lines.append(f"| {item['case']} | {' | '.join(cells)} |")
    lines += ["", *_summary(results)]
    return "\n".join(lines).rstrip() + "\n\n" + notes.strip() + "\n"


def _cell(name: str, item: Mapping[str, Any] | None) -> str:
    if item is None:
        return "–"
    if "failed" in item:
        return "fails"
    if "ratio" not in item:
        return "wrong"
    return f"{item['ms']:.1f}" if name == "torch" else f"{item['ratio']:.2f}"


def _summary(results: list[Mapping[str, Any]]) -> list[str]:
    """What is over the limit, wrong, or failed."""
    over, said = [], []
    for item in results:
        of = f"{item['case']} ({item['threads']})"
        for name, found in item["back_ends"].items():
            if "failed" in found:
                said.append(f"- {of}, {name}: `{found['failed'][:200]}`")
            elif "ratio" not in found:
                said.append(f"- {of}, {name}: wrong by {found['error']:.1e} of the largest value")
        ratios = {name: item["back_ends"][name].get("ratio", 0.0) for name in ("converted", "static")}
        slow = [f"{name} {ratio:.2f}" for name, ratio in ratios.items() if ratio > LIMIT]
        if item["limited"] and slow:
            over.append(f"{of}: {', '.join(slow)}")
    lines = [f"Over {LIMIT} times torch (threads): {'; '.join(over) or 'none'}."]
    return [*lines, *(["", "Wrong or failed:", "", *said] if said else [])]
