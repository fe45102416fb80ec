"""Checkpoints: what torch writes is read here without it, and what is written here torch reads."""

from __future__ import annotations

import argparse
import io
import os
import pathlib
import pickle
import zipfile
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest

from paconvert_ng.runtime import serialization_names
from paconvert_ng.runtime.nn_linear import Linear
from paconvert_ng.runtime.serialization_load import torch_load
from paconvert_ng.runtime.serialization_save import torch_save
from tests.support.frameworks import paddle, torch

DTYPES = (
    "float32 float64 float16 bfloat16 int8 int16 int32 int64 uint8 complex64 complex128 float8_e4m3fn float8_e5m2"
).split()


def contents(with_float8: bool = True) -> dict[str, Any]:
    base = torch.arange(24.0).reshape(4, 6)
    found: dict[str, Any] = {
        "transposed": torch.randn(3, 4).t(),
        "view": base[1:3, 2:],
        "column": base[:, 1],
        "offset": base.flatten()[5:9],
        "scalar": torch.tensor(3.5),
        "empty": torch.empty(0, 3),
        "bool": torch.tensor([True, False]),
        "leaf": torch.ones(2, requires_grad=True),
        "parameter": torch.nn.Parameter(torch.ones(2, 2)),
        "frozen": torch.nn.Parameter(torch.ones(2), requires_grad=False),
        "expanded": torch.ones(1, 3).expand(4, 3),
        "nested": [1, 2.5, "x", None, (torch.ones(1), {"y": {3: torch.zeros(2, dtype=torch.int32)}})],
        "dtype": torch.bfloat16,
        "device": torch.device("cpu"),
        "size": torch.Size([2, 3]),
    }
    for name in DTYPES:
        if with_float8 or not name.startswith("float8"):
            found[name] = torch.tensor([1, 2, 3]).to(getattr(torch, name))
    return found


def assert_same(expected: Any, found: Any, path: str = "") -> None:
    """The same tensors (values, dtype, kind, requires_grad), containers and other values."""
    if isinstance(expected, torch.Tensor):
        assert isinstance(found, paddle.Tensor), path
        assert str(found.dtype).rpartition(".")[2] == str(expected.dtype).rpartition(".")[2], path
        assert isinstance(found, paddle.nn.Parameter) == isinstance(expected, torch.nn.Parameter), path
        assert found.stop_gradient != expected.requires_grad, path
        wide = expected.detach()
        other = found.detach()
        if wide.dtype == torch.bfloat16 or "float8" in str(wide.dtype):
            wide, other = wide.float(), other.astype("float32")
        np.testing.assert_array_equal(wide.numpy(), other.numpy(), path)
    elif isinstance(expected, (torch.dtype, torch.device)):
        assert str(found).rpartition(".")[2] == str(expected).rpartition(".")[2]
    elif isinstance(expected, torch.Size):
        assert list(found) == list(expected)
    elif isinstance(expected, dict):
        assert list(found) == list(expected), path
        for key in expected:
            assert_same(expected[key], found[key], f"{path}.{key}")
    elif isinstance(expected, (list, tuple)):
        assert type(found) is type(expected) and len(found) == len(expected), path
        for index, (first, second) in enumerate(zip(expected, found, strict=True)):
            assert_same(first, second, f"{path}.{index}")
    else:
        assert found == expected, path


def written_by_torch(value: Any, **options: Any) -> io.BytesIO:
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    buffer.seek(0)
    return buffer


def test_reads_what_torch_writes() -> None:
    value = contents()
    assert_same(value, torch_load(written_by_torch(value)))


def test_reads_files_from_before_the_zip_format() -> None:
    value = contents(with_float8=False)
    assert_same(value, torch_load(written_by_torch(value, _use_new_zipfile_serialization=False)))


