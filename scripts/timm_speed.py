"""Times converted timm models beside the same models on Paddle's own layers; writes docs/timm-speed.md.

    python -m scripts.timm_speed                # all; goes on where it was cut off
    python -m scripts.timm_speed resnet18       # some, again
    python -m scripts.timm_speed --page         # only the page, of what was measured so far

timm is converted as ``scripts/timm_models.py`` does it. Each model is then built twice in one process: as converted,
and with Paddle's own layers and functions in the place of the helpers (``timm_checks/plain.py``); some a third time,
as a person would write them for Paddle (``timm_checks/by_hand.py``). All have the same values and give the same logits.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.fetch_corpus import fetch
from scripts.timm_checks.store import write
from scripts.tree_runs import ROOT, convert

PAGE = ROOT / "docs" / "timm-speed.md"
#: One model of each of some architecture files, at its own image size.
MODELS = (
    "resnet18", "vit_tiny_patch16_224", "convnext_atto", "swin_tiny_patch4_window7_224", "efficientnet_b0",
    "regnetx_002", "mobilenetv3_small_050", "deit_tiny_distilled_patch16_224", "resmlp_12_224", "densenet121",
    "pvt_v2_b0", "mobilevit_xxs",
)  # fmt: skip
LIMIT = 1.1
HEAD = """# Converted timm models beside the same operations on Paddle's own layers

Written by `python -m scripts.timm_speed`, which goes on where it was cut off.

timm 1.0.31 is converted without any option. Each model is built twice in one process, with the same values: as
converted, and with Paddle's own in the place of the helpers: `paddle.nn.Conv2D`, `Linear` (weight [in, out]),
`BatchNorm2D`, `LayerNorm`, activations that overwrite nothing, `F.batch_norm`, `F.layer_norm`, `a + b` for `a += b`,
attention by three operators (`scripts/timm_checks/plain.py`). ResNet and ViT are also written by hand in plain
`paddle.nn` (`scripts/timm_checks/by_hand.py`); that column says how long the converted model takes beside those. Their
logits agree within 1e-5 of the largest; "helpers left" counts the calls from the model's code to any helper in the
plain version's forward pass.

Eager, float32, one thread, two random images of the model's own size. `eval`: the forward pass under `no_grad`;
`train`: forward and backward pass in training mode, drop path included. The two (three) are run in turns; a ratio is
the median over all rounds of that of two neighbouring runs, in processor time. Milliseconds are medians.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Time converted timm models; writes docs/timm-speed.md")
    parser.add_argument("names", nargs="*", metavar="MODEL", help="models that are measured again; default: the rest")
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "timm", help="where the converted tree lies")
    parser.add_argument("--page", action="store_true", help="measure nothing")
    options = parser.parse_args()
    if unknown := set(options.names) - set(MODELS):
        parser.error(f"no such model: {', '.join(sorted(unknown))}")
    if not options.page:
        measure(options.names or [name for name in MODELS if name not in results(options.work)], options.work)
    found = results(options.work)
    write_page(found)
    return 1 if any(ratio > LIMIT for result in found.values() for ratio in ratios(result)) else 0


def results(work: Path) -> dict[str, Any]:
    """What was measured so far, by model, in the order of ``MODELS``."""
    paths = {name: work / "speed" / f"{name}.json" for name in MODELS}
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items() if path.exists()}


def ratios(result: Mapping[str, Any]) -> list[float]:
    """The converted model's times over the plain one's."""
    return [result[mode]["ratios"]["plain"] for mode in ("eval", "train")]


def measure(names: Iterable[str], work: Path) -> None:
    """Each model in a process of its own, where torch cannot be imported."""
    if not (work / "converted" / "timm").exists():
        convert(fetch("timm").folder / "timm", work / "converted" / "timm", work / "logs")
    environment = os.environ | {"OMP_NUM_THREADS": "1", "GLOG_minloglevel": "2", "PYTHONWARNINGS": "ignore"}
    for name in names:
        command = [sys.executable, "-m", "scripts.timm_checks.timing", str(work / "converted"), name]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        line = done.stdout.strip().splitlines()[-1]
        write(work / "speed" / f"{name}.json", line.encode())
        print(name, *(f"{ratio:.3f}" for ratio in ratios(json.loads(line))), flush=True)


def write_page(found: Mapping[str, Any]) -> None:
    lines = [HEAD, f"Python {platform.python_version()}, {platform.machine()}.", ""]
    titles = ["model", "eval, ms", "plain, ms", "ratio", "train, ms", "plain, ms", "ratio", "by hand", "helpers left"]
    lines += [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    for name, result in found.items():
        cells = [name]
        for mode in ("eval", "train"):
            timed = result[mode]
            cells += [
                f"{timed['ms']['converted']:.1f}",
                f"{timed['ms']['plain']:.1f}",
                f"{timed['ratios']['plain']:.2f}",
            ]
        hand = [result[mode]["ratios"].get("by hand") for mode in ("eval", "train")]
        cells.append(", ".join(f"{ratio:.2f}" for ratio in hand if ratio is not None) or "–")
        left = sum(result["left"].values())
        cells.append(f"{left}: {', '.join(sorted(result['left']))}" if left else "0")
        lines.append(f"| {' | '.join(cells)} |")
    over = [name for name, result in found.items() if any(ratio > LIMIT for ratio in ratios(result))]
    lines += ["", f"Over {LIMIT}: {', '.join(over) or 'none'}."]
    if missing := [name for name in MODELS if name not in found]:
        lines.append(f"Not measured yet: {', '.join(missing)}.")
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
