"""``convert_source`` and ``convert_tree`` with the real engine: what is around the edits stays."""

from __future__ import annotations

import codecs
import pickle
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import paconvert_ng
from paconvert_ng import Options, convert_source, convert_tree
from paconvert_ng.project.paths import UsageError

SOURCE = "import torch\n\n\nx = torch.zeros(2)  # é\n"


@pytest.fixture(autouse=True, scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One for all tests here: compiling the rules takes longer than any of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACONVERT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def test_a_source_is_converted() -> None:
    result = convert_source(SOURCE)
    assert "import paddle\n" in result.code and "torch" not in result.code
    assert result.diagnostics == result.unconverted == ()


def test_what_is_left_is_told_with_its_place() -> None:
    result = convert_source("import torch\ny = torch.no_such_name(1)\n", filename="pkg/a.py")
    (found,) = result.unconverted
    assert (found.code, found.api, found.file, found.line, found.column, found.end) == (
        "PC101",
        "torch.no_such_name",
        "pkg/a.py",
        2,
        4,
        (2, 25),
    )
    assert found.severity == "unconverted"


@pytest.mark.parametrize("text", ["def f(:\n", "import torch\nprint 'x'\n", "import torch\n  x = 1\n", "x = 'open\n"])
def test_a_source_that_does_not_parse_comes_back(text: str) -> None:
    result = convert_source(text)
    assert result.code == text
    assert [found.code for found in result.diagnostics] == ["PC301"]
    assert result.unconverted == ()


def test_a_failure_of_the_converter_is_a_diagnostic(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("paconvert_ng.pipeline.convert_module", fails)
    result = convert_source(SOURCE)
    assert result.code == SOURCE
    assert [str(found) for found in result.diagnostics] == ["<string>:1:0: PC303: KeyError: 'lost'"]


def test_a_source_without_the_framework_is_not_touched() -> None:
    assert convert_source("import numpy as np\n").code == "import numpy as np\n"
    assert convert_source("").code == ""


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_line_ends_and_the_bom_stay(newline: str, end: str, bom: str) -> None:
    text = bom + ("# a\nimport torch\n\nif True:\n    x = torch.zeros(2)\n    y = 1" + end).replace("\n", newline)
    code = convert_source(text).code
    assert code.startswith(bom + "# a" + newline)
    assert code.endswith("    y = 1" + end.replace("\n", newline))
    assert set(code.replace(newline, "")) & {"\r", "\n"} == set()
    assert "import paddle" + newline in code
    assert convert_source(code).code == code


def test_mixed_line_ends_stay_where_they_are() -> None:
    code = convert_source("import torch\r\na = 1\nb = 2\r\nx = torch.zeros(2)\nc = 3").code
    assert "a = 1\nb = 2\r\n" in code and code.endswith("\nc = 3")


def test_warnings_about_the_code_that_is_read_are_its_authors() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", SyntaxWarning)
        warnings.simplefilter("error", DeprecationWarning)
        assert not convert_source('import torch\nx = "\\d"\ny = 1 is 1\nz = torch.zeros(2)\n').diagnostics


def test_options_are_taken() -> None:
    text = "import torch\nm = torch.nn.Linear(2, 3)\n"
    assert convert_source(text).code != convert_source(text, options=Options(linear="paddle")).code


FILES = {
    "utf8.py": SOURCE.encode(),
    "bom.py": codecs.BOM_UTF8 + SOURCE.encode(),
    "latin.py": ("# -*- coding: latin-1 -*-\n" + SOURCE).encode("latin-1"),
    "gbk.py": "# coding=gbk\nimport torch\nx = torch.zeros(2)  # 中文\n".encode("gbk"),
    "dos.py": SOURCE.replace("\n", "\r\n").encode(),
    "mac.py": SOURCE.replace("\n", "\r").encode(),
    "open.py": SOURCE.rstrip().encode(),
    "form.py": b"import torch\n\x0c\nx = torch.zeros(2)\n",
    "tabs.py": b"import torch\nif 1:\n\tx = torch.zeros(2)\n\ty = 1\n",
    "marked.py": ("# coding: latin-1\nimport torch\nx = torch.no_such_name(2)  # é\n").encode("latin-1"),
}


def test_a_tree_keeps_every_files_encoding_and_line_ends(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, data in FILES.items():
        (tmp_path / "in" / name).write_bytes(data)
    summary = convert_tree(tmp_path / "in", tmp_path / "out", log_dir=tmp_path / "logs")
    assert not summary.failed
    for name, data in FILES.items():
        before = data.splitlines(keepends=True)
        after = (tmp_path / "out" / name).read_bytes().splitlines(keepends=True)
        kept = [line for line in before if b"torch" not in line]
        assert [line for line in after if line in kept] == kept, name
        assert [line[line.find(b"#") :] for line in before if b"zeros" in line and b"#" in line] == [
            line[line.find(b"#") :] for line in after if b"zeros" in line and b"#" in line
        ], name
        compile(b"".join(after), name, "exec")
    again = convert_tree(tmp_path / "out", tmp_path / "again")
    assert {file.status for file in again.files} <= {"copied", "unchanged"}


def test_the_summary_is_picklable(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    summary = convert_tree(tmp_path / "a.py", tmp_path / "out")
    assert pickle.loads(pickle.dumps(summary)) == summary
    assert summary.calls.left == 0 and summary.calls.total == 1
    assert (tmp_path / "out/a.py").exists()


def test_paths_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        convert_tree(tmp_path / "gone")


def test_the_helper_module_has_the_name_that_files_import(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.py").write_text("import torch\nm = torch.nn.Linear(2, 3)\n")
    (source / "paddle_helpers.py").write_text("x = 1\n")
    summary = convert_tree(source, tmp_path / "out")
    assert summary.helper_module == "paddle_helpers_2.py"
    assert (tmp_path / "out/paddle_helpers.py").read_text() == "x = 1\n"
    assert "paddle_helpers_2.Linear(2, 3)" in (tmp_path / "out/a.py").read_text()


def test_a_run_over_a_part_keeps_the_helpers_of_the_rest(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.py").write_text("import torch\nm = torch.nn.Linear(2, 3)\n")
    (source / "b.py").write_text("import torch\nm = torch.nn.BatchNorm2d(2)\n")
    convert_tree(source, tmp_path / "out")
    whole = (tmp_path / "out/paddle_helpers.py").read_text()
    convert_tree(source, tmp_path / "out", options=Options(include=("a.py",)))
    assert (tmp_path / "out/paddle_helpers.py").read_text() == whole
    assert "class BatchNorm2d" in whole and "class Linear" in whole


def test_a_long_helper_import_has_the_line_ends_of_its_file(tmp_path: Path) -> None:
    text = "import torch\nm = torch.nn.Linear(2, 3)\nif __name__ == '__main__':\n    pass\n"
    for name, newline in (("dos", "\r\n"), ("mac", "\r"), ("unix", "\n")):
        path = tmp_path / "in/pkg" / name / "tool.py"
        path.parent.mkdir(parents=True)
        path.write_bytes(text.replace("\n", newline).encode())
        for folder in (path.parent, path.parent.parent):
            (folder / "__init__.py").write_bytes(b"")
    convert_tree(tmp_path / "in", tmp_path / "out")
    read = {name: (tmp_path / f"out/pkg/{name}/tool.py").read_bytes() for name in ("dos", "mac", "unix")}
    assert b"# run as a script\n    import os as _os\n" in read["unix"]
    assert read["dos"] == read["unix"].replace(b"\n", b"\r\n")
    assert read["mac"] == read["unix"].replace(b"\n", b"\r")


def test_no_framework_is_imported() -> None:
    code = (
        "import sys\nfrom paconvert_ng import convert_source\n"
        f"assert 'paddle' in convert_source({SOURCE!r}).code\n"
        "print(sorted({'torch', 'paddle', 'numpy', 'rich', 'yaml'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[3]
    for _ in range(2):  # the first may compile the rules
        done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_names_what_it_offers() -> None:
    assert set(paconvert_ng.__all__) <= set(dir(paconvert_ng))
    for name in paconvert_ng.__all__:
        assert getattr(paconvert_ng, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = paconvert_ng.nothing
