"""A pickle that would run something is refused by every reader, and runs nothing."""

from __future__ import annotations

import io
import os
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng.weights import WeightsError, convert_weights
from paconvert_ng.weights.source import open_checkpoint

FLAG = "paconvert-hostile-pickle-ran"


class _Runs:
    """What a hostile file does: os.mkdir when it is loaded."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.place / FLAG),)


def _raw(place: Path, text: str) -> bytes:
    return text.format(flag=place / FLAG).encode()


def _stack_global(place: Path) -> bytes:
    return pickle.dumps({"w": _Runs(place)}, protocol=4)


#: Name → the pickle. Most are what tools that hide code in checkpoints write.
PICKLES: dict[str, Callable[[Path], bytes]] = {
    "reduce": lambda place: pickle.dumps({"w": _Runs(place)}, protocol=2),
    "stack_global": _stack_global,
    "before the data": lambda place: b"\x80\x02" + _raw(place, "cos\nmkdir\n(V{flag}\ntR0}}."),
    "inst": lambda place: b"\x80\x02(" + _raw(place, "V{flag}\nios\nmkdir\n."),
    "obj": lambda place: b"\x80\x02(" + _raw(place, "cos\nmkdir\nV{flag}\no."),
    "eval": lambda place: b"\x80\x02" + _raw(place, "cbuiltins\neval\n(X\x05\x00\x00\x001+1+1tR."),
    "dotted": lambda place: b"\x80\x04\x8c\x0bcollections\x8c\x15OrderedDict.__class__\x93.",
    "getattr": lambda place: b"\x80\x02c__builtin__\ngetattr\n.",
    "torch attribute": lambda place: b"\x80\x02ctorch\nload\n.",
    "torch utils": lambda place: b"\x80\x02ctorch._utils\n_import_dotted_name\n.",
    "numpy attribute": lambda place: b"\x80\x02cnumpy\nload\n.",
    "nested pickle": lambda place: b"\x80\x02ctorch.storage\n_load_from_bytes\n.",
    "extension": lambda place: b"\x80\x02\x82\x01.",
    "newobj_ex": lambda place: b"\x80\x04ccollections\nOrderedDict\n)}\x92.",
    "state of a name": lambda place: b"\x80\x02ccollections\nOrderedDict\n}X\x01\x00\x00\x00aK\x01sb.",
    "call of a call": lambda place: b"\x80\x02ccollections\nOrderedDict\n)R)R.",
    "memo bomb": lambda place: b"\x80\x02Kr\x72\xff\xff\xff\x7f" + b"cos\nsystem\n.",
    "deep": lambda place: b"\x80\x02" + b"(" * 100_000 + b"t" * 100_000 + b"cos\nsystem\n.",
    "huge bytes": lambda place: b"\x80\x04\x8e" + struct.pack("<Q", 1 << 62) + b".",
    "huge text": lambda place: b"\x80\x04\x8d" + struct.pack("<Q", 1 << 62) + b".",
    "huge integer": lambda place: b"\x80\x02\x8b" + struct.pack("<i", 1 << 30) + b".",
    "endless digits": lambda place: b"\x80\x02I" + b"9" * 4000 + b"\n.",
    "no object": lambda place: b"\x80\x02.",
    "no state dict": lambda place: b"\x80\x02]K\x01a.",
}


def _zip(place: Path, content: bytes) -> Path:
    path = place / "pytorch_model.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", content)
        archive.writestr("archive/version", "3\n")
    return path


def _legacy(place: Path, content: bytes) -> Path:
    path = place / "model.pt"
    stream = io.BytesIO()
    for item in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        pickle.dump(item, stream, protocol=2)
    path.write_bytes(stream.getvalue() + content)
    return path


def _first(name: str) -> Callable[[Path, bytes], Path]:
    def make(place: Path, content: bytes) -> Path:
        path = place / name
        path.write_bytes(content)
        return path

    return make


READERS: dict[str, Callable[[Path, bytes], Path]] = {
    "zip": _zip,
    "legacy": _legacy,
    "legacy, first object": _first("model.pth"),
    "ckpt of torch": _first("model.ckpt"),
    "pdparams": _first("model_state.pdparams"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PICKLES)
def test_refused(tmp_path: Path, name: str, reader: str) -> None:
    path = READERS[reader](tmp_path, PICKLES[name](tmp_path))
    with pytest.raises(WeightsError) as raised:
        open_checkpoint(path)
    assert str(path) in str(raised.value)
    assert not (tmp_path / FLAG).exists()


def test_the_pickles_are_hostile(tmp_path: Path) -> None:
    for name in ("reduce", "stack_global", "before the data", "inst", "obj"):
        pickle.loads(PICKLES[name](tmp_path))
        (tmp_path / FLAG).rmdir()


def test_it_is_said_that_nothing_was_run(tmp_path: Path) -> None:
    path = _zip(tmp_path, PICKLES["reduce"](tmp_path))
    with pytest.raises(WeightsError, match="is refused: its pickle names posix.mkdir.*Nothing of it was run"):
        convert_weights(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def _tensor(shape: str, stride: str, offset: str = "K\x00", number: str = "K\x04") -> bytes:
    return (
        b"\x80\x02}X\x01\x00\x00\x00wctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n"
        b"X\x01\x00\x00\x000X\x03\x00\x00\x00cpu" + number.encode("latin-1") + b"tQ" + offset.encode("latin-1")
        + shape.encode("latin-1") + stride.encode("latin-1") + b"\x89}tRs."
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        _tensor("K\x05\x85", "K\x01\x85"),
        _tensor("K\x02\x85", "K\x7f\x85"),
        _tensor("K\x02\x85", "J\xff\xff\xff\xff\x85"),
        _tensor("K\x02\x85", "K\x01\x85", offset="K\x03"),
        _tensor("K\x02\x85", "K\x01\x85", offset="J\xff\xff\xff\xff"),
        _tensor("K\x02\x85", "K\x01K\x01\x86"),
        _tensor("X\x01\x00\x00\x00a\x85", "K\x01\x85"),
    ],
)
def test_tensors_beyond_their_storage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", content)
        archive.writestr("archive/data/0", b"\0" * 16)
    with pytest.raises(WeightsError, match="damaged"):
        open_checkpoint(path)


def test_the_same_file_with_a_tensor_that_fits(tmp_path: Path) -> None:
    path = tmp_path / "m.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", _tensor("K\x04\x85", "K\x01\x85"))
        archive.writestr("archive/data/0", b"\0" * 16)
    assert open_checkpoint(path).tensors["w"].shape == (4,)


def test_compressed_archives(tmp_path: Path) -> None:
    path = tmp_path / "m.bin"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", _tensor("K\x04\x85", "K\x01\x85"))
        archive.writestr("archive/data/0", b"\0" * 16)
    with pytest.raises(WeightsError, match="compressed"):
        open_checkpoint(path)


def test_torchscript(tmp_path: Path) -> None:
    path = tmp_path / "m.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/data.pkl", b"\x80\x02}.")
        archive.writestr("m/constants.pkl", b"\x80\x02).")
    with pytest.raises(WeightsError, match="TorchScript"):
        open_checkpoint(path)
