"""Finds what the spec names in the user's code, and builds it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

CALL, CONFIGURATION, TUPLE = "$call", "$config", "$tuple"


def prepare(root: str, package: str) -> None:
    """Makes the code under ``root`` importable: as the package ``package`` if one is named, else module by module."""
    path = Path(root)
    if not package:
        sys.path.insert(0, str(path if path.is_dir() else path.parent))
        return
    file = path / "__init__.py" if path.is_dir() else path
    folders = [str(path)] if path.is_dir() else None
    if file.exists():
        spec = importlib.util.spec_from_file_location(package, file, submodule_search_locations=folders)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[package] = module
        spec.loader.exec_module(module)
        return
    module = ModuleType(package)
    module.__path__ = [str(path)]
    sys.modules[package] = module


def find(entry: str) -> Any:
    """``package.module:name.of.it`` → the object."""
    module, _, names = entry.partition(":")
    found: Any = importlib.import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found


def folder_of(root: str) -> str:
    """The folder in which a repository's config.json and weights lie."""
    return root if os.path.isdir(root) else os.path.dirname(root)


def built(value: Any, root: str) -> Any:
    """A value of the spec: ``{"$call": entry, "args": […], "kwargs": {…}}`` is called, anywhere inside.

    ``{"$tuple": […]}`` is a tuple, which JSON has not.
    ``{"$config": entry, "kwargs": {…}}`` is the configuration in the config.json of the code's own folder.
    """
    if isinstance(value, Mapping):
        if CONFIGURATION in value:
            return find(value[CONFIGURATION]).from_pretrained(folder_of(root), **value.get("kwargs", {}))
        if CALL in value:
            arguments = [built(item, root) for item in value.get("args", ())]
            return find(value[CALL])(*arguments, **{k: built(v, root) for k, v in value.get("kwargs", {}).items()})
        if TUPLE in value:
            return tuple(built(item, root) for item in value[TUPLE])
        return {key: built(item, root) for key, item in value.items()}
    if isinstance(value, list):
        return [built(item, root) for item in value]
    return value
