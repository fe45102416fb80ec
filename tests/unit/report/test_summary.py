from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from paconvert_ng.cli.main import exit_code
from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.options import Options
from paconvert_ng.project.output import OutputError
from paconvert_ng.report import diff, logs, terminal
from paconvert_ng.report.summary import Calls, FileRecord, Summary

FOO = Diagnostic("PC101", "torch.foo", "no rule, sorry", "pkg/a.py", 3, 4, 3, 13)
FOO_AGAIN = Diagnostic("PC104", "torch.foo", 'its "size" is unknown', "pkg/b.py", 1, 0, 2, 7)
BAR = Diagnostic("PC102", "torch.bar", "no equivalent", "pkg/b.py", 9, 0, 9, 9)
UNKNOWN = Diagnostic("PC201", "torch.Tensor.size", "of what?", "pkg/b.py", 10, 0, 10, 9)
BROKEN = whole_file("PC301", "c.py", "invalid syntax", 7, 2)


def summary(**fields: object) -> Summary:
    files = (
        FileRecord("c.py", "failed", (BROKEN,), trace=""),
        FileRecord("data.bin", "copied"),
        FileRecord("pkg/a.py", "converted", (FOO,), (("torch.add", True, 3), ("torch.sub", False, 1)), ("Conv2d",)),
        FileRecord("pkg/b.py", "converted", (FOO_AGAIN, BAR, UNKNOWN), (("torch.add", True, 2),), ("Linear", "Conv2d")),
        FileRecord("x.py", "failed", (whole_file("PC303", "x.py", "KeyError: 'x'"),), trace="Traceback:\n  line\n"),
    )
    given = {"helper_module": "pkg/paddle_helpers.py", "seconds": {"total": 1.5}, **fields}
    return Summary("/src", "/dst", Options(), files, **given)  # type: ignore[arg-type]


def test_uses_are_counted_once_by_outcome() -> None:
    found = summary()
    assert found.calls == Calls(proved=5, unproved=1, left=3)
    assert found.calls.total == 9
    assert found.unconverted == (FOO, FOO_AGAIN, BAR)
    assert found.rules_used == {"torch.add": (True, 5), "torch.sub": (False, 1)}
    assert found.helpers == ("Conv2d", "Linear")
    assert [file.path for file in found.failed] == ["c.py", "x.py"]
    assert found.statuses() == {"converted": 2, "unchanged": 0, "copied": 1, "linked": 0, "skipped": 0, "failed": 2}


def test_what_is_left_in_other_files_is_unconverted_and_no_use() -> None:
    said = [whole_file(code, "x", "left") for code in ("PC503", "PC513", "PC521", "PC511", "PC522")]
    found = Summary("/src", "/dst", Options(strict=True), (FileRecord("x", "copied", tuple(said)),))
    assert [one.code for one in found.unconverted] == ["PC503", "PC513", "PC521"]
    assert found.calls.left == 0 and not found.left_apis
    assert exit_code(found) == 3
    assert exit_code(Summary("/src", "/dst", Options(strict=True), (FileRecord("x", "copied", tuple(said[3:])),))) == 0


def test_what_was_left_the_most_frequent_first() -> None:
    foo, bar = summary().left_apis
    assert (foo.api, foo.places, foo.codes) == ("torch.foo", (FOO, FOO_AGAIN), ("PC101", "PC104"))
    assert foo.reasons == ("no rule, sorry", 'its "size" is unknown')
    assert (bar.api, bar.places) == ("torch.bar", (BAR,))
    assert [(file.path, calls.left, calls.total) for file, calls in summary().worst_files()] == [
        ("pkg/b.py", 2, 4),
        ("pkg/a.py", 1, 5),
    ]


def test_a_diagnostic_reads_as_one_line() -> None:
    assert str(FOO) == "pkg/a.py:3:4: PC101 torch.foo: no rule, sorry"
    assert str(BROKEN) == "c.py:7:2: PC301: invalid syntax"
    assert (FOO.severity, FOO.end, FOO.unconverted) == ("unconverted", (3, 13), True)
    assert (UNKNOWN.severity, UNKNOWN.unconverted) == ("behaviour", False)


def test_the_logs(tmp_path: Path) -> None:
    logs.write_logs(summary(), tmp_path / "new/logs")
    text = (tmp_path / "new/logs/conversion.log").read_text()
    assert text.startswith("c.py:7:2: PC301: invalid syntax\npkg/a.py:3:4: PC101 torch.foo: no rule, sorry\n")
    assert "x.py:1:0: PC303: KeyError: 'x'\n    debug: Traceback:\n    debug:   line\n# /src -> /dst" in text

    rows = list(csv.reader(io.StringIO((tmp_path / "new/logs/unconverted.csv").read_text())))
    assert rows == [
        ["api", "count", "codes", "why", "places", "evidence"],
        ["torch.foo", "2", "PC101 PC104", 'no rule, sorry | its "size" is unknown', "pkg/a.py:3:4; pkg/b.py:1:0", ""],
        ["torch.bar", "1", "PC102", "no equivalent", "pkg/b.py:9:0", ""],
    ]

    lines = [json.loads(line) for line in (tmp_path / "new/logs/unconverted.jsonl").read_text().splitlines()]
    assert [(line["api"], line["count"], line["why"]) for line in lines] == [
        (r[0], int(r[1]), r[3].split(" | ")) for r in rows[1:]
    ]
    assert lines[0]["places"][1] == {
        "file": "pkg/b.py",
        "line": 1,
        "column": 0,
        "end_line": 2,
        "end_column": 7,
        "code": "PC104",
        "message": 'its "size" is unknown',
        "evidence": "",
    }

    report = json.loads((tmp_path / "new/logs/report.json").read_text())
    assert report["schema"] == 2
    assert report["calls"] == {"proved": 5, "unproved": 1, "left": 3, "total": 9}
    assert report["files"][2] == {
        "path": "pkg/a.py",
        "status": "converted",
        "calls": {"proved": 3, "unproved": 1, "left": 1, "total": 5},
        "helpers": ["Conv2d"],
        "diagnostics": [
            {
                "code": "PC101",
                "api": "torch.foo",
                "message": "no rule, sorry",
                "file": "pkg/a.py",
                "line": 3,
                "column": 4,
                "end_line": 3,
                "end_column": 13,
                "output_line": 0,
                "output_column": 0,
                "evidence": "",
                "severity": "unconverted",
            }
        ],
    }
    assert report["rules"][1] == {"api": "torch.sub", "proved": False, "count": 1}
    assert report["options"]["linear"] == "torch"
    assert set(report["versions"]) == {"paconvert_ng", "python", "libcst"}
    assert report["seconds"] == {"total": 1.5}


