"""Each format keeps every bit, and the frameworks read what is written."""

from __future__ import annotations

import collections
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paconvert_ng.weights import Options, convert_weights
from paconvert_ng.weights.dtypes import HELD, cast
from paconvert_ng.weights.formats import mindspore
from paconvert_ng.weights.source import open_checkpoint
from paconvert_ng.weights.values import chunks, cut, expand, join, reassemble, squeeze, transpose
from tests.weights.conftest import Arrays, bits, random_tensor, read_all, write_safetensors

FORMATS = ("safetensors", "bin", "pdparams", "ckpt")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_keeps_every_bit(folder: Path, arrays: Arrays, tmp_path: Path, format_: str) -> None:
    result = convert_weights(folder, tmp_path / "out", Options(format=format_))
    assert result.plan.same
    assert read_all(tmp_path / "out") == bits(arrays) == read_all(folder)
    convert_weights(tmp_path / "out", tmp_path / "back")
    assert read_all(tmp_path / "back") == bits(arrays)


@pytest.mark.parametrize("format_", FORMATS)
def test_shards_have_an_index(folder: Path, arrays: Arrays, tmp_path: Path, format_: str) -> None:
    out = tmp_path / "out"
    convert_weights(folder, out, Options(format=format_, max_shard_size=140, shard_ckpt=True))
    index = json.loads(next(out.glob("*.index.json")).read_text())
    assert set(index["weight_map"]) == set(arrays)
    assert index["metadata"]["total_size"] == sum(array.nbytes for _, array in arrays.values())
    assert len(set(index["weight_map"].values())) > 1
    assert read_all(out) == bits(arrays)


def test_torch_reads_what_is_written(folder: Path, arrays: Arrays, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    convert_weights(folder, tmp_path / "out", Options(format="bin", to="torch"))
    for mmap in (False, True):
        found = torch.load(tmp_path / "out" / "pytorch_model.bin", weights_only=True, mmap=mmap)
        assert list(found) == list(arrays)
        for name, (dtype, array) in arrays.items():
            tensor = found[name]
            raw = tensor.view(torch.uint16).numpy() if dtype == "BF16" else tensor.numpy()
            assert raw.tobytes() == array.tobytes() and raw.shape == array.shape


def test_paddle_reads_what_is_written(folder: Path, arrays: Arrays, tmp_path: Path) -> None:
    paddle = pytest.importorskip("paddle")
    convert_weights(folder, tmp_path / "out", Options(format="pdparams"))
    found = paddle.load(str(tmp_path / "out" / "model_state.pdparams"))
    assert set(found) == set(arrays)
    assert found["embed.weight"].dtype == paddle.bfloat16
    for name, (_, array) in arrays.items():
        assert found[name].numpy().tobytes() == array.tobytes() and tuple(found[name].shape) == array.shape


def test_the_safetensors_library_reads_what_is_written(folder: Path, arrays: Arrays, tmp_path: Path) -> None:
    library = pytest.importorskip("safetensors")
    convert_weights(folder, tmp_path / "out")
    with library.safe_open(tmp_path / "out" / "model.safetensors", "np") as file:
        assert set(file.keys()) == set(arrays)
        assert file.get_tensor("line.weight").tobytes() == arrays["line.weight"][1].tobytes()


@pytest.mark.parametrize("zipped", [True, False])
def test_files_of_torch(tmp_path: Path, zipped: bool) -> None:
    torch = pytest.importorskip("torch")
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    state = collections.OrderedDict(
        a=base, turned=base.T[1:], half=base[:2].to(torch.bfloat16), p=torch.nn.Parameter(base[1:3, ::2]), s=base[0, 3]
    )
    torch.save({"state_dict": state, "epoch": 3}, tmp_path / "model.pt", _use_new_zipfile_serialization=zipped)
    checkpoint = open_checkpoint(tmp_path / "model.pt")
    assert checkpoint.other == ["epoch"]
    for name, tensor in state.items():
        found = b"".join(chunk.tobytes() for chunk in chunks(checkpoint.tensors[name].value))
        raw = tensor.view(torch.uint16) if name == "half" else tensor
        assert found == raw.detach().numpy().tobytes() and checkpoint.tensors[name].shape == tuple(tensor.shape)


@pytest.mark.parametrize("protocol", [2, 4])
def test_files_of_paddle(tmp_path: Path, protocol: int) -> None:
    paddle = pytest.importorskip("paddle")
    layer = paddle.nn.Linear(3, 2)
    state = {**layer.state_dict(), "half": paddle.ones([2, 2], "bfloat16"), "n": paddle.to_tensor(3)}
    paddle.save(state, str(tmp_path / "model_state.pdparams"), protocol=protocol)
    found = read_all(tmp_path)
    assert set(found) == {"weight", "bias", "half", "n"}
    for name, tensor in state.items():
        assert found[name][2] == tensor.numpy().tobytes()
    assert found["half"][0] == "BF16"


def test_arrays_that_paddle_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paddle = pytest.importorskip("paddle")
    from paddle.framework import io_utils

    cut_at = {"name": 0}

    def unpack(saved: dict[str, Any], protocol: int) -> dict[str, Any]:
        array = saved.pop("big")
        flat = array.flatten()
        saved |= {"big@@.0": flat[:7], "big@@.1": flat[7:]}
        saved["UnpackBigParamInfor@@"] = {"big": {"OriginShape": array.shape, "slices": ["big@@.0", "big@@.1"]}}
        cut_at["name"] += 1
        return saved

    monkeypatch.setattr(io_utils, "_unpack_saved_dict", unpack)
    import importlib

    monkeypatch.setattr(importlib.import_module("paddle.framework.io"), "_unpack_saved_dict", unpack)
    array = np.arange(20, dtype=np.float32).reshape(5, 4)
    paddle.save({"big": paddle.to_tensor(array)}, str(tmp_path / "m.pdparams"), protocol=2)
    assert cut_at["name"] == 1
    assert read_all(tmp_path)["big"] == ("F32", (5, 4), array.tobytes())


def test_slices_of_mindspore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mindspore, "SLICE", 100)
    arrays: Arrays = {"long": random_tensor("F32", (9, 7)), "short": random_tensor("BF16", (3,))}
    place = tmp_path / "in"
    place.mkdir()
    write_safetensors(place / "model.safetensors", arrays)
    convert_weights(place, tmp_path / "out", Options(format="ckpt"))
    data = (tmp_path / "out" / "model.ckpt").read_bytes()
    assert data.count(b"long") == 3
    assert read_all(tmp_path / "out") == bits(arrays)
    data += b"crc_num" + (123).to_bytes(10, "big")  # as save_checkpoint(crc_check=True) ends
    (tmp_path / "out" / "model.ckpt").write_bytes(data)
    assert read_all(tmp_path / "out" / "model.ckpt") == bits(arrays)


