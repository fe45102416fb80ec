"""Conditions that are tensors of numbers: Paddle takes a negative number for False."""

from __future__ import annotations

import pytest

from tests.unit.engine.support import convert


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("if x:\n        pass", "if paddle_helpers.is_true(x):"),
        ("y = not x", "y = not paddle_helpers.is_true(x)"),
        ("while z and (x - 1):\n        pass", "while z and paddle_helpers.is_true(x - 1):"),
        ("y = 1 if -x else 2", "y = 1 if paddle_helpers.is_true(-x) else 2"),
        ("y = [i for i in x if i]", "y = [i for i in x if paddle_helpers.is_true(i)]"),
        ("assert x", "assert paddle_helpers.is_true(x)"),
        ("if x > 0:\n        pass", "if x > 0:"),
        ("if (x > 0) & (x < 1):\n        pass", "if (x > 0) & (x < 1):"),
        ("if z:\n        pass", "if z:"),
        ("y = x and z", "y = x and z"),
    ],
)
def test_condition(condition: str, expected: str) -> None:
    code = convert(f"import torch\ndef f(x: torch.Tensor, z):\n    {condition}\n").code
    assert f"    {expected}\n" in code
