"""Where commands stand: shell scripts, Dockerfiles, code blocks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paconvert_ng.formats.exec_form import exec_form
from paconvert_ng.formats.found import Context, Found
from paconvert_ng.formats.launch import commands

_COMMENT = re.compile(r"\s*(?:#|rem\b)", re.IGNORECASE)
_IMAGE = re.compile(r"[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(?P<name>\S*\btorch\S*|\S*pytorch\S*)", re.IGNORECASE)
_FENCE = re.compile(r"(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\r\n]*)")
#: Languages of code blocks in which a shell command stands at the beginning of a line.
_SHELLS = frozenset(("", "bash", "sh", "shell", "zsh", "console", "shell-session", "text", "txt", "none", "plaintext"))


def shell(text: str, context: Context) -> Iterator[Found]:
    """The commands of a shell script or a Dockerfile."""
    for start, end in _logical_lines(text, 0, len(text)):
        if not _COMMENT.match(text, start, end):
            image = _IMAGE.match(text, start, end)
            if image:
                message = "the image has torch; those of Paddle are called paddlepaddle/paddle"
                yield Found(*image.span("name"), None, "PC511", image["name"], message)
            listed = exec_form(text, start, end, context)
            yield from commands(text, start, end, context) if listed is None else listed


def markdown(text: str, context: Context) -> Iterator[Found]:
    """The commands in the code blocks of a Markdown text."""
    for start, end in _blocks(text):
        for first, last in _logical_lines(text, start, end):
            if not _COMMENT.match(text, first, last):
                yield from commands(text, first, last, context)


def _logical_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines with those that they go on in (a backslash at the end)."""
    first = position = start
    while position < end:
        line_end = text.find("\n", position, end)
        line_end = end if line_end < 0 else line_end + 1
        if not text[position:line_end].rstrip("\r\n").endswith("\\") or line_end == end:
            yield first, line_end
            first = line_end
        position = line_end


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The insides of fenced code blocks that hold shell commands."""
    position, opened, language, begin = 0, "", "", 0
    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        match = _FENCE.match(line)
        if match is None:
            continue
        if not opened:
            opened, begin = match["fence"], position
            language = re.split(r"[\s{},]", match["info"].strip().lstrip("{."), maxsplit=1)[0].lower()
        elif match["fence"].startswith(opened) and not match["info"].strip():
            if language in _SHELLS:
                yield begin, start
            opened = ""
