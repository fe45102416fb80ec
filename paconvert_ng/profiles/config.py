"""The edits of JSON files: a value is replaced where it stands, all else stays byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.formats import json_spans
from paconvert_ng.formats.found import Found, applied, diagnostics
from paconvert_ng.options import Options
from paconvert_ng.profiles.apply import MADE, MADE_DIFFERENT, NO_PLACE, NOT_MADE
from paconvert_ng.profiles.find import config_edits
from paconvert_ng.profiles.model import ConfigEdit

_BOM = "\ufeff"


class ConfigEdits:
    """The edits of a run's profiles on the JSON files of its repositories, whose folders are ``folders``."""

    def __init__(self, options: Options, folders: Sequence[str]) -> None:
        self._edits = config_edits(options.profile, options.rules) if options.profile else ()
        self._assume = options.assume
        self._paths = {
            f"{folder}/{edit.file}" if folder else edit.file: folder for folder in folders for edit in self._edits
        }

    def wants(self, path: str) -> bool:
        """Whether a file is one of those that the edits are about."""
        return path in self._paths

    def edited(self, path: str, data: bytes) -> tuple[bytes, tuple[Diagnostic, ...]]:
        """A file's content after the edits, and what is said of them."""
        if not self.wants(path):
            return data, ()
        name = path.rpartition("/")[2]
        return edit_json(data, path, [edit for edit in self._edits if edit.file == name], self._assume)

    def applied(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """A parsed config.json as it is after the edits, at its top."""
        made = (e for e in self._edits if e.file == "config.json" and (not e.assume or e.assume in self._assume))
        new = {key: value for edit in made for key, value in edit.values.items() if key in config}
        return {**config, **new}


def edit_json(
    data: bytes, path: str, edits: Sequence[ConfigEdit], assume: Sequence[str] = ()
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The content of a JSON file after edits, and what is said of them."""
    try:
        whole = data.decode("utf-8")
        text = whole.removeprefix(_BOM)
        root = json_spans.parse(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return data, (whole_file(NOT_MADE, path, "the file cannot be read as JSON"),)
    found = [item for edit in edits for item in _of_edit(edit, text, root, assume)]
    last: dict[int, Found] = {}
    for item in found:  # of two profiles that set one key the later counts
        if item.new is not None:
            last[item.start] = item
    found = [item for item in found if item.new is None or last[item.start] is item]
    changed = [item for item in found if item.new != text[item.start : item.end]]
    result = applied(text, changed)
    return (whole[: len(whole) - len(text)] + result).encode(), diagnostics(text, changed, path)


def _of_edit(edit: ConfigEdit, text: str, root: json_spans.Node, assume: Sequence[str]) -> Iterator[Found]:
    for key, value in edit.values.items():
        node: json_spans.Node | None = root
        for part in key.split("."):
            node = node.members.get(part) if node is not None else None
        if node is None:
            yield Found(0, 0, None, NO_PLACE, edit.name, f"the file has no {key}")
        elif edit.assume and edit.assume not in assume:
            message = f"not made: only with --assume {edit.assume} ({edit.assumption})"
            yield Found(node.start, node.end, None, NOT_MADE, edit.name, message)
        elif node.value != value or type(node.value) is not type(value):
            new = json.dumps(value, ensure_ascii=False)
            message = f"{key} is now {new}, not {text[node.start : node.end]}: {edit.why}"
            if edit.changes:
                message += f"; what differs: {edit.changes}"
            yield Found(node.start, node.end, new, MADE_DIFFERENT if edit.changes else MADE, edit.name, message)
