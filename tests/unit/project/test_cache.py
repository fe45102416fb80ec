from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from paconvert_ng.options import Options
from paconvert_ng.project.cache import Cache, cache_folder, digest, fingerprint

KEY = digest("a")
OTHER = digest("b")


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get(KEY) is None
    cache.put(KEY, {"x": [1, "é", None]}, b"\n\0data\n")
    assert cache.get(KEY) == ({"x": [1, "é", None]}, b"\n\0data\n")
    assert cache.get(OTHER) is None
    assert Cache(tmp_path).get(KEY) is not None


def test_texts_are_told_apart() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest("\udcff") != digest("?")


@pytest.mark.parametrize("content", [b"", b"rubbish", b"x\x9c", None])
def test_a_damaged_entry_is_none_and_can_be_put_again(tmp_path: Path, content: bytes | None) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, 1)
    (entry,) = entries(tmp_path)
    entry.write_bytes(entry.read_bytes()[:-1] if content is None else content)
    assert cache.get(KEY) is None
    cache.put(KEY, 2)
    assert cache.get(KEY) == (2, b"")


def test_without_a_folder_nothing_is_held() -> None:
    cache = Cache(None)
    cache.put(KEY, 1)
    assert cache.get(KEY) is None
    cache.prune()


def test_a_folder_that_cannot_be_is_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", Path("/proc/none")):
        cache = Cache(folder)
        cache.put(KEY, 1)
        assert cache.get(KEY) is None
        cache.prune()


def test_the_oldest_entries_go_when_the_limit_is_passed(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=10_000)
    keys = [digest(str(number)) for number in range(20)]
    for number, key in enumerate(keys):
        cache.put(key, number, os.urandom(1000))
        path = next(p for p in entries(tmp_path) if key.endswith(p.name))
        os.utime(path, (1000 + number, 1000 + number))
    cache.prune()
    kept = [number for number, key in enumerate(keys) if cache.get(key) is not None]
    assert kept and kept == list(range(20 - len(kept), 20))
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= 8000


def test_below_the_limit_nothing_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, 1)
    cache.prune()
    assert cache.get(KEY) is not None


def test_an_entry_that_is_used_stays_young(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, 1)
    (entry,) = entries(tmp_path)
    os.utime(entry, (1000, 1000))
    cache.get(KEY)
    assert time.time() - entry.stat().st_mtime < 3600


def _put_and_get(folder: Path, failures: multiprocessing.Queue[str]) -> None:
    cache = Cache(folder, limit=20_000)
    for number in range(150):
        key = digest(str(number % 7))
        found = cache.get(key)
        if found is not None and (found[0] != number % 7 or len(found[1]) != 1000):
            failures.put(f"{found[0]} {len(found[1])}")
        cache.put(key, number % 7, bytes([number % 7]) * 1000)
        cache.prune()


def test_many_processes_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    failures: multiprocessing.Queue[str] = context.Queue()
    processes = [context.Process(target=_put_and_get, args=(tmp_path, failures)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert failures.empty()
    assert not [path for path in entries(tmp_path) if path.name.endswith(".tmp")]


def test_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/x")
    for name in ("PACONVERT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert cache_folder() == Path("/home/x/.cache/paconvert_ng")
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache")
    assert cache_folder() == Path("/var/cache/paconvert_ng")
    monkeypatch.setenv("PACONVERT_CACHE_DIR", "/tmp/here")
    assert cache_folder() == Path("/tmp/here")


def test_the_fingerprint_is_of_what_matters(tmp_path: Path) -> None:
    first = fingerprint(Options())
    assert first == fingerprint(Options(jobs=3, diff=True, dry_run=True, strict=True, cache=False, exclude=("x",)))
    changed = [
        Options(paddle_version="3.0.0"),
        Options(linear="paddle"),
        Options(compute_capability="cpu"),
        Options(rules=(str(tmp_path),)),
    ]
    assert len({first, *map(fingerprint, changed)}) == 4  # an empty rule folder changes nothing
    (tmp_path / "x.yaml").write_text("a: 1")
    one = fingerprint(changed[-1])
    (tmp_path / "x.yaml").write_text("a: 2")
    assert len({first, one, fingerprint(changed[-1])}) == 3