def test_casts_are_torch_s() -> None:
    torch = pytest.importorskip("torch")
    names = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
    random = np.random.default_rng(0).integers(0, 2**32, 4096, np.uint32).view(np.float32)
    special = np.array([0, -0.0, np.inf, -np.inf, np.nan, 3.4e38, 1e-45, 65519, 65520, 1 + 2**-8, 1 + 3 * 2**-8], "f4")
    values = torch.tensor(np.concatenate([random, special]))
    for source, source_dtype in names.items():
        for target in ("F32", "F16", "BF16"):
            tensor = values.to(source_dtype)
            raw = tensor.view(torch.uint16).numpy() if source == "BF16" else tensor.numpy()
            found = cast(raw, source, target)
            wanted = tensor.to(names[target])
            held = torch.tensor(found.copy()).view(names[target])
            nan = wanted.isnan()
            assert found.dtype == HELD[target] and torch.equal(held.isnan(), nan)
            assert torch.equal(held[~nan], wanted[~nan]), (source, target)


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_dtype_casts_what_is_floating(folder: Path, arrays: Arrays, tmp_path: Path, dtype: str) -> None:
    result = convert_weights(folder, tmp_path / "out", Options(dtype=dtype))
    assert not result.plan.same
    found = read_all(tmp_path / "out")
    wanted = {"float32": "F32", "float16": "F16", "bfloat16": "BF16"}[dtype]
    for name, (old, array) in arrays.items():
        assert found[name][0] == (wanted if old in ("F64", "F32", "F16", "BF16") else old)
        assert found[name][1] == array.shape


@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 5)),
    st.lists(st.sampled_from(["transpose", "cut", "join", "expand"]), max_size=4),
    st.integers(1, 400),
    st.data(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_values_are_what_numpy_makes(
    shape: tuple[int, ...], operations: list[str], limit: int, data: st.DataObject
) -> None:
    array = np.arange(int(np.prod(shape)), dtype=np.int32).reshape(shape)
    value: Any = array
    for operation in operations:
        axis = data.draw(st.integers(0, array.ndim - 1))
        if operation == "transpose":
            array, value = array.swapaxes(-1, -2), transpose(value)
        elif operation == "cut":
            stop = data.draw(st.integers(1, array.shape[axis]))
            start = data.draw(st.integers(0, stop - 1))
            array = array[(slice(None),) * axis + (slice(start, stop),)]
            value = cut(value, axis, start, stop)
        elif operation == "join":
            array, value = np.concatenate([array, array], axis), join([value, value], axis)
        else:
            array, value = np.expand_dims(array, axis), expand(value, axis)
            if data.draw(st.booleans()):
                array, value = np.squeeze(array, axis), squeeze(value, axis)
    assert value.shape == array.shape
    assert b"".join(chunk.tobytes() for chunk in chunks(value, limit)) == array.tobytes()


@given(st.integers(1, 6), st.integers(1, 6), st.lists(st.integers(0, 36), max_size=4))
def test_parts_are_reassembled(rows: int, columns: int, cuts: list[int]) -> None:
    array = np.arange(rows * columns, dtype=np.int16)
    places = sorted({0, rows * columns, *(place for place in cuts if place < rows * columns)})
    parts = [array[low:high] for low, high in zip(places, places[1:], strict=False)]
    value = reassemble(parts, (rows, columns))
    assert value.shape == (rows, columns)
    assert b"".join(chunk.tobytes() for chunk in chunks(value)) == array.tobytes()
