"""Repositories: what config.json says is enough to compare them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.verify import verify
from paconvert_ng.verify.process import CannotError
from paconvert_ng.verify.repo import completed
from paconvert_ng.verify.repo_inputs import RepoInputs, described
from paconvert_ng.verify.result import Result

SOURCE = Path(__file__).with_name("repo")
TEXTS = ["input_ids", "attention_mask", "token_type_ids"]
FACTS = {"vocab_size": 50, "type_vocab_size": 2, "pad_token_id": 0, "sep_token_id": 5, "num_labels": 2}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A copy, without the caches that tests leave behind."""
    folder = tmp_path / "torch" / "small"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def converted(repo: Path, **options: Any) -> Path:
    output = repo.parents[1] / "paddle" / repo.name
    logs = repo.parents[1] / "logs"
    assert not convert_tree(repo, output, log_dir=logs, options=Options(cache=False, jobs=1, **options)).unconverted
    return output


def notes(result: Result, text: str) -> str:
    return next((note for note in result.notes if text in note), "")


def test_what_config_json_says_is_enough(repo: Path) -> None:
    result = verify(repo, converted(repo))
    assert (result.verdict, result.spec.weights) == ("equal", "random")
    assert result.spec.entry == ".modeling_small:SmallForSequenceClassification"
    assert [output.name for output in result.phases[0].outputs] == ["loss", "logits"]
    assert "input_ids int64 2x22, attention_mask int64 2x22, token_type_ids int64 2x22, labels int64 2" in notes(
        result, "inputs made"
    )


def test_the_layer_of_a_fault_is_named(repo: Path) -> None:
    output = converted(repo)
    file = output / "modeling_small.py"
    text = file.read_text()
    assert text.count("(scores + mask)") == 1
    file.write_text(text.replace("(scores + mask)", "(scores)"))
    result = verify(repo, output, {"batch_size": 3})
    assert result.verdict == "different"
    assert result.fault is not None
    assert (result.fault.first.path, result.fault.first.call) == ("layers.0", 0)
    assert result.fault.inside.statement is not None
    assert result.fault.inside.statement.text == "weights = (scores + mask).softmax(-1)"


def _save(repo: Path, left_out: str) -> None:
    """A checkpoint of random values."""
    import torch

    rng = np.random.default_rng(1)
    shapes: dict[str, Any] = {
        "words.weight": (50, 32),
        "segments.weight": (2, 32),
        "classifier.weight": (3, 32),
        "classifier.bias": 3,
    }
    for layer in range(2):
        for name in ("query", "key", "value"):
            shapes[f"layers.{layer}.{name}.weight"] = (32, 32)
            shapes[f"layers.{layer}.{name}.bias"] = 32
        shapes |= {f"layers.{layer}.norm.weight": 32, f"layers.{layer}.norm.bias": 32}
    state = {
        name: torch.from_numpy(0.2 * rng.standard_normal(shape).astype("float32"))
        for name, shape in shapes.items()
        if name != left_out
    }
    torch.save(state, repo / "pytorch_model.bin")


def test_weights_are_those_of_the_checkpoint_each_side_reads(repo: Path) -> None:
    _save(repo, "classifier.weight")
    output = converted(repo)
    result = verify(repo, output)
    assert (result.verdict, result.spec.weights) == ("equal", "checkpoint")
    assert notes(result, "each side's own checkpoint")
    assert notes(result, "not in the checkpoint").endswith("classifier.weight")
    (output / "pytorch_model.bin").unlink()
    result = verify(repo, output, {"kwargs": {"num_hidden_layers": 1}, "inputs": {"input_ids": "i64 2x22 1..9"}})
    assert result.verdict == "equal"
    assert notes(result, "torch's checkpoint")
    assert "input_ids" not in notes(result, "inputs made")


def test_a_checkpoint_of_other_values_is_a_difference(repo: Path) -> None:
    import torch

    _save(repo, "")
    output = converted(repo)
    state = torch.load(output / "pytorch_model.bin")
    state["layers.1.key.weight"] = state["layers.1.key.weight"].T.contiguous()
    torch.save(state, output / "pytorch_model.bin")
    result = verify(repo, output)
    assert result.verdict == "different"
    assert result.fault is not None
    assert result.fault.first.what == "checkpoint: layers.1.key.weight"


def _config(repo: Path, **values: Any) -> None:
    path = repo / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_the_class_is_that_of_architectures_or_of_an_auto_class(repo: Path) -> None:
    given = completed({"kwargs": {"num_labels": 4}}, repo)
    assert given["args"] == [{"$config": ".configuration_small:SmallConfig", "kwargs": {"num_labels": 4}}]
    _config(repo, architectures=None, auto_map={"AutoModel": "modeling_small.SmallLayer"})
    given = completed({}, repo)
    assert given["entry"] == ".modeling_small:SmallLayer"
    assert given["args"] == [{"$config": ".modeling_small:SmallLayer.config_class", "kwargs": {}}]
    assert completed({"entry": ".modeling_small:SmallForSequenceClassification"}, repo)["from_config"]
    for other in ({"entry": "net:Net"}, {"entry": ".modeling_small:make"}, {"entry": ".modeling_small:A", "args": []}):
        assert completed(other, repo) == other


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"architectures": ["Other"]}', "name one with --entry"),
        ('{"auto_map": {"AutoModel": "else--modeling_x.X"}}', "name one with --entry"),
        ("{", "config.json cannot be read"),
    ],
)
def test_a_repository_that_does_not_say(repo: Path, content: str, said: str) -> None:
    (repo / "config.json").write_text(content)
    with pytest.raises(CannotError, match=said):
        completed({}, repo)


