"""The operators of an ONNX file beside those that a target takes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from paconvert_ng.export.errors import ExportError
from paconvert_ng.rules.locate import EXPORT, data_folder


@dataclass(frozen=True)
class Lacking:
    """An operator that the target does not take, and the nodes that use it."""

    operator: str
    nodes: tuple[str, ...]


def target_names() -> list[str]:
    """The targets that there are lists of."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


@lru_cache
def target_operators(target: str) -> frozenset[str]:
    """The operators that it takes. Raises ExportError where there is no such list."""
    if target not in target_names():
        raise ExportError(f"--check_ops {target}: there is no such target; known: {', '.join(target_names())}")
    path = _folder() / f"{target}.yaml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not isinstance(found.get("operators"), list):
        raise ExportError(f"{path}: a mapping with the list `operators` is expected")
    return frozenset(map(str, found["operators"]))


def check_nodes(nodes: Iterable[tuple[str, str]], target: str) -> list[Lacking]:
    """What the target lacks of these operators (with the names of their nodes)."""
    known = target_operators(target)
    found: dict[str, list[str]] = {}
    for operator, name in nodes:
        if operator not in known:
            found.setdefault(operator, []).append(name)
    return [Lacking(operator, tuple(names)) for operator, names in sorted(found.items())]


def check_ops(file: Path, target: str, python: str = sys.executable, timeout: float = 600.0) -> list[Lacking]:
    """What the target lacks of an ONNX file's operators; nothing where it can take the file."""
    from paconvert_ng.export.onnx.convert import check_packages, examine

    target_operators(target)
    if not file.exists():
        raise ExportError(f"{file}: no such file")
    check_packages(python, timeout, ("onnx",))
    return check_nodes(examine(file, python=python, timeout=timeout).nodes, target)


def _folder() -> Path:
    return data_folder() / EXPORT / "operators"
