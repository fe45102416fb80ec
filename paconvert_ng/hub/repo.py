"""Which folders of a tree are Hugging Face repositories with modelling code of their own, and what their files say."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONFIG = "config.json"
#: Weights as transformers and others name them, by shard too.
_WEIGHTS = re.compile(
    r"(?:model|pytorch_model|diffusion_pytorch_model|adapter_model|consolidated)[\w.-]*\.(?:safetensors|bin|pt|pth)"
)
_INDEX = re.compile(r"[\w.-]+\.(?:safetensors|bin)\.index\.json")
_POINTER = b"version https://git-lfs"


@dataclass(frozen=True)
class Repo:
    """One repository. Paths are relative to the input folder, posix; ``folder`` is "" for the input folder itself.

    ``config`` is the parsed config.json, empty if it is broken: ``broken`` then says how.
    """

    folder: str
    config: Mapping[str, Any] = field(default_factory=dict)
    broken: str = ""
    weights: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()

    @property
    def config_path(self) -> str:
        return posixpath.join(self.folder, CONFIG)

    @property
    def auto_map(self) -> dict[str, str]:
        """Which class serves an auto class: ``AutoModel`` → ``modeling_x.XModel``; of a list, the first."""
        found = self.config.get("auto_map")
        pairs = found.items() if isinstance(found, dict) else ()
        texts = {name: value[0] if isinstance(value, list) and value else value for name, value in pairs}
        return {name: value for name, value in texts.items() if isinstance(value, str)}


def is_weights(path: str) -> bool:
    """Whether a path is named as weights are."""
    return _WEIGHTS.fullmatch(path.rpartition("/")[2]) is not None


def repos_among(root: Path, paths: Iterable[str]) -> list[Repo]:
    """The repositories among these files of the folder ``root``: a config.json beside a ``modeling_*.py``.

    A config.json that cannot be read is no reason to stop: the repository says that it is broken.
    """
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(posixpath.dirname(path), []).append(path)
    found = []
    for folder, files in sorted(by_folder.items()):
        names = {posixpath.basename(path) for path in files}
        code = any(name.startswith(("modeling_", "modelling_")) and name.endswith(".py") for name in names)
        if code and (CONFIG in names or any(map(is_weights, names))):
            config, broken = _read(root / folder / CONFIG)
            found.append(
                Repo(
                    folder,
                    config,
                    broken,
                    tuple(sorted(path for path in files if is_weights(path))),
                    tuple(sorted(path for path in files if _INDEX.fullmatch(posixpath.basename(path)))),
                    frozenset(files),
                )
            )
    return found


def _read(path: Path) -> tuple[dict[str, Any], str]:
    """A config.json, and what is wrong with it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, "there is no config.json"
    except (OSError, ValueError) as error:
        return {}, f"config.json cannot be read: {error}"
    return (content, "") if isinstance(content, dict) else ({}, "config.json holds no object")


def is_pointer(path: Path) -> bool:
    """Whether a file is git-lfs's pointer in place of what it stands for."""
    try:
        with open(path, "rb") as file:
            return file.read(len(_POINTER)) == _POINTER
    except OSError:
        return False
