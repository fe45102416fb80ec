"""A tree with everything in it, converted as the command does it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng import Options, convert_source, convert_tree
from paconvert_ng.report.formats import by_kind, lines
from paconvert_ng.report.logs import conversion_log, report
from paconvert_ng.report.summary import Summary
from tests.unit.formats.notebooks import notebook, written


@pytest.fixture(autouse=True, scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One for all tests here: compiling the rules takes longer than any of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACONVERT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


FILES = {
    "pkg/__init__.py": b"",
    "pkg/net.py": b"import torch\nimport torchvision\nNet = torch.nn.Linear\nx = torchvision.models.resnet18\n",
    "pkg/net.pyi": b"import torch\nfrom torch import nn\nclass Net(nn.Linear):\n    w: torch.Tensor\n",
    "pkg/broken.py": b"import torchaudio\n  x = 1\n",
    "setup.py": b'import torch\nfrom setuptools import setup\nsetup(install_requires=["torch>=1", "torchvision"])\n',
    "requirements.txt": b"torch==2.1\ntorchvision\ntorchaudio\n",
    "other.txt": b"torch\n",
    "model.yaml": b"act: torch.nn.GELU\n",
    "layer.jinja": b"import torch\n",
    "README.md": b"```sh\ntorchrun a.py\n```\n",
    "run.sh": b"#!/bin/sh\necho torch\n",
    "demo.ipynb": written(notebook("import torch\n!torchrun a.py")),
}


def convert(tmp_path: Path, **options: Any) -> tuple[dict[str, str], Summary]:
    for name, data in FILES.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in/run.sh").chmod(0o755)
    summary = convert_tree(tmp_path / "in", tmp_path / "out", options=Options(jobs=1, **options))
    out = tmp_path / "out"
    files = {p.relative_to(out).as_posix(): p.read_text() for p in sorted(out.rglob("*")) if p.is_file()}
    return files, summary


def test_what_becomes_of_each_file(tmp_path: Path) -> None:
    files, summary = convert(tmp_path)
    assert (
        files["setup.py"]
        == 'import paddle\nfrom setuptools import setup\nsetup(install_requires=["paddlepaddle>=3.3.1"])\n'
    )
    assert files["requirements.txt"] == (
        "paddlepaddle==3.3.1\n# paconvert[PC503] torchaudio: still imported by pkg/broken.py\ntorchaudio\n"
    )
    for name in ("other.txt", "README.md", "run.sh", "model.yaml"):
        assert files[name].encode() == FILES[name]
    assert (tmp_path / "out/run.sh").stat().st_mode & 0o777 == 0o755
    kinds = {kind: {file.path: file.status for file in found} for kind, found in by_kind(summary).items()}
    assert kinds == {
        "notebook": {"demo.ipynb": "converted"},
        "stub": {"pkg/net.pyi": "converted"},
        "dependencies": {"requirements.txt": "converted", "setup.py": "converted"},
        "commands": {"README.md": "copied"},
        "configuration": {"model.yaml": "copied"},
        "template": {"layer.jinja": "copied"},
    }
    again, second = convert(tmp_path)
    assert again == files and second.diagnostics == summary.diagnostics


def test_each_kind_has_a_heading_in_the_report(tmp_path: Path) -> None:
    _, summary = convert(tmp_path)
    text = "\n".join(lines(summary))
    for heading in (
        "notebooks: 1 converted",
        "stubs: 1",
        "dependencies: 2 converted",
        "command lines: 1 copied",
        "configuration: 1",
        "templates: 1 copied",
    ):
        assert heading in text and f"# {heading}" in conversion_log(summary)
    found = json.loads(json.dumps(report(summary)))["formats"]
    assert set(found) == {"notebooks", "stubs", "dependencies", "command_lines", "configuration", "templates"}
    codes = {file["path"]: [said["code"] for said in file["findings"]] for files in found.values() for file in files}
    assert codes == {
        "demo.ipynb": ["PC511"],
        "pkg/net.pyi": [],
        "requirements.txt": ["PC501", "PC502", "PC503"],
        "setup.py": ["PC501", "PC502"],
        "README.md": ["PC511"],
        "model.yaml": ["PC541"],
        "layer.jinja": ["PC551"],
    }
    (setup,) = [d for d in summary.diagnostics if d.file == "setup.py" and d.code == "PC501"]
    assert (setup.line, setup.column) == (3, 25)


def test_command_lines_are_rewritten_where_that_is_asked_for(tmp_path: Path) -> None:
    files, summary = convert(tmp_path, rewrite_docs=True)
    assert files["README.md"] == "```sh\npython -m paddle.distributed.launch --nproc_per_node 1 a.py\n```\n"
    assert "--rewrite_docs" not in "\n".join(lines(summary))


def test_nothing_is_written_for_a_diff(tmp_path: Path) -> None:
    files, summary = convert(tmp_path, diff=True)
    assert files == {}
    diffs = {file.path: file.diff.decode() for file in summary.files if file.diff}
    assert {"setup.py", "requirements.txt", "demo.ipynb"} <= set(diffs)
    assert (
        '-setup(install_requires=["torch>=1", "torchvision"])\n+setup(install_requires=["paddlepaddle>=3.3.1"])\n'
        in (diffs["setup.py"])
    )


def test_a_stub_of_a_tree_names_the_trees_helpers(tmp_path: Path) -> None:
    files, _ = convert(tmp_path)
    assert files["pkg/net.pyi"] == (
        "import paddle\nfrom . import paddle_helpers\nfrom paddle import nn\n"
        "class Net(paddle_helpers.Linear):\n    w: paddle.Tensor\n"
    )
    assert "class Linear" in files["pkg/paddle_helpers.py"]


def test_a_stub_alone_holds_no_helpers(tmp_path: Path) -> None:
    source = FILES["pkg/net.pyi"].decode()
    result = convert_source(source, filename="net.pyi")
    assert result.code.count("\n") == source.count("\n") + 1 and "import paddle_helpers\n" in result.code
    assert [found.code for found in result.diagnostics] == ["PC531"]
    ast.parse(result.code)
    (tmp_path / "net.pyi").write_text(source)
    summary = convert_tree(tmp_path / "net.pyi", tmp_path / "out")
    assert (tmp_path / "out/net.pyi").read_text() == result.code
    assert [found.code for found in summary.diagnostics] == ["PC531"]
