from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.cli.arguments import parse
from paconvert_ng.diagnostics.catalog import CATALOG
from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.project.paths import UsageError
from paconvert_ng.report import terminal
from paconvert_ng.report.effort import PER_API, PER_PLACE, Effort, effort_of, file_efforts, tree_effort
from paconvert_ng.report.summary import FileRecord
from tests.unit.report.samples import summary

COMMAND = Path(__file__).resolve().parents[3] / "docs" / "command.md"


def left(path: str, api: str = "torch.foo", code: str = "PC101") -> Diagnostic:
    return Diagnostic(code, api, "no rule converts it", path, 1, 0, 1, 9)


def test_each_place_counts_and_each_api_once() -> None:
    assert effort_of([]) == Effort(0, 0, 0, 0)
    assert effort_of([left("a.py")]) == Effort(25, 20, 1, 1)
    assert effort_of([left("a.py"), left("a.py")]) == Effort(30, 20, 1, 2)
    assert effort_of([left("a.py"), left("a.py", "torch.bar", "PC102")]) == Effort(65, 50, 2, 2)
    assert effort_of([whole_file("PC401", "a", "a link")]) == Effort(0, 0, 0, 0)
    assert effort_of([whole_file("PC303", "a.py", "KeyError")]).minutes == 30


def test_over_the_tree_an_api_is_found_out_once() -> None:
    both = summary(
        FileRecord("a.py", "converted", (left("a.py"),)),
        FileRecord("b.py", "converted", (left("b.py"), left("b.py"))),
        FileRecord("c.py", "converted"),
    )
    assert [(path, effort.minutes) for path, effort in file_efforts(both)] == [("b.py", 30), ("a.py", 25)]
    assert tree_effort(both) == Effort(35, 20, 1, 3)


def test_the_model_stands_in_the_documents() -> None:
    text = COMMAND.read_text("utf-8")
    assert {*PER_PLACE, *PER_API} <= set(CATALOG)
    for code in {*PER_PLACE, *PER_API}:
        entry = CATALOG[code]
        default = {"error": 30, "unconverted": 5, "behaviour": 1, "info": 0}[entry.level]
        assert f"| {code} | {PER_PLACE.get(code, default)} | {PER_API.get(code, 0) or ''} |".replace("  ", " ") in text


def test_an_analysis_writes_nothing_but_the_report(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "a.py").write_text("import torch\nx = torch.zeros(2)\ny = torch.some_new(x)\n")
    done = convert_tree(source, tmp_path / "out", log_dir=tmp_path / "logs", options=Options(analyze=True))
    assert not os.path.lexists(tmp_path / "out")
    report = json.loads((tmp_path / "logs" / "report.json").read_text())
    assert report["effort"]["minutes"] == 25
    assert report["effort"]["files"] == [{"path": "a.py", "minutes": 25, "api_minutes": 20, "apis": 1, "places": 1}]
    lines = list(terminal.plain_lines(done))
    assert lines[0].endswith("(analyzed, not written; Paddle 3.3.1)")
    start = lines.index("estimated effort by file:")
    assert [" ".join(line.split()) for line in lines[start + 1 : start + 4]] == [
        "file would be converted effort left",
        "a.py 1 of 2 25 min",
        "all files 1 of 2 25 min",
    ]
    assert "Analysis report" in (tmp_path / "logs" / "report.html").read_text("utf-8")
    with pytest.raises(UsageError):
        convert_tree(source, tmp_path / "out", options=Options(analyze=True, diff=True))


def test_the_options_are_read() -> None:
    assert parse(["-i", "x", "--analyze", "--lang", "zh"]).options == Options(analyze=True, lang="zh")


def test_a_summary_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    both = summary(options=Options(lang="zh", analyze=True))
    lines = list(terminal.plain_lines(both))
    assert lines[0] == "/src -> /dst (仅分析，未写出; Paddle 3.3.1)"
    assert "  torch.foo                                      1  PC101 没有规则转换它" in lines
    assert "全部文件" in lines[-3] or any("全部文件" in line for line in lines)
    words = [line for line in lines[1:] if line.strip() and line.isascii()]
    assert all("/" in line or ".py" in line for line in words), words
