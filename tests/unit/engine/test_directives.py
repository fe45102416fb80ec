"""Comments that steer the converter: what is kept stays torch's, beside Paddle; what is ignored is not reported."""

from __future__ import annotations

import runpy
from pathlib import Path

from paconvert_ng import convert_source

KEPT = """\
import torch
import torch.nn.functional as F
from torch import relu, tanh


def values(x):
    kept = torch.tensor(x)  # paconvert: keep
    # paconvert: keep
    def inner(z):
        return F.gelu(relu(z))
    new = torch.tensor(x)
    print(type(kept).__module__, type(inner(kept)).__module__, type(F.relu(relu(tanh(new)))).__module__)


values([1.0, 2.0])
"""


def test_kept_code_runs_under_torch_beside_paddle(tmp_path: Path, capsys: object) -> None:
    result = convert_source(KEPT)
    assert [d.code for d in result.diagnostics] == ["PC205"] * 4
    assert "    kept = torch.tensor(x)  # paconvert: keep\n" in result.code
    assert "        return F.gelu(relu(z))\n" in result.code
    program = tmp_path / "program.py"
    program.write_text(result.code, encoding="utf-8")
    runpy.run_path(str(program))
    assert capsys.readouterr().out == "torch torch paddle\n"  # type: ignore[attr-defined]


def test_a_comment_behind_the_head_of_a_block_is_about_the_head() -> None:
    source = "import torch\nwith torch.no_grad():  # paconvert: keep\n    x = torch.tensor(1)\n"
    code = convert_source(source).code
    assert "with torch.no_grad():  # paconvert: keep\n    x = paddle.tensor(1)\n" in code


def test_uses_that_are_left_do_not_reach_the_torch_of_kept_code() -> None:
    source = "import torch\na = torch.ones(2)  # paconvert: keep\n\n\ndef f(p):\n    return torch.optim.SparseAdam(p)\n"
    code = convert_source(source).code
    assert "    return torch_unconverted.optim.SparseAdam(p)\n" in code and "import torch\n" in code


def test_ignored_codes_are_neither_marked_nor_reported() -> None:
    source = (
        "import torch\n\n\ndef f(p):\n    return torch.optim.SparseAdam(p)  # paconvert: ignore[PC101, PC102]\n\n\n"
        "# paconvert: ignore[PC102]\ndef g(p):\n    return torch.optim.SparseAdam(p)\n\n\n"
        "def h(p):\n    return torch.optim.SparseAdam(p)  # paconvert: ignore[PC101]\n"
    )
    result = convert_source(source)
    assert [(d.code, d.line) for d in result.diagnostics] == [("PC102", 14)]
    assert result.code.count("# paconvert[PC102]") == 1


def test_other_comments_mean_nothing() -> None:
    source = "import torch\nx = torch.optim.SparseAdam([])  # paconvert: keeper, 'paconvert: keep'\n"
    assert [d.code for d in convert_source(source).diagnostics] == ["PC102"]
