"""Packages that need torch are named where they are imported, those of which nothing is known are listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_source, convert_tree
from paconvert_ng.analysis.module_index import SOURCE_ROOTS
from paconvert_ng.project.dependencies import imported, outside, top_modules
from paconvert_ng.project.packages import NEEDS_TORCH, WITHOUT_TORCH
from paconvert_ng.report.summary import Summary

FILES = {
    "pkg/__init__.py": "",
    "pkg/model.py": (
        "import os, torch\nfrom typing import TYPE_CHECKING\nfrom pytorch_lightning import LoraConfig\n"
        "import numpy, unheard_of.part\nimport pkg.data\nif TYPE_CHECKING:\n    import deepspeed\n\n\n"
        "def f():\n    from optimum.onnx import Graph\n"
    ),
    "pkg/data.py": '"""\nimport trl\n"""\nimport timm, beside\n',
    "pkg/beside.py": "import unheard_of\n",
    "pkg/accelerators/__init__.py": "",
    "pkg/accelerators/deepspeed.py": "import deepspeed\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def converted(tree: Path, cache: bool) -> Summary:
    return convert_tree(tree / "in", tree / "out", log_dir=tree / "logs", options=Options(cache=cache))


@pytest.mark.parametrize("run", ["first", "from the cache"])
def test_packages_of_a_tree(tree: Path, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACONVERT_CACHE_DIR", str(tree / "cache"))
    if run == "from the cache":
        converted(tree, cache=True)
    summary = converted(tree, cache=True)
    found = {item.package: (item.needs_torch, item.files) for item in summary.dependencies}
    assert found == {
        "deepspeed": (True, ("pkg/accelerators/deepspeed.py",)),
        "optimum": (True, ("pkg/model.py",)),
        "pytorch_lightning": (True, ("pkg/model.py",)),
        "timm": (True, ("pkg/data.py",)),
        "unheard_of": (False, ("pkg/beside.py", "pkg/model.py")),
    }
    places = [(d.file, d.line, d.column, d.api) for d in summary.diagnostics if d.code == "PC203"]
    assert places == [
        ("pkg/accelerators/deepspeed.py", 1, 0, "deepspeed"),
        ("pkg/data.py", 4, 0, "timm"),
        ("pkg/model.py", 3, 0, "pytorch_lightning"),
        ("pkg/model.py", 11, 4, "optimum"),
    ]
    assert not summary.unconverted
    log = (tree / "logs/conversion.log").read_text()
    assert "# packages that need torch (PC203): deepspeed (1 file), optimum (1 file)" in log
    assert "# packages not known: unheard_of (2 files)" in log
    report = json.loads((tree / "logs/report.json").read_text())
    assert {item["package"]: item["needs_torch"] for item in report["dependencies"]}["unheard_of"] is None
    assert report["dependencies"][2]["advice"] == NEEDS_TORCH["pytorch_lightning"]


def test_a_single_text() -> None:
    finding = convert_source("import torch\nx = torch.ones(1)\nimport pytorch_lightning.tuners\n").diagnostics[0]
    assert (finding.code, finding.api, finding.line, finding.unconverted) == ("PC203", "pytorch_lightning", 3, False)
    assert [d.code for d in convert_source("from optimum.onnx import Graph\n").diagnostics] == ["PC203"]
    assert not convert_source("import numpy, unheard_of\n").diagnostics


def test_what_a_tree_defines_itself_is_no_package() -> None:
    paths = frozenset(["src/own/__init__.py", "src/own/pytorch_lightning.py", "tools/timm.py", "train.py"])
    inside = top_modules(paths)
    assert inside == {"src", "own", "tools", "timm", "train"}
    roots = frozenset(["own", "pytorch_lightning", "timm", "train", "torch", "json", "numpy", "other"])
    assert outside(roots, "src/own/a.py", inside, paths) == {"pytorch_lightning", "other"}
    assert outside({"b"}, "src/own/a.py", inside, paths | {"src/own/b.py"}) == frozenset()


def test_a_text_that_does_not_parse_names_nothing() -> None:
    assert imported("import pytorch_lightning\nprint 'x'\n", frozenset(["pytorch_lightning"])) == []


def test_no_package_is_in_two_tables() -> None:
    assert not NEEDS_TORCH.keys() & WITHOUT_TORCH
    assert not (NEEDS_TORCH.keys() | WITHOUT_TORCH) & set(SOURCE_ROOTS)
