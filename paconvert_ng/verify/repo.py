"""Hugging Face repositories: what is compared, by config.json and the modelling files, where the spec is silent."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paconvert_ng.hub.guide import auto_class
from paconvert_ng.hub.repo import CONFIG, Repo, is_pointer, repos_among
from paconvert_ng.verify.process import CannotError

CONFIGURATION = "$config"


def completed(values: Mapping[str, Any], torch: Path) -> dict[str, Any]:
    """The spec of a comparison of repositories: ``entry``, configuration, weights and inputs where they are missing.

    What is no repository, or names its own arguments, is given back as it is. Raises CannotError for a repository that
    does not say which class is its model, or whose weights are pointers of git-lfs.
    """
    entry = values.get("entry")
    found = [] if torch.is_file() or "args" in values else repos_among(torch, _files(torch))
    repo = next((repo for repo in found if repo.folder == ""), None)
    if repo is None or (entry is not None and not _is_model(torch, entry)):
        if entry is None and (torch / CONFIG).is_file():
            raise CannotError(
                f"{torch}: no modelling_*.py or modeling_*.py lies beside {CONFIG}: the code is that of a package; "
                "convert it with --with_packages transformers, and say with --entry what to build"
            )
        return dict(values)
    if repo.broken:
        raise CannotError(f"{torch}: {repo.broken}")
    entry = entry or _entry(torch, repo)
    own = repo.auto_map.get("AutoConfig", "")
    config = _reference(own) if own and "--" not in own else f"{entry}.config_class"
    weights = values.get("weights") or ("checkpoint" if repo.weights else "random")
    if weights == "checkpoint":
        pointers = [path for path in repo.weights if is_pointer(torch / path)]
        if pointers:
            raise CannotError(
                f"{torch / pointers[0]}: a pointer of git-lfs in place of the weights: run `git lfs pull`"
            )
    kept = {key: value for key, value in values.items() if key != "kwargs"}
    arguments = [{CONFIGURATION: config, "kwargs": values.get("kwargs", {})}]
    return {**kept, "entry": entry, "args": arguments, "weights": weights, "from_config": True}


def has_weights(folder: Path) -> bool:
    """Whether weights lie in the folder of a repository."""
    if not folder.is_dir():
        return False
    found = repos_among(folder, _files(folder))
    return any(repo.folder == "" and repo.weights for repo in found)


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


def _is_model(folder: Path, entry: str) -> bool:
    """Whether an entry names a class of one of the modelling files."""
    module, _, name = entry.partition(":")
    return entry.startswith(".") and name in _classes(folder / f"{module.lstrip('.').replace('.', '/')}.py")


def _entry(folder: Path, repo: Repo) -> str:
    """The class of ``architectures``, which the weights were made with; else that of an auto class."""
    stated = repo.config.get("architectures")
    names = [name for name in stated if isinstance(name, str)] if isinstance(stated, list) else []
    own = [reference for reference in repo.auto_map.values() if "--" not in reference]
    files = sorted(path for path in folder.glob("model*ing_*.py"))
    for name in names:
        references = [reference for reference in own if reference.rpartition(".")[2] == name]
        references += [f"{path.stem}.{name}" for path in files if name in _classes(path)]
        if references:
            return _reference(references[0])
    reference = repo.auto_map.get(auto_class(repo), "")
    if not reference or "--" in reference:
        known = f"architectures {', '.join(names)}" if names else "no architectures"
        raise CannotError(
            f"{folder}: {CONFIG} has {known} and auto_map {repo.auto_map or 'none'}: none is a class of the modelling "
            "files; name one with --entry .modeling_x:Class"
        )
    return _reference(reference)


def _reference(reference: str) -> str:
    """``modeling_x.Model`` → ``.modeling_x:Model``."""
    module, _, name = reference.rpartition(".")
    return f".{module}:{name}"


def _classes(path: Path) -> set[str]:
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return set()
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
