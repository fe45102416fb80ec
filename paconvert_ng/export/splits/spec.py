"""How a model is taken apart, as data: rules/export/splits/, or a file of the user's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from paconvert_ng.export.errors import ExportError
from paconvert_ng.rules.locate import EXPORT, data_folder

#: What --split says for "the first of the built-in ones that fits".
AUTO = "auto"
_KINDS: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "blocks": (str,),
    "past": (str, type(None)),
    "present": (int,),
    "call": (dict,),
}


def read_splits(name: str) -> list[dict[str, Any]]:
    """The ways to try, in order: those of a built-in name, all of them (``auto``), or those of a YAML file.

    Raises ExportError, which says what is wrong.
    """
    folder = data_folder() / EXPORT / "splits"
    built_in = [item for path in sorted(folder.glob("*.yaml")) for item in _read(path)]
    if name == AUTO:
        return built_in
    named = [item for item in built_in if item["name"] == name]
    if named:
        return named
    path = Path(name)
    if not path.is_file():
        known = ", ".join([AUTO, *(item["name"] for item in built_in)])
        raise ExportError(f"--split {name}: no such file, and none of {known}")
    return _read(path)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ExportError(f"{path}: no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict) or not isinstance(found.get("splits"), list) or not found["splits"]:
        raise ExportError(f"{path}: a mapping with the list `splits` is expected")
    return [_checked(item, f"{path}: splits[{number}]") for number, item in enumerate(found["splits"])]


def _checked(item: Any, where: str) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise ExportError(f"{where}: a mapping with `blocks` is expected")
    unknown = sorted(set(item) - set(_KINDS))
    if unknown:
        raise ExportError(f"{where}: unknown key {', '.join(map(str, unknown))}; known: {', '.join(_KINDS)}")
    if "blocks" not in item:
        raise ExportError(f"{where}: blocks says where the list of blocks is: model.layers")
    whole = {"name": item["blocks"], "past": "past_key_values", "present": 1, "call": {}, **item}
    for name, kinds in _KINDS.items():
        if not isinstance(whole[name], kinds) or isinstance(whole[name], bool):
            raise ExportError(f"{where}: {name}: {whole[name]!r} is no {kinds[0].__name__}")
    return whole
