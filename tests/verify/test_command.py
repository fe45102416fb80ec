"""``paconvert verify`` as a command: what it prints, writes and exits with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.cli.main import main

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as exit:
        main(["verify", *arguments])
    assert isinstance(exit.value.code, int)
    return exit.value.code


def test_the_example_of_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = ROOT / "examples/tinychat"
    convert_tree(source, tmp_path / "out", log_dir=tmp_path / "logs", options=Options(cache=False, jobs=1))
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/verify.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "verify.yaml").write_text(blocks[0], encoding="utf-8")
    where = ["--torch", str(source), "--paddle", str(tmp_path / "out"), "--spec", str(tmp_path / "verify.yaml")]
    report = tmp_path / "report"
    assert run(*where, "--logs", str(tmp_path / "logs"), "--report-dir", str(report)) == 0
    printed = capsys.readouterr().out
    assert "equal: state dict, outputs, gradients, 2 steps of training" in printed
    assert "25 calls of modules; output: equal, error" in printed
    assert json.loads((report / "verify.json").read_text())["verdict"] == "equal"
    assert (report / "verify.html").read_text().startswith("<!DOCTYPE html>")


def test_a_difference_exits_with_1_and_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "one.py", tmp_path / "out.py"
    source.write_text(
        "import torch\n\nclass Scale(torch.nn.Module):\n    def __init__(self, by):\n        super().__init__()\n"
        "        self.by = torch.nn.Parameter(torch.ones(by))\n\n    def forward(self, x):\n"
        "        y = torch.sin(x)\n        return y * self.by\n"
    )
    convert_tree(source, output, options=Options(cache=False, jobs=1))
    text = output.read_text()
    assert "paddle.sin(x)" in text
    output.write_text(text.replace("paddle.sin(x)", "paddle.cos(x)"))
    where = ["--torch", str(source), "--paddle", str(output), "--entry", ":Scale", "--kwargs", '{"by": 3}']
    assert run(*where, "--input", "x: f32 2x3") == 1
    printed = capsys.readouterr().out
    assert "first difference: the model itself (evaluation)" in printed
    assert "  statement: one.py:9: y = torch.sin(x)\n    converted: out.py:9: y = paddle.cos(x)\n" in printed
    assert "  operator: torch.sin; in Paddle paddle._C_ops.cos\n    input 1 [2, 3]: equal" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--entry", "a.B"], "entry says what to build: package.module:Class"),
        (["--entry", "a:B", "--kwargs", "{by: 3}"], "--kwargs: no JSON"),
        (["--entry", "a:B", "--input", "f32 2x3"], '--input: write "NAME: f32 1x3x224x224"'),
        (["--entry", "a:B", "--tolerance", "f32"], "--tolerance: write f32=1e-4"),
        (["--entry", "a:B", "--tolerance", "x32=1"], "tolerance: x32=1.0: write f32: 1e-4"),
        (["--spec", "nowhere.yaml"], "nowhere.yaml: No such file or directory"),
        (["--entry", "a:B", "--logs", "nowhere"], "--logs: nowhere"),
        (["--entry", "a:B", "--paddle", "nowhere"], "nowhere: no such file or folder"),
        (["--entry", "a:B", "--torch_python", "/no/python"], "/no/python cannot be started: No such file"),
    ],
)
def test_what_cannot_be_done_exits_with_2(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--torch", str(tmp_path), "--paddle", str(tmp_path), *arguments) == 2
    error = capsys.readouterr().err.splitlines()
    assert len(error) == 1
    assert error[0].startswith("paconvert verify: error: ")
    assert said in error[0]


def test_the_help_says_that_code_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    text = capsys.readouterr().out
    assert "This command RUNS the code in SRC and DST" in text
    document = (ROOT / "docs/verify.md").read_text(encoding="utf-8")
    assert "**This command runs the code in SRC and DST.**" in document
    options = set(re.findall(r"(?<![\w-])--\w+", text)) - {"--help"}
    assert options - set(re.findall(r"--\w+", document)) == set()
