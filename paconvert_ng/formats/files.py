"""Dependency files, scripts, documents, configuration and templates: what they become."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.formats.conda import conda, is_yaml
from paconvert_ng.formats.configuration import json_values, toml_values, yaml_values
from paconvert_ng.formats.documents import markdown, shell
from paconvert_ng.formats.found import Context, Found, applied, diagnostics
from paconvert_ng.formats.kinds import format_of
from paconvert_ng.formats.magics import parses
from paconvert_ng.formats.requirements_txt import requirements
from paconvert_ng.formats.setup_cfg import setup_cfg
from paconvert_ng.formats.setup_py import setup_py
from paconvert_ng.formats.templates import template
from paconvert_ng.formats.toml_files import toml_file
from paconvert_ng.formats.toml_spans import is_toml

_BOM = "\ufeff"
_LOCKED = re.compile(r"^\s*(?:name = |\"|- name: )\"?(torch)\"?\s*(?:$|:)", re.MULTILINE)


def _lock(text: str, context: Context) -> Iterable[Found]:
    match = _LOCKED.search(text)
    if match:
        message = "the lock file holds torch; make it again from the converted file"
        yield Found(match.start(1), match.end(1), None, "PC503", "torch", message)


FORMATS: dict[str, Callable[[str, Context], Iterable[Found]]] = {
    "conda": conda,
    "config_json": json_values,
    "config_toml": toml_values,
    "config_yaml": yaml_values,
    "lock": _lock,
    "markdown": markdown,
    "requirements": requirements,
    "setup_cfg": setup_cfg,
    "setup_py": setup_py,
    "shell": shell,
    "template": template,
    "toml": toml_file,
}

#: What an output must be.
_VALID: dict[str, Callable[[str], bool]] = {"conda": is_yaml, "setup_py": parses, "toml": is_toml}


@dataclass(frozen=True, slots=True)
class Changed:
    """What a file becomes (``data``, None where it stays) and what is said of it."""

    data: bytes | None
    diagnostics: tuple[Diagnostic, ...] = ()


def convert_file(path: str, data: bytes, context: Context) -> Changed:
    """Convert the content of a file for which ``format_of`` knows a format. What is no UTF-8 stays."""
    if b"torch" not in data.lower():
        return Changed(None)
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        return Changed(None)
    text = whole.removeprefix(_BOM)
    found = list(FORMATS[format_of(path)](text, context))
    said = diagnostics(text, (item for item in found if item.code), path)
    result = applied(text, found)
    valid = _VALID.get(format_of(path))
    if result != text and valid is not None and not valid(result):
        message = "what would be written does not parse; the file is left as it is"
        return Changed(None, (whole_file("PC304", path, message),))
    new = (whole[: len(whole) - len(text)] + result).encode()
    return Changed(new if new != data else None, said)
