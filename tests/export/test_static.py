"""``paconvert export --static``: graphs with open sizes beside torch, what holds for them, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paconvert_ng import convert_tree
from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.run import Options, Result, export
from paconvert_ng.export.static import predicted
from paconvert_ng.verify.process import CannotError

SOURCES = Path(__file__).parent / "sources"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("kinds")
    source = folder / "src"
    source.mkdir()
    (source / "kinds.py").write_bytes((SOURCES / "kinds.py").read_bytes())
    convert_tree(source, folder / "dst", log_dir=folder / "logs")
    return source, folder / "dst"


def exported(kinds: tuple[Path, Path], out: Path, name: str, **spec: object) -> Result:
    values = {"entry": f"kinds:{name}", "inputs": {"x": "f32 ?x?x6"}, **spec}
    return export(values, Options(kinds[1], out, kinds[0], sys.executable, sys.executable))


@pytest.mark.parametrize("name", ["Sizes", "Pads", "Writes"])
def test_open_sizes(kinds: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    result = exported(kinds, tmp_path / "out", name, sizes=[{}, {"dim0": 1, "dim1": 13}, {"dim0": 3, "dim1": 4}])
    assert result.is_equal, result.static
    about = json.loads((tmp_path / "out" / "export.json").read_text())
    assert [item["sizes"] for item in about["compared"]["differences"]][-1] == {"dim0": 3, "dim1": 4}
    assert all(item["checked"] for item in about["conditions"])
    assert not any(item["kind"] == "int" for item in about["conditions"]), about["conditions"]


def test_a_graph_refuses_sizes_that_it_was_not_made_for(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    result = exported(kinds, tmp_path / "out", "Decides", sizes=[{"dim1": 8}, {"dim1": 5}])
    assert result.is_equal and result.static is not None
    (decision,) = result.static.about["conditions"]
    assert (decision["text"], decision["value"], decision["checked"]) == ("if x.shape[1] > 4:", True, True)
    np.savez(tmp_path / "short.npz", x=np.ones((2, 3, 6), "float32"))
    with pytest.raises(ExportError, match=r"not for these sizes: at kinds.py:\d+ .* 'if x.shape\[1\] > 4:'"):
        predicted(tmp_path / "out", tmp_path / "short.npz", tmp_path, sys.executable, 60.0)


def test_what_a_model_keeps_is_made_in_the_graph(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    assert exported(kinds, tmp_path / "out", "Keeps").is_equal


def test_a_view_that_is_written_to_alone(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    assert exported(kinds, tmp_path / "out", "WritesToTemporary", kwargs={"sizes": (3, 2)}).is_equal


def test_arguments_that_are_no_tensors(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    inputs = {"x": "f32 2x3", "bias": "f32 3", "scale": 0.5}
    result = exported(kinds, tmp_path / "out", "Scales", inputs=inputs, weights="random")
    assert result.is_equal and result.static is not None
    assert [item["name"] for item in result.static.about["inputs"]] == ["x", "bias"]
    assert {tuple(item.sizes) for item in result.static.compared} == {()}


@pytest.mark.parametrize(
    ("name", "spec", "said"),
    [
        (
            "WritesToView",
            {},
            "a view .* is written in place .* reads the whole after that: a static graph has no views",
        ),
        ("WritesUnderView", {}, "writes in place to what pd_op.slice made a view of .* reads the view after that"),
        ("AsksValue", {}, r"kinds.py:\d+: bool\(\) of a tensor that is known only when the graph runs: if x.sum"),
        ("Nothing", {}, "AttributeError: module 'kinds' has no attribute 'Nothing'"),
        ("Sizes", {"inputs": {"x": "f32 ?x?x7"}}, "mat1 and mat2 shapes cannot be multiplied"),
        ("Sizes", {"inputs": {"x": "f32 ?x?x6", "y": "f32 3"}}, "forward has no parameter y; it has x"),
        ("Sizes", {"inputs": {"x": "f32 ?y3"}}, "input x: '.y3' is no shape: write"),
        ("Sizes", {"inputs": {"x": "2.0"}}, "no input is a tensor: name them with --input"),
        ("Sizes", {"sizes": [{"length": 3}]}, "--sizes: no open dimension is called length; there are: dim0, dim1"),
        ("Sizes", {"inputs": {"x": "f32 ?8x?9x6", "y": "f32 ?7"}}, "open dimension dim0 has size 7 here and 8 before"),
        ("Sizes", {"module": "line.up"}, "no part 'line.up': Linear has no up; it has"),
        ("Sizes", {"weights": "nowhere.safetensors"}, "--weights nowhere.safetensors: no such file, and none of own"),
        ("Sizes", {"weights": __file__}, "write .safetensors or .pdparams with `paconvert weights --format`"),
        ("Sizes", {"depth": 3}, "unknown key depth; known: args, entry"),
    ],
)
def test_refused(kinds: tuple[Path, Path], tmp_path: Path, name: str, spec: dict[str, object], said: str) -> None:
    with pytest.raises(CannotError, match=said):
        exported(kinds, tmp_path / "out", name, **spec)
    assert os.listdir(tmp_path) == []


def test_an_unknown_module_is_one_line(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "paconvert_ng", "export", "--static", "--paddle", str(kinds[1])]
    command += ["--entry", "nowhere:Net", "--input", "x: f32 ?x3", "--output", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and not list(tmp_path.iterdir())
    last = done.stderr.splitlines()[-1]
    assert last == "paconvert export: error: under Paddle: ModuleNotFoundError: No module named 'nowhere'"


def test_an_interpreter_without_paddle(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    packages = Path(np.__file__).parents[1]
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    for name in ("numpy", "numpy.libs"):
        if (packages / name).exists():
            (lacking / name).symlink_to(packages / name)
    python = lacking / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={lacking} exec {sys.executable} -S "$@"\n')
    python.chmod(0o755)
    with pytest.raises(CannotError, match=f"No module named 'paddle': {python} -m pip install paddlepaddle$"):
        export(
            {"entry": "kinds:Sizes", "inputs": {"x": "f32 ?x?x6"}},
            Options(kinds[1], tmp_path / "out", None, "", str(python)),
        )
    assert os.listdir(tmp_path) == ["lacking"]


def test_another_folder_is_not_replaced(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CannotError, match="is there already and is no export: name another --output"):
        exported(kinds, tmp_path, "Sizes")
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_a_wrong_conversion_is_told(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    text = (kinds[1] / "kinds.py").read_text()
    assert "return -x" in text and text.count("cumsum(") == 1
    shutil.copytree(kinds[1], tmp_path / "dst")
    (tmp_path / "dst" / "kinds.py").write_text(text.replace("if x.shape[1] > 4:", "if x.shape[1] > 40:"))
    result = exported((kinds[0], tmp_path / "dst"), tmp_path / "out", "Decides")
    assert not result.is_equal


def test_weights_of_a_file(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    pytest.importorskip("safetensors")
    from safetensors.numpy import save_file

    save_file({"weight": np.array([1, 2, 3], "float32")}, tmp_path / "w.safetensors")
    spec: dict[str, Any] = {"inputs": {"x": "f32 ?x3 ones"}, "weights": str(tmp_path / "w.safetensors")}
    result = exported(kinds, tmp_path / "out", "Scales", **spec)
    assert result.is_equal
    with np.load(tmp_path / "out" / "example.npz") as held:
        assert held["expected/output"][0].tolist() == [2.0, 4.0, 6.0]
    save_file({"other": np.array([1, 2, 3], "float32")}, tmp_path / "x.safetensors")
    with pytest.raises(CannotError, match=r"lacks 1 of the model's 1 weights, the first: weight"):
        exported(kinds, tmp_path / "again", "Scales", **{**spec, "weights": str(tmp_path / "x.safetensors")})


def test_predict_alone(kinds: tuple[Path, Path], tmp_path: Path) -> None:
    exported(kinds, tmp_path / "out", "Sizes")
    command = [sys.executable, str(tmp_path / "out" / "predict.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    assert "output.0: float32 [2, 8, 12], at most" in done.stdout
    np.savez(tmp_path / "wrong.npz", x=np.ones((2, 3, 6), "float64"))
    done = subprocess.run([*command, str(tmp_path / "wrong.npz")], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "ValueError: input x is float64, but the graph takes float32"


def test_qwen_vl_as_two_graphs_with_renamed_keys(tmp_path: Path) -> None:
    """A checkpoint of torch's model, renamed by a rule file, in the twin that calls the same part ``qwen``."""
    source = SOURCES / "small_qwen_vl"
    make = f"""
import json, sys, torch, numpy as np
sys.path.insert(0, {str(SOURCES)!r})
from safetensors.torch import save_file
from small_qwen_vl.modeling import SmallQwenVLForCausalLM
torch.manual_seed(0)
config = json.load(open({str(source / "config.json")!r}))
model = SmallQwenVLForCausalLM(config).eval()
save_file(model.state_dict(), "ckpt/model.safetensors")
images, ids = torch.randn(2, 3, 28, 28), torch.randint(0, 120, (2, 9))
at = torch.arange(2, 6).repeat(2, 1)
with torch.no_grad():
    features = model.transformer.visual(images)
    logits = model(ids, features, at)["logits"]
np.savez("images.npz", images=images.numpy())
np.savez("text.npz", input_ids=ids.numpy(), image_positions=at.numpy(), image_features=features.numpy())
np.savez("want.npz", features=features.numpy(), logits=logits.numpy())
"""
    pytest.importorskip("safetensors")
    (tmp_path / "ckpt").mkdir()
    (tmp_path / "ckpt" / "config.json").write_bytes((source / "config.json").read_bytes())
    subprocess.run([sys.executable, "-c", make], cwd=tmp_path, check=True)
    paconvert = [sys.executable, "-m", "paconvert_ng"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    tables = ["--tables", str(SOURCES / "qwen_vl_keys.yaml"), "--target", "paddlenlp"]
    renamed = [*paconvert, "weights", "--in_dir", "ckpt", "--output_dir", "renamed", *tables]
    subprocess.run(renamed, cwd=tmp_path, check=True, env=environment)
    convert_tree(source, tmp_path / "dst" / "small_qwen_vl", log_dir=tmp_path / "logs")
    config = {**json.loads((source / "config.json").read_text()), "base": "qwen"}
    spec: dict[str, Any] = {
        "entry": "small_qwen_vl.modeling:SmallQwenVLForCausalLM",
        "args": [config],
        "weights": str(tmp_path / "renamed" / "model.safetensors"),
    }
    text = {"input_ids": "i64 ?x? 0..120", "image_features": "f32 ?x4x32", "image_positions": "i64 ?x4 distinct 0..5"}
    graphs: dict[str, dict[str, Any]] = {
        "images": {"module": "qwen.visual", "inputs": {"images": "f32 ?x3x28x28"}},
        "text": {"inputs": text},
    }
    with np.load(tmp_path / "want.npz") as held:
        want = dict(held)
    for name, output in (("images", "features"), ("text", "logits")):
        place = Options(tmp_path / "dst" / "small_qwen_vl", tmp_path / f"graph-{name}", None, "", sys.executable)
        assert export({**spec, **graphs[name]}, place).is_equal
        got = predicted(place.output, tmp_path / f"{name}.npz", tmp_path, sys.executable, 60.0)
        np.testing.assert_allclose(next(iter(got.values())), want[output], atol=1e-4)
