"""Whole runs over real folders, with a stand-in for the engine."""

from __future__ import annotations

import os
import pickle
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng.options import Options
from paconvert_ng.project.output import OutputError
from paconvert_ng.project.paths import UsageError, resolve
from paconvert_ng.project.run import run
from paconvert_ng.project.walk import OUTPUT_MARK
from paconvert_ng.report.summary import Calls
from tests.unit.project.runs import ENGINE, TREE, convert, read, statuses, write


def test_a_tree_is_converted_and_copied(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    before = read(source)
    summary = convert(source, tmp_path / "out")
    assert read(tmp_path / "out") == {
        "pkg/__init__.py": b"",
        "pkg/a.py": b"from . import paddle_helpers\nimport paddle\npaddle.one(paddle.two)\nhelper(Conv)\n",
        "pkg/b.py": b"from . import paddle_helpers\r\nimport paddle\r\npaddle.unproved\r\nhelper(Linear)  # left",
        "pkg/paddle_helpers.py": b"class Conv: pass\nclass Linear: pass\n",
        "pkg/plain.py": b"import os\n",
        "train.py": b"import torch  # keep\n",
        "weights.bin": b"\0\1\2torch",
        ".dotfile": b"torch",
    }
    assert read(source) == before
    assert statuses(summary) == {
        ".dotfile": "copied",
        "pkg/__init__.py": "copied",
        "pkg/a.py": "converted",
        "pkg/b.py": "converted",
        "pkg/plain.py": "copied",
        "train.py": "unchanged",
        "weights.bin": "copied",
    }
    assert summary.calls == Calls(proved=2, unproved=1, left=1)
    assert summary.rules_used == {"torch.one": (True, 1), "torch.two": (True, 1), "torch.unproved": (False, 1)}
    assert [(left.api, len(left.places)) for left in summary.left_apis] == [("torch.left", 1)]
    assert summary.helpers == ("Conv", "Linear")
    assert summary.helper_module == "pkg/paddle_helpers.py"
    assert set(summary.seconds) == {"walk", "copy", "convert", "formats", "helpers", "total"}


def test_the_summary_is_picklable_and_the_same_each_time(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    first = convert(source, tmp_path / "out", cache=False)
    assert first.calls.total == 4
    again = pickle.loads(pickle.dumps(first))
    assert again == first and again.calls == first.calls
    assert convert(source, tmp_path / "out", cache=False) == first


def test_modes_links_and_empty_folders(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"bin/run.py": "import torch\n", "bin/tool.sh": "#!/bin/sh\n", "a.py": "x\n"})
    (source / "bin/run.py").chmod(0o755)
    (source / "bin/tool.sh").chmod(0o700)
    (source / "a.py").chmod(0o444)
    (source / "empty/deep").mkdir(parents=True)
    (source / "bin/b.py").symlink_to(source / "a.py")
    (source / "bin/loop").symlink_to("..")
    (source / "bin/out").symlink_to("/etc")
    (source / "bin").chmod(0o555)
    for _ in range(2):
        summary = convert(source, tmp_path / "out")
        out = tmp_path / "out"
        modes = {
            name: stat.S_IMODE((out / name).stat().st_mode) for name in ("bin/run.py", "bin/tool.sh", "a.py", "bin")
        }
        assert modes == {"bin/run.py": 0o755, "bin/tool.sh": 0o700, "a.py": 0o444, "bin": 0o555}
        assert (out / "empty/deep").is_dir()
        assert os.readlink(out / "bin/b.py") == "../a.py"
        assert os.readlink(out / "bin/loop") == ".."
        assert not os.path.lexists(out / "bin/out")
        assert statuses(summary)["bin/out"] == "skipped"
        assert [(d.code, d.file, d.message) for d in summary.diagnostics] == [
            ("PC401", "bin/out", "a link that leaves the tree, to /etc")
        ]
    for root in (source, tmp_path / "out"):
        (root / "bin").chmod(0o755)


def test_files_that_fail_are_copied_and_the_rest_goes_on(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "syntax.py": "import torch\nprint 'x'\n",
        "latin.py": b"import torch  # \xe9\n",
        "crash.py": "import torch  # crash\n",
        "check.py": "import torch  # unchecked\n",
        "other.py": b"# not ours: \xe9\n",
        "good.py": "import torch\n",
    }
    source = write(tmp_path / "in", files)
    summary = convert(source, tmp_path / "out")
    assert statuses(summary) == {
        "check.py": "failed",
        "crash.py": "failed",
        "good.py": "converted",
        "latin.py": "failed",
        "other.py": "copied",
        "syntax.py": "failed",
    }
    assert {str(d) for d in summary.diagnostics} == {
        "check.py:1:0: PC304: AssertionError: check",
        "crash.py:1:0: PC303: RuntimeError: crashed on purpose",
        "latin.py:1:0: PC302: line 1: byte 0xe9 is not valid utf-8",
        "syntax.py:2:0: PC301: Missing parentheses in call to 'print'. Did you mean print(...)?",
    }
    written = read(tmp_path / "out")
    assert written.pop("good.py") == b"import paddle\n"
    assert written == {name: read(source)[name] for name in written}
    traces = {file.path: file.trace for file in summary.files if file.trace}
    assert set(traces) == {"crash.py", "check.py"}
    assert "on purpose" in traces["crash.py"] and "fake_engine.py" in traces["crash.py"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions stop")
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"a.py": "import torch\n", "b.txt": "x", "c.py": "import torch\n"})
    for name in ("a.py", "b.txt"):
        (source / name).chmod(0)
    summary = convert(source, tmp_path / "out")
    assert statuses(summary) == {"a.py": "failed", "b.txt": "failed", "c.py": "converted"}
    assert [d.code for d in summary.diagnostics] == ["PC305", "PC305"]


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    before = read(source)
    dry = convert(source, tmp_path / "out", dry_run=True)
    assert not (tmp_path / "out").exists() and read(source) == before
    wet = convert(source, tmp_path / "out", cache=False)
    assert dry.files == wet.files


