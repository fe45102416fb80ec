"""Rule files and helpers made for a test, checked against the committed snapshots."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from paconvert_ng.rules import locate
from paconvert_ng.rules.loader import Loaded, read_rule_files
from paconvert_ng.rules.signatures import source_signatures

RUNTIME = """
import paddle

LIMIT = 3

def torch_max(input, *args, **kwargs):
    return paddle.max(input)

def relu(input, inplace=False):
    return input

def tensor_numel(input):
    return 1

def op_iadd(left, right):
    return left

def newer(x):
    return paddle.compat.nn.Linear(x)

class Conv2d(paddle.nn.Conv2D):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
                 padding_mode="zeros", device=None, dtype=None):
        super().__init__(in_channels, out_channels, kernel_size)
"""


class Rules:
    """Writes rule files into a folder of its own and loads them."""

    def __init__(self, folder: Path, runtime: Path) -> None:
        self.folder = folder
        self.runtime = runtime

    def write(self, text: str, name: str = "rules.yaml") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    def load(self, text: str = "", version: str = "3.3.1", override: tuple[Path, ...] = ()) -> Loaded:
        if text:
            self.write(text)
        return read_rule_files([self.folder], source_signatures(), version, override)

    def problems(self, text: str, version: str = "3.3.1") -> list[str]:
        """``line: message`` of every problem in a file with this text."""
        found = self.load(text, version).problems
        return [f"{problem.where.rpartition(':')[2]}: {problem.message}" for problem in found]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rules:
    runtime = tmp_path / "paconvert_ng" / "runtime"
    runtime.mkdir(parents=True)
    (runtime / "helpers.py").write_text(RUNTIME, encoding="utf-8")
    monkeypatch.setattr(locate, "runtime_folder", lambda: runtime)
    folder = tmp_path / "own"
    folder.mkdir()
    return Rules(folder, runtime)


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule base of its own with the real snapshots, and an empty cache."""
    real = locate.data_folder()
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "signatures").symlink_to(real / "signatures")
    (folder / "modules.yaml").write_text("torch.nn: paddle.nn\n", encoding="utf-8")
    runtime = tmp_path / "paconvert_ng" / "runtime"
    runtime.mkdir(parents=True, exist_ok=True)
    (runtime / "helpers.py").write_text(RUNTIME, encoding="utf-8")
    answer: Callable[[], Path] = lambda: folder  # noqa: E731
    monkeypatch.setattr(locate, "data_folder", answer)
    monkeypatch.setattr(locate, "runtime_folder", lambda: runtime)
    monkeypatch.setenv("PACONVERT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("PACONVERT_STRICT_RULES", raising=False)
    return folder
