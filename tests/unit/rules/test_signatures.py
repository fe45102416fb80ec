"""The snapshots, and the texts that signatures are kept as."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng.rules.model import Param, Signature
from paconvert_ng.rules.signature_text import parse_signature, signature_to_text
from paconvert_ng.rules.signatures import snapshot_files, source_signatures, target_signatures, version_key

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "text",
    [
        "()",
        "(input: Tensor, *, out: Tensor | None = None) -> Tensor",
        "(*size: int, dtype=None, **more)",
        "(a, /, b, c=1.5, *, d, e='x') -> tuple[Tensor, Tensor]",
        "(other, /)",
    ],
)
def test_text_round_trip(text: str) -> None:
    assert signature_to_text(parse_signature(text)) == text


def test_parsed() -> None:
    assert parse_signature("(a, /, b: int = -1, *c, d, e=(1, 2), **f) -> int") == Signature(
        (
            Param("a", "positional_only"),
            Param("b", "positional_or_keyword", "-1", "int"),
            Param("c", "var_positional"),
            Param("d", "keyword_only"),
            Param("e", "keyword_only", "(1, 2)"),
            Param("f", "var_keyword"),
        ),
        "int",
    )


@pytest.mark.parametrize("text", ["input", "(a, a b)", "(a=1, b)", "(): pass\ndef g()", "(a"])
def test_no_signature(text: str) -> None:
    with pytest.raises(ValueError, match="signature"):
        parse_signature(text)


def test_every_text_in_the_snapshots_parses() -> None:
    for snapshot in (source_signatures(), target_signatures("3.3.1")):
        for name in snapshot:
            for signature in snapshot.signatures(name):
                if snapshot.kind(name) == "method" and signature.params:
                    assert signature.params[0].name != "self", name


def names_of(name: str) -> list[list[str]]:
    return [[param.name for param in signature.params] for signature in source_signatures().signatures(name)]


def test_overloads_of_builtins() -> None:
    assert names_of("torch.max") == [["input", "out"], ["input", "other", "out"], ["input", "dim", "keepdim", "out"]]
    assert names_of("torch.Tensor.max") == [[], ["other"], ["dim", "keepdim"]]
    assert source_signatures().signatures("torch.max")[2].returns == "tuple[Tensor, Tensor]"
    assert source_signatures().fields("torch.max") == ("values", "indices")
    assert source_signatures().signatures("torch.Tensor.view")[2].params[0].kind == "var_positional"


def test_functions_that_choose_by_a_flag() -> None:
    plain, flagged = names_of("torch.nn.functional.max_pool2d")
    assert plain == flagged[:-1] and flagged[-1] == "return_indices"
    assert names_of("torch.unique") == [["input", "sorted", "return_inverse", "return_counts", "dim"]]


def test_operators_from_schemas() -> None:
    (signature,) = source_signatures().signatures("torch.fft.fft")
    assert signature_to_text(signature).startswith("(input: Tensor, n: int | None = None, dim: int = -1")


def test_classes() -> None:
    source = source_signatures()
    assert names_of("torch.nn.Conv2d")[0][:3] == ["in_channels", "out_channels", "kernel_size"]
    assert names_of("torch.nn.LSTM")[0][:3] == ["input_size", "hidden_size", "num_layers"]
    assert names_of("torch.nn.Softmax2d") == [[]]
    assert "torch.nn.Module" in source.bases("torch.nn.Conv2d")
    assert source.bases("torch.optim.Adam") == ("torch.optim.Optimizer",)
    assert source.kind("torch.nn.Conv2d.in_channels") == "attribute"
    assert source.kind("torch.nn.Conv2d.parameters") == "method"
    assert source.member("torch.nn.Conv2d", "nosuch") is None


def test_kinds_and_types() -> None:
    source = source_signatures()
    kinds = {
        "torch": "module",
        "torch.nn": "module",
        "torch.cat": "function",
        "torch.float32": "value",
        "torch.Tensor": "class",
        "torch.Tensor.shape": "attribute",
        "torch.Tensor.view": "method",
        "torch.nosuch": None,
    }
    assert {name: source.kind(name) for name in kinds} == kinds
    assert source.returns("torch.float32") == "torch.dtype"
    assert source.returns("torch.Tensor.shape") == "torch.Size"
    assert source.returns("torch.Tensor.T") == "Tensor"
    assert source.returns("torch.nn.Module.cuda") == "self"


def test_aliases() -> None:
    source = source_signatures()
    assert source.canonical("torch.float") == "torch.float32"
    assert source.same_object("torch.float", "torch.float32")
    assert source.canonical("torch.concat") == "torch.cat"
    assert not source.same_object("torch.concat", "torch.cat")  # documented as alias, an object of its own
    assert source.canonical("torch.nn.modules.conv.Conv2d") == "torch.nn.Conv2d"
    assert source.canonical("torch.nn.modules.conv.Conv2d.forward") == "torch.nn.Conv2d.forward"
    assert source.kind("torch.nn.modules.module.Module") == "class"


def test_star_imports() -> None:
    source = source_signatures()
    assert {"Conv2d", "Module"} <= set(source.star("torch.nn"))
    assert "relu" in source.star("torch.nn.functional")
    assert "_reduction" not in source.star("torch.nn.functional")
    assert source.star("torch.nosuch") == ()


def test_targets() -> None:
    paddle = target_signatures("3.3.1")
    assert paddle.kind("paddle.relu") is None
    assert paddle.kind("paddle.compat.softmax") is None  # asking for it gives None instead of raising
    assert paddle.kind("paddle.compat.split") == "function"
    assert paddle.kind("paddle.nn.Conv2d") == "class" and paddle.canonical("paddle.nn.Conv2d") == "paddle.nn.Conv2D"
    assert paddle.kind("paddle.Tensor.place") == "attribute"
    assert paddle.keywords("paddle.argmax") == {"dim": "axis", "input": "x", "keepdims": "keepdim"}  # written in C
    assert paddle.keywords("paddle.add") == {"input": "x", "other": "y"}
    assert paddle.keywords("paddle.zeros") == {"size": "shape"} and paddle.loose("paddle.zeros")
    assert paddle.keywords("paddle.max") == {}
    assert target_signatures("2.6.2").kind("paddle.compat.split") is None


def test_versions_between_snapshots() -> None:
    assert target_signatures("3.1.1").version == "3.0.0"
    assert target_signatures("3.4.0").version == "3.3.1"
    assert target_signatures("2.0").version == "2.6.2"
    assert version_key("3.3.1.post1") > version_key("3.3.0") and version_key("3.10") > version_key("3.9")
    with pytest.raises(ValueError, match="not a version"):
        version_key("new")


@pytest.mark.slow
@pytest.mark.parametrize("framework", ["torch", "paddle"])
def test_committed_snapshot_is_what_the_script_writes(framework: str) -> None:
    module = pytest.importorskip(framework)
    if f"{framework}-{module.__version__.split('+')[0]}" not in snapshot_files():
        pytest.skip("another version is installed")
    script = ROOT / "scripts" / "snapshot_signatures.py"
    done = subprocess.run([sys.executable, str(script), framework, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_schema_is_up_to_date() -> None:
    script = ROOT / "scripts" / "generate.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["torch.nn.utils.weight_norm", "torch.nn.utils.spectral_norm"])
def test_a_function_hides_the_module_of_its_name(name: str) -> None:
    source = source_signatures()
    last = name.rpartition(".")[2]
    assert source.kind(name) == "function"
    assert source.canonical(f"{name}.{last}") == name
