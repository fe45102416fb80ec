"""The operators of an ONNX file beside a target's."""

from __future__ import annotations

from pathlib import Path

import pytest

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx import to_onnx
from paconvert_ng.export.targets import check_ops, target_names, target_operators
from paconvert_ng.export.targets.check import check_nodes


def test_what_a_target_takes(graphs: Path, tmp_path: Path) -> None:
    made = to_onnx(graphs / "net", tmp_path / "net.onnx")
    assert check_ops(made.file, "tpu_mlir") == []


def test_what_it_lacks_is_told_with_its_nodes() -> None:
    nodes = [("MatMul", "a"), ("Det", "b"), ("com.example::Own", "c"), ("Det", "d")]
    found = [(item.operator, item.nodes) for item in check_nodes(nodes, "tpu_mlir")]
    assert found == [("Det", ("b", "d")), ("com.example::Own", ("c",))]


def test_unknown_target() -> None:
    with pytest.raises(ExportError, match="--check_ops abacus: there is no such target; known: .*tpu_mlir"):
        target_operators("abacus")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no such file"):
        check_ops(tmp_path / "it.onnx", "tpu_mlir")


def test_lists_are_complete_and_in_order() -> None:
    assert "tpu_mlir" in target_names()
    for target in target_names():
        operators = target_operators(target)
        assert len(operators) > 50 and {"MatMul", "Conv", "Softmax"} <= operators
