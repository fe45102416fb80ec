"""Converts the tested packages, runs their models in both frameworks, and writes docs/packages.md.

    python -m scripts.package_report

The same work as ``python -m pytest tests/packages --slow``, as a page instead of a verdict.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from pathlib import Path

from scripts.fetch_corpus import PACKAGES
from tests.support.package_runs import PackageRun

PAGE = Path(__file__).resolve().parents[1] / "docs" / "packages.md"
SUITES = ("vit", "sam", "whisper", "efficientnet", "modelscope", "timm")
HEAD = """# Real packages

Written by `python -m scripts.package_report`; the tests are `python -m pytest tests/packages --slow`.

Each package comes from the registry, pinned, whole and unedited (of modelscope: `models/nlp/qwen` and
`models/nlp/chatglm2`). It is converted by one command. In a process where torch cannot be imported every module must
import, and every model below is built, loads the state dict of the torch model as it is (the same keys in the same
order, the same shapes; random values in every tensor), and is run on the same inputs. Outputs must agree to 1e-4,
relative and absolute; in a training step, the gradient of every parameter to 1e-4 of the largest one.

Third-party packages that are not installed are stubs. For modelscope, small stand-ins for Hugging Face's and
modelscope's base classes (`tests/packages/stand_ins`) are converted on their own.

"uses" are the places where the package uses torch; "left" are those that were marked and left as they are.
"""


def main() -> int:
    table = ["| package | files | uses | left | modules that import | models | equal |"]
    table.append("|---|---|---|---|---|---|---|")
    lists: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in SUITES:
            suite_module = f"tests.packages.{name}_suite"
            run = PackageRun(suite_module, importlib.import_module(suite_module).SUITE, Path(folder) / name)
            row, models = describe(run)
            table.append(row)
            lists += models
            print(row, flush=True)
    PAGE.write_text("\n".join([HEAD, *table, *lists]) + "\n", encoding="utf-8")
    return 0


def describe(run: PackageRun) -> tuple[str, list[str]]:
    """The package's row, and the list of its models."""
    run.folder.mkdir()
    results = run.results
    calls = json.loads((run.folder / "converted-logs" / "report.json").read_text(encoding="utf-8"))["calls"]
    package = PACKAGES[run.suite.package]
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
        lines.append(f"- {case.name}{step}: {outcome(results['cases'][case.name])}")
    return f"| {' | '.join(map(str, cells))} |", lines


def outcome(result: dict[str, object]) -> str:
    if "error" in result:
        return f"fails, `{str(result['error']).strip().splitlines()[-1][:160]}`"
    differences = result["differences"]
    assert isinstance(differences, list)
    return f"differs, {differences[0][:160]}" if differences else "equal"


if __name__ == "__main__":
    sys.exit(main())
