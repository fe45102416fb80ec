"""The stretches of lines that a result calls edited: outside of them, source and output are the same."""

from __future__ import annotations

import pytest

from scripts.tree_checks import Stretch, unlisted_change
from tests.unit.engine.support import convert

SOURCES = {
    "import, call, mark": "import torch\n\nx = 1\n\n\ndef f(y):\n  return torch.cat([y])\n\nz = torch.fancy(\n 1,\n)\n",
    "one line": "import torch; x = torch.cat([torch.ones(1), torch.ones(2)]); y = torch.fancy(x)\n\nz = 1",
    "many lines": "from torch import (\n    ones,\n    cat,\n)\n\nx = cat(\n    [ones(1)],  # 1\n  dim=0,\n)\ny = 2\n",
    "line ends": "import torch\r\nx = torch.ones(1)\r\n\x0cy = 2\r\nz = torch.fancy(x)\r\n",
    "without a last line end": "import torch\nx = torch.fancy(1)",
    "a docstring": '"""Doc."""\nfrom __future__ import annotations\nimport torch\nx: torch.Tensor = torch.fancy(1)\n',
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_other_lines_are_the_same(source: str) -> None:
    result = convert(source)
    assert result.changed and result.edited
    stretches = [Stretch(a, b - a, c, d - c) for a, b, c, d in result.edited]
    assert unlisted_change(source.encode(), result.code.encode(), stretches) is None


def test_an_unedited_line_between_two_edits_is_not_listed() -> None:
    result = convert("import torch\nx = 1\ny = torch.ones(1)\nz = 1\n")
    assert [(first, end) for first, end, _, _ in result.edited] == [(1, 2), (3, 4)]
