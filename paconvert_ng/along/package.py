"""A package that was named to be taken along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_LICENCE = re.compile(r"(?i)(licen[cs]e|copying|notice|authors|unlicense)([._-].*)?\Z")


class Package(NamedTuple):
    """A package by its import name. ``root`` is its folder, or its only module.

    ``licences`` are its licence files, ``licence`` is what its metadata say; both may be empty.
    ``project`` is the name that it is installed by, "" if there are no metadata. ``metadata`` is the file of these.
    """

    name: str
    root: Path
    version: str = ""
    licences: tuple[Path, ...] = ()
    licence: str = ""
    project: str = ""
    metadata: Path | None = None


def is_licence(name: str) -> bool:
    """Whether a file of this name holds a licence, or a notice that belongs to one."""
    return _LICENCE.match(name) is not None
