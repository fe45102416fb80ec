"""Model files of transformers, each as a repository with code of its own, converted and run beside torch.

    python -m scripts.hf_models                  # all, and docs/hf-models.md
    python -m scripts.hf_models llama gpt2 t5    # some; their rows are written anew

Each family is one conversion and two processes: torch with the release that the files are from, and a Python without
torch. Results are kept in docs/hf-models.json, so a run that was cut off loses only the family it was at. The exit
code is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from scripts.hf_checks.compare import TOLERANCE, Failed, run
from scripts.hf_checks.families import FAMILIES, VERSIONS

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, DATA = DOCS / "hf-models.md", DOCS / "hf-models.json"
PARTS = ("forward", "cached", "greedy", "beam", "step", "heads")
HEAD = """# Models of transformers as repositories

Written by `python -m scripts.hf_models`; what is done is said in [hugging-face.md](hugging-face.md), the configurations
are in `scripts/hf_checks/families.py`.

For each family the modelling and configuration files of a release are taken as a repository with code of its own,
converted, and run in a Python without torch, with the weights that transformers saved under torch (random values in
every parameter). `forward`: all outputs and hidden states of two texts or images, one padded. `cached`: the logits of
one more token with the cache. `greedy`: 20 tokens after texts padded on the left. `beam`: 8 tokens by 3 beams. `step`:
loss and the gradients of all parameters. `heads`: the same and all outputs of the classes for sequences, tokens and
question answering that the file has. Numbers are the largest difference relative to the largest value (for
gradients, of the model); tokens must be the same. An empty field: not asked of this family.

"""


def run_one(version: str, family: str) -> dict[str, Any]:
    """The result of one family, as it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return run(version, family, Path(folder) / "run")
        except Failed as error:
            return {"parts": {"forward": f"failed: {error}"}, "left": []}


def equal(result: dict[str, Any]) -> bool:
    """Whether all parts agree."""
    return all(not isinstance(value, str) and value <= TOLERANCE for value in result["parts"].values())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "**" + value.strip().splitlines()[-1].replace("|", "\\|")[:160] + "**"
    return "same" if value == 0 else f"{value:.0e}" if value <= TOLERANCE else f"**{value:.0e}**"


def page(results: dict[str, dict[str, Any]]) -> str:
    """The page's text."""
    done = sum(map(equal, results.values()))
    lines = [HEAD + f"{done} of {len(results)} agree in all parts.", ""]
    for version in VERSIONS:
        lines += [
            f"## transformers {version}",
            "",
            f"| family | {' | '.join(PARTS)} | left |",
            "|---" * (len(PARTS) + 2) + "|",
        ]
        for family in FAMILIES:
            result = results.get(f"{version} {family}")
            if result is not None:
                cells = [_cell(result["parts"].get(part)) for part in PARTS]
                lines.append(f"| {family} | {' | '.join(cells)} | {', '.join(result['left'])} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", help=f"of {', '.join(FAMILIES)}; default: those not run yet")
    parser.add_argument("--version", action="append", choices=VERSIONS)
    found = parser.parse_args()
    results = json.loads(DATA.read_text()) if DATA.exists() else {}
    for version in found.version or VERSIONS:
        for family in found.families or FAMILIES:
            key = f"{version} {family}"
            if found.families or key not in results:
                results[key] = run_one(version, family)
                print(key, {part: _cell(value) for part, value in results[key]["parts"].items()}, flush=True)
                DATA.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
                PAGE.write_text(page(results))
    raise SystemExit(0 if all(map(equal, results.values())) else 1)


if __name__ == "__main__":
    main()
