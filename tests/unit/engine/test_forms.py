"""What single uses become. Each case is a body under ``import torch`` and friends, before and after."""

from __future__ import annotations

import pytest

from tests.unit.engine.support import convert

HEADER = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
CONVERTED_HEADER = "import paddle\nimport paddle.nn as nn\nimport paddle.nn.functional as F\n"
WITH_HELPERS = CONVERTED_HEADER.replace("import paddle\n", "import paddle\nimport paddle_helpers\n", 1)

UNCHANGED = [
    "names.sort()\n",
    "x = {'k': 1}\nx.update(z=2)\n",
    "def f(torch):\n    return torch.ones(2)\n",
    "line = 'a,b'.split(',')\n",
    "def f(line):\n    return line.split(',')\n",
    "import numpy as np\ny = np.ones(3).max(0)\n",
    "class Q:\n    def max(self, a): return a\nQ().max(1)\n",
    "def f(x: torch_like):\n    return x.float()\n",
    "msg = 'call torch.ones now'  # torch.ones\n",
    "total = 0\ntotal += 1\n",
    "def f():\n    torch = 3\n    return torch\n",
]

CASES = [
    # drop-ins: only the name changes
    ("x = torch.ones(2, 3)\n", "x = paddle.ones(2, 3)\n"),
    ("x = torch.concat([a,  b], dim=1)  # joined\n", "x = paddle.concat([a,  b], dim=1)  # joined\n"),
    ("y = F.relu(x)  # rectified\n", "y = F.relu(x)  # rectified\n"),
    ("class M(nn.Module):\n    pass\n", "class M(nn.Layer):\n    pass\n"),
    ("def f(x: torch.Tensor) -> 'torch.Tensor': ...\n", "def f(x: paddle.Tensor) -> 'paddle.Tensor': ...\n"),
    ("ACT = {'relu': F.relu, 'd': torch.float32}\n", "ACT = {'relu': F.relu, 'd': paddle.float32}\n"),
    ("d = getattr(torch, 'float32')\n", "d = paddle.float32\n"),
    ("print(f'{torch.ones(1)}')\n", "print(f'{paddle.ones(1)}')\n"),
    ("a = hasattr(torch, 'ones'), hasattr(torch, 'no_such_name')\n", "a = True, False\n"),
    # templates: the author's arguments, order and layout stay
    ("F.hardtanh(x, -1, 1)\n", "F.hardtanh(x, min=-1, max=1)\n"),
    ("F.hardtanh(x)\n", "F.hardtanh(x)\n"),
    ("F.hardtanh(\n    x,  # in\n    max_val=2,\n)\n", "F.hardtanh(\n    x,  # in\n    max=2,\n)\n"),
    ("F.hardtanh(input=x, inplace=False)\n", "F.hardtanh(x)\n"),
    ("torch.sub(a, b + 1, alpha=2)\n", "(a - 2 * (b + 1))\n"),
    ("y = -torch.sub(a, b) ** 2\n", "y = -(a - 1 * b) ** 2\n"),
    ("x: torch.Tensor = g()\nn = x.size(0)\n", "x: paddle.Tensor = g()\nn = x.shape[0]\n"),
    ("y = torch.ones(2).view(-1, n)\n", "y = paddle.ones(2).reshape([-1, n])\n"),
    ("y = torch.ones(2).view(*shape)\n", "y = paddle.ones(2).reshape([*shape])\n"),
    ("y = torch.ones(2).float().is_cuda\n", "y = paddle.ones(2).float().place.is_gpu_place()\n"),
    ("y = torch.ones(2).relu()\n", "y = paddle.ones(2).relu6()\n"),
    ("y = torch.ones(2).max()\n", "y = paddle.ones(2).max()\n"),
    ("m = nn.ReLU()\nisinstance(m, nn.ReLU)\n", "m = nn.ReLU()\nisinstance(m, nn.ReLU)\n"),
]

HELPER_CASES = [
    ("y = torch.ones(2).max(1)[0]\n", "y = paddle_helpers.torch_max(paddle.ones(2), 1)[0]\n"),
    ("def f(x):\n    return x.max(dim=1)\n", "def f(x):\n    return paddle_helpers.torch_max(x, dim=1)\n"),
    ("def f(x):\n    return x.max(\n        1,  # rows\n    )\n",
     "def f(x):\n    return paddle_helpers.torch_max(\n        x, 1,  # rows\n    )\n"),
    ("F.hardtanh(x, inplace=flag)\n", "paddle_helpers.hardtanh(x, inplace=flag)\n"),
    ("F.hardtanh(*args)\n", "paddle_helpers.hardtanh(*args)\n"),
    ("F.hardtanh(max_val=f(), input=g())\n", "paddle_helpers.hardtanh(max_val=f(), input=g())\n"),
    ("act = nn.ReLU\n", "act = paddle_helpers.ReLU\n"),
    ("m = nn.ReLU(inplace=True)\n", "m = paddle_helpers.ReLU(inplace=True)\n"),
    ("@torch.no_grad()\ndef f(): ...\n", "@paddle_helpers.no_grad()\ndef f(): ...\n"),
    ("def f(x):\n    x += 1\n", "def f(x):\n    x = paddle_helpers.op_iadd(x, 1)\n"),
    ("p = torch.ones(1)\np.data = q\n", "p = paddle.ones(1)\npaddle_helpers.set_data(p, q)\n"),
    ("l = nn.Linear(1, 2)\n", "l = paddle_helpers.Linear(1, 2)\n"),
]  # fmt: skip


