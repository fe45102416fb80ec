"""Planted faults: each is found, in the module in which it lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.verify.conftest import Converted

IMAGE = {"x": "f32 2x3x16x16"}

#: What is replaced in the conversion, by what; the module that must be named; what is asked for besides; what else
#: the result must say of it.
FAULTS: dict[str, tuple[str, str, str, dict[str, Any], dict[str, Any]]] = {
    "a transposed square weight": (
        "self.fc1 = paddle_helpers.Linear(dim, dim)",
        "self.fc1 = nn.Linear(dim, dim)",
        "blocks.0.fc1",
        {},
        {"operator": "torch.nn.functional.linear", "rules": ["torch.nn.Linear (proved)"]},
    ),
    "a wrong eps": (
        "self.norm2 = paddle_helpers.LayerNorm(dim, eps=1e-5)",
        "self.norm2 = paddle_helpers.LayerNorm(dim, eps=1e-3)",
        "blocks.0.norm2",
        {},
        {"attributes": ["eps: 1e-05 and 0.001"], "helpers": ["LayerNorm"]},
    ),
    "an eps that only float64 tells from rounding": (
        "self.norm2 = paddle_helpers.LayerNorm(dim, eps=1e-5)",
        "self.norm2 = paddle_helpers.LayerNorm(dim, eps=1e-6)",
        "blocks.0.norm2",
        {"double": True},
        {"attributes": ["eps: 1e-05 and 1e-06"]},
    ),
    "the other GELU": (
        "nn.GELU('none')",
        "nn.GELU('tanh')",
        "blocks.0.act",
        {},
        {"operator": "torch.nn.functional.gelu", "rules": ["torch.nn.GELU (proved)"]},
    ),
    "no scale in attention": (
        "k.transpose(-2, -1) * self.scale",
        "k.transpose(-2, -1)",
        "blocks.0.attn",
        {},
        {"line": "scores = q @ k.transpose(-2, -1) * self.scale", "operator": "torch.Tensor.mul"},
    ),
    "rows flipped": (
        "pooled = self.norm(x).mean(dim=1)",
        "pooled = self.norm(x).mean(dim=1).flip(0)",
        "",
        {},
        {"line": "pooled = self.norm(x).mean(dim=1)"},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_module_is_named(name: str, converted: Converted, plant: Callable[[str, str], Path]) -> None:
    text, new, module, asked, expected = FAULTS[name]
    result = converted.verify("net:Net", IMAGE, plant(text, new), **asked)
    assert result.verdict == "different"
    assert result.exit_code == 1
    assert result.fault is not None
    first, inside, involved = result.fault.first, result.fault.inside, result.fault.involved
    assert (result.fault.phase, first.path, first.call) == ("evaluation", module, 0)
    assert not first.outputs.equal
    assert first.inputs.equal
    if "operator" in expected:
        assert inside.operator is not None
        assert inside.operator.name == expected["operator"]
        assert all(read.difference.equal for read in inside.operator.inputs)
    if "line" in expected:
        assert inside.statement is not None
        assert inside.statement.text == expected["line"]
        assert new.split(" = ")[-1] in inside.statement.output_text
        assert all(read.difference.equal for read in inside.statement.reads)
    for part in ("rules", "helpers"):
        assert getattr(involved, part) == expected.get(part, getattr(involved, part))
    assert result.fault.attributes == expected.get("attributes", result.fault.attributes)


def test_a_momentum_is_found_by_training(converted: Converted, plant: Callable[[str, str], Path]) -> None:
    spoiled = plant("momentum=0.2", "momentum=0.8")
    result = converted.verify("net:Net", IMAGE, spoiled, train=2)
    assert result.verdict == "different"
    evaluation, training = result.phases
    assert evaluation.equal
    assert not training.equal
    assert result.fault is not None
    assert (result.fault.phase, result.fault.first.path) == ("training", "bn")
    assert result.fault.first.what == "running_mean after step 1"
    assert result.fault.attributes == ["momentum: 0.2 and 0.8"]
    assert all(entry.difference.equal for entry in training.gradients)


def test_a_gradient_is_found_where_outputs_agree(converted: Converted, plant: Callable[[str, str], Path]) -> None:
    spoiled = plant("self.act(self.fc1(", "self.act(2 * self.fc1(")
    # In the forward pass the factor is taken back where it has no gradient.
    file = spoiled / "net.py"
    source = file.read_text().replace("2 * self.fc1(self.norm2(x))", "detached(self.fc1(self.norm2(x)))")
    file.write_text(source + "\n\ndef detached(x):\n    return x.detach() + 0.5 * (x - x.detach())\n")
    result = converted.verify("net:Net", IMAGE, spoiled, backward=True)
    assert result.verdict == "different"
    assert result.phases[0].equal
    assert result.phases[1].output.equal
    assert result.fault is not None
    # The gradient that comes out of the last block's activation is right, the one that reaches fc1 is not.
    assert (result.fault.first.where, result.fault.first.path) == ("gradient", "blocks.1")
    assert result.fault.first.before == "blocks.1.fc1"
