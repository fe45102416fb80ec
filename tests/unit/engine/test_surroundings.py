"""What depends on what stands around a call: decorators, the class of the object that is called."""

from __future__ import annotations

import pytest

from paconvert_ng import convert_source

PLAIN, HELPER = "@paddle.no_grad()", "@paddle_helpers.no_grad()"


def decorator_of(definition: str) -> str:
    code = convert_source(f"import torch\n\n{definition}").code
    return next(line.strip() for line in code.splitlines() if line.strip().startswith("@paddle") and "no_grad" in line)


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("@torch.no_grad()\ndef f(x):\n    return x + 1\n", PLAIN),
        ("class A:\n    @torch.no_grad()\n    def f(self, x):\n        return self.g(x)\n", PLAIN),
        ("@torch.no_grad()\ndef f(x):\n    yield x\n", HELPER),
        ("@torch.no_grad()\nasync def f(x):\n    return x\n", HELPER),
        ("@torch.no_grad()\nclass F:\n    pass\n", HELPER),
        ("@torch.no_grad()\ndef f(m):\n    for c in m.children():\n        f(c)\n", HELPER),
        ("@torch.no_grad()\ndef f(x):\n    return g(x)\ndef g(x):\n    return map(f, x)\n", HELPER),
        ("class A:\n    @torch.no_grad()\n    def forward(self, x):\n        return self.layer(x)\n", HELPER),
    ],
)
def test_a_grad_mode_that_may_be_entered_twice_takes_the_helper(definition: str, expected: str) -> None:
    assert decorator_of(definition) == expected


def test_a_layer_of_paddles_own_is_called_by_position() -> None:
    source = (
        "from torch import nn\n"
        "class M(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n"
        "        self.act = nn.ReLU()\n        self.loss = nn.MSELoss()\n"
        "    def forward(self, x):\n"
        "        y = self.act(input=x)\n"
        "        return self.loss(y, target=x), self.loss(target=x, input=y)\n"
    )
    code = convert_source(source).code
    assert "y = self.act(x)" in code
    assert "return self.loss(y, x), self.loss(target=x, input=y)" in code