def test_torch_reads_what_is_written() -> None:
    value = contents()
    buffer = io.BytesIO()
    torch_save(torch_load(written_by_torch(value)), buffer)
    buffer.seek(0)
    found = torch.load(buffer, weights_only=True)
    assert list(found) == list(value)
    for key, tensor in value.items():
        if isinstance(tensor, torch.Tensor):
            assert found[key].dtype == tensor.dtype and found[key].requires_grad == tensor.requires_grad
            assert torch.equal(found[key].to(torch.complex128), tensor.to(torch.complex128))
        else:
            assert type(found[key]) is type(tensor)


def test_shared_memory_stays_shared(tmp_path: pathlib.Path) -> None:
    weight = torch.ones(2, 2)
    torch.save(OrderedDict(a=weight, b=weight), tmp_path / "x.pt")
    loaded = torch_load(os.fspath(tmp_path / "x.pt"), map_location="cpu")
    loaded["a"].fill_(7.0)
    assert loaded["b"].tolist() == [[7.0, 7.0], [7.0, 7.0]]
    torch_save(loaded, tmp_path / "y.pt")
    again = torch.load(tmp_path / "y.pt")
    assert again["a"].data_ptr() == again["b"].data_ptr()


def test_state_dict_metadata_survives() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    loaded = torch_load(written_by_torch(model.state_dict()))
    assert loaded._metadata == model.state_dict()._metadata
    buffer = io.BytesIO()
    torch_save(loaded, buffer)
    buffer.seek(0)
    assert torch.load(buffer)._metadata == model.state_dict()._metadata


def test_weights_only_refuses_other_names() -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return os.system, ("exit 1",)

    for value in (Evil(), {"args": argparse.Namespace(x=1)}):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("archive/data.pkl", pickle.dumps(value, 2))
        buffer.seek(0)
        with pytest.raises(pickle.UnpicklingError):
            torch_load(buffer)
    assert torch_load(written_by_torch(argparse.Namespace(x=1)), weights_only=False).x == 1


def test_safe_globals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serialization_names, "_SAFE_NAMES", set(serialization_names._SAFE_NAMES))
    serialization_names.add_safe_globals([argparse.Namespace])
    assert torch_load(written_by_torch(argparse.Namespace(x=1))).x == 1


def test_a_model_of_torch_is_refused_by_name() -> None:
    with pytest.raises(pickle.UnpicklingError, match=r"torch\.nn\.modules\.linear\.Linear"):
        torch_load(written_by_torch(torch.nn.Linear(2, 2)), weights_only=False)


def test_a_converted_model_is_kept_whole() -> None:
    layer = Linear(2, 3)
    buffer = io.BytesIO()
    torch_save(layer, buffer)
    buffer.seek(0)
    again = torch_load(buffer, weights_only=False)
    assert isinstance(again.weight, paddle.nn.Parameter)
    np.testing.assert_array_equal(again.weight.numpy(), layer.weight.numpy())


@pytest.mark.parametrize(
    "location",
    ["cpu", paddle.CPUPlace(), paddle.device("cpu"), lambda s, loc: s, lambda s, loc: s.cpu(), {"cuda:0": "cpu"}],
)
def test_map_location(location: Any) -> None:
    value = torch.randn(3, 4)
    with zipfile.ZipFile(written_by_torch(value)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0"))
    buffer.seek(0)
    assert_same(value, torch_load(buffer, map_location=location))
    if not paddle.device.is_compiled_with_cuda():
        buffer.seek(0)
        with pytest.raises(RuntimeError, match="Attempting to deserialize object on CUDA device"):
            torch_load(buffer)


def test_what_is_no_checkpoint(tmp_path: pathlib.Path) -> None:
    with pytest.raises(EOFError):
        torch_load(io.BytesIO(b""))
    with pytest.raises(FileNotFoundError):
        torch_load(tmp_path / "missing.pt")
    paddle.save({"a": paddle.ones([2])}, os.fspath(tmp_path / "z.pdparams"))
    with pytest.raises(pickle.UnpicklingError):
        torch_load(tmp_path / "z.pdparams")