@pytest.mark.parametrize("body", UNCHANGED)
def test_unchanged(body: str) -> None:
    assert convert(HEADER + body).code == CONVERTED_HEADER + body


@pytest.mark.parametrize(("before", "after"), CASES)
def test_plain(before: str, after: str) -> None:
    result = convert(HEADER + before)
    assert result.code == CONVERTED_HEADER + after
    assert not result.diagnostics


@pytest.mark.parametrize(("before", "after"), HELPER_CASES)
def test_helper(before: str, after: str) -> None:
    result = convert(HEADER + before)
    assert result.code == WITH_HELPERS + after
    assert not result.diagnostics
    assert result.helpers


@pytest.mark.parametrize("before", [b for b, _ in CASES + HELPER_CASES])
def test_converting_again_changes_nothing(before: str) -> None:
    once = convert(HEADER + before).code
    assert convert(once).code == once


HELD = [
    "act = F.relu\ny = act(x)\n",
    "T = {'relu': F.relu}\ny = T['relu'](x)\n",
    "fns = [F.relu]\nfns.append(g)\ny = fns[1](x)\n",
    "for f in (F.relu, g):\n    f(x)\n",
    "y = (F.relu if c else g)(x)\n",
    "def pick():\n    return F.relu\ny = pick()(x)\n",
    "net = nn\ny = net.functional.relu(x)\n",
]


@pytest.mark.parametrize("body", HELD)
def test_what_a_variable_holds_is_called_as_written(body: str) -> None:
    """The function was converted where it was named; the call through the variable is the author's."""
    assert convert(HEADER + body).code == CONVERTED_HEADER + body


def test_a_converted_file_with_another_package_for_torch_stays() -> None:
    source = "import paddle\nfrom safetensors.torch import load_file\ndef f(x):\n    return x.max(1)\n"
    assert convert(source).code == source
    probe = (
        "import paddle\ntry:\n    import flash_attn\nexcept ImportError:\n    pass\ndef f(x):\n    return x.max(1)\n"
    )
    assert convert(probe).code == probe


SEVERAL_IN_A_LINE = """import os; import torch; x = torch.ones(1); y = torch.fancy(x)
def f(x, y): x += 1; y = 2; return torch.cat([x, y])
def g(x, y):
    if x is None: x = torch.ones(1); x += 1
    while y: y -= 1; x.grad = None
    try: import flash_attn; from torch.nn import Linear
    except ImportError: from torch import cat; y = cat([x])
    x += 1; x += 2;
    return x; y = 2
if y: from torch import ones, cat; z = ones(2); import torch.nn as nn; from torch import cat as c
else: import torch.nn.functional as F
"""


def test_statements_that_share_a_line() -> None:
    result = convert(SEVERAL_IN_A_LINE)
    lines = [line for line in result.code.splitlines() if not line.lstrip().startswith("# paconvert[")]
    # The placeholder must be bound before the line's other statements run.
    assert lines.index('torch = paddle_helpers.Unconverted("torch")') < next(
        number for number, line in enumerate(lines) if line.startswith("import os; import paddle; x = paddle.ones(1);")
    )
    assert "def f(x, y): x = paddle_helpers.op_iadd(x, 1); y = 2; return paddle.concat([x, y])" in lines
    assert "    x = paddle_helpers.op_iadd(x, 1); x = paddle_helpers.op_iadd(x, 2);" in lines
    assert convert(result.code).code == result.code


BLOCKS_IN_TRY = """import torch
try:
    with open(x) as f:
        y = torch.cat([f])
    if y:
        pass
except ImportError:
    y = 1
try: from torch import ones; z = ones(1)
except ImportError: z = 2
if y: n = torch.nn; f = n.functional
else: n = torch.nn
"""


def test_blocks_and_lines_in_try() -> None:
    result = convert(BLOCKS_IN_TRY)
    assert "        y = paddle.concat([f])\n" in result.code
    assert "try: from paddle import ones; z = ones(1)\n" in result.code
