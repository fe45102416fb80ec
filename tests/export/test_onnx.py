"""Paddle's static graph → ONNX: what is written, what it computes, and what cannot be exported."""

from __future__ import annotations

import dataclasses
import os
import venv
from pathlib import Path

import numpy as np
import pytest

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx import Case, to_onnx
from paconvert_ng.export.onnx.convert import check_packages, examine
from paconvert_ng.export.process import ask, run_program


def test_dynamic_shapes_are_run_beside_the_reference(graphs: Path, cases: list[Case], tmp_path: Path) -> None:
    made = to_onnx(graphs / "net", tmp_path / "net.onnx", cases=cases)
    assert made.opset == 13
    assert [(value.name, value.shape) for value in made.inputs] == [("x", (None, None, 64))]
    assert [(item.case, item.difference.equal) for item in made.compared] == [
        (0, True),
        (0, True),
        (1, True),
        (1, True),
    ]
    assert max(item.difference.max for item in made.compared) < 1e-5
    assert made.operators["MatMul"] == 2
    assert os.listdir(tmp_path) == ["net.onnx"]


def test_a_wrong_reference_is_told(graphs: Path, cases: list[Case], tmp_path: Path) -> None:
    wrong = dataclasses.replace(cases[0], outputs=[cases[0].outputs[0] + 0.01, cases[0].outputs[1]])
    made = to_onnx(graphs / "net", tmp_path / "net.onnx", cases=[wrong])
    assert not made.is_equal
    assert [item.difference.equal for item in made.compared] == [False, True]


@pytest.mark.parametrize("opset", [13, 17, 21])
def test_opsets(graphs: Path, tmp_path: Path, opset: int) -> None:
    assert to_onnx(graphs / "net", tmp_path / "net.onnx", opset=opset).opset == opset


def test_static_shapes_leave_no_dimension_open(graphs: Path, cases: list[Case], tmp_path: Path) -> None:
    made = to_onnx(graphs / "net", tmp_path / "net.onnx", shapes={"x": [2, 8, 64]}, cases=cases)
    assert [value.shape for value in (*made.inputs, *made.outputs)] == [(2, 8, 64), (2, 8, 32), (2, 8)]
    assert "Shape" not in made.operators
    # The case of the other shape is left out.
    assert [(item.case, item.difference.equal) for item in made.compared] == [(0, True), (0, True)]
    assert examine(made.file).opset == 13


class TestCannot:
    """One clear error that names the thing and the way on; nothing is left."""

    def refused(self, saved: Path, out: Path, **options: object) -> str:
        with pytest.raises(ExportError) as caught:
            to_onnx(saved, out / "it.onnx", **options)  # type: ignore[arg-type]
        assert not out.exists() or os.listdir(out) == []
        assert "\n" not in str(caught.value)
        return str(caught.value)

    @pytest.mark.parametrize("opset", [0, 8, 22, 30])
    def test_opset_out_of_range(self, tmp_path: Path, opset: int) -> None:
        said = self.refused(tmp_path / "not looked at", tmp_path / "out", opset=opset)
        assert said == f"--opset {opset}: paddle2onnx writes opsets 9 to 21; 13 is the default"

    def test_opset_too_low_for_an_operator(self, graphs: Path, tmp_path: Path) -> None:
        said = self.refused(graphs / "sample", tmp_path / "out")
        assert said == "--opset 13 is too low for grid_sample (opset 16): --opset 16"

    def test_operators_that_cannot_be_exported_are_named(self, graphs: Path, tmp_path: Path) -> None:
        said = self.refused(graphs / "median", tmp_path / "out")
        assert "cannot export the operator nanmedian" in said and "svd" in said and "--static" in said

    def test_a_shape_that_depends_on_values(self, graphs: Path, tmp_path: Path) -> None:
        said = self.refused(graphs / "where", tmp_path / "out", shapes={"x": [2, 8]})
        assert "depends on values" in said and "without --static_shape" in said

    def test_an_input_that_is_not_fixed(self, graphs: Path, tmp_path: Path) -> None:
        said = self.refused(graphs / "sample", tmp_path / "out", shapes={"x": [1, 3, 8, 8]}, opset=16)
        assert "input grid has no fixed shape" in said

    def test_no_static_graph(self, tmp_path: Path) -> None:
        assert "export the static graph first" in self.refused(tmp_path, tmp_path / "out")

    def test_weights_too_large_for_a_file(self, graphs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("paconvert_ng.export.onnx.convert._LIMIT", 1000)
        assert "an ONNX file has at most 2: export parts (--split)" in self.refused(graphs / "net", tmp_path / "out")

    def test_missing_packages(self, tmp_path: Path) -> None:
        venv.create(tmp_path / "env", with_pip=False)
        python = str(tmp_path / "env" / "bin" / "python")
        with pytest.raises(ExportError) as caught:
            check_packages(python)
        wanted = "paddle2onnx onnx onnxruntime"
        assert str(caught.value).endswith(f"{python} -m pip install {wanted}")

    def test_a_crash_of_the_exporter(self, graphs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        worker = tmp_path / "worker.py"
        worker.write_text(
            "import json, os, sys\n"
            "if json.load(open(sys.argv[1]))['do'] == 'convert':\n"
            "    print('its last words', flush=True)\n"
            "    os.abort()\n"
            "json.dump({'missing': []}, open(sys.argv[2], 'w'))\n"
        )
        monkeypatch.setattr("paconvert_ng.export.onnx.convert._WORKER", worker)
        with pytest.raises(ExportError) as caught:
            to_onnx(graphs / "net", tmp_path / "out" / "net.onnx")
        assert str(caught.value).startswith("paddle2onnx was ended by SIGABRT and wrote no file")
        assert caught.value.more == "its last words"
        assert os.listdir(tmp_path / "out") == []

    def test_a_limit_of_time(self, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match=r"it took longer than 0.2 s \(--timeout\)"):
            run_program(["sleep", "20"], "it", timeout=0.2)

    def test_an_interpreter_that_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match="cannot be started"):
            ask(str(tmp_path / "python"), tmp_path / "worker.py", {}, "it", timeout=5)


def test_no_file_of_another_process_is_touched(graphs: Path, tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_text("older")
    (tmp_path / "other").write_text("kept")
    to_onnx(graphs / "net", tmp_path / "net.onnx")
    assert (tmp_path / "other").read_text() == "kept"
    assert np.fromfile(tmp_path / "net.onnx", "uint8")[:5].tobytes() != b"older"
