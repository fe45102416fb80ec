"""No use of the framework stays in an output unless a finding says so; a file that fails a check stays as it was."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from paconvert_ng import convert_source, convert_tree
from paconvert_ng.check.error import CheckError
from paconvert_ng.check.left import check_left


def check(code: str, listed: set[int], placeholder: str = "") -> None:
    nodes = list(ast.walk(ast.parse(code)))
    check_left(nodes, placeholder, lambda line, _: line in listed)


@pytest.mark.parametrize(
    ("code", "listed", "placeholder", "why"),
    [
        ("import torch\n", set(), "", "line 1: import torch is left"),
        ("import os, torch.nn as nn\n", set(), "", "line 1: import os, torch.nn as nn is left"),
        ("def f():\n    from torchvision import ops\n", set(), "", "line 2: from torchvision import ops is left"),
        ("import torch\nx\ntorch.relu(x)\n", {1}, "", "line 3: torch is left"),
        ("from torch import fx as g\nlambda: g.Graph\n", {1}, "", "line 2: g is left"),
        ("torch = h.Unconverted('torch')\ntorch.gone(1)\n", set(), "torch", "line 2: torch is left"),
    ],
)
def test_refused(code: str, listed: set[int], placeholder: str, why: str) -> None:
    with pytest.raises(CheckError, match=why):
        check(code, listed, placeholder)


@pytest.mark.parametrize(
    ("code", "listed", "placeholder"),
    [
        ("import torch_utils\nfrom .torch import x\nfrom . import torch\ntorch.x\n", set(), ""),
        ("def f(torch):\n    return torch.x\n", set(), ""),
        ("torch = h.Unconverted('torch')\ntorch.gone(1)\n", {2}, "torch"),
        ("import torch\ndef f(torch):\n    return torch.x\n", {1}, ""),
        ("import torch\nself.torch = {'torch': torch}\n", {1, 2}, ""),
    ],
)
def test_accepted(code: str, listed: set[int], placeholder: str) -> None:
    check(code, listed, placeholder)


@pytest.mark.parametrize(
    "source",
    [
        "import torch\nx = torch.no_such(\n    1,\n    torch.no_other(2))\n",
        "from torch import fx, nn\ng = fx.Graph()\nclass A(nn.Module): pass\n",
        "import torch\ny = torch.relu(x)  # paconvert: keep\nz = torch.no_such(y)\n",
        "try:\n    import torch.no_such_part as part\nexcept ImportError:\n    part = None\nif part:\n    part.go()\n",
        "import torch\nx = torch.no_such(1)  # paconvert: ignore[PC101]\n",
        "from torch import *\ny = relu(no_such(1))\n",
        "import torch\nf = [torch.no_such, lambda: torch.no_other]\n",
    ],
)
def test_what_is_left_is_listed(source: str) -> None:
    codes = {found.code for found in convert_source(source).diagnostics}
    assert "PC304" not in codes


def test_a_file_that_fails_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CheckError("line 1: torch is left, and no finding says so")

    monkeypatch.setattr("paconvert_ng.pipeline.check_left", refuse)
    source = b"import torch\r\nx = torch.ones( 2 )  # as it was\r\n"
    (tmp_path / "a.py").write_bytes(source)
    summary = convert_tree(tmp_path / "a.py", tmp_path / "out")
    (found,) = summary.diagnostics
    assert (found.code, found.severity) == ("PC304", "error") and "no finding says so" in found.message
    assert [file.status for file in summary.files] == ["failed"]
    assert (tmp_path / "out" / "a.py").read_bytes() == source


def test_a_probe_alone_is_told_and_stays() -> None:
    source = "try:\n    from torch._six import string_classes\nexcept ImportError:\n    string_classes = str\n"
    result = convert_source(source)
    assert result.code == source
    assert [(one.code, one.line, one.api) for one in result.diagnostics] == [("PC202", 2, "torch._six.string_classes")]
