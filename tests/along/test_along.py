"""Packages that are taken along: only what is reached, found in place of what is installed, reported, licensed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from paconvert_ng.project.paths import UsageError
from tests.along.running import SITE, SOURCES, convert, run

MAIN = """\
[5.3975, 8.3868]
[2, 4] 4
named by a string ['block.proj.weight', 'block.proj.bias']
"""
PROBE = "['proj.bias', 'proj.weight'] 4\n"
PACKAGE = "('named by a string', ['Block', 'create'], (1, 4), True, '/')\n"
REACHED = {
    "tinynn/LICENSE",
    "tinynn/METADATA",
    "tinynn/__init__.py",
    "tinynn/blocks.py",
    "tinynn/data/models.json",
    "tinynn/models/__init__.py",
    "tinynn/models/small.py",
    "tinynn/models/wide.py",
    "tinynn/registry.py",
    "tinynn/shapes.py",
    "tinynn/sub/__init__.py",
    "tinynn/sub/deep/__init__.py",
    "tinynn/sub/named.py",
}


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def content(root: Path) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in files(root) if "__pycache__" not in name}


def test_scripts_keep_the_packages_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(SOURCES)
    out = tmp_path / "out"
    summary = convert(SOURCES / "scripts", out, "tinynn", "plainlib", monkeypatch=monkeypatch)
    assert files(out) == {"main.py", "tools/probe.py", "paddle_helpers.py", *REACHED}
    assert not summary.unconverted and not summary.failed
    assert "import tinynn\n" in (out / "main.py").read_text()
    assert (out / "tinynn/blocks.py").read_text().startswith("from typing import TYPE_CHECKING\n\nimport paddle")
    assert run(out / "main.py") == MAIN
    # A script in another folder would find the original; it looks into the output first.
    assert "_sys.path.insert(1," in (out / "tools/probe.py").read_text()
    assert run(out / "tools/probe.py") == PROBE
    assert content(SOURCES) == before
    assert "tinynn" not in sys.modules


@pytest.mark.parametrize("root", ["package", "package/app"])
def test_in_a_package_they_are_its_subpackages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str) -> None:
    out = tmp_path / "out"
    app = out / "app"
    convert(SOURCES / root, out if root == "package" else app, "tinynn", monkeypatch=monkeypatch)
    if root != "package":
        shutil.copy(SOURCES / "package" / "main.py", out / "main.py")
    assert {name for name in files(app) if name.startswith("tinynn/")} == REACHED
    assert not (out / "tinynn").exists()
    model = (app / "model.py").read_text()
    assert "import os\nfrom . import tinynn\n" in model
    assert "from . import tinynn\nfrom .tinynn.sub import named as _tinynn_sub_named\n" in model
    assert "from .tinynn.models import small as small" in model or "from .tinynn.models import small\n" in model
    assert 'import_module(f"{__package__}.tinynn.sub.named")' in model
    parts = (app / "inner/parts.py").read_text()
    assert parts.startswith("from ..tinynn import (\n    Block,  # the one that is used\n")
    assert "from ..tinynn.blocks import Block\n" in (app / "tinynn/__init__.py").read_text()
    assert "from .. import paddle_helpers\n" in (app / "tinynn/blocks.py").read_text()
    assert run(out / "main.py") == PACKAGE


def test_a_script_inside_a_package_finds_them_either_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tmp_path / "app"
    shutil.copytree(SOURCES / "package/app", app)
    (app / "tool.py").write_text((SOURCES / "scripts/tools/probe.py").read_text())
    out = tmp_path / "out" / "app"
    convert(app, out, "tinynn", monkeypatch=monkeypatch)
    text = (out / "tool.py").read_text()
    assert "try:\n    from .tinynn import Block\nexcept ImportError:  # run as a script\n    from tinynn" in text
    (tmp_path / "out/main.py").write_text((SOURCES / "package/main.py").read_text() + "import app.tool\n")
    assert run(out / "tool.py") == PROBE
    assert run(tmp_path / "out/main.py") == PACKAGE


def test_a_notebook_in_another_folder_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = ["# the block\n", "import torch\nfrom tinynn import Block\n", "print(Block(2)(torch.ones(1, 2)).shape[1])"]
    scripts = tmp_path / "scripts"
    shutil.copytree(SOURCES / "scripts", scripts)
    kinds = ["markdown", "code", "code"]
    made = [
        {"cell_type": kind, "metadata": {}, "source": cell} | ({"outputs": []} if kind == "code" else {})
        for kind, cell in zip(kinds, cells, strict=True)
    ]
    notebook = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (scripts / "notes").mkdir()
    (scripts / "notes/a.ipynb").write_text(json.dumps(notebook))
    convert(scripts, tmp_path / "out", "tinynn", monkeypatch=monkeypatch)
    written = json.loads((tmp_path / "out/notes/a.ipynb").read_text())["cells"]
    code = "\n".join("".join(cell["source"]) for cell in written if cell["cell_type"] == "code")
    monkeypatch.chdir(tmp_path / "out/notes")
    (tmp_path / "out/notes/a.py").write_text(code)
    assert run(tmp_path / "out/notes/a.py") == "2\n"


def test_a_single_file_gets_them_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    convert(SOURCES / "scripts/main.py", out, "tinynn", monkeypatch=monkeypatch)
    assert files(out) == {"main.py", "paddle_helpers.py", *REACHED}
    assert run(out / "main.py") == MAIN


def test_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "scripts"
    shutil.copytree(SOURCES / "scripts", scripts)
    with open(scripts / "main.py", "a") as stream:
        stream.write("import tinyneeds, einops, pytorch_lightning\n")
    summary = convert(scripts, tmp_path / "out", "tinynn", "plainlib", monkeypatch=monkeypatch)
    found, plain = summary.along
    assert (found.name, found.version, found.modules, found.all_modules) == ("tinynn", "1.2", 10, 12)
    assert (found.folder, found.licences, found.licence) == ("tinynn", ("tinynn/LICENSE",), "MIT")
    assert [(load.file, load.line, load.took) for load in found.loads] == [
        ("tinynn/registry.py", 9, "tinynn.models"),
        ("tinynn/models/wide.py", 10, "tinynn.sub"),
    ]
    assert (plain.name, plain.reason) == ("plainlib", "without torch")
    needing = {item.package: item.advice for item in summary.dependencies if item.needs_torch}
    assert needing.keys() == {"tinyneeds", "pytorch_lightning"}
    assert all(advice.endswith("add it to --with_packages") for advice in needing.values())
    assert [d.api for d in summary.diagnostics if d.code == "PC203"] == ["pytorch_lightning", "tinyneeds"]
    log = (tmp_path / "logs/conversion.log").read_text()
    assert "#   tinynn 1.2: 10 of 12 modules, in tinynn\n#     licence: tinynn/LICENSE (MIT)\n" in log
    assert "#     tinynn/registry.py:9: modules are loaded by a name that is computed; taken because of it: " in log
    assert "#   plainlib: not taken: what the code reaches of it does not use torch\n" in log
    (one, _) = json.loads((tmp_path / "logs/report.json").read_text())["packages"]
    assert one["taken"] and one["version"] == "1.2" and one["source"] == str(SITE / "tinynn")
    page = (tmp_path / "logs/report.html").read_text()
    assert '<h2 id="along">' in page and ">tinynn<" in page


@pytest.mark.parametrize(
    "named", ["tinynn={site}", "tinynn={site}/tinynn", "{site}/tinynn"], ids=["project", "named", "bare"]
)
def test_a_package_may_be_given_by_its_path(tmp_path: Path, named: str) -> None:
    out = tmp_path / "out"
    summary = convert(SOURCES / "scripts", out, named.format(site=SITE))
    assert [one.version for one in summary.along] == ["1.2"]
    assert run(out / "main.py") == MAIN


def test_what_cannot_be_taken_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*packages: str, source: str = "scripts", output: Path = tmp_path / "out") -> str:
        with pytest.raises(UsageError) as caught:
            convert(SOURCES / source, output, *packages, monkeypatch=monkeypatch)
        assert not (tmp_path / "out").exists()
        return str(caught.value)

    assert "unheard_of is not installed here; give its path: unheard_of=PATH" in refused("unheard_of")
    assert "torch itself is not converted" in refused("torch")
    assert "json is part of Python" in refused("json")
    assert "tinynn is named twice" in refused("tinynn", f"tinynn={SITE}")
    assert "no such file or folder: /no/where" in refused("tinynn=/no/where")
    assert "neither a package nor a module" in refused(str(SITE))
    assert "app is part of the input already" in refused(f"app={SOURCES / 'package'}", source="package")
    assert "would be written over itself" in refused("tinynn", output=SITE)


def test_a_project_may_be_named_in_place_of_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "main.py").write_text("import tinyneeds, torch\nprint(tinyneeds.total(torch.ones(3)).item())\n")
    summary = convert(scripts, tmp_path / "out", "tiny-needs", monkeypatch=monkeypatch)
    assert [(one.name, one.licences) for one in summary.along] == [("tinyneeds", ())]
    assert run(tmp_path / "out/main.py") == "3.0\n"


def test_the_cache_follows_the_packages(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE, site)

    def again() -> list[str]:
        out = tmp_path / "out"
        summary = convert(SOURCES / "scripts", out, f"tinynn={site}")
        return [file.path for file in summary.files if file.status == "converted" and not file.cached]

    again()
    assert again() == []
    (site / "tinynn/blocks.py").write_text((SITE / "tinynn/blocks.py").read_text() + "\nMORE = torch.ones(2)\n")
    assert "tinynn/blocks.py" in again()
    assert "MORE = paddle.ones(2)\n" in (tmp_path / "out/tinynn/blocks.py").read_text()
    (site / "tinynn/models/third.py").write_text("import torch\n")
    assert "tinynn/models/third.py" in again()
    convert(SOURCES / "scripts", tmp_path / "plain")
    assert "tinynn" not in {path.name for path in (tmp_path / "plain").iterdir()}


def test_a_diff_shows_the_packages_as_new_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = convert(SOURCES / "scripts", tmp_path / "out", "tinynn", diff=True, monkeypatch=monkeypatch)
    diffs = {file.path: file.diff for file in summary.files}
    assert diffs["tinynn/blocks.py"].startswith(b"--- /dev/null\n+++ b/tinynn/blocks.py\n")
    assert diffs["tinynn/models/__init__.py"].startswith(b"--- /dev/null\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("root", ["", "torchvision"])
def test_a_tree_that_is_torchvision_is_converted_not_replaced(tmp_path: Path, root: str) -> None:
    project = tmp_path / "project"
    package = project / "torchvision"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from torchvision import ops\n")
    (package / "ops.py").write_text("import torch\n\n\ndef nms(boxes, scores, limit):\n    return scores.argsort()\n")
    main = "import torch\nfrom torchvision.ops import nms\nprint(nms(None, torch.tensor([2.0, 1.0]), 0.5).tolist())\n"
    (project / "main.py").write_text(main)
    out = tmp_path / "out"
    summary = convert(project / root, out / root)
    assert not summary.unconverted
    if root:
        (out / "main.py").write_text(main.replace("torch.tensor", "paddle.to_tensor").replace("torch\n", "paddle\n", 1))
    assert (out / "torchvision/__init__.py").read_text() == "from torchvision import ops\n"
    assert run(out / "main.py") == "[1, 0]\n"


def test_what_was_taken_is_required_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = tmp_path / "scripts"
    shutil.copytree(SOURCES / "scripts", scripts)
    (scripts / "main.py").write_text("import tinyneeds, tinynn, torch\nprint(tinyneeds.total(torch.ones(3)).item())\n")
    (scripts / "requirements.txt").write_text("torch>=2\ntinynn==1.2\nTiny.Needs\neinops\n")
    summary = convert(scripts, tmp_path / "out", "tinynn", "tinyneeds", monkeypatch=monkeypatch)
    assert (tmp_path / "out/requirements.txt").read_text() == "paddlepaddle>=3.3.1\neinops\n"
    said = [(d.code, d.message) for d in summary.diagnostics if d.file == "requirements.txt" and d.code == "PC502"]
    assert said == [
        ("PC502", "tinynn==1.2 is taken out: its code was converted along"),
        ("PC502", "Tiny.Needs is taken out: its code was converted along"),
    ]
