"""Converts the tested packages, runs their models in both frameworks, and writes docs/packages.md.

    python -m scripts.package_report                # all
    python -m scripts.package_report lpips encodec  # some; what the page says of the others stays

The same work as ``python -m pytest tests/packages --slow``, as a page instead of a verdict.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
from pathlib import Path

from scripts.fetch_corpus import release
from scripts.package_reasons import reason_of
from tests.support.model_cases import Suite
from tests.support.package_runs import PackageRun

PAGE = Path(__file__).resolve().parents[1] / "docs" / "packages.md"
SUITES = (
    *("vit", "sam", "whisper", "efficientnet", "modelscope", "timm"),
    *("x_transformers", "denoising_diffusion", "encodec", "lpips", "torchmetrics", "kornia", "torchvision"),
    *("diffusers", "torch_geometric"),
)
HEAD = """# Real packages

Written by `python -m scripts.package_report`; the tests are `python -m pytest tests/packages --slow`.

Each package comes from the registry, pinned, whole and unedited (of modelscope: `models/nlp/qwen` and
`models/nlp/chatglm2`). It is converted by one command. In a process where torch cannot be imported every module must
import, and every model below is built, loads the state dict of the torch model as it is (the same keys in the same
order, the same shapes; random values in every tensor), and is run on the same inputs. Outputs must agree to 1e-4,
relative and absolute; in a training step, the gradient of every parameter to 1e-4 of the largest one.

Where something random is drawn, both frameworks draw the same numbers (`tests/support/same_draws.py`). Functions and
objects without weights (metrics, schedulers, losses) are called on the same inputs.

Third-party packages that are not installed are stubs, or fetched and used as they are where they need no torch. For
modelscope, small stand-ins for Hugging Face's and modelscope's base classes (`tests/packages/stand_ins`) are converted
on their own; so is one for the part of einx that x-transformers uses. torch-einops-utils is converted with
x-transformers, ema-pytorch with denoising-diffusion-pytorch. Of torchvision the compiled libraries stay behind.
With diffusers, transformers is taken along whole (`--with_packages`), for text encoders and tokenizers. Six modules
of diffusers need Flax itself and one asks for a release of note-seq: they import under torch no more than under Paddle,
and are left out of the count (`not_importable` in `tests/packages/diffusers_suite.py`). torch-geometric makes modules
from templates that import torch (PC551). Where torch cannot be imported it does without them, and that is what was run;
where torch is installed beside Paddle, its message passing raises NotImplementedError until the templates are changed
by hand.

Of diffusers and torch-geometric a part is among the tests (`diffusers_part_suite.py`, `torch_geometric_part_suite.py`);
torchmetrics, kornia, torchvision, x-transformers and denoising-diffusion are run by the command above only.

"uses" are the places where the package uses torch; "left" are those that were marked and left as they are. What is
taken along or converted with a package counts too: of the uses for diffusers, 110868 are in transformers.
"""


TABLE = """
| package | files | uses | left | modules that import | models | equal |
|---|---|---|---|---|---|---|
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the models of converted packages; writes docs/packages.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all ({', '.join(SUITES)})")
    names = parser.parse_args().names or SUITES
    if unknown := set(names) - set(SUITES):
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            suite_module = f"tests.packages.{name}_suite"
            run = PackageRun(suite_module, importlib.import_module(suite_module).SUITE, Path(folder) / name)
            row, section = describe(run)
        print(row, flush=True)
        write(name, row, section)
    return 0


def package_of(name: str) -> str:
    """How the package of a suite is called on the page."""
    suite: Suite = importlib.import_module(f"tests.packages.{name}_suite").SUITE
    return release(suite.package).name


def write(name: str, row: str, section: list[str]) -> None:
    """Put a package's row and section in place of those of its last run."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    rows = {line.split()[1]: line for line in old.splitlines() if line.startswith("| ") and "| package |" not in line}
    parts = [part.splitlines() for part in old.split("\n## ")[1:]]
    sections = {lines[0]: ["", f"## {lines[0]}", *lines[1:]] for lines in parts}
    rows[package_of(name)], sections[package_of(name)] = row, section
    order = [package for package in map(package_of, SUITES) if package in rows]
    lines = [rows[package] for package in order]
    lines += [line for package in order for line in sections[package]]
    PAGE.write_text(HEAD + TABLE + "\n".join(lines) + "\n", encoding="utf-8")


def describe(run: PackageRun) -> tuple[str, list[str]]:
    """The package's row, and the list of its models."""
    run.folder.mkdir()
    results = run.results
    calls = json.loads((run.folder / "converted-logs" / "report.json").read_text(encoding="utf-8"))["calls"]
    package = release(run.suite.package)
    imported = sum(not found for found in results["imports"].values())
    equal = [case for case in run.suite.cases if results["cases"][case.name] == {"differences": []}]
    cells = [
        f"{package.name} {package.version}",
        len(list(run.source.rglob("*.py"))),
        calls["total"],
        calls["left"],
        f"{imported} of {len(results['imports'])}",
        len(run.suite.cases),
        len(equal),
    ]
    lines = ["", f"## {package.name}", ""]
    for case in run.suite.cases:
        step = ", one training step" if case.gradients else ""
        found = outcome(results["cases"][case.name])
        why = reason_of(case.name) if found != "equal" else ""
        lines.append(f"- {case.name}{step}: {found}{f' — {why}' if why else ''}")
    return f"| {' | '.join(map(str, cells))} |", lines


def outcome(result: dict[str, object]) -> str:
    if "error" in result:
        return f"fails, `{str(result['error']).strip().splitlines()[-1][:160]}`"
    differences = result["differences"]
    assert isinstance(differences, list)
    return f"differs, {differences[0][:160]}" if differences else "equal"


if __name__ == "__main__":
    sys.exit(main())
