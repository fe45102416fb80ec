"""The end of a file: blank lines and comments, which no conversion changes."""

from __future__ import annotations

import re

_SPACE = " \t\f"
_LINE_END = re.compile(r"(\r\n|\n|\r)?\Z")


def split_ending(text: str) -> tuple[str, str]:
    """A file's text, and the blank lines and comments at its end if one of them is indented.

    libcst loses some of such lines; the first part still ends with a line end.
    """
    start, indented = len(text), False
    while start > 0:
        line_end = _LINE_END.search(text, max(0, start - 2), start)
        end = start if line_end is None else line_end.start()
        line_start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
        line = text[line_start:end]
        if not line.lstrip(_SPACE).startswith("#") and line.strip(_SPACE):
            break
        indented = indented or line[:1] in tuple(_SPACE)
        start = line_start
    continued = text[:start].rstrip("\r\n").endswith("\\")
    return (text[:start], text[start:]) if indented and not continued else (text, "")