def test_what_else_cannot_be_compared(repo: Path) -> None:
    (repo / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(CannotError, match="git lfs pull"):
        completed({}, repo)
    (repo / "modeling_small.py").unlink()
    with pytest.raises(CannotError, match="--with_packages transformers"):
        completed({}, repo)


def test_pairs_of_sentences_with_padding() -> None:
    made = RepoInputs("XForSequenceClassification", [*TEXTS, "labels", "return_dict"], FACTS, 3, 20, 0).made()
    ids, mask, types = (made[name] for name in TEXTS)
    assert described(made).endswith("labels int64 3")
    assert mask[0].all() and (mask.sum(1) < 20).any()
    assert ((ids == 0) == (mask == 0)).all()
    assert ((ids == 5).sum(1) == 2).all()
    for row in range(3):
        separator = int(np.flatnonzero(ids[row] == 5)[0])
        assert not types[row, : separator + 1].any()
        assert types[row, separator + 1 : mask[row].sum()].all()


@pytest.mark.parametrize(
    ("name", "forward", "facts", "expected"),
    [
        ("XForCausalLM", ["input_ids", "labels"], {"vocab_size": 9}, "input_ids int64 2x8, labels int64 2x8"),
        (
            "XForSequenceClassification",
            ["input_ids", "labels"],
            {"num_labels": 1},
            "input_ids int64 2x8, labels float32 2",
        ),
        ("XForMultipleChoice", ["input_ids", "labels"], {}, "input_ids int64 2x4x8, labels int64 2"),
        (
            "XForImageClassification",
            ["pixel_values", "labels"],
            {"image_size": [8, 6]},
            "pixel_values float32 2x3x8x6, labels int64 2",
        ),
        (
            "XForConditionalGeneration",
            ["input_ids", "decoder_input_ids", "labels"],
            {"is_encoder_decoder": True},
            "input_ids int64 2x8, decoder_input_ids int64 2x4, labels int64 2x4",
        ),
        (
            "XModel",
            ["input_ids", "pixel_values"],
            {"text_config": {"vocab_size": 7}, "vision_config": {"image_size": 4, "num_channels": 1}},
            "input_ids int64 2x8, pixel_values float32 2x1x4x4",
        ),
        ("XModel", ["input_features"], {"num_mel_bins": 5, "max_source_positions": 6}, "input_features float32 2x5x12"),
    ],
)
def test_inputs_by_the_parameters_of_forward(
    name: str, forward: list[str], facts: dict[str, Any], expected: str
) -> None:
    assert described(RepoInputs(name, forward, facts, 2, 8, 0).made()) == expected


def test_a_forward_of_other_parameters_needs_inputs() -> None:
    with pytest.raises(ValueError, match="--input"):
        RepoInputs("XModel", ["hidden_states"], {}, 2, 8, 0).made()


@pytest.fixture
def python(tmp_path: Path) -> str:
    """An interpreter in which transformers can be imported beside the installed torchvision."""
    root = Path(__file__).parents[2]
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(
        f"import sys\nsys.path.append({str(root)!r})\n"
        "from tests.support.torchvision_kernels import load_kernels\nload_kernels()\n"
    )
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\nPYTHONPATH={tmp_path / "site"} exec {sys.executable} "$@"\n')
    script.chmod(0o755)
    return str(script)


@pytest.mark.slow
def test_bert_on_batches_of_qnli_s_shape(tmp_path: Path, python: str) -> None:
    from scripts.hf_checks.repos import make_repo

    repo = tmp_path / "torch" / "bert"
    make_repo("4.57.1", "bert", repo)
    sizes = {"vocab_size": 120, "hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4}
    more = {"intermediate_size": 48, "max_position_embeddings": 130, "type_vocab_size": 2, "pad_token_id": 0}
    stated = {"architectures": ["BertForSequenceClassification"], "model_type": "bert", **sizes, **more}
    (repo / "config.json").write_text(json.dumps(stated))
    output = converted(repo)
    asked = {"batch_size": 32, "max_seq_length": 128, "train": 2}
    result = verify(repo, output, asked, torch_python=python)
    assert result.verdict == "equal", result.reason
    assert [entry.name for entry in result.phases[0].outputs] == ["loss", "logits"]
    assert "labels int64 32" in notes(result, "inputs made")
    file = output / "modeling_bert.py"
    text = file.read_text()
    old = "hidden_states = self.LayerNorm(hidden_states + input_tensor)"
    assert text.count(old) == 2
    file.write_text(text.replace(old, old.replace("+", "-"), 1))
    result = verify(repo, output, {}, torch_python=python)
    assert result.verdict == "different"
    assert result.fault is not None
    assert result.fault.first.path == "bert.encoder.layer.0.attention.output"
