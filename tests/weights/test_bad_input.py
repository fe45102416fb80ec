"""What is wrong with a checkpoint is said in one error, nothing is written, and the source stays as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from paconvert_ng.weights import Options, WeightsError, convert_weights
from paconvert_ng.weights.run import MANIFEST
from paconvert_ng.weights.source import open_checkpoint
from tests.weights.conftest import Arrays, bits, random_tensor, read_all, write_safetensors

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 10\n"
INDEX = "model.safetensors.index.json"
FIRST = "model-00001-of-00002.safetensors"


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _change_index(folder: Path, change: Callable[[dict[str, str]], object]) -> None:
    index = json.loads((folder / INDEX).read_text())
    change(index["weight_map"])
    (folder / INDEX).write_text(json.dumps(index))


def _truncate(folder: Path) -> None:
    os.truncate(folder / FIRST, (folder / FIRST).stat().st_size - 3)


def _truncate_header(folder: Path) -> None:
    os.truncate(folder / FIRST, 20)


def _longer(folder: Path) -> None:
    with open(folder / FIRST, "ab") as stream:
        stream.write(b"x")


def _header(text: bytes, data: bytes = b"") -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / FIRST).write_bytes(len(text).to_bytes(8, "little") + text + data)

    return change


def _remove(*names: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return change


def _another(folder: Path) -> None:
    (folder / INDEX).unlink()
    write_safetensors(folder / "other.safetensors", {})


def _twice(folder: Path) -> None:
    write_safetensors(folder / FIRST, {"scale": random_tensor("F32", (2,))})


CASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "shard missing": (_remove(FIRST), "1 of 2 shards are missing"),
    "index missing and a shard": (_remove(INDEX, FIRST), "1 of 2 shards are missing"),
    "truncated": (_truncate, "is truncated"),
    "truncated header": (_truncate_header, "is truncated"),
    "empty": (lambda folder: (folder / FIRST).write_bytes(b""), "is empty"),
    "longer": (_longer, "bytes follow the last tensor"),
    "git-lfs": (lambda folder: (folder / FIRST).write_text(POINTER), "git lfs pull"),
    "git-lfs index": (lambda folder: (folder / INDEX).write_text(POINTER), "git lfs pull"),
    "key in two shards": (_twice, "key 'scale' is there twice"),
    "key of the index in no shard": (
        lambda folder: _change_index(folder, lambda names: names.update(ghost=FIRST)),
        "1 keys of the index are in no shard",
    ),
    "key in another shard": (
        lambda folder: _change_index(folder, lambda names: names.update(scale=FIRST)),
        "not in the shards that the index names",
    ),
    "climbs out": (
        lambda folder: _change_index(folder, lambda names: names.update(scale="../../etc/passwd")),
        "leads out of its folder",
    ),
    "absolute path": (
        lambda folder: _change_index(folder, lambda names: names.update(scale="/etc/passwd")),
        "leads out of its folder",
    ),
    "the folder itself": (
        lambda folder: _change_index(folder, lambda names: names.update(scale="..")),
        "leads out of its folder",
    ),
    "index broken": (lambda folder: (folder / INDEX).write_text("{"), "is no JSON"),
    "index deep": (lambda folder: (folder / INDEX).write_text("[" * 100_000), "is no JSON"),
    "index a list": (lambda folder: (folder / INDEX).write_text("[]"), "holds no mapping"),
    "index without a map": (lambda folder: (folder / INDEX).write_text("{}"), "has no weight_map"),
    "index with a key twice": (
        lambda folder: (folder / INDEX).write_text('{"weight_map": {"a": "b", "a": "c"}}'),
        "key 'a' is there twice",
    ),
    "header with a key twice": (
        _header(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{}}', b"0000"),
        "key 'a' is there twice",
    ),
    "header no JSON": (_header(b"{]"), "its header is no JSON"),
    "header too long": (
        lambda folder: (folder / FIRST).write_bytes((1 << 60).to_bytes(8, "little")),
        "its header would have",
    ),
    "entry without shape": (_header(b'{"a":{"dtype":"F32","data_offsets":[0,4]}}', b"0000"), "the entry of 'a'"),
    "negative shape": (
        _header(b'{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', b"0000"),
        "the entry of 'a'",
    ),
    "unknown dtype": (
        _header(b'{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}', b"0000"),
        "has the dtype 'F4', which is not known here",
    ),
    "shape and bytes differ": (
        _header(b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', b"0000"),
        "'a' of F32 [2] has 4 bytes",
    ),
    "overlapping": (
        _header(
            b'{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[3],"data_offsets":[2,5]}}',
            b"00000",
        ),
        "'b' begins at byte 2 of the data, not at 4",
    ),
    "two models": (_another, "several weight files and no index"),
}


@pytest.mark.parametrize("case", CASES)
def test_one_clear_error(folder: Path, tmp_path: Path, case: str) -> None:
    change, message = CASES[case]
    change(folder)
    before = _contents(folder)
    with pytest.raises(WeightsError) as raised:
        convert_weights(folder, tmp_path / "out")
    assert message in str(raised.value)
    assert not (tmp_path / "out").exists()
    assert _contents(folder) == before


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such file"):
        convert_weights(tmp_path / "none", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "training_args.bin").write_bytes(b"PK")
    with pytest.raises(WeightsError, match="has no weights"):
        convert_weights(tmp_path / "empty", tmp_path / "out")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(WeightsError, match="weights end in"):
        convert_weights(tmp_path / "notes.txt", tmp_path / "out")


@pytest.mark.parametrize("name", ["m.bin", "m.pdparams", "m.ckpt", "m.pt"])
@pytest.mark.parametrize(
    "content", [b"garbage" * 99, b"\x80\x04", b"PK\x03\x04" + b"x" * 99, b"\x0a\xff\xff\xff\xff\x7f"]
)
def test_other_formats_damaged(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=r"m\.\w+"):
        open_checkpoint(tmp_path / name)


@pytest.mark.parametrize("format_", ["bin", "pdparams", "ckpt"])
def test_other_formats_truncated_anywhere(folder: Path, tmp_path: Path, format_: str) -> None:
    convert_weights(folder, tmp_path / "out", Options(format=format_))
    path = next(path for path in (tmp_path / "out").iterdir() if path.suffix == f".{format_}")
    data = path.read_bytes()
    for end in range(1, len(data), 7):
        path.write_bytes(data[:end])
        try:
            found = read_all(path)
        except WeightsError:
            continue
        # A .ckpt has no end of its own: one that is cut between two tensors is shorter, not damaged.
        assert format_ == "ckpt" and len(found) < 8


def test_formats_that_lack_a_dtype(safetensors_file: Callable[[Arrays], Path], tmp_path: Path) -> None:
    place = safetensors_file({"a": random_tensor("F8_E4M3", (4,)), "b": random_tensor("U16", (4,))})
    for format_ in ("pdparams", "ckpt"):
        with pytest.raises(WeightsError, match=rf"which \.{format_} cannot hold; write safetensors"):
            convert_weights(place, tmp_path / "out", Options(format=format_))
    with pytest.raises(WeightsError, match="cannot be cast"):
        convert_weights(place, tmp_path / "out", Options(dtype="float32"))
    assert not (tmp_path / "out").exists()


def test_output_in_the_way(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="is the folder of the source"):
        convert_weights(folder, folder)
    (tmp_path / "file").write_text("x")
    with pytest.raises(WeightsError, match="is in the way"):
        convert_weights(folder, tmp_path / "file")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "model-00007-of-00009.safetensors").write_bytes(b"x")
    with pytest.raises(WeightsError, match="did not write"):
        convert_weights(folder, foreign)
    assert [path.name for path in foreign.iterdir()] == ["model-00007-of-00009.safetensors"]


def test_formats_side_by_side(folder: Path, arrays: Arrays, tmp_path: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"not looked at")
    convert_weights(folder, tmp_path / "out")
    assert read_all(tmp_path / "out") == bits(arrays)


def test_a_run_after_another_leaves_no_shards_of_the_first(folder: Path, arrays: Arrays, tmp_path: Path) -> None:
    out = tmp_path / "out"
    convert_weights(folder, out, Options(max_shard_size=140))
    convert_weights(folder, out)
    assert sorted(path.name for path in out.iterdir()) == ["config.json", "model.safetensors", MANIFEST]
    convert_weights(folder, out, Options(max_shard_size=140))
    convert_weights(folder, out, Options(format="pdparams"))
    assert sorted(path.name for path in out.iterdir()) == ["config.json", "model_state.pdparams", MANIFEST]
    assert read_all(out) == bits(arrays)


def test_links(folder: Path, arrays: Arrays, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = convert_weights(folder, out, Options(link=True))
    assert result.linked and os.path.samefile(out / FIRST, folder / FIRST)
    assert read_all(out) == bits(arrays)
    assert convert_weights(folder, out, Options(link=True)).up_to_date
    with pytest.raises(WeightsError, match="cannot be linked"):
        convert_weights(folder, tmp_path / "other", Options(link=True, format="bin"))


def test_huge_shapes(tmp_path: Path) -> None:
    text = b'{"a":{"dtype":"F32","shape":[4611686018427387904,0],"data_offsets":[0,0]}}'
    (tmp_path / "m.safetensors").write_bytes(len(text).to_bytes(8, "little") + text)
    with pytest.raises(WeightsError, match="is damaged"):
        open_checkpoint(tmp_path / "m.safetensors")


@pytest.mark.slow
def test_a_hundred_thousand_files_beside_them(folder: Path, arrays: Arrays, tmp_path: Path) -> None:
    for number in range(100_000):
        (folder / f"note {number} 字.txt").touch()
    convert_weights(folder, tmp_path / "out")
    assert read_all(tmp_path / "out") == bits(arrays)