def test_diffs_say_what_would_be_written(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    summary = convert(source, tmp_path / "out", diff=True)
    assert not (tmp_path / "out").exists()
    diffs = {file.path: file.diff for file in summary.files if file.diff}
    assert set(diffs) == {"pkg/a.py", "pkg/b.py"}
    assert diffs["pkg/b.py"] == (
        b"--- a/pkg/b.py\n+++ b/pkg/b.py\n@@ -1,3 +1,4 @@\n-import torch\r\n-torch.unproved\r\n"
        b"+from . import paddle_helpers\r\n+import paddle\r\n+paddle.unproved\r\n"
        b" helper(Linear)  # left\n\\ No newline at end of file\n"
    )
    assert summary.helper_diff.startswith(
        b"--- /dev/null\n+++ b/pkg/paddle_helpers.py\n@@ -0,0 +1,2 @@\n+class Conv: pass\n"
    )
    cached = convert(source, tmp_path / "out", diff=True)
    assert {file.path: file.diff for file in cached.files if file.diff} == diffs


def test_a_single_file_has_its_helpers_inside(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"a.py": "import torch\nhelper(Conv)\n", "b.py": "import torch\n"})
    convert(source / "a.py", tmp_path / "out")
    assert read(tmp_path / "out") == {"a.py": b"class paddle_helpers: pass\nimport paddle\nhelper(Conv)\n"}
    summary = convert(source / "a.py", tmp_path / "named/b_paddle.py")
    assert read(tmp_path / "named") == {"b_paddle.py": b"class paddle_helpers: pass\nimport paddle\nhelper(Conv)\n"}
    assert statuses(summary) == {"a.py": "converted"}
    convert(source / "a.py", source / "a_paddle.py")
    assert sorted(os.listdir(source)) == ["a.py", "a_paddle.py", "b.py"]


def test_included_files_are_written_and_the_others_only_read(tmp_path: Path, work: Callable[[], list[str]]) -> None:
    source = write(tmp_path / "in", TREE)
    summary = convert(source, tmp_path / "out", include=("a.py",))
    assert set(read(tmp_path / "out")) == {"pkg/a.py", "pkg/paddle_helpers.py"}
    assert set(statuses(summary)) == {"pkg/a.py"}
    assert {"index pkg/b.py", "convert pkg/a.py"} <= set(work())


def test_a_run_over_a_part_keeps_the_helpers_of_the_rest(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    convert(source, tmp_path / "out")
    convert(source, tmp_path / "out", include=("a.py",))
    convert(source, tmp_path / "out", exclude=("a.py", "b.py"))
    assert (tmp_path / "out/pkg/paddle_helpers.py").read_bytes() == b"class Conv: pass\nclass Linear: pass\n"


def test_excluded_files_are_left_out(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    convert(source, tmp_path / "out", exclude=("pkg", ".*"))
    assert set(read(tmp_path / "out")) == {"train.py", "weights.bin"}


def test_an_output_inside_the_input_is_not_read_again(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"a.py": "import torch\n", "pkg/b.py": "import torch\n"})
    for _ in range(3):
        convert(source, source / "out")
    convert(source, source / "pkg/second")
    assert set(read(source / "out")) == {OUTPUT_MARK, "a.py", "pkg/b.py"}
    assert set(read(source / "pkg/second")) == {OUTPUT_MARK, "a.py", "pkg/b.py"}
    assert read(source)["a.py"] == b"import torch\n"


def test_a_killed_run_leaves_no_trace_in_the_next(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    out = write(tmp_path / "out", {"pkg/.a.py.paconvert-999999999.tmp": "half", "pkg/a.py": "old"})
    convert(source, out)
    assert set(read(out)) == {*TREE, "pkg/paddle_helpers.py"}


def test_what_is_in_the_way_of_the_output(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"pkg/a.py": "import torch\n"})
    out = write(tmp_path / "out", {"pkg": "a file"})
    with pytest.raises(OutputError, match="in the way"):
        convert(source, out)


@pytest.mark.parametrize(
    "options",
    [
        {"linear": "jax"},
        {"compute_capability": "sm_80"},
        {"paddle_version": "three"},
        {"jobs": -1},
        {"rules": ("/no/such/folder",)},
    ],
)
def test_options_that_cannot_be(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        convert(write(tmp_path / "in", TREE), tmp_path / "out", **options)


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    source = write(tmp_path / "in", TREE)
    seen: list[tuple[str, int, int]] = []
    run(resolve(source, tmp_path / "out"), Options(), lambda *step: seen.append(step), ENGINE)
    assert seen[0] == ("index", 1, 5)
    assert ("index", 5, 5) in seen
    assert seen[-1][0] == "convert" and seen[-1][1] == seen[-1][2]


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    summary = convert(tmp_path / "in", tmp_path / "out")
    assert summary.files == () and os.listdir(tmp_path / "out") == []
