"""Type parameters (PEP 695) are names of a scope of their own. Only newer Pythons run them; all convert them."""

from __future__ import annotations

import pytest

from tests.unit.engine.support import convert

CASES = [
    ("type Pair[T: Tensor] = tuple[T, nn.Module]\n", "type Pair[T: Tensor] = tuple[T, nn.Layer]\n"),
    ("def f[T: nn.Module](x: T) -> T:\n    return x\n", "def f[T: nn.Layer](x: T) -> T:\n    return x\n"),
    ("class Stack[Tensor]:\n    item: Tensor\n", "class Stack[Tensor]:\n    item: Tensor\n"),
    ("def f[nn](x: nn) -> nn.Module: ...\n", "def f[nn](x: nn) -> nn.Module: ...\n"),
    ("class A[T](nn.Module):\n    x: nn.Module\n", "class A[T](nn.Layer):\n    x: nn.Layer\n"),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_type_parameters(source: str, expected: str) -> None:
    head = "from torch import Tensor, nn\n"
    assert convert(head + source).code == head.replace("torch", "paddle") + expected
