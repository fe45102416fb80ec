"""Exports real models as static graphs, compares them with torch at three sizes each, writes docs/export-models.md.

    python -m scripts.export_models                    all
    python -m scripts.export_models --only "Whisper"   those whose names hold this; nothing is written

A conversion, an export, and a run of the exported predict.py each; the models are small, with random weights.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from paconvert_ng import convert_tree
from paconvert_ng.export.run import Options, export
from paconvert_ng.verify.process import CannotError
from scripts.fetch_corpus import fetch
from scripts.hf_checks.repos import make_repo

ROOT = Path(__file__).resolve().parents[1]
CASES = Path(__file__).with_name("export_checks") / "cases.yaml"
PAGE = ROOT / "docs" / "export-models.md"
#: What stands before a worker: torchvision's operators beside a torch without CUDA, and packages that are not there.
_BEFORE = """\
#!{python}
import runpy, sys
sys.path.insert(0, {root!r})
if sys.argv[2:3] == ["torch"]:
    from tests.support.torchvision_kernels import load_kernels
    load_kernels()
from tests.support.stubs import install_stubs
install_stubs({stubs!r})
sys.path.remove({root!r})
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Row:
    """One line of the table. ``error`` is the largest over outputs and sizes; ``failed`` why there is none."""

    name: str
    sizes: int
    outputs: int
    error: float
    decisions: int
    unchecked: int
    seconds: float
    is_equal: bool
    failed: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], help="names that hold this")
    options = parser.parse_args()
    rows = run(options.only)
    for row in rows:
        print(_line(row))
    if not options.only:
        PAGE.write_text(_page(rows), encoding="utf-8")
    return 0 if all(row.is_equal for row in rows) else 1


def run(only: list[str] | None = None) -> list[Row]:
    """The rows of the graphs whose names hold one of ``only``, of all if there is none."""
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    wanted = [case for case in cases["graphs"] if not only or any(part in case["name"] for part in only)]
    with tempfile.TemporaryDirectory(prefix="export-models-") as folder:
        sides = {
            name: _Side(name, cases["sources"][name], Path(folder))
            for name in dict.fromkeys(c["source"] for c in wanted)
        }
        return [_row(case, sides[case["source"]], Path(folder)) for case in wanted]


class _Side:
    """A source, its conversion, and what runs it."""

    def __init__(self, name: str, source: Mapping[str, Any], work: Path) -> None:
        self.torch = _source(source, work / name)
        self.paddle = work / name / self.torch.name
        convert_tree(self.torch, self.paddle, log_dir=work / name / "logs")
        self.python = work / f"python-{name}"
        stubs = tuple(source.get("stubs", ()))
        self.python.write_text(_BEFORE.format(python=sys.executable, root=str(ROOT), stubs=stubs), encoding="utf-8")
        self.python.chmod(0o755)


def _source(source: Mapping[str, Any], work: Path) -> Path:
    if "family" in source:
        folder = work / "source" / source["family"]
        make_repo("4.57.1", source["family"], folder)
        return folder
    return fetch(source["corpus"]).source if "corpus" in source else ROOT / source["folder"]


def _row(case: Mapping[str, Any], side: _Side, work: Path) -> Row:
    began = time.monotonic()
    try:
        result = export(
            _spec(case),
            Options(
                paddle=side.paddle,
                torch=side.torch,
                output=work / "graph",
                torch_python=str(side.python),
                paddle_python=str(side.python),
            ),
        )
    except CannotError as error:
        return Row(case["name"], 0, 0, 0.0, 0, 0, time.monotonic() - began, False, str(error))
    static = result.static
    assert static is not None
    decisions = static.about["conditions"]
    return Row(
        case["name"],
        len({tuple(item.sizes.items()) for item in static.compared}),
        len(static.about["outputs"]),
        max(item.difference.error for item in static.compared),
        len(decisions),
        sum(not item["checked"] for item in decisions),
        time.monotonic() - began,
        result.is_equal,
    )


def _spec(case: Mapping[str, Any]) -> dict[str, Any]:
    if "model" in case:
        kwargs = {"num_classes": 10}
        call = {"entry": "timm:create_model", "args": [case["model"]], "kwargs": kwargs}
        return {**call, "weights": "random", "inputs": {"x": case["input"]}}
    return {"weights": "random", **case["spec"]}


def _line(row: Row) -> str:
    if row.failed:
        return f"| {row.name} | | | not exported: {row.failed} | |"
    decided = f"{row.decisions}" + (f" ({row.unchecked} not checked)" if row.unchecked else "")
    word = "" if row.is_equal else " DIFFERENT"
    return f"| {row.name} | {row.sizes} | {row.outputs} | {row.error:.1e}{word} | {decided} |"


def _page(rows: list[Row]) -> str:
    equal = sum(row.is_equal for row in rows)
    return "\n".join(
        [
            "# Models exported as static graphs",
            "",
            "Written by `python -m scripts.export_models`: each source is converted, exported with "
            "`paconvert export --static`, run by the predict.py that was written, and compared with torch on the same "
            "random weights and inputs. The models are small ones of their kinds.",
            "",
            f"{equal} of {len(rows)} graphs give torch's outputs at every size, within 1e-4.",
            "",
            "| graph | sizes compared | outputs | largest error beside torch | decisions by sizes |",
            "|---|---|---|---|---|",
            *map(_line, rows),
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
