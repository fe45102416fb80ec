"""``--hf_target``: classes of PaddleNLP or PaddleFormers in place of transformers' models."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import paddle
import pytest

from paconvert_ng.api import convert_tree
from paconvert_ng.options import HF_TARGETS, Options
from paconvert_ng.rules.locate import targets
from paconvert_ng.runtime.hf_compared import OTHER_CLASSES
from paconvert_ng.runtime.hf_targets import load_library_model

SOURCE = """\
from transformers import AutoModelForCausalLM, AutoTokenizer, {left}
import torch
tokenizer = AutoTokenizer.from_pretrained("folder")
model = AutoModelForCausalLM.from_pretrained("folder", torch_dtype=torch.float16)  # half
other = {left}.from_pretrained("folder")
"""


@pytest.mark.parametrize(("target", "left"), [("paddlenlp", "BertForMaskedLM"), ("paddleformers", "BertModel")])
def test_models_become_those_of_the_library(target: str, left: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "run.py").write_text(SOURCE.format(left=left))
    options = Options(hf_target=target, cache=False)
    convert_tree(tmp_path / "in", tmp_path / "out", log_dir=tmp_path / "logs", options=options)
    text = (tmp_path / "out" / "run.py").read_text()
    called = f'load_library_model({target}.transformers.AutoModelForCausalLM, "folder", torch_dtype=paddle.float16)'
    assert f"{called}  # half" in text
    assert "AutoTokenizer.from_pretrained(" in text, "tokenizers stay"
    log = (tmp_path / "logs" / "conversion.log").read_text()
    assert f"{target}'s own class" in log, "what differs is told"
    assert f"transformers.{left}" in log, "a class that did not agree is left, and told"


def test_without_the_option_nothing_of_these_libraries_is_used(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "run.py").write_text(SOURCE.format(left="BertModel"))
    convert_tree(tmp_path / "in", tmp_path / "out", options=Options(cache=False))
    text = (tmp_path / "out" / "run.py").read_text()
    assert not any(target in text for target in targets())
    assert list(HF_TARGETS) == targets()


class _Model(paddle.nn.Layer):
    """A model as these libraries have them: tuples by default, arguments in another order, new ids only."""

    def __init__(self, config: types.SimpleNamespace) -> None:
        super().__init__()
        self.config = config

    @classmethod
    def from_pretrained(cls, path: str, *, config: types.SimpleNamespace, **options: object) -> _Model:
        model = cls(config)
        model.options = {"path": path, **options}
        return model

    def forward(self, input_ids: paddle.Tensor, position_ids: object = None, return_dict: bool = False) -> object:
        return {"logits": input_ids} if return_dict else (input_ids,)

    def generate(self, input_ids: paddle.Tensor, max_new_tokens: int, **options: object) -> tuple[paddle.Tensor, None]:
        self.asked = options
        return paddle.zeros([input_ids.shape[0], max_new_tokens], "int64"), None


class LlamaForCausalLM(_Model):
    __module__ = "paddlenlp.transformers"


class BertForMaskedLM(_Model):
    __module__ = "paddlenlp.transformers"


class NewForCausalLM(_Model):
    __module__ = "paddlenlp.transformers"


@pytest.fixture
def config() -> types.SimpleNamespace:
    return types.SimpleNamespace()


def test_a_model_is_called_as_transformers_are(config: types.SimpleNamespace) -> None:
    model = load_library_model(LlamaForCausalLM, "folder", config=config, torch_dtype=paddle.float16, device_map="auto")
    assert model.options == {"path": "folder", "convert_from_torch": True, "dtype": "float16"}
    assert not model.training and config.return_dict
    ids = paddle.to_tensor([[3, 4]])
    assert list(model(ids)) == ["logits"]
    assert model.generate(ids, max_new_tokens=2).tolist() == [[3, 4, 0, 0]]
    assert model.asked["decode_strategy"] == "greedy_search"
    assert model.generate(input_ids=ids, max_length=3, do_sample=True).tolist() == [[3, 4, 0]]
    assert model.asked["decode_strategy"] == "sampling"
    with pytest.raises(NotImplementedError, match="by name"):
        model(ids, ids)
    with pytest.raises(NotImplementedError, match="output object"):
        model.generate(ids, return_dict_in_generate=True)


@pytest.mark.parametrize("given", [{"device_map": {"": 0}}, {"attn_implementation": "flash_attention_2"}])
def test_what_the_library_cannot_do_is_said(config: types.SimpleNamespace, given: dict[str, object]) -> None:
    with pytest.raises(NotImplementedError, match=r"paddlenlp"):
        load_library_model(LlamaForCausalLM, "folder", config=config, **given)  # type: ignore[arg-type]


def test_classes_that_do_not_agree_are_refused(config: types.SimpleNamespace) -> None:
    assert "BertForMaskedLM" in OTHER_CLASSES["paddlenlp"]
    with pytest.raises(NotImplementedError, match="other outputs"):
        load_library_model(BertForMaskedLM, "folder", config=config)
    with pytest.warns(UserWarning, match="not compared"):
        load_library_model(NewForCausalLM, "folder", config=config)


def test_an_unknown_target_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    from paconvert_ng.cli.main import main

    with pytest.raises(SystemExit) as stop:
        sys.exit(main(["--in_dir", "x", "--output_dir", "y", "--hf_target", "mindnlp"]))
    assert stop.value.code == 2
    assert "paddleformers" in capsys.readouterr().err
