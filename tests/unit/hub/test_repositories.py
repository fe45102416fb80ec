"""Hugging Face repositories among the files of a run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from paconvert_ng import Options, convert_tree
from paconvert_ng.hub.dtype import with_dtype
from paconvert_ng.hub.guide import AUTO_CLASSES
from paconvert_ng.report.summary import Summary
from paconvert_ng.runtime import hf_auto

MODEL = """\
import torch
from transformers import PreTrainedModel
from .configuration_own import OwnConfig


class OwnModel(PreTrainedModel):
    config_class = OwnConfig

    def __init__(self, config):
        super().__init__(config)
        self.layer = torch.nn.Linear(2, 2)
        self.post_init()

    def forward(self, x):
        return self.layer(x)
"""
CONFIGURATION = """\
from transformers import PretrainedConfig


class OwnConfig(PretrainedConfig):
    model_type = "own"
"""
AUTO_MAP = {"AutoConfig": "configuration_own.OwnConfig", "AutoModelForCausalLM": "modeling_own.OwnModel"}


def repo(folder: Path, config: Any = None) -> Path:
    folder.mkdir(parents=True)
    (folder / "modeling_own.py").write_text(MODEL)
    (folder / "configuration_own.py").write_text(CONFIGURATION)
    stated = {"model_type": "own", "auto_map": AUTO_MAP, "bf16": True} if config is None else config
    (folder / "config.json").write_text(stated if isinstance(stated, str) else json.dumps(stated, indent=2) + "\n")
    weights = {"layer.weight": np.eye(2, dtype="float32"), "layer.bias": np.ones(2, "float32")}
    save_file(weights, folder / "model.safetensors")
    return folder


def convert(folder: Path, **options: Any) -> Summary:
    return convert_tree(folder, folder.parent / "out", options=Options(cache=False, jobs=1, **options))


def codes(summary: Summary) -> list[tuple[str, str]]:
    return [(d.code, d.file) for d in summary.diagnostics if d.code.startswith("PC6")]


def test_a_repository(tmp_path: Path) -> None:
    folder = repo(tmp_path / "Own Modèle")
    summary = convert(folder)
    out = tmp_path / "out"
    assert not summary.unconverted
    assert not codes(summary)
    before, after = (folder / "config.json").read_text(), (out / "config.json").read_text()
    assert after.startswith(before.rstrip("}\n ")) and json.loads(after) == {**json.loads(before), "dtype": "bfloat16"}
    assert (out / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    page = (out / "RUN_WITH_PADDLE.md").read_text()
    assert "AutoModelForCausalLM.from_pretrained(folder)" in page and "Nothing: every use was converted." in page
    assert "class AutoModelForCausalLM" in (out / "paddle_helpers.py").read_text()
    assert convert(folder).files == convert(folder).files


def test_a_model_of_plain_modules_has_no_from_pretrained(tmp_path: Path) -> None:
    folder = repo(tmp_path / "plain")
    (folder / "modeling_own.py").write_text(
        "import torch.nn as nn\n\n\nclass OwnModel(nn.Module):\n    def forward(self, x):\n        return x.abs()\n"
    )
    convert(folder)
    page = (tmp_path / "out" / "RUN_WITH_PADDLE.md").read_text()
    assert "from_pretrained(" not in page and "builds on none of transformers' classes" in page


@pytest.mark.parametrize(("weights", "there"), [("link", True), ("skip", False)])
def test_weights_stay(tmp_path: Path, weights: str, there: bool) -> None:
    folder = repo(tmp_path / "own")
    convert(folder, weights=weights)
    placed = tmp_path / "out/model.safetensors"
    assert placed.is_symlink() == there and placed.exists() == there
    if there:
        assert placed.resolve() == (folder / "model.safetensors").resolve()


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"a": 1, "torch_dtype": "float16", "bf16": True}, "float16"),
        ({"fp16": True}, "float16"),
        ({"a": 1}, "float32"),
        ({"dtype": "float64"}, "float64"),
    ],
)
def test_dtype(tmp_path: Path, config: dict[str, Any], expected: str) -> None:
    folder = repo(tmp_path / "own", config)
    convert(folder)
    assert json.loads((tmp_path / "out/config.json").read_text()) == {**config, "dtype": expected}


@pytest.mark.parametrize(
    "text", ["{}", '{"a": [1, {"b": "}"}]}', '{\n\t"a": 1\n}\n', '{"a": 1 }\n\n', '{\r\n  "a": 1\r\n}']
)
def test_the_layout_of_a_configuration_stays(text: str) -> None:
    new = with_dtype(text, "float16")
    assert json.loads(new) == {**json.loads(text), "dtype": "float16"}
    added = re.search(r',?\s*"dtype": "float16"', new)
    assert added is not None and new.replace(added[0], "") == text
    assert with_dtype(new, "float16") == new


BROKEN: dict[str, tuple[str, Any]] = {
    "no configuration": ("PC601 config.json", lambda folder: (folder / "config.json").unlink()),
    "broken configuration": ("PC601 config.json", lambda folder: (folder / "config.json").write_text("{")),
    "a list": ("PC601 config.json", lambda folder: (folder / "config.json").write_text("[]")),
    "a class of no file": (
        "PC602 config.json",
        lambda folder: (folder / "config.json").write_text('{"auto_map": {"AutoModel": "nothing.Model"}}'),
    ),
    "a class from outside": (
        "PC602 config.json",
        lambda folder: (folder / "config.json").write_text('{"auto_map": {"AutoModel": "../other.Model"}}'),
    ),
    "a shard that is missing": (
        "PC603 model.safetensors.index.json",
        lambda folder: (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "b.safetensors"}}'),
    ),
    "a shard from outside": (
        "PC603 model.safetensors.index.json",
        lambda folder: (folder / "model.safetensors.index.json").write_text(
            '{"weight_map": {"a": "../b.safetensors"}}'
        ),
    ),
    "a broken index": (
        "PC603 model.safetensors.index.json",
        lambda folder: (folder / "model.safetensors.index.json").write_text("[1"),
    ),
    "a pointer": (
        "PC604 model.safetensors",
        lambda folder: (folder / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\noid x\n"),
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_told_once_and_nothing_is_lost(tmp_path: Path, case: str) -> None:
    expected, damage = BROKEN[case]
    folder = repo(tmp_path / "own")
    damage(folder)
    summary = convert(folder)
    assert [" ".join(one) for one in codes(summary)] == [expected]
    out = {path.name for path in (tmp_path / "out").iterdir()}
    assert {path.name for path in folder.iterdir()} <= out
    assert (tmp_path / "out/model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()


def test_other_folders_are_no_repositories(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "config.json").write_text('{"a": 1}')
    (folder / "train.py").write_text("import torch\nx = torch.ones(1)\n")
    convert(folder)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["config.json", "train.py"]
    assert (tmp_path / "out/config.json").read_text() == '{"a": 1}'


def test_the_auto_classes_are_those_of_the_runtime() -> None:
    assert {name for name in vars(hf_auto) if name.startswith("Auto")} - {"AutoModelBase"} == AUTO_CLASSES


def test_an_auto_class_that_the_runtime_lacks_is_left_out(tmp_path: Path) -> None:
    auto_map = {"AutoModelForPoetry": "modeling_own.OwnModel", "AutoModel": "modeling_own.OwnModel"}
    convert(repo(tmp_path / "in", {"model_type": "own", "auto_map": {**AUTO_MAP, **auto_map}}))
    helpers = (tmp_path / "out" / "paddle_helpers.py").read_text()
    assert "class AutoModel(" in helpers
    assert "class AutoModelForCausalLM(" in helpers
    assert "Poetry" not in helpers
