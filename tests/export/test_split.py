"""A language model in parts: what they compute together, the manifest, and models that cannot be taken apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng.export.deploy import Deployment
from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.run import Options, Result, export
from paconvert_ng.export.splits import read_splits
from paconvert_ng.verify.process import CannotError

MODEL = Path(__file__).with_name("models") / "chat.py"
OPEN = "i64 ?x? 0..50"


def split(output: Path, entry: str = "Chat", ids: str = OPEN, *, by: str = "auto", **options: Any) -> Result:
    kwargs = {name: options.pop(name) for name in ("last", "between", "blocks") if name in options}
    values = {"entry": f"chat:{entry}", "kwargs": kwargs, "inputs": {"input_ids": ids}, "weights": "random"}
    made = Options(
        MODEL.parent, output, None, sys.executable, sys.executable, 300.0, False, Deployment(**options), split=by
    )
    return export(values, made)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("split") / "parts"
    result = split(folder)
    assert result.is_equal and result.split is not None
    compared = [(item.sizes["dim1"], item.output) for item in result.split.compared]
    assert len(compared) == 12 and compared[:2] == [(8, "logits_0, beside Paddle"), (8, "logits_1, beside Paddle")]
    return folder


def test_manifest(parts: Path) -> None:
    found = manifest(parts)
    assert found["split"] == "transformer.h"
    assert found["cache"] == {"present": "whole", "axis": 1}
    assert found["order"]["first"] == ["embedding", "block_0", "block_1", "lm_head"]
    assert found["order"]["next"] == ["embedding_cache", "block_cache_0", "block_cache_1", "lm_head"]
    block = next(part for part in found["parts"] if part["name"] == "block_cache_1")
    assert [(item["name"], item["shape"]) for item in block["inputs"]] == [
        ("hidden", [None, 1, 16]),
        ("shared_0", [1, None]),
        ("past_1_0", [None, None, 16]),
        ("past_1_1", [None, None, 16]),
    ]
    assert block["outputs"] == ["hidden", "present_1_0", "present_1_1"]


def test_weights_of_a_block_lie_there_once(parts: Path) -> None:
    files = {part["name"]: [item["file"] for item in part["files"]] for part in manifest(parts)["parts"]}
    assert files["block_cache_0"] == ["block_cache_0.json", "block_0.pdiparams"]
    assert not (parts / "block_cache_0.pdiparams").exists()


def test_the_runner_alone(parts: Path) -> None:
    command = [sys.executable, "-W", "ignore", "run_parts.py", "3,1,4,1,5", "--new", "4", "--check"]
    done = subprocess.run(command, cwd=parts, capture_output=True, text=True, check=True)
    tokens = [int(text) for text in done.stdout.split(",")]
    assert tokens[:5] == [3, 1, 4, 1, 5] and len(tokens) == 9


def test_a_file_that_was_changed(parts: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in parts.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    with (copy / "block_0.pdiparams").open("ab") as file:
        file.write(b"\0")
    done = subprocess.run([sys.executable, "run_parts.py", "--check"], cwd=copy, capture_output=True, text=True)
    assert "block_0.pdiparams is not the file that manifest.json names" in done.stderr


def test_a_cache_of_one_position_is_put_together(tmp_path: Path) -> None:
    # What the profile for TPUs makes of a model: each block gives the new position alone.
    result = split(tmp_path / "parts", last=True)
    assert result.is_equal
    assert manifest(tmp_path / "parts")["cache"] == {"present": "last", "axis": 1}


def test_onnx_of_fixed_sizes(tmp_path: Path) -> None:
    for package in ("paddle2onnx", "onnx", "onnxruntime"):
        pytest.importorskip(package)
    result = split(
        tmp_path / "parts", ids="i64 1x6 0..50", blocks=1, onnx=True, static_shape=True, check_ops="tpu_mlir"
    )
    assert result.is_equal and result.split is not None
    found = manifest(tmp_path / "parts")
    assert found["kind"] == "onnx" and found["order"]["next"] == ["embedding_cache", "block_cache_0", "lm_head_cache"]
    assert found["parts"][1]["check_ops"] == {"target": "tpu_mlir", "lacking": {}}
    assert [item["shape"] for item in found["parts"][1]["inputs"]] == [[1, 6, 16], [6, 6]]


class TestCannot:
    """One clear error, and nothing is left."""

    def refused(self, tmp_path: Path, *arguments: Any, **options: Any) -> str:
        with pytest.raises((ExportError, CannotError)) as caught:
            split(tmp_path / "parts", *arguments, **options)
        assert list(tmp_path.iterdir()) == []
        return str(caught.value)

    def test_no_list_of_blocks(self, tmp_path: Path) -> None:
        assert "Plain has no list of blocks at transformer.h, " in self.refused(tmp_path, "Plain")

    def test_something_between_blocks(self, tmp_path: Path) -> None:
        said = self.refused(tmp_path, between=True)
        assert "transformer.h: no result of a block is the argument of the next" in said

    def test_a_cache_that_blocks_write_to(self, tmp_path: Path) -> None:
        assert "h.0 is given a Cache: parts pass tensors, so the cache must be" in self.refused(tmp_path, "Written")

    def test_inputs_that_are_no_ids(self, tmp_path: Path) -> None:
        assert "the one input of the model is its ids" in self.refused(tmp_path, "Chat", "f32 2x8")

    def test_unknown_split(self, tmp_path: Path) -> None:
        said = self.refused(tmp_path, by="nothing")
        assert said.startswith("--split nothing: no such file, and none of auto, transformer.h, ")


class TestSpec:
    """The file of --split."""

    def test_defaults(self, tmp_path: Path) -> None:
        (tmp_path / "split.yaml").write_text("splits: [{blocks: a.b}]")
        assert read_splits(str(tmp_path / "split.yaml")) == [
            {"name": "a.b", "blocks": "a.b", "past": "past_key_values", "present": 1, "call": {}}
        ]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{", "no YAML"),
            ("a: 1", "the list `splits` is expected"),
            ("splits: [{past: x}]", "blocks says where the list of blocks is"),
            ("splits: [{blocks: x, pasts: y}]", "unknown key pasts"),
            ("splits: [{blocks: x, present: y}]", "present: 'y' is no int"),
        ],
    )
    def test_mistakes(self, tmp_path: Path, text: str, said: str) -> None:
        (tmp_path / "split.yaml").write_text(text)
        with pytest.raises(ExportError, match=said):
            read_splits(str(tmp_path / "split.yaml"))

    def test_built_in_ones_are_read(self) -> None:
        assert {"transformer.h", "model.layers", "h"} <= {item["name"] for item in read_splits("auto")}
