"""The tests' models, converted once; faults are planted in copies of the output."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.verify import verify
from paconvert_ng.verify.result import Result

SOURCES = Path(__file__).with_name("sources")


@dataclass(frozen=True)
class Converted:
    """The models for torch, their conversion, and its logs."""

    torch: Path
    paddle: Path
    logs: Path

    def verify(self, entry: str, inputs: dict[str, Any], paddle: Path | None = None, **spec: Any) -> Result:
        """Compares with the conversion, or with a copy of it."""
        return verify(
            self.torch, paddle or self.paddle, {"entry": entry, "inputs": inputs, **spec}, logs=self.logs, timeout=120
        )


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    folder = tmp_path_factory.mktemp("verify")
    found = Converted(SOURCES, folder / "out", folder / "logs")
    summary = convert_tree(SOURCES, found.paddle, log_dir=found.logs, options=Options(cache=False))
    assert not summary.unconverted
    return found


@pytest.fixture
def plant(converted: Converted, tmp_path: Path) -> Callable[[str, str], Path]:
    """A copy of the output in which a text was replaced, once."""

    def copy(text: str, new: str, file: str = "net.py") -> Path:
        folder = tmp_path / "spoiled"
        shutil.copytree(converted.paddle, folder)
        source = (folder / file).read_text(encoding="utf-8")
        assert source.count(text) >= 1, f"{text!r} is not in the conversion"
        (folder / file).write_text(source.replace(text, new, 1), encoding="utf-8")
        return folder

    return copy
