"""Profiles in runs over trees: what is written, told, kept in the cache; what is refused."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.project.paths import UsageError
from paconvert_ng.report.summary import Summary
from tests.profiles.support import SOURCES, torch_options, write_profile

MODEL = "modeling_small_qwen.py"
ASSUMED = ("causal_mask_given",)


@pytest.fixture(autouse=True, scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One for all tests here: compiling the rules takes longer than any of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACONVERT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository with the model, and files that a conversion would change."""
    folder = tmp_path / "repo"
    shutil.copytree(SOURCES / "small_qwen", folder)
    (folder / "requirements.txt").write_text("torch==2.1\n")
    (folder / "setup.py").write_text('import torch\nfrom setuptools import setup\nsetup(install_requires=["torch"])\n')
    (folder / "run.sh").write_text("torchrun main.py\n")
    (folder / "main.py").write_text("# uses torch\nimport torch\n\nprint(torch.ones(2))\n")
    (folder / "old.py").write_text("import torch\nprint 1\n")
    return folder


def codes(summary: Summary) -> list[tuple[str, str]]:
    return [(found.code, found.api) for found in summary.diagnostics]


def test_to_torch_makes_the_edits_and_nothing_else(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = convert_tree(source, out, options=torch_options("onnx"))
    changed = [p.name for p in sorted(source.iterdir()) if p.read_bytes() != (out / p.name).read_bytes()]
    assert changed == [MODEL]
    assert sorted(p.name for p in out.iterdir()) == sorted(p.name for p in source.iterdir())
    assert codes(summary) == [
        ("PC702", "onnx/plain-attention"),
        ("PC701", "onnx/number-divisor"),
        ("PC703", "onnx/drop-causal-mask"),
        ("PC703", "onnx/drop-causal-mask"),
        ("PC702", "onnx/cache-of-new-tokens"),
    ]
    assert summary.statuses() == {**dict.fromkeys(summary.statuses(), 0), "converted": 1, "copied": 6}
    again = convert_tree(out, tmp_path / "again", options=torch_options("onnx"))
    assert (tmp_path / "again" / MODEL).read_bytes() == (out / MODEL).read_bytes()
    assert {code for code, _ in codes(again)} == {"PC703"}


def test_the_configuration(source: Path, tmp_path: Path) -> None:
    summary = convert_tree(source, tmp_path / "out", options=torch_options("tpu-mlir"))
    old, new = ((folder / "config.json").read_text() for folder in (source, tmp_path / "out"))
    expected = old.replace("false", "true").replace("8192", "512")
    assert new == expected
    found = [f for f in summary.diagnostics if f.file == "config.json"]
    assert [(f.code, f.line) for f in found] == [("PC702", 6), ("PC702", 7), ("PC702", 8)]
    convert_tree(source, tmp_path / "paddle", options=Options(profile=("tpu-mlir",)))
    paddle = json.loads((tmp_path / "paddle" / "config.json").read_text())
    assert paddle == json.loads(expected) | {"dtype": "bfloat16"}


def test_a_configuration_without_the_keys_is_told(source: Path, tmp_path: Path) -> None:
    (source / "config.json").write_text('{"seq_length": 512}')
    summary = convert_tree(source, tmp_path / "out", options=torch_options("tpu-mlir"))
    assert (tmp_path / "out" / "config.json").read_text() == '{"seq_length": 512}'
    messages = [f.message for f in summary.diagnostics if f.file == "config.json"]
    assert messages == ["the file has no bf16", "the file has no max_position_embeddings"]


def test_the_conversion_is_that_of_the_edited_source(source: Path, tmp_path: Path) -> None:
    options = Options(profile=("onnx",), assume=ASSUMED)
    edited, whole, stepwise = tmp_path / "repo_edited" / "repo", tmp_path / "whole", tmp_path / "stepwise"
    convert_tree(source, edited, options=torch_options("onnx", assume=ASSUMED))
    at_once = convert_tree(source, whole, options=options)
    in_two = convert_tree(edited, stepwise, options=Options())
    for path in sorted(p.name for p in stepwise.iterdir()):
        assert (whole / path).read_bytes() == (stepwise / path).read_bytes(), path
    assert at_once.calls == in_two.calls
    converted = convert_tree(whole, tmp_path / "again", options=options)
    assert (tmp_path / "again" / MODEL).read_bytes() == (whole / MODEL).read_bytes()
    assert not converted.unconverted


def test_edits_csv_tells_every_line(source: Path, tmp_path: Path) -> None:
    """Lines outside of the edits are the same in order, through both stages."""
    convert_tree(
        source, tmp_path / "out", log_dir=tmp_path / "logs", options=Options(profile=("onnx",), assume=ASSUMED)
    )
    old = (source / MODEL).read_text().split("\n")
    new = (tmp_path / "out" / MODEL).read_text().split("\n")
    rows = [r for r in csv.DictReader(open(tmp_path / "logs" / "edits.csv")) if r["file"] == MODEL]
    at, new_at = 1, 1
    for row in rows:
        first, count, new_first, new_count = (int(row[k]) for k in ("line", "lines", "output_line", "output_lines"))
        assert old[at - 1 : first - 1] == new[new_at - 1 : new_first - 1]
        at, new_at = first + count, new_first + new_count
    assert old[at - 1 :] == new[new_at - 1 :]
    assert len(rows) > 10


def test_a_diff_is_against_the_original(source: Path, tmp_path: Path) -> None:
    for to in ("torch", "paddle"):
        options = Options(profile=("tpu-mlir",), assume=ASSUMED, to=to)
        copy = tmp_path / to
        convert_tree(source, copy, options=options)
        summary = convert_tree(source, tmp_path / "none", options=replace(options, diff=True))
        patched = tmp_path / f"patched_{to}"
        shutil.copytree(source, patched)
        diff = b"".join(file.diff for file in summary.files) + summary.helper_diff
        done = subprocess.run(["patch", "-p1", "-s"], cwd=patched, input=diff, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
        for path in (p for p in copy.iterdir() if p.name != "RUN_WITH_PADDLE.md"):
            assert (patched / path.name).read_bytes() == path.read_bytes()


def test_results_in_the_cache_are_those_of_the_profile(source: Path, tmp_path: Path) -> None:
    rules = str(write_profile(tmp_path / "rules", _profile("2.0")))

    def result(**options: object) -> tuple[str, bool]:
        summary = convert_tree(source, tmp_path / "out", options=Options(**options))  # type: ignore[arg-type]
        record = next(file for file in summary.files if file.path == "main.py")
        return (tmp_path / "out" / "main.py").read_text(), record.cached

    plain = result()
    mine = result(profile=("mine",), rules=(rules,))
    assert "ones(2.0)" in mine[0] and "ones(2.0)" not in plain[0] and not mine[1]
    assert result(profile=("mine",), rules=(rules,)) == (mine[0], True)
    assert result(profile=("mine",), rules=(rules,), to="torch")[0].count("torch.ones(2.0)") == 1
    assert result() == (plain[0], True)
    other = str(write_profile(tmp_path / "other", _profile("3.0")))
    assert "ones(3.0)" in result(profile=("mine",), rules=(other,))[0]


def _profile(number: str) -> str:
    return f"""\
    about: a test
    edits:
      one:
        why: because
        find: torch.ones(2)
        replace: torch.ones({number})
        examples: [{{before: "import torch; torch.ones(2)", after: "import torch; torch.ones({number})"}}]
    """


def test_a_profile_for_files_that_name_no_framework(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "settings.py").write_text("DEBUG = True  # yes\n")
    profile = """\
    about: a test
    edits:
      one:
        why: because
        find: DEBUG = $_
        in: module
        replace: DEBUG = False
        examples: [{before: "DEBUG = 1", after: "DEBUG = False"}]
    """
    rules = (str(write_profile(tmp_path / "rules", profile)),)
    for to in ("torch", "paddle"):
        convert_tree(source, tmp_path / to, options=Options(profile=("mine",), rules=rules, to=to))
        assert (tmp_path / to / "settings.py").read_text() == "DEBUG = False  # yes\n"


def test_a_notebook(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    cells = ["!pip install torch", "import torch", "x = torch.ones(3)\ny = x.softmax(0) / 2\n", "z = torch.ones(2)"]
    content = {
        "cells": [
            {"cell_type": "code", "source": text.splitlines(keepends=True), "metadata": {}, "outputs": []}
            for text in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 2,
    }
    text = json.dumps(content, indent=1)
    (source / "a.ipynb").write_text(text)
    rules = (str(write_profile(tmp_path / "rules", _profile("4"))),)
    summary = convert_tree(source, tmp_path / "out", options=torch_options("mine", rules=rules))
    assert (tmp_path / "out" / "a.ipynb").read_text() == text.replace("torch.ones(2)", "torch.ones(4)")
    assert [(f.code, f.message) for f in summary.diagnostics] == [("PC701", "made: because (cell 4, line 1)")]


def test_the_log_and_report_tell_of_profiles(source: Path, tmp_path: Path) -> None:
    convert_tree(source, tmp_path / "out", log_dir=tmp_path / "logs", options=torch_options("onnx", lang="zh"))
    log = (tmp_path / "logs" / "conversion.log").read_text()
    lines = (source / MODEL).read_text().splitlines()
    block = 1 + next(
        at for at, line in enumerate(lines) if line == "        if self.use_cache_quantization:" and at > 65
    )
    assert f"{MODEL}:{block}:8: PC703 onnx/drop-causal-mask: 未修改：仅在给出 --assume causal_mask_given 时修改" in log
    assert "onnx/number-divisor：已修改 1 处，保持原样 0 处" in log
    report = json.loads((tmp_path / "logs" / "report.json").read_text())
    assert report["options"]["profile"] == ["onnx"] and report["options"]["to"] == "torch"
    sarif = json.loads((tmp_path / "logs" / "report.sarif").read_text())
    results = sarif["runs"][0]["results"]
    found = [(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in results]
    assert found[0] == ("PC702", 11) and ("PC703", block) in found and len(found) == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": ("onx",)}, "there is no profile 'onx'"),
        ({"profile": ("onnx",), "assume": ("mask",)}, "no edit of onnx depends on 'mask'; known: causal_mask_given"),
        ({"assume": ASSUMED}, "--assume is about only the edits of a profile: name one by --profile (onnx, tpu-mlir)"),
        ({"to": "torch"}, "--to torch makes only the edits of a profile: name one by --profile (onnx, tpu-mlir)"),
        ({"to": "jax", "profile": ("onnx",)}, "--to is paddle or torch, not 'jax'"),
        ({"to": "torch", "profile": ("onnx",), "with_packages": ("timm",)}, "--with_packages goes with --to paddle"),
    ],
)
def test_what_is_refused(source: Path, tmp_path: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as error:
        convert_tree(source, tmp_path / "out", options=Options(**options))  # type: ignore[arg-type]
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out").exists()


def test_the_command(source: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "paconvert_ng", "-i", str(source), *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    done = run("--profile", "onnx,tpu-mlir", "--assume", "causal-mask", "--to", "torch")
    assert done.returncode == 2
    assert done.stderr.startswith("paconvert: error: --assume: no edit of onnx, tpu-mlir depends on 'causal-mask'")
    done = run("--profile", "onnx,tpu-mlir", "--assume", "causal_mask_given", "--to", "torch")
    assert done.returncode == 0, done.stderr
    assert "onnx/drop-causal-mask: 2 made, 0 left as it was" in done.stdout
    assert "SUPPORT_TORCH2 = False" in (tmp_path / "torch_project" / "repo" / MODEL).read_text()
    faulty = str(write_profile(tmp_path / "rules", "edits: 1\n"))
    done = run("--rules", faulty, "--profile", "mine")
    assert done.returncode == 2
    assert "profiles/mine.yaml:1: " in done.stderr
