"""What a comparison gives: the same model, random models, models that cannot be compared, and the files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.verify import verify
from paconvert_ng.verify.page import write_page
from paconvert_ng.verify.process import CannotError
from paconvert_ng.verify.result import Result
from paconvert_ng.verify.terminal import last_lines, plain_lines, print_result
from tests.verify.conftest import Converted

VECTOR = {"x": "f32 3x4"}


@pytest.fixture(scope="module")
def equal(converted: Converted) -> Result:
    """The model of the tests with its conversion as it is, in evaluation and training."""
    return converted.verify("net:Net", {"x": "f32 2x3x16x16"}, train=2)


def test_an_unspoiled_model_is_equal(equal: Result) -> None:
    assert (equal.verdict, equal.exit_code, equal.fault, equal.random) == ("equal", 0, None, [])
    assert [phase.name for phase in equal.phases] == ["evaluation", "training"]
    for phase in equal.phases:
        # The model, four layers of its own, two blocks, and nine modules in each (the attention with two more).
        assert len(phase.modules) == 1 + 4 + 2 * 10
        assert all(row.paired for row in phase.modules)
        assert phase.modules[-1].path == ""
    training = equal.phases[1]
    assert [entry.name for entry in training.gradients][-1] == "x"
    assert len(training.steps) == 2
    assert "bn.running_var" in [entry.name for entry in training.steps[0]]
    assert training.losses[0][0] != training.losses[0][1]
    assert training.switched_off == ["blocks.0.drop.p", "blocks.1.drop.p"]
    # Gradients were compared module by module too: they are not all missing, which would be equal as well.
    assert any(row.output_gradients.error > 0 for row in training.modules)


def test_the_json_says_all_of_it(equal: Result, tmp_path: Path) -> None:
    equal.write_json(tmp_path / "verify.json")
    report = json.loads((tmp_path / "verify.json").read_text())
    assert report["schema"] == 1
    assert report["verdict"] == "equal"
    assert report["spec"]["entry"] == "net:Net"
    assert report["tolerance"]["float32"] == 1e-4
    assert report["first"] is None
    row = report["phases"][0]["modules"][0]
    assert (row["path"], row["call"], row["caller"]) == ("stem", 0, {"path": "", "call": 0})
    assert row["outputs"]["equal"] is True
    documented = (Path(__file__).parents[2] / "docs/verify.md").read_text()
    for key in (*report, *report["phases"][0], *row, *row["outputs"], *report["state"], *report["spec"]):
        assert f"`{key}`" in documented, key


def test_the_page_needs_nothing_else(equal: Result, tmp_path: Path) -> None:
    write_page(equal, tmp_path / "verify.html")
    page = (tmp_path / "verify.html").read_text()
    assert not re.search(r"https?://|<script|<link|@import|url\(|src=", page)
    assert "default-src 'none'" in page
    plots = [ElementTree.fromstring(text) for text in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    # Outputs in evaluation; outputs and their gradients in training.
    assert [len(plot.findall("circle")) for plot in plots] == [25, 25, 25]
    assert "blocks.1.attn.proj" in page


def test_noise_is_named(converted: Converted) -> None:
    result = converted.verify("small:Noisy", VECTOR)
    assert (result.verdict, result.exit_code, result.fault) == ("undecided", 2, None)
    assert [(found.path, found.what) for found in result.random] == [("noise", "torch.randn_like")]
    assert "noise (Noise: torch.randn_like)" in result.reason


def test_a_difference_before_the_noise_counts(converted: Converted, plant: Callable[..., Path]) -> None:
    spoiled = plant("self.noise(self.fc(x))", "self.noise(self.fc(-x))", "small.py")
    result = converted.verify("small:Noisy", VECTOR, spoiled)
    assert result.verdict == "different"
    assert result.fault is not None
    assert (result.fault.first.path, result.fault.first.before) == ("", "fc")
    assert [found.path for found in result.random] == ["noise"]


def test_dropout_that_cannot_be_switched_off_is_named(converted: Converted) -> None:
    result = converted.verify("small:Dropping", VECTOR, backward=True)
    assert result.phases[0].equal
    assert result.verdict == "undecided"
    assert [(found.phase, found.path, found.what) for found in result.random] == [
        ("training", "", "torch.nn.functional.dropout")
    ]


def test_inputs_by_name_in_lists_and_buffers(converted: Converted, plant: Callable[..., Path]) -> None:
    inputs = {"x": "f32 3x4", "parts": ["f32 3x4", "f32 4 positive"], "power": 2}
    # In the copy the buffer differs: all inputs must have been understood for it to be seen.
    spoiled = plant("angles.sin()", "angles.cos()", "small.py")
    result = converted.verify("small:Buffered", inputs, spoiled)
    assert result.verdict == "different"
    assert result.fault is not None
    assert result.fault.inside.statement is not None
    assert result.fault.inside.statement.text == "x = self.fc(x) + self.angles.sin()"
    assert result.state.loads
    assert [entry.name for entry in result.state.buffers] == ["angles"]


def test_a_buffer_outside_the_state_dict(converted: Converted, plant: Callable[..., Path]) -> None:
    file = plant("bias=False)", "bias=False)\n        self.angles = self.angles + 1", "small.py")
    result = converted.verify("small:Buffered", VECTOR, file)
    assert result.verdict == "different"
    assert result.fault is not None
    assert result.fault.first.what == "buffer angles"


def test_a_state_dict_that_does_not_fit(converted: Converted, plant: Callable[..., Path]) -> None:
    spoiled = plant("self.head = paddle_helpers.Linear(dim, classes)", "self.top = paddle_helpers.Linear(dim, 5)")
    result = converted.verify("net:Net", {"x": "f32 2x3x16x16"}, spoiled)
    assert result.verdict == "different"
    assert (result.state.missing, result.state.unexpected) == (
        ["head.weight", "head.bias"],
        ["top.weight", "top.bias"],
    )
    assert result.fault is not None
    assert result.fault.first.path == "head"
    assert result.phases == []
    assert any("only in torch: head.weight" in line for line in plain_lines(result))


def test_torch_is_not_there_on_the_other_side(converted: Converted) -> None:
    # The source itself in the place of its conversion.
    with pytest.raises(CannotError, match="under Paddle: ModuleNotFoundError: torch is blocked in this process"):
        converted.verify("small:Noisy", VECTOR, converted.torch)


def test_an_error_of_the_model_is_said(converted: Converted) -> None:
    with pytest.raises(CannotError, match="under torch: ValueError: no forward here"):
        converted.verify("small:Helpless", VECTOR)


def test_the_other_layout_of_linear_weights(converted: Converted, tmp_path: Path) -> None:
    options = Options(cache=False, linear="paddle")
    convert_tree(converted.torch, tmp_path / "out", log_dir=tmp_path / "logs", options=options)
    assert "paddle_helpers.Linear" not in (tmp_path / "out/net.py").read_text()
    spec = {"entry": "net:Net", "kwargs": {"classes": 5}, "inputs": {"x": "f32 2x3x16x16"}, "train": 1}
    result = verify(converted.torch, tmp_path / "out", spec, logs=tmp_path / "logs")
    assert result.verdict == "equal"
    assert result.phases[1].gradients
    # Without the logs nothing says so.
    result = verify(converted.torch, tmp_path / "out", spec)
    assert result.verdict == "different"
    assert result.fault is not None
    assert result.fault.first.path == "blocks.0.attn.qkv"
    assert "--linear paddle" in result.notes[-1]


def test_a_parameter_that_only_paddle_trains(converted: Converted, tmp_path: Path) -> None:
    text = (
        (converted.torch / "small.py")
        .read_text()
        .replace(
            "self.out = nn.Linear(4, 4)", "self.out = nn.Linear(4, 4)\n        self.out.weight.requires_grad_(False)"
        )
    )
    text = text.replace("x + torch.randn_like(x)", "x + input_or(1)")
    source = tmp_path / "one.py"
    # It also reads: that must not take what the comparison says to the process.
    asking = "def input_or(value):\n    try:\n        return int(input())\n    except EOFError:\n        return value\n"
    source.write_text(f"{text}\n\n{asking}")
    convert_tree(source, tmp_path / "out.py", options=Options(cache=False))
    spec = {"entry": ":Noisy", "inputs": VECTOR, "backward": True}
    assert verify(source, tmp_path / "out.py", spec).verdict == "equal"
    converted_text = (tmp_path / "out.py").read_text()
    frozen = next(line for line in converted_text.splitlines() if "self.out.weight." in line)
    (tmp_path / "out.py").write_text(converted_text.replace(frozen, "        pass"))
    result = verify(source, tmp_path / "out.py", spec)
    assert result.verdict == "different"
    assert result.fault is not None
    assert (result.fault.first.path, result.fault.first.what) == ("out", "gradient of out.weight")
    assert result.fault.first.outputs.said == "only in Paddle"


def test_the_table_on_a_terminal_says_the_same(equal: Result) -> None:
    stream = StringIO()
    print_result(equal, stream, rich=True)
    table = stream.getvalue()
    assert all(line in table for line in last_lines(equal))
    assert re.search(r"^\(the model\) +0 +\d\.\de-\d\d", table, re.MULTILINE)
    assert "training" in table
