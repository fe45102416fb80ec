"""The names of repos: each is the name of a folder in the output, so no two may be the same to any file system."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence

#: Between the last folders of a path where its last one alone would not tell two repos apart.
_JOIN = "--"
_LONGEST = 200


def name_problem(name: str) -> str:
    """Why this cannot be the name of a folder; "" if it can."""
    if not name.strip():
        return "is empty"
    if name in (".", "..") or "/" in name or "\\" in name:
        return "is a path, and not the name of a folder"
    if name.startswith((".", "-")):
        return "starts with a dot or a hyphen"
    if not name.isprintable():
        return "has characters that cannot be shown"
    if len(name.encode()) > _LONGEST:
        return f"is longer than {_LONGEST} bytes"
    return ""


def same(name: str) -> str:
    """What two names share that are one to a file system that ignores case and the forms of accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def derived(paths: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """A name for each path: its last folder, with as many of those above as make it different from all others.

    Paths that are the same get the same name; the caller says which two. ``taken`` are names chosen by hand.
    """
    barred = {same(name) for name in taken}
    lengths = [1] * len(paths)
    longest = [len(_parts(path)) for path in paths]
    while True:
        names = [_joined(path, length) for path, length in zip(paths, lengths, strict=True)]
        groups: dict[str, set[str]] = {}
        for path, name in zip(paths, names, strict=True):
            groups.setdefault(same(name), set()).add(path)
        clash = [
            number
            for number, name in enumerate(names)
            if (len(groups[same(name)]) > 1 or same(name) in barred) and lengths[number] < longest[number]
        ]
        if not clash:
            return names
        for number in clash:
            lengths[number] += 1


def _parts(path: str) -> list[str]:
    return [part for part in path.split(os.sep) if part]


def _joined(path: str, count: int) -> str:
    name = _JOIN.join(_parts(path)[-count:]) or "root"
    cleaned = "".join(letter if letter.isprintable() and letter != "\\" else "_" for letter in name)
    return cleaned if not cleaned.startswith((".", "-")) else "_" + cleaned[1:]
