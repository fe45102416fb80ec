"""Every family goes there and back bit for bit, on checkpoints of its true keys in sizes that hypothesis makes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paconvert_ng.weights import Options, convert_weights
from paconvert_ng.weights.tables.families import choose, shipped
from tests.weights import keysets
from tests.weights.conftest import bits, read_all, write_safetensors

#: Key set → the layouts that it is carried to. A new family needs a line here.
CASES = {
    "llama": ("paddlenlp", "paddleformers", "mindspore"),
    "llama-base": ("paddlenlp", "paddleformers", "mindspore"),
    "llama-biased": ("mindspore",),
    "llama-tied": ("paddlenlp", "paddleformers", "mindspore"),
    "internlm": ("mindspore",),
    "baichuan2": ("mindspore",),
    "internlm2": ("mindspore",),
    "qwen": ("paddlenlp", "mindspore"),
    "qwen_vl": ("mindspore",),
    "qwen2": ("paddlenlp", "paddleformers", "mindspore"),
    "qwen2-base": ("paddlenlp", "paddleformers", "mindspore"),
    "qwen2-tied": ("paddlenlp", "paddleformers", "mindspore"),
    "chatglm2": ("paddlenlp", "mindspore"),
    "mixtral": ("paddlenlp", "mindspore"),
    "deepseek_v2": ("paddlenlp", "mindspore"),
    "deepseek_v2-lite": ("paddlenlp", "mindspore"),
    "gpt2": ("paddlenlp", "mindspore"),
    "gpt2-base": ("paddlenlp", "mindspore"),
    "whisper": ("mindspore",),
    **dict.fromkeys(
        (
            "bert", "bert-base", "bert-classification", "bert-pretraining", "bert-qa", "roberta", "roberta-base",
            "roberta-classification", "roberta-qa", "albert", "albert-base", "albert-classification", "electra",
            "electra-classification", "electra-mlm", "roformer", "roformer-classification", "distilbert",
            "distilbert-classification", "deberta", "deberta-absolute", "deberta_v2", "deberta_v2-qa", "bart",
            "bart-classification", "t5", "t5-gated", "mt5", "opt", "bloom", "bloom-base", "clip",
        ),
        ("paddlenlp",),
    ),
}  # fmt: skip
_COMPUTED = {"roformer.encoder.embed_positions.weight"}
#: Sizes that hypothesis draws; the number of heads is made a multiple of that of key/value heads.
_LARGEST = {"layers": 3, "deep": 3, "heads": 4, "kv": 2, "experts": 3, "eyes": 3}


@st.composite
def _sizes(draw: st.DrawFn, symbols: list[str]) -> dict[str, int]:
    found = {symbol: draw(st.integers(1, _LARGEST.get(symbol, 5))) for symbol in symbols}
    if "kv" in found:
        found["heads"] *= found["kv"]
    if "experts" in found:
        found["layers"] += 1  # the first is dense
    if "embedding" in found and found["embedding"] == found["heads"] * found["width"]:
        found["embedding"] += 1
    return found


def _folder(place: Path, name: str, sizes: dict[str, int], dtype: str) -> Path:
    keyset = keysets.load(name)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    write_safetensors(place / "model.safetensors", keysets.arrays_of(keyset, sizes, dtype))
    (place / "config.json").write_text(json.dumps(keysets.config_of(keyset, sizes)))
    return place


@pytest.mark.parametrize(("name", "layout"), [(name, layout) for name, layouts in CASES.items() for layout in layouts])
def test_there_and_back(name: str, layout: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp(name)
    keyset = keysets.load(name)
    to: dict[str, Any] = {"to": "mindspore"} if layout == "mindspore" else {"target": layout}

    @given(_sizes(list(keyset["sizes"])), st.sampled_from(["BF16", "F16", "F32"]), st.sampled_from([None, 500]))
    @settings(max_examples=8, deadline=None, database=None, derandomize=True)
    def run(sizes: dict[str, int], dtype: str, shard: int | None) -> None:
        source = _folder(place / "in", name, sizes, dtype)
        for folder in ("out", "back"):
            shutil.rmtree(place / folder, ignore_errors=True)
        there = convert_weights(source, place / "out", Options(**to, max_shard_size=shard))
        assert all(tensor.dtype == dtype for tensor in there.plan.tensors)
        back = convert_weights(place / "out", place / "back", Options(**to, reversed=True))
        # Sines and cosines that are computed anew.
        dropped = {row.sources[0] for row in there.plan.rows if row.action == "drop"}
        assert all(key in _COMPUTED for key in dropped)
        wanted = {key: value for key, value in read_all(source).items() if key not in dropped}
        assert len(back.plan.tensors) == len(wanted)
        assert read_all(place / "back") == wanted

    run()


def test_every_family_and_layout_has_a_case() -> None:
    covered = set()
    for name, layouts in CASES.items():
        keyset = keysets.load(name)
        config = {"model_type": keyset["model_type"], "architectures": keyset["architectures"], **keyset["config"]}
        covered |= {(choose("auto", config, layout, ()).name, layout) for layout in layouts}
    assert covered == {(family.name, layout) for family in shipped() for layout in family.targets}
    assert set(CASES) == set(keysets.names())


@pytest.mark.parametrize("name", ["llama", "bert"])
def test_pdparams_and_ckpt_on_the_way(name: str, tmp_path: Path) -> None:
    sizes = dict.fromkeys(keysets.load(name)["sizes"], 2)
    source = _folder(tmp_path / "in", name, sizes, "BF16")
    convert_weights(source, tmp_path / "out", Options(target="paddlenlp", format="pdparams"))
    back = Options(to="torch", target="paddlenlp", format="bin")
    convert_weights(tmp_path / "out", tmp_path / "back", back)
    assert [path.name for path in (tmp_path / "back").glob("*.bin")] == ["pytorch_model.bin"]
    assert read_all(tmp_path / "back") == bits(keysets.arrays_of(keysets.load(name), sizes, "BF16"))
