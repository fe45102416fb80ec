"""Models of plain paddle.nn layers compute what torch's do, after what is turned round was found from their layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paconvert_ng.weights import Options, WeightsError, convert_weights
from tests.weights import plain_model
from tests.weights.conftest import Arrays, random_tensor, read_all, write_safetensors

torch = pytest.importorskip("torch")
paddle = pytest.importorskip("paddle")

ENTRY = "tests.weights.plain_model:paddle_model"


@pytest.fixture
def source(tmp_path: Path) -> tuple[Path, Any]:
    torch.manual_seed(0)
    model = plain_model.torch_model()
    with torch.no_grad():
        for tensor in (*model.parameters(), *model.buffers()):
            if tensor.is_floating_point():
                tensor.uniform_(0.1, 0.9)
    place = tmp_path / "in"
    place.mkdir()
    torch.save(model.state_dict(), place / "pytorch_model.bin")
    return place, model


@pytest.mark.parametrize("format_", ["safetensors", "pdparams"])
def test_the_models_compute_the_same(source: tuple[Path, Any], tmp_path: Path, format_: str) -> None:
    place, model = source
    out = tmp_path / "out"
    result = convert_weights(place, out, Options(target="layers", entry=ENTRY, format=format_))
    actions = {row.targets[0]: row.action for row in result.plan.rows if row.targets}
    assert actions["square.weight"] == actions["wide.weight"] == "transpose"
    assert actions["narrow.1.weight"] == actions["conv.weight"] == actions["lstm.weight_hh_l1"] == "copy"
    assert actions["attention.q_proj.weight"] == "split 0, transpose"
    converted = plain_model.paddle_model()
    if format_ == "pdparams":
        state = paddle.load(str(out / "model_state.pdparams"))
    else:
        from safetensors.paddle import load_file

        state = load_file(str(out / "model.safetensors"))
    missing, unexpected = converted.set_state_dict(state)
    assert not unexpected and all(".cell_" in name for name in missing)  # second names of the LSTM's own
    ids = torch.randint(0, 11, (3, 8))
    wanted = [value.detach().numpy() for value in model(ids)]
    found = [value.numpy() for value in converted(paddle.to_tensor(ids.numpy()))]
    for one, other in zip(found, wanted, strict=True):
        assert one == pytest.approx(other, rel=1e-4, abs=1e-5)


def test_there_and_back(source: tuple[Path, Any], tmp_path: Path) -> None:
    place, model = source
    options: dict[str, Any] = {"target": "layers", "entry": ENTRY}
    convert_weights(place, tmp_path / "out", Options(**options))
    convert_weights(tmp_path / "out", tmp_path / "back", Options(**options, reversed=True))
    wanted = {name: value for name, value in read_all(place).items() if not name.endswith("num_batches_tracked")}
    assert read_all(tmp_path / "back") == wanted


def test_a_tied_weight_need_be_there_once(source: tuple[Path, Any], tmp_path: Path) -> None:
    place, model = source
    state = model.state_dict()
    del state["head.weight"]
    torch.save(state, place / "pytorch_model.bin")
    convert_weights(place, tmp_path / "out", Options(target="layers", entry=ENTRY))
    assert "head.weight" not in read_all(tmp_path / "out")


def test_keys_that_do_not_fit(source: tuple[Path, Any], tmp_path: Path) -> None:
    place, model = source
    state = model.state_dict()
    state["ghost"] = torch.ones(1)
    del state["scale"]
    state["wide.weight"] = torch.ones(3, 3)
    torch.save(state, place / "pytorch_model.bin")
    with pytest.raises(WeightsError) as raised:
        convert_weights(place, tmp_path / "out", Options(target="layers", entry=ENTRY))
    for text in ("no place for 1 keys:\n  ghost", "1 keys of the model are missing:\n  scale", "wide.weight: gives"):
        assert text in str(raised.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "needs --entry"),
        ({"entry": "nothing"}, "write MODULE:NAME"),
        ({"entry": ENTRY, "kwargs": "{"}, "no JSON"),
        ({"entry": ENTRY, "kwargs": '{"depth": 1}'}, "cannot be built: TypeError"),
        ({"entry": "tests.weights.plain_model:no_model"}, "gives int, not a paddle.nn.Layer"),
        ({"entry": "tests.weights.plain_model:unknown_model"}, "cannot be known"),
    ],
)
def test_what_cannot_be_built(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    arrays: Arrays = {"0.weight": random_tensor("F32", (3, 3)), "0.bias": random_tensor("F32", (3,))}
    write_safetensors(tmp_path / "m.safetensors", arrays)
    with pytest.raises(WeightsError, match=message):
        convert_weights(tmp_path / "m.safetensors", tmp_path / "out", Options(target="layers", **options))
