"""What comments, docstrings and strings say of the framework: told, and in other words where that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from paconvert_ng import Options, convert_source, convert_tree

SOURCE = '''\
"""Averages.

>>> import torch
>>> torch.Tensor
"""
import torch  # not torchmetrics, but torch
import torch.nn as nn

URL = "https://pytorch.org/docs/torch.html"  # see /torch/x and pip install torch


def mean(x):
    """torch.no_such of a torch.Tensor (see torch.nn.Linear)."""
    return x.mean("é", torch.float32)  # ü torch.nn.functional
'''


def told(source: str, code: str = "PC206", **options: bool) -> list[tuple[int, int, str]]:
    found = convert_source(source, options=Options(**options)).diagnostics  # type: ignore[arg-type]
    return [(one.line, one.column, one.message) for one in found if one.code == code]


def test_each_comment_and_string_is_told_once() -> None:
    assert told(SOURCE) == [
        (3, 11, "the docstring names torch, torch.Tensor"),
        (6, 38, "the comment names torch"),
        (9, 32, "the string names torch.html"),
        (9, 52, "the comment names torch"),
        (13, 7, "the docstring names torch.no_such, torch.Tensor, torch.nn.Linear"),
        (14, 43, "the comment names torch.nn.functional"),
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import torch\nprint(f'torch {torch.ones(1)} x')\n", "the string names torch"),
        ("import torch\nprint(torch.ones(1), '# torch')\n", "the string names torch"),
        ("import torch\nx = '#'; torch.ones(1) # torch\n", "the comment names torch"),
        ("import torch\nx = {\n  'a#': torch.ones(1)}  # torch\n", "the comment names torch"),
        ("import torch\nx = torch.tensor([1,  # torch\n  2])\n", "the comment names torch"),
        ("import torch\nclass A(torch.nn.Module):\n    'torch'\n", "the docstring names torch"),
    ],
)
def test_code_is_no_text(source: str, message: str) -> None:
    assert [text for _, _, text in told(source)] == [message]


@pytest.mark.parametrize(
    "source",
    [
        "import torch\nx = torch.ones(1)\n",
        "import torch\nx: 'torch.Tensor' = torch.ones(1)\nt = x.type('torch.FloatTensor')\n",
        "import torch\nx = torch.no_such(1)\n",
        "import torch\ntorch_x = torch.ones(1)  # pytorch torchmetrics\n",
    ],
)
def test_what_is_converted_or_written_by_the_converter_is_not_told(source: str) -> None:
    assert told(source) == []


def test_a_file_without_torch_in_its_code_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("x = 1  # torch\n")
    (tmp_path / "src" / "b.py").write_text("x = 'torchlight'\n")
    for _ in range(2):
        summary = convert_tree(tmp_path / "src", tmp_path / "out")
        assert [(one.file, one.code, one.line, one.column) for one in summary.diagnostics] == [("a.py", "PC206", 1, 9)]
        assert summary.statuses()["copied"] == 2
    assert told("x = 1  # torch\n") == [(1, 9, "the comment names torch")]


def test_names_are_rewritten_where_that_is_asked_for() -> None:
    code = convert_source(SOURCE, options=Options(rewrite_docs=True)).code
    assert code.startswith('"""Averages.\n\n>>> import paddle\n>>> paddle.Tensor\n"""\n')
    assert "# not torchmetrics, but paddle\n" in code
    assert '"https://pytorch.org/docs/torch.html"  # see /torch/x and pip install torch\n' in code
    assert '    """torch.no_such of a paddle.Tensor (see torch.nn.Linear)."""\n' in code
    assert code.endswith("  # ü paddle.nn.functional\n")
    assert [line for line, _, _ in told(SOURCE, "PC207", rewrite_docs=True)] == [1, 6, 13, 14]
    again = convert_source(code, options=Options(rewrite_docs=True))
    assert again.code == code


def test_values_are_never_rewritten() -> None:
    source = "import torch\nkinds = {'torch.Tensor': torch.Tensor}\n# type: torch.Tensor\n"
    code = convert_source(source, options=Options(rewrite_docs=True)).code
    assert "{'torch.Tensor': paddle.Tensor}" in code and "# type: torch.Tensor" in code


def test_a_file_that_only_speaks_of_torch_is_rewritten_too(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_bytes(b"# takes a torch.Tensor\r\nx = 1\r\n")
    convert_tree(tmp_path / "src", tmp_path / "out", options=Options(rewrite_docs=True))
    assert (tmp_path / "out" / "a.py").read_bytes() == b"# takes a paddle.Tensor\r\nx = 1\r\n"
