"""Unified diffs that ``patch -p1`` and ``git apply`` take, over bytes: encodings and line ends stay."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

_GREEN, _RED, _CYAN, _BOLD, _PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[36m", "\x1b[1m", "\x1b[0m"


def unified(old_path: str, old: bytes, new_path: str, new: bytes) -> bytes:
    """The diff between two contents; empty if they are the same."""
    return _diff(f"a/{old_path}", _lines(old), f"b/{new_path}", _lines(new))


def added(path: str, content: bytes) -> bytes:
    """The diff that creates a file."""
    return _diff("/dev/null", [], f"b/{path}", _lines(content))


def coloured(diff: bytes) -> str:
    """A diff as text for a terminal."""
    return "\n".join(map(_coloured_line, diff.decode("utf-8", "replace").split("\n")))


def _coloured_line(line: str) -> str:
    line = line.replace("\r", "")
    if line.startswith(("--- ", "+++ ")):
        return f"{_BOLD}{line}{_PLAIN}"
    for start, colour in (("+", _GREEN), ("-", _RED), ("@@", _CYAN)):
        if line.startswith(start):
            return f"{colour}{line}{_PLAIN}"
    return line


def _lines(content: bytes) -> list[bytes]:
    """Lines as diff tools see them: only a line feed ends one."""
    lines = content.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _diff(old_path: str, old: list[bytes], new_path: str, new: list[bytes]) -> bytes:
    paths = (old_path.encode("utf-8", "surrogateescape"), new_path.encode("utf-8", "surrogateescape"))
    return b"".join(_ended(difflib.diff_bytes(difflib.unified_diff, old, new, *paths, lineterm=b"\n")))


def _ended(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
