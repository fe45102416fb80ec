"""Names of an output: what the check before writing refuses."""

from __future__ import annotations

import ast

import pytest

from paconvert_ng import convert_source
from paconvert_ng.check.bound import check_bound
from paconvert_ng.check.error import CheckError
from paconvert_ng.check.names import check_names
from paconvert_ng.check.output import parsed
from paconvert_ng.rules.signatures import target_signatures

BINDINGS = """\
try:
    import one.two as three
except E as error:
    error, three
match x:
    case [a, *b, {"c": c, **rest}] as whole:
        a, b, c, rest, whole
    case _ if (walrus := x):
        walrus, [item for item in x], lambda p, *q, r=1, **s: (p, q, r, s)
"""


def check(before: str, after: str) -> None:
    nodes = parsed(ast.parse(after), "_paddle_helpers").nodes
    check_bound(before, after, "_paddle_helpers")
    check_names(ast.parse(before), nodes, target_signatures("3.3.1"))


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("import torch\ny = torch.relu(x)\n", "y = paddle.nn.functional.relu(x)\n", "binds no paddle"),
        ("from torch import vmap\nf = vmap(g)\n", "f = vmap(g)\n", "binds no vmap"),
        ("import torch\n", "import paddle\ny = paddle.no_such_name(1)\n", "line 2: Paddle 3.3.1 has no paddle.no_such"),
        ("import torch\n", "from paddle.nn import functional as F\nF.relus\n", "no paddle.nn.functional.relus"),
        ("import torch\ndef f(torch): return torch\ntorch\n", "def f(torch): return torch\ntorch\n", "binds no torch"),
        (
            "from __future__ import annotations\nimport t\nx: t.T\n",
            "from __future__ import annotations\nx: t.T\n",
            "binds no t",
        ),
        ("import paddle\npaddle.gone\n", "import paddle\npaddle.gone\npaddle.gone_too\n", "no paddle.gone_too"),
        (
            "import torch\nx\n",
            "import paddle\npaddle.nn.functional.relu(x, inplace=True)\n",
            "has no parameter 'inplace'",
        ),
    ],
)
def test_refused(before: str, after: str, why: str) -> None:
    with pytest.raises(CheckError, match=why):
        check(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import torch\ny = torch.relu(x)\n", "import paddle\ny = paddle.nn.functional.relu(x)\n"),
        ("import torch\n", "import paddle\nt = paddle.nn.layer.norm._BatchNormBase\nd = paddle.float32.anything\n"),
        ("import torch\n", "import paddle\ndef f(paddle):\n    return paddle.anything(of='theirs')\n"),
        ("import torch\nx\n", "import paddle\ny = paddle.sum(x, dim=1, keepdim=True)\n"),
        ("import torch\n", "from paddle.io import Dataset\nclass Dataset(Dataset): ...\nDataset(any='thing')\n"),
        ("import torch\n", "from paddle import add\ndef add(this): ...\nadd(this=1)\n"),
        ("import paddle\npaddle.removed_long_ago()\n", "import paddle\npaddle.removed_long_ago()\n"),
        ("E, x\n", BINDINGS),
        ("import torch\n", "def _paddle_helpers():\n    return nothing.at_all\npaddle_helpers = _paddle_helpers()\n"),
    ],
)  # fmt: skip
def test_accepted(before: str, after: str) -> None:
    check(before, after)


def test_imports_of_one_name_from_two_places_each_bring_their_own() -> None:
    source = (
        "import sys\nif sys.argv[1:]:\n    from torch import relu as act\nelse:\n    from torch import tanh as act\n"
        "y = act(x)\n"
    )
    code = convert_source(source).code
    assert "    act = paddle_helpers.torch_relu\nelse:\n    act = paddle_helpers.torch_tanh\ny = act(x)\n" in code


def test_a_fallback_of_the_same_meaning_is_bound_too() -> None:
    source = "try:\n    from torch import vmap\nexcept ImportError:\n    from functorch import vmap\nf = vmap(g)\n"
    result = convert_source(source)
    assert not result.unconverted and result.code.endswith("    vmap = paddle_helpers.func_vmap\nf = vmap(g)\n")
