"""What is wrong with a repository: told before anybody waits for its weights."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from pathlib import Path

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.hub.repo import Repo, is_pointer


def faults(root: Path, repo: Repo) -> Iterator[Diagnostic]:
    """Findings of a repository below the input folder ``root``."""
    if repo.broken:
        yield whole_file("PC601", repo.config_path, repo.broken)
    for name, reference in repo.auto_map.items():
        problem = _class_problem(repo, reference)
        if problem:
            yield whole_file("PC602", repo.config_path, f"auto_map: {name} is {reference}, but {problem}")
    for index in repo.indexes:
        yield from _index_faults(root, repo, index)
    for path in repo.weights:
        if is_pointer(root / path):
            yield whole_file("PC604", path, "a pointer of git-lfs in place of the weights: run `git lfs pull`")


def _class_problem(repo: Repo, reference: str) -> str:
    """Why a class of ``auto_map`` cannot be loaded from the folder; "" if it can."""
    if "--" in reference:
        return ""  # of another repository, which transformers downloads
    module, _, name = reference.rpartition(".")
    if not module or not all(part.isidentifier() for part in (*module.split("."), name)):
        return "that is no module and class"
    file = f"{module.replace('.', '/')}.py"
    return "" if posixpath.join(repo.folder, file) in repo.files else f"there is no {file}"


def _index_faults(root: Path, repo: Repo, index: str) -> Iterator[Diagnostic]:
    try:
        weight_map = json.loads((root / index).read_text(encoding="utf-8"))["weight_map"]
        names = sorted(set(weight_map.values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield whole_file("PC603", index, f"the index cannot be read: {type(error).__name__}: {error}")
        return
    for name in names:
        whole = posixpath.join(repo.folder, str(name))
        path = posixpath.normpath(whole)
        if path != whole or path.startswith(("/", "..")):
            yield whole_file("PC603", index, f"{name} lies outside of the folder")
        elif path not in repo.files:
            yield whole_file("PC603", index, f"{name} is missing")
