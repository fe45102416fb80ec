"""A run that was stopped goes on; the output appears whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng.weights import Options, WeightsError, convert_weights, write
from paconvert_ng.weights.run import MANIFEST
from paconvert_ng.weights.source import read_json
from tests.weights.conftest import Arrays, bits, random_tensor, read_all

FORMATS = ("safetensors", "bin", "pdparams", "ckpt")


@pytest.fixture
def place(safetensors_file: Callable[[Arrays], Path]) -> Path:
    return safetensors_file({f"w{number}": random_tensor("BF16", (40, 25), number) for number in range(12)})


_REAL = write._write_all


class _Full:
    """A disk that is full after ``left`` bytes, and counts what reaches it."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.written = 0

    def __call__(self, stream: Any, data: Any) -> None:
        if len(data) > self.left:
            _REAL(stream, data[: self.left])  # as the real one: the first part still fits
            self.left = 0
            raise OSError(errno.ENOSPC, "No space left on device")
        self.left -= len(data)
        self.written += len(data)
        _REAL(stream, data)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("space", [10, 5000, 9000, 23_000])
def test_disk_full_and_again(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str, space: int
) -> None:
    monkeypatch.setattr(write, "_STEP", 1)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    out = tmp_path / "out"
    options = Options(format=format_, max_shard_size=10_000)
    full = _Full(space)
    monkeypatch.setattr(write, "_write_all", full)
    with pytest.raises(WeightsError, match="the disk is full"):
        convert_weights(place, out, options)
    assert [path.name for path in out.iterdir()] == [write.STAGING]
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    again = _Full(1 << 40)
    monkeypatch.setattr(write, "_write_all", again)
    result = convert_weights(place, out, options)
    total = sum(file.size for file in result.files)
    assert again.written <= total - max(space - 2600, 0)
    assert read_all(out) == read_all(place)
    assert not (out / write.STAGING).exists()
    clean = convert_weights(place, tmp_path / "clean", options)
    assert clean.files == result.files


def test_what_an_earlier_run_left_is_checked(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_STEP", 1)
    out = tmp_path / "out"
    monkeypatch.setattr(write, "_write_all", _Full(9000))
    with pytest.raises(WeightsError):
        convert_weights(place, out)
    monkeypatch.undo()
    partial = out / write.STAGING / "model.safetensors"
    data = bytearray(partial.read_bytes())
    data[3000] ^= 1
    partial.write_bytes(data)
    convert_weights(place, out)
    assert read_all(out) == read_all(place)


def test_another_conversion_does_not_go_on(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr(write, "_write_all", _Full(9000))
    with pytest.raises(WeightsError):
        convert_weights(place, out)
    monkeypatch.undo()
    convert_weights(place, out, Options(dtype="float32"))
    assert {entry[0] for entry in read_all(out).values()} == {"F32"}


def test_killed_and_again(safetensors_file: Callable[[Arrays], Path], tmp_path: Path) -> None:
    arrays = {f"w{number}": random_tensor("BF16", (1000, 1000), number) for number in range(16)}
    place, out = safetensors_file(arrays), tmp_path / "out"
    script = (
        "import sys, os, signal\n"
        "from paconvert_ng.weights import convert_weights, write\n"
        "write._STEP = 1\n"
        "def progress(done, total, name):\n"
        "    if done > total // 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "convert_weights(sys.argv[1], sys.argv[2], progress=progress)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(place), str(out)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [path.name for path in out.iterdir()] == [write.STAGING]
    convert_weights(place, out)
    assert read_all(out) == bits(arrays)


def test_stopped_before_the_manifest(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from paconvert_ng.weights import run

    out = tmp_path / "out"
    options = Options(max_shard_size=10_000)

    def stop(path: Path, data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "write_atomically", stop)
    with pytest.raises(KeyboardInterrupt):
        convert_weights(place, out, options)
    (out / "model-00001-of-00003.safetensors").rename(out / write.STAGING / "model-00001-of-00003.safetensors")
    monkeypatch.undo()
    again = _Full(0)  # nothing is left to write
    monkeypatch.setattr(write, "_write_all", again)
    convert_weights(place, out, options)
    assert read_all(out) == read_all(place)
    assert not (out / write.STAGING).exists()


def test_up_to_date(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = convert_weights(place, out)
    assert not first.up_to_date
    second = convert_weights(place, out)
    assert second.up_to_date and second.files == first.files
    os.utime(place / "model.safetensors", ns=(1, 1))
    assert not convert_weights(place, out).up_to_date
    os.truncate(out / "model.safetensors", 9)
    assert not convert_weights(place, out).up_to_date
    assert read_all(out) == read_all(place)


def test_two_at_once(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with write.Staging(out, "other"), pytest.raises(WeightsError, match="another run is writing"):
        convert_weights(place, out)


def test_checksums(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = convert_weights(place, out, Options(max_shard_size=10_000))
    manifest = read_json(out / MANIFEST)
    assert len(result.files) > 1
    for name, entry in manifest["files"].items():
        found = subprocess.run(["sha256sum", name], cwd=out, capture_output=True, text=True, check=True).stdout
        assert found.split()[0] == entry["sha256"] and entry["size"] == (out / name).stat().st_size
    assert manifest["tensors"]["w3"] == {"from": ["w3"], "action": "copy"}


def test_too_little_space_is_said_before(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda path: _Usage)
    with pytest.raises(WeightsError, match="are needed and 0.00 GB are free"):
        convert_weights(place, tmp_path / "out")


class _Usage:
    free = 100
