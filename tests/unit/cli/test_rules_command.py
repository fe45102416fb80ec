"""``paconvert rules``: each subcommand on the rule base itself, as it is printed in a pipe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng.cli.rules import base as base_module
from paconvert_ng.cli.rules.base import Base, CannotError, load_base, status
from paconvert_ng.cli.rules.command import main
from paconvert_ng.cli.rules.listing import coverage, list_rules
from paconvert_ng.cli.rules.new import FULL, fitting_file, new
from paconvert_ng.cli.rules.proof import run_tests
from paconvert_ng.cli.rules.show import rule_lines

ROOT = Path(__file__).resolve().parents[3]
MINE = """\
torch.einsum:
  to: paddle.einsum
  unproved: a trial
torch.zeros_like:
  variants:
    - {if: is_none(dtype), to: paddle.zeros_like(input)}
  ignore: {memory_format: trial}
  only: {layout: [null], device: [null], requires_grad: [false], pin_memory: [false]}
  helper: helper.zeros_like
  tests:
    - {call: torch.zeros_like(x), with: {x: f32 2x3}}
torch.fx.Graph:
  leave: a trial
"""


@pytest.fixture(scope="module")
def base() -> Base:
    return load_base("3.3.1")


@pytest.fixture(scope="module")
def without_rules(base: Base) -> Base:
    """The same names, and no rules but two, so that drafts can be written for names that have a rule."""
    loaded = base.loaded
    kept = {name: loaded.rules[name] for name in ("torch.special.erf", "torch.linalg.det")}
    empty = type(loaded)(kept, {}, [], [], [])
    return Base(base.paddle_version, empty, base.source)


def test_show_says_what_is_tried_in_which_order(base: Base) -> None:
    lines = list(rule_lines(base, "torch.max"))
    assert lines[0] == "torch.max: function, proved (Paddle 3.3.1)"
    assert "  rule: rules/torch/sorting.yaml:" in lines[1]
    order = [line for line in lines if "paddle." in line or "helper." in line]
    assert "dtype(input) == 'bool'" in order[0]
    assert any("paddle.max(input)" in line for line in order[1:-1])
    assert order[-1].startswith("  otherwise: helper.torch_max (paconvert_ng/runtime/")
    assert any(line.startswith("    rules/torch/sorting.yaml:") and "call: torch.max(x, 1)" in line for line in lines)


def test_show_takes_other_names_of_the_object(base: Base) -> None:
    lines = list(rule_lines(base, "torch.concat"))
    assert lines[0].startswith("torch.cat: ")
    assert "torch.concat" in next(line for line in lines if line.startswith("  also: "))


def test_show_says_what_is_left(base: Base) -> None:
    left = next(name for name, rule in base.rules.items() if status(rule) == "left")
    lines = list(rule_lines(base, left))
    assert f"  left: {base.rules[left].leave}" in lines


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("torch.foo", "no rule for torch.foo; close: "),
        ("torch.nn.Conv22d", "close: torch.nn.Conv2d"),
    ],
)
def test_show_of_an_unknown_name_says_what_to_type(base: Base, name: str, message: str) -> None:
    with pytest.raises(CannotError, match=message):
        list(rule_lines(base, name))


def test_list_by_status_and_namespace(base: Base, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_rules(base, "proved", "torch.linalg") == 0
    header, *rows, count = capsys.readouterr().out.splitlines()
    assert header.split() == ["name", "status", "rule", "becomes"]
    assert len(rows) == int(count.split()[0]) > 20
    assert all(row.startswith("torch.linalg.") and " proved " in row and ".yaml:" in row for row in rows)
    with pytest.raises(CannotError, match="no rule below torch.nowhere; namespaces: .*torch.linalg"):
        list_rules(base, None, "torch.nowhere")


def test_coverage_counts_every_rule_once(base: Base, capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage(base) == 0
    _, *rows, total, sentence = capsys.readouterr().out.splitlines()
    columns = [list(map(int, row.split()[-3:])) for row in rows]
    assert [sum(column) for column in zip(*columns, strict=True)] == list(map(int, total.split()[-3:]))
    assert sum(map(int, total.split()[-3:])) == len(base.rules)
    assert f"{len(base.rules)} rules" in sentence


def test_new_says_what_differs(without_rules: Base, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(without_rules, "torch.special.gammainc", "", None, True) == 0
    out = capsys.readouterr().out
    assert "# paddle.gammainc(x, y, name=None)" in out
    assert "input  Paddle calls it 'x'" in out
    assert "out    missing in Paddle" in out
    assert out.endswith(
        "torch.special.gammainc:\n  to: paddle.gammainc(input, other)\n  only: {out: [null]}\n  tests:\n"
        "    - call: torch.special.gammainc(input, other)\n      with: {input: f32 2x3, other: f32 2x3}\n"
        "      grad: [input]\n"
    )


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("torch.nn.functional.gelu", ["approximate  default 'none', in Paddle False"]),
        ("torch.arange", ["position 1, in Paddle 2", "end=end"]),
        ("torch.max", ["does not serve that overload", "- {signature:"]),
        ("torch.Tensor.cos", ["to: self.cos", "x.cos()"]),
        ("torch.nn.BatchNorm2d", ["to: paddle.nn.BatchNorm2", "module: torch.nn.BatchNorm2d(3)"]),
        ("torch.Tensor.addbmm", ["write", "helper.torch_addbmm"]),
    ],
)
def test_drafts(without_rules: Base, capsys: pytest.CaptureFixture[str], name: str, texts: list[str]) -> None:
    new(without_rules, name, "", None, True)
    out = capsys.readouterr().out.replace("Write", "write")
    for text in texts:
        assert text in out


def test_a_draft_is_added_to_the_fitting_file_and_is_read(
    without_rules: Base, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("torch.einsum:\n  to: paddle.einsum\n  unproved: a trial", encoding="utf-8")
    assert new(without_rules, "torch.special.gammainc", "", path, False) == 0
    assert f"wrote {path.as_posix()}:5" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8").splitlines()[4] == "torch.special.gammainc:"
    loaded = load_base("3.3.1", [str(path)]).loaded
    assert not [problem for problem in loaded.problems if problem.where.startswith(path.as_posix())]
    assert loaded.rules["torch.special.gammainc"].where == f"{path.as_posix()}:5"


def test_the_fitting_file_has_rules_of_the_namespace_and_room(base: Base) -> None:
    for name in ("torch.special.new", "torch.Tensor.cos_", "torch.nn.functional.new"):
        path = fitting_file(base, name)
        assert path.is_file()
        assert f"{name.rpartition('.')[0]}." in path.read_text(encoding="utf-8")
        assert len(path.read_text(encoding="utf-8").splitlines()) < FULL


@pytest.mark.parametrize(
    ("name", "target", "message"),
    [
        ("torch.max", "", r"torch.max has a rule, at rules/torch/sorting.yaml:\d+: edit that one"),
        ("torch.concat", "", r"has a rule, at rules/torch/"),
        ("torch.foo", "", "torch 2.13.0 has no public name torch.foo; close: "),
        ("torch.hub", "", "is a module: say in rules/modules.yaml"),
    ],
)
def test_new_refuses(base: Base, name: str, target: str, message: str) -> None:
    with pytest.raises(CannotError, match=message):
        new(base, name, target, None, True)


def test_new_refuses_a_target_that_is_not_there(without_rules: Base) -> None:
    with pytest.raises(CannotError, match="Paddle 3.3.1 has no paddle.foo"):
        new(without_rules, "torch.max", "paddle.foo", None, True)


def test_outside_a_checkout_only_ones_own_rules_are_written(
    base: Base, without_rules: Base, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(base_module.locate, "PACKAGE", tmp_path / "paconvert_ng")
    with pytest.raises(CannotError, match="give --file"):
        new(without_rules, "torch.special.gammainc", "", None, False)
    with pytest.raises(CannotError, match="clone the repository"):
        run_tests(base, ["torch.max"], (), None)


def test_own_rules_are_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.yaml").write_text(MINE, encoding="utf-8")
    assert main(["show", "torch.einsum", "torch.zeros_like", "torch.fx.Graph", "--rules", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "torch.einsum: function, unproved" in out
    assert "  unproved: a trial" in out
    assert "if is_none(dtype): paddle.zeros_like(input)" in out
    assert "only if: layout is left out or None; " in out
    assert "dropped: memory_format" in out
    assert "torch.fx.Graph: class, left" in out


def test_a_rule_with_a_mistake_is_not_called_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "torch.max:\n  to: paddle.max\n  unproved: trial\n\ntorch.einsum:\n  too: paddle.einsum\n"
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    assert main(["show", "torch.einsum", "--rules", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "the rule of torch.einsum has a mistake:" in error
    assert f"{tmp_path.as_posix()}/wrong.yaml:6: unknown key 'too'" in error
    assert "wrong.yaml:2" not in error


def test_lint_is_the_same_as_the_module(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wrong.yaml").write_text("torch.einsum:\n  too: paddle.einsum\n", encoding="utf-8")
    arguments = [f"{tmp_path.as_posix()}/wrong.yaml", "--rules", str(tmp_path)]
    assert main(["lint", *arguments]) == 1
    out = capsys.readouterr().out
    assert f"{tmp_path.as_posix()}/wrong.yaml:2: unknown key 'too' in the rule torch.einsum; did you mean 'to'?" in out
    from paconvert_ng.rules.__main__ import main as module

    assert module(arguments) == 1
    assert capsys.readouterr().out == out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "torch.foo"], "paconvert rules: error: no rule for torch.foo; close: "),
        (["show", "torch.max", "--rules", "gone"], "--rules: no such folder or file: gone"),
        (["coverage", "--paddle_version", "x"], "not a version: 'x'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_rule_that_another_paddle_lacks_is_shown_as_left(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "torch.Tensor.device", "--paddle_version", "3.2.2"]) == 0
    out = capsys.readouterr().out
    assert "torch.Tensor.device: attribute, left (Paddle 3.2.2)" in out
    assert "left: paddle.Tensor of Paddle 3.2.2 has no 'device'" in out


def test_the_command_needs_neither_framework_nor_a_terminal(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules.update(torch=None, paddle=None)\n"
        "from paconvert_ng.cli.main import main\n"
        "main(['rules', 'show', 'torch.max'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("torch.max: function, proved")
    assert "\x1b" not in done.stdout
    help_text = subprocess.run(
        [sys.executable, "-m", "paconvert_ng", "rules", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for subcommand in ("new", "show", "list", "test", "lint", "coverage", "docs"):
        assert f"\n    {subcommand} " in help_text


def test_a_position_does_not_stand_for_a_parameter_that_torch_has_elsewhere(
    without_rules: Base, capsys: pytest.CaptureFixture[str]
) -> None:
    new(without_rules, "torch.nn.functional.triplet_margin_loss", "", None, True)
    out = capsys.readouterr().out
    assert "size_average  missing in Paddle" in out
    assert "reduction=reduction)" in out