def test_the_logs_are_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        logs.write_logs(summary(), tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_logs_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        logs.write_logs(summary(), tmp_path / "file/logs")


def test_a_path_that_is_no_text_can_be_logged(tmp_path: Path) -> None:
    odd = Summary(
        "/src", "/dst", Options(), (FileRecord("\udcff.py", "failed", (whole_file("PC302", "\udcff.py", "x"),)),)
    )
    logs.write_logs(odd, tmp_path)
    assert (tmp_path / "conversion.log").read_text().startswith("\\udcff.py:1:0: PC302: x\n")
    assert json.loads((tmp_path / "report.json").read_text())["files"][0]["path"] == "\udcff.py"


def test_the_plain_summary() -> None:
    assert list(terminal.plain_lines(summary())) == [
        "/src -> /dst (written; Paddle 3.3.1)",
        "files: 2 converted, 1 copied, 2 failed",
        "  failed: c.py:7:2: PC301: invalid syntax",
        "  failed: x.py:1:0: PC303: KeyError: 'x'",
        "uses of the source framework: 9",
        "  converted by proved rules            5   55.6%",
        "  converted by unproved rules          1   11.1%",
        "  left as they were                    3   33.3%",
        "  not counted: 1 method calls and attributes on values of unknown type, left as they are (PC201)",
        "left, by API (2):",
        "  torch.foo                                      2  PC101 no rule, sorry",
        "  torch.bar                                      1  PC102 no equivalent",
        "files with most left:",
        "  pkg/b.py                                       2  of 4",
        "  pkg/a.py                                       1  of 5",
        "helpers: 2 in pkg/paddle_helpers.py",
        "A proved rule was run in both frameworks and compared; no number here says how much of a program works.",
    ]


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [(1, 1, "100.0%"), (0, 7, "0.0%"), (99_999, 100_000, "99.9%"), (1, 100_000, "0.1%"), (1, 3, "33.3%")],
)
def test_a_share_is_whole_only_if_all_is_there(count: int, total: int, text: str) -> None:
    assert terminal._share(count, total) == text


def test_long_lists_end_with_how_many_more() -> None:
    found = tuple(Diagnostic("PC101", f"torch.f{n:02}", "no rule", "a.py", n, 0, n, 1) for n in range(1, 15))
    many = Summary("/src", "/dst", Options(), (FileRecord("a.py", "converted", found),))
    lines = list(terminal.plain_lines(many))
    assert "  ...                                            4  4 more" in lines


def test_the_rich_summary_has_the_same_facts() -> None:
    stream = io.StringIO()
    terminal.print_summary(summary(), stream, rich=True)
    text = " ".join(stream.getvalue().split())
    for fact in ("/src -> /dst", "failed 2", "converted by proved rules 5 55.6%", "torch.foo 2 PC101 no rule, sorry"):
        assert fact in text
    assert "pkg/b.py 2 4" in text and "c.py:7:2: PC301: invalid syntax" in text


def test_a_stream_that_cannot_show_a_character() -> None:
    binary = io.BytesIO()
    stream = io.TextIOWrapper(binary, encoding="ascii")
    terminal.print_summary(Summary("/é", "/\udcff", Options()), stream, rich=False)
    stream.flush()
    assert binary.getvalue().startswith(rb"/\xe9 -> /\udcff (written")


def test_diffs() -> None:
    assert diff.unified("a.py", b"x\r\ny\n", "a.py", b"x\r\nz\n") == (
        b"--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\r\n-y\n+z\n"
    )
    assert diff.unified("a.py", b"x", "a.py", b"x\n") == (
        b"--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n"
    )
    assert diff.unified("a.py", b"x\n", "a.py", b"x\n") == b""
    assert diff.added("h.py", b"x\n") == b"--- /dev/null\n+++ b/h.py\n@@ -0,0 +1 @@\n+x\n"
    assert diff.unified("a", b"\xe9\n", "a", b"\xe8\n") == b"--- a/a\n+++ b/a\n@@ -1 +1 @@\n-\xe9\n+\xe8\n"


def test_importing_the_report_needs_no_rich() -> None:
    assert "rich" not in vars(sys.modules["paconvert_ng.report.terminal"])
