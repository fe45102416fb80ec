"""``--include`` and ``--exclude``: globs over paths relative to the input folder.

A pattern without a slash matches a file or folder of that name anywhere (``tests``,
``*_test.py``); one with a slash is matched from the input folder (``pkg/data/*.py``).
``*`` and ``?`` stay within one name, ``**`` spans folders, ``[abc]`` is a set. A
pattern that matches a folder holds for all that is below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=256)
def _regex(pattern: str) -> re.Pattern[str]:
    pattern = pattern.replace("\\", "/").removeprefix("./")
    anchored = "/" in pattern.rstrip("/")
    parts = [part for part in pattern.split("/") if part]
    text = "" if anchored else "(?:.*/)?"
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            text += ".*" if last else "(?:.*/)?"
        else:
            text += _name_regex(part) + ("" if last else "/")
    try:
        return re.compile(rf"(?s:{text})(?:/.*)?\Z")
    except re.error:  # a set such as [z-a]
        return re.compile(rf"(?s:{re.escape('/'.join(parts))})(?:/.*)?\Z")


def _name_regex(part: str) -> str:
    text, position = "", 0
    while position < len(part):
        char = part[position]
        position += 1
        if char == "*":
            text += "[^/]*"
        elif char == "?":
            text += "[^/]"
        elif char == "[" and (end := part.find("]", position + 1 + part.startswith("!", position))) > 0:
            members = part[position:end]
            negated = members.startswith("!")
            members = re.sub(r"([\\\[\]^])", r"\\\1", members[negated:])
            text += f"[^/{members}]" if negated else f"[{members}]"
            position = end + 1
        else:
            text += re.escape(char)
    return text


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether any pattern matches ``path`` (posix, relative) or a folder above it."""
    return any(_regex(pattern).match(path) for pattern in patterns)
