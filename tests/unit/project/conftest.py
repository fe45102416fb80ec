"""Each test has a cache of its own; ``work`` tells what the stand-in for the engine did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PACONVERT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("FAKE_ENGINE_LOG", str(tmp_path / "engine.log"))
    return tmp_path / "cache"


@pytest.fixture
def work(tmp_path: Path) -> Callable[[], list[str]]:
    """What the engine did since the last call: lines without process numbers, sorted."""

    def done() -> list[str]:
        log = tmp_path / "engine.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return sorted(line.rpartition(" ")[0] for line in lines)

    return done
