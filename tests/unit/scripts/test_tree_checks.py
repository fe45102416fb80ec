"""The checks over whole trees find what they are for: each fault is put into a good output by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paconvert_ng import convert_tree
from scripts.tree_checks import check_tree, framework_names, unbound, unlisted_change

SOURCE = """import torch
import torch.nn.functional as F

LIMIT = 3


def f(x: torch.Tensor):
    y = F.relu(x)
    return torch.frobnicate(y, LIMIT)
"""


class Run:
    """A small tree and its output, without a fault until a test makes one."""

    def __init__(self, folder: Path) -> None:
        self.source, self.output, self.logs = folder / "src", folder / "dst", folder / "logs"
        self.source.mkdir()
        (self.source / "a.py").write_text(SOURCE)
        (self.source / "b.py").write_text("def g():\n    return 1\n")
        convert_tree(self.source, self.output, log_dir=self.logs)

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.output / name).read_text()
        assert old in text
        (self.output / name).write_text(text.replace(old, new))

    def found(self) -> set[str]:
        return {violation.kind for violation in check_tree(self.source, self.output, self.logs)}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    found = Run(tmp_path)
    assert found.found() == set()
    return found


def test_a_changed_line_that_is_not_listed(run: Run) -> None:
    run.replace("a.py", "LIMIT = 3", "LIMIT = 4")
    assert run.found() == {"unlisted line"}


def test_a_lost_line(run: Run) -> None:
    run.replace("a.py", "LIMIT = 3\n", "")
    # What the log lists for the lines below is beside them now.
    assert {"unlisted line", "unbound name"} <= run.found()


def test_a_changed_copy(run: Run) -> None:
    run.replace("b.py", "1", "2")
    assert "changed" in run.found()


def test_a_lost_and_an_added_file(run: Run) -> None:
    (run.output / "b.py").rename(run.output / "c.py")
    assert run.found() == {"lost", "added"}


def test_torch_in_code_without_a_finding(run: Run) -> None:
    report = json.loads((run.logs / "report.json").read_text())
    for record in report["files"]:
        record.pop("diagnostics", None)
    run.replace("a.py", "def f(", "import torch\ndef f(")
    assert "unlisted torch" in run.found()
    (run.logs / "report.json").write_text(json.dumps(report))
    assert "unlisted torch" in run.found()


def test_an_output_that_does_not_parse(run: Run) -> None:
    run.replace("a.py", "def f(", "def f((")
    assert "does not parse" in run.found()


def test_a_name_that_nothing_binds(run: Run) -> None:
    run.replace("a.py", "LIMIT)", "LIMITS)")
    assert "unbound name" in run.found()


def test_a_failed_file(run: Run) -> None:
    report = json.loads((run.logs / "report.json").read_text())
    report["files"][0]["status"] = "failed"
    (run.logs / "report.json").write_text(json.dumps(report))
    assert run.found() == {"failed"}


def test_line_ends_count() -> None:
    assert unlisted_change(b"a\r\nb\n", b"a\nb\n", ()) == (1, "a")
    assert unlisted_change(b"a\nb", b"a\nb", ()) is None
    assert unlisted_change(b"a\nb\n", b"a\n", ()) == (2, "(lines are missing)")


def test_names_are_those_of_scopes() -> None:
    text = b"def f(x):\n    def g():\n        nonlocal x\n        x = y\n    return [z for z in x], print(x)\n"
    assert unbound(text, "a.py") == {"y"}
    assert unbound(b"def f():\n    global y\n    y = 1\ndef g():\n    return y\n", "a.py") == set()


def test_an_own_variable_called_torch_is_none_of_the_framework() -> None:
    import ast

    assert list(framework_names(ast.parse("def f(torch):\n    return torch.x, self.torch, g(torch=1)\n"))) == []
    assert list(
        framework_names(ast.parse("from torch.nn import x\nfrom .torch import y\nimport torchvision as t\n"))
    ) == [
        (1, "from torch.nn import"),
        (3, "import torchvision"),
    ]
