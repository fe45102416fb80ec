"""The example repo of the README: converted wholly, and the same numbers under Paddle."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.report.summary import Summary

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "tinychat"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    folder = tmp_path_factory.mktemp("example") / "tinychat"
    return folder, convert_tree(EXAMPLE, folder, options=Options(cache=False))


def test_nothing_is_left_and_all_rules_are_proved(converted: tuple[Path, Summary]) -> None:
    _, summary = converted
    assert (summary.failed, summary.calls.left, summary.calls.unproved) == ((), 0, 0)
    assert summary.calls.proved > 80


def test_comments_stay_and_torch_goes(converted: tuple[Path, Summary]) -> None:
    folder, _ = converted
    before = (EXAMPLE / "modeling_tinychat.py").read_text()
    after = (folder / "modeling_tinychat.py").read_text()
    comments = [line.partition("#")[2] for line in before.splitlines() if "#" in line]
    assert comments == [line.partition("#")[2] for line in after.splitlines() if "#" in line]
    names = {node.id for node in ast.walk(ast.parse(after)) if isinstance(node, ast.Name)}
    assert "paddle" in names and "torch" not in names


@pytest.mark.skipif(find_spec("torch") is None or find_spec("paddle") is None, reason="needs both frameworks")
def test_the_converted_model_gives_the_same_numbers(converted: tuple[Path, Summary]) -> None:
    folder, _ = converted
    command = [sys.executable, "-W", "ignore", str(ROOT / "examples" / "compare.py"), str(EXAMPLE), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("  ok   ") == 5
