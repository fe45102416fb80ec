"""Dependency files, scripts and documents: what they become."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.formats.conda import conda
from paconvert_ng.formats.documents import markdown, shell
from paconvert_ng.formats.found import Context, Found, applied, diagnostics
from paconvert_ng.formats.kinds import format_of
from paconvert_ng.formats.requirements_txt import requirements
from paconvert_ng.formats.setup_cfg import setup_cfg
from paconvert_ng.formats.setup_py import setup_py
from paconvert_ng.formats.toml_files import toml_file

_BOM = "\ufeff"
_LOCKED = re.compile(r"^\s*(?:name = |\"|- name: )\"?(torch)\"?\s*(?:$|:)", re.MULTILINE)


def _lock(text: str, context: Context) -> Iterable[Found]:
    match = _LOCKED.search(text)
    if match:
        message = "the lock file holds torch; make it again from the converted file"
        yield Found(match.start(1), match.end(1), None, "PC503", "torch", message)


FORMATS: dict[str, Callable[[str, Context], Iterable[Found]]] = {
    "conda": conda,
    "lock": _lock,
    "markdown": markdown,
    "requirements": requirements,
    "setup_cfg": setup_cfg,
    "setup_py": setup_py,
    "shell": shell,
    "toml": toml_file,
}


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
    new = (whole[: len(whole) - len(text)] + applied(text, found)).encode()
    return Changed(new if new != data else None, said)
