"""An output that still has torch in it (an optional import, a placeholder) is not converted any further."""

from __future__ import annotations

import pytest

from paconvert_ng.pipeline import FileResult
from tests.unit.engine.support import convert

LEFT = "import torch\ntry:\n    from torch.fx import Graph\nexcept ImportError:\n    Graph = None\n"


def twice(source: str) -> tuple[FileResult, FileResult]:
    first = convert(source)
    return first, convert(first.code)


def test_a_product_that_was_known_to_be_no_tensor() -> None:
    # The type of what torch's call gave is not known any more when the call is Paddle's.
    first, second = twice(
        f"{LEFT}def f(x: torch.Tensor):\n    n = 1\n    for d in x.shape:\n        n += d\n    return n\n"
    )
    assert "        n += d\n" in first.code
    assert second.code == first.code


def test_a_receiver_of_unknown_type_stays_and_is_reported() -> None:
    first, second = twice(f"{LEFT}def f(x):\n    return torch.fancy(x)\n")
    later = first.code + "def g(x):\n    x += 1\n    return x\n"
    result = convert(later)
    assert result.code == later
    assert "PC201" in {found.code for found in result.diagnostics} - {found.code for found in second.diagnostics}


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("m[-1].weight += 1", 'attribute_place(m[-1], "weight").change(paddle_helpers.op_iadd, 1)'),
        ("m.c[-1].x += g()", 'attribute_place(m.c[-1], "x").change(paddle_helpers.op_iadd, g())'),
        ("g().x += 1", 'attribute_place(g(), "x").change(paddle_helpers.op_iadd, 1)'),
        ("m[g()] += 1", "item_place(m, g()).change(paddle_helpers.op_iadd, 1)"),
    ],
)
def test_an_augmented_target_of_unknown_type_is_evaluated_once(statement: str, place: str) -> None:
    result = convert(f"import torch\ndef f(m, g):\n    {statement}\n    return torch.cat(m)\n")
    assert f"    paddle_helpers.{place}\n" in result.code
    assert not result.diagnostics


def test_a_private_attribute_of_an_object_that_would_be_evaluated_twice_stays() -> None:
    result = convert("import torch\ndef f(m, g):\n    g().__x += 1\n    return torch.cat(m)\n")
    assert "    g().__x += 1\n" in result.code
    assert [found.code for found in result.diagnostics] == ["PC201"]
