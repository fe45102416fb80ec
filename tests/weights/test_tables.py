"""Tables: what is wrong with one is told with its line; what does not fit a checkpoint is listed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paconvert_ng.weights import Options, WeightsError, convert_weights
from paconvert_ng.weights.tables.expressions import Scope, check_expression
from paconvert_ng.weights.tables.families import choose, shipped
from paconvert_ng.weights.tables.reader import read_family
from tests.weights.conftest import Arrays, random_tensor, read_all

TABLE = """\
family: toy
model_type: [toy]
prefix: "base."
sizes: {layers: depth, heads: heads, kv: kv_heads | heads, width: hidden // heads}
each: {layer: layers, expert: experts}
tie:
  - {key: head.weight, of: "@embed.weight", if: tied | False}
drop: ["@layers.{layer}.cache"]
targets:
  paddlenlp:
    prefix: "toy."
    rules:
      - keys: {"@embed.weight": "@table.weight"}
      - modules: ["@layers.{layer}.line"]
        do: transpose
      - from: "@layers.{layer}.qkv.weight"
        to: ["@layers.{layer}.q.weight", "@layers.{layer}.k.weight", "@layers.{layer}.v.weight"]
        do: [{deal: {axis: 0, groups: kv, sizes: [heads * width, kv * width, kv * width]}}, transpose]
      - from: "@layers.{layer}.experts.{expert}.weight"
        to: "@layers.{layer}.experts.weight"
        do: [transpose, {stack: expert}]
      - keys: [head.weight]
        do: transpose
        optional: true
"""
CONFIG = {"model_type": "toy", "depth": 1, "heads": 4, "kv_heads": 2, "hidden": 8, "experts": 3}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "toy.yaml"
    path.write_text(TABLE)
    return path


def _arrays() -> Arrays:
    shapes: dict[str, tuple[int, ...]] = {
        "base.embed.weight": (5, 8),
        "base.layers.0.line.weight": (8, 8),
        "base.layers.0.line.bias": (8,),
        "base.layers.0.qkv.weight": (16, 8),
        **{f"base.layers.0.experts.{number}.weight": (3, 8) for number in range(3)},
        "head.weight": (5, 8),
    }
    return {name: random_tensor("F32", shape, seed) for seed, (name, shape) in enumerate(shapes.items())}


def _source(make: Callable[[Arrays], Path], arrays: Arrays, **config: Any) -> Path:
    place = make(arrays)
    (place / "config.json").write_text(json.dumps({**CONFIG, **config}))
    return place


def test_what_the_steps_do(table: Path, tmp_path: Path, safetensors_file: Callable[[Arrays], Path]) -> None:
    arrays = _arrays()
    source = _source(safetensors_file, arrays)
    options = Options(target="paddlenlp", tables=(table,))
    result = convert_weights(source, tmp_path / "out", options)
    found = {
        name: np.frombuffer(data, np.float32).reshape(shape)
        for name, (_, shape, data) in read_all(tmp_path / "out").items()
    }

    def same(name: str, wanted: Any) -> bool:
        return found[name].shape == wanted.shape and found[name].tobytes() == np.ascontiguousarray(wanted).tobytes()

    assert same("toy.table.weight", arrays["base.embed.weight"][1])
    assert same("toy.layers.0.line.weight", arrays["base.layers.0.line.weight"][1].T)
    # Two groups of two queries, a key and a value, each two wide.
    groups = arrays["base.layers.0.qkv.weight"][1].reshape(2, 4, 2, 8)
    assert same("toy.layers.0.q.weight", groups[:, :2].reshape(8, 8).T)
    assert same("toy.layers.0.k.weight", groups[:, 2].reshape(4, 8).T)
    assert same("toy.layers.0.v.weight", groups[:, 3].reshape(4, 8).T)
    experts = [arrays[f"base.layers.0.experts.{number}.weight"][1].T for number in range(3)]
    assert same("toy.layers.0.experts.weight", np.stack(experts))
    actions = {row.targets[0]: row.action for row in result.plan.rows}
    assert actions["toy.layers.0.q.weight"] == "deal 0, transpose"
    assert actions["toy.table.weight"] == "rename"
    convert_weights(tmp_path / "out", tmp_path / "back", Options(target="paddlenlp", tables=(table,), to="torch"))
    assert read_all(tmp_path / "back") == read_all(source)


def test_keys_without_a_rule_and_missing_ones_are_listed(
    table: Path, tmp_path: Path, safetensors_file: Callable[[Arrays], Path]
) -> None:
    arrays = _arrays()
    arrays["base.layers.0.ghost.weight"] = random_tensor("F32", (1,))
    arrays["base.layers.0.cache"] = random_tensor("F32", (1,))
    del arrays["base.layers.0.line.bias"]
    arrays["base.layers.0.qkv.weight"] = random_tensor("F32", (15, 8))
    source = _source(safetensors_file, arrays)
    with pytest.raises(WeightsError) as raised:
        convert_weights(source, tmp_path / "out", Options(target="paddlenlp", tables=(table,)))
    said = str(raised.value)
    assert "no rule covers 1 keys:\n  base.layers.0.ghost.weight" in said
    assert "1 keys are missing:\n  base.layers.0.line.bias" in said
    assert "base.layers.0.qkv.weight: axis 0 of shape [15, 8] is not 8 + 4 + 4" in said
    assert "cache" not in said
    assert not (tmp_path / "out").exists()


def test_keys_are_dropped_when_asked(table: Path, tmp_path: Path, safetensors_file: Callable[[Arrays], Path]) -> None:
    arrays = _arrays()
    arrays["base.layers.0.ghost.weight"] = random_tensor("F32", (1,))
    source = _source(safetensors_file, arrays)
    result = convert_weights(
        source, None, Options(target="paddlenlp", tables=(table,), drop=("*.ghost.*",), dry_run=True)
    )
    assert [row.sources for row in result.plan.rows if row.action == "drop"] == [("base.layers.0.ghost.weight",)]


def test_ties(table: Path, tmp_path: Path, safetensors_file: Callable[[Arrays], Path]) -> None:
    options: dict[str, Any] = {"target": "paddlenlp", "tables": (table,)}
    arrays = _arrays()
    del arrays["head.weight"]
    source = _source(safetensors_file, arrays, tied=True)
    result = convert_weights(source, tmp_path / "out", Options(**options))
    written = read_all(tmp_path / "out")
    embed = arrays["base.embed.weight"][1]
    assert written["head.weight"] == ("F32", (8, 5), embed.T.tobytes())
    assert result.notes == ["head.weight is tied to base.embed.weight: it is written too"]
    convert_weights(tmp_path / "out", tmp_path / "back", Options(**options, reversed=True))
    assert read_all(tmp_path / "back") == read_all(source)
    arrays["head.weight"] = random_tensor("F32", (5, 8), 99)
    source = _source(safetensors_file, arrays, tied=True)
    convert_weights(source, tmp_path / "other", Options(**options))
    with pytest.raises(WeightsError, match="and they differ"):
        convert_weights(tmp_path / "other", tmp_path / "no", Options(**options, reversed=True))


def test_a_base_model_alone(table: Path, tmp_path: Path, safetensors_file: Callable[[Arrays], Path]) -> None:
    arrays = {name.removeprefix("base."): value for name, value in _arrays().items() if name != "head.weight"}
    source = _source(safetensors_file, arrays, tied=True)
    convert_weights(source, tmp_path / "out", Options(target="paddlenlp", tables=(table,)))
    assert "table.weight" in read_all(tmp_path / "out") and "head.weight" not in read_all(tmp_path / "out")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, "config.json is not there"),
        ("{", "is no JSON"),
        ("[]", "holds no mapping"),
        ('{"depth": 1, "depth": 2}', "key 'depth' is there twice"),
        ("{}", "has no model_type"),
        ('{"model_type": "none"}', "no family has the model_type 'none'"),
        ('{"model_type": "toy"}', "does not say what"),
        ('{"model_type": "toy", "depth": -1}', "depth|layers"),
        ('{"model_type": "toy", "depth": "two"}', "not a number"),
        ("version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    ],
)
def test_configurations(
    table: Path, tmp_path: Path, safetensors_file: Callable[[Arrays], Path], config: str | None, message: str
) -> None:
    source = safetensors_file(_arrays())
    if config is not None:
        (source / "config.json").write_text(config)
    with pytest.raises(WeightsError, match=message):
        convert_weights(source, tmp_path / "out", Options(target="paddlenlp", tables=(table,)))
    assert not (tmp_path / "out").exists()
    # For code that was converted here no configuration is needed.
    convert_weights(source, tmp_path / "same")
    assert read_all(tmp_path / "same") == read_all(source)


def test_names_of_families() -> None:
    assert choose("yi", {}, "mindspore", ()).name == "llama"
    assert choose("auto", {"model_type": "qwen", "visual": {"layers": 1}}, "mindspore", ()).name == "qwen_vl"
    assert choose("auto", {"model_type": "qwen"}, "mindspore", ()).name == "qwen"
    with pytest.raises(WeightsError, match="no family is called 'gpt9'; there are albert"):
        choose("gpt9", {}, "paddlenlp", ())
    with pytest.raises(WeightsError, match="whisper has no layout for paddlenlp, only for mindspore"):
        choose("whisper", {}, "paddlenlp", ())
    names = [name for family in shipped() for name in (family.name, *family.also)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("family: toy\n", ""), "toy.yaml:1: family is missing"),
        (("family: toy\n", "family: toy\nfamilly: toy\n"), "toy.yaml:2: 'familly' is not known here"),
        (('drop: ["@layers.{layer}.cache"]', 'drop: ["{x}"]'), "toy.yaml:8: 'x' is not under each"),
        (("do: transpose\n      - from", "do: turn\n      - from"), "'turn' is no step"),
        (("groups: kv, ", ""), "deal and interleave have groups"),
        (("axis: 0, groups", "axis: 7, groups"), "axis is 0 or 1"),
        (("kv * width, kv * width]", "kv * width]"), "deal has 2 sizes for 3 keys"),
        (("stack: expert", "stack: experts"), "'experts' is not under each"),
        (("{stack: expert}", "{stack: expert, axis: 1}"), "a step is one of"),
        (("hidden // heads", "__import__('os')"), "Call is not known here"),
        (("hidden // heads", "hidden //"), "is no expression"),
        (('"@layers.{layer}.experts.weight"', '"@layers.experts.weight"'), "variables differ"),
        (("        optional: true\n", "        bias: true\n"), "a rule has keys, or modules"),
        (("if: tied | False}", "}"), "a tie has key, of and if"),
    ],
)
def test_mistakes_in_tables(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = tmp_path / "toy.yaml"
    assert change[0] in TABLE
    path.write_text(TABLE.replace(*change, 1))
    with pytest.raises(WeightsError) as raised:
        read_family(path)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("a", 3), ("a + 2 * b", 13), ("(a + 2) * b", 25), ("c | a", 3), ("n | a", 3), ("f | a", False), ("7", 7),
        ("d.e", 4), ("d.x | 9", 9), ("not f", True), ("f or a > 2", True), ("f and missing", False), ("s", 8),
        ("'Lm' in architecture", True), ("a // 2", 1), ("a % 2 == 1", True),
    ],
)  # fmt: skip
def test_expressions(expression: str, wanted: Any) -> None:
    config = {"a": 3, "b": 5, "n": None, "f": False, "d": {"e": 4}, "architectures": ["ToyLm"]}
    assert check_expression(expression) is None
    assert Scope(config, {"s": "a + b"}).value(expression) == wanted


@pytest.mark.parametrize("expression", ["missing", "a + missing", "a // zero", "d + 1", "not missing"])
def test_expressions_without_a_value(expression: str) -> None:
    with pytest.raises(WeightsError, match=r"config\.json"):
        Scope({"a": 3, "zero": 0, "d": {}}, {}).value(expression)


@pytest.mark.parametrize("expression", ["a.b()", "[1]", "a[0]", "lambda: 1", "a if b else c", "1 +", None, "`"])
def test_no_expressions(expression: Any) -> None:
    assert check_expression(expression) is not None
