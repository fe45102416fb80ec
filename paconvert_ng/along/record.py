"""What the report says of a package that was to be taken along."""

from __future__ import annotations

from typing import Literal, NamedTuple

#: Why nothing of a package was taken.
Reason = Literal["", "not reached", "without torch"]


class Load(NamedTuple):
    """A place where modules are loaded by a name that is computed; ``took`` says what was taken because of it.

    ``took`` is a dotted package, all of whose modules were taken, or "" for nothing.
    """

    file: str
    line: int
    took: str = ""


class Along(NamedTuple):
    """A package, named with ``--with_packages``.

    ``source`` is where it was found, ``folder`` its place in the output. ``modules`` of ``all_modules`` were taken.
    ``licences`` are paths in the output, ``licence`` is what its metadata say. ``compiled`` are extension modules in
    what was reached, which cannot be taken. ``reason`` says why nothing was taken, if so.
    """

    name: str
    version: str
    source: str
    folder: str = ""
    modules: int = 0
    all_modules: int = 0
    licences: tuple[str, ...] = ()
    licence: str = ""
    loads: tuple[Load, ...] = ()
    compiled: tuple[str, ...] = ()
    reason: Reason = ""
