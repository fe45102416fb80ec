"""Where the strings and keys of a TOML text stand, by the path of tables and keys that leads to them.

tomlkit says what a text means and whether it is TOML; this says where, so that a string can be replaced alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import tomlkit

_TOKEN = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<newline>\n)|(?P<space>[ \t\r]+)|(?P<mark>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.#\"']+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TomlString:
    """A string value. ``start`` and ``end`` are of its content, one character inside its quotes.

    ``path`` are the names of the tables and keys; ``element`` tells whether it is in an array; ``key`` is where
    the last key stands, or that of the inline table around it for ``depth`` 1.
    """

    path: tuple[str, ...]
    value: str
    start: int
    end: int
    element: bool
    keys: tuple[tuple[int, int], ...]


def strings(text: str) -> Iterator[TomlString]:
    """All string values of a valid text that stand on one line and have no escapes."""
    table: list[str] = []
    tokens = [m for m in _TOKEN.finditer(text) if m.lastgroup not in ("space", "comment")]
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.lastgroup == "newline":
            index += 1
        elif token[0] == "[":
            end = index
            while tokens[end].lastgroup != "newline" and end + 1 < len(tokens):
                end += 1
            names = tokens[index : end + 1]
            table = [_name(t) for t in names if t.lastgroup in ("bare", "string")]
            index = end + 1
        else:
            reader = _Reader(tokens, index)
            yield from reader.pair(tuple(table), ())
            index = reader.index


class _Reader:
    def __init__(self, tokens: list[re.Match[str]], index: int) -> None:
        self._tokens = tokens
        self.index = index

    def _next(self) -> re.Match[str]:
        token = self._tokens[self.index]
        self.index += 1
        return token

    def pair(self, path: tuple[str, ...], keys: tuple[tuple[int, int], ...]) -> Iterator[TomlString]:
        names: list[str] = []
        while (token := self._next())[0] != "=":
            if token.lastgroup in ("bare", "string"):
                names.append(_name(token))
                last = token.span()
        yield from self._value((*path, *names), (*keys, last), False)

    def _value(self, path: tuple[str, ...], keys: tuple[tuple[int, int], ...], element: bool) -> Iterator[TomlString]:
        token = self._next()
        if token.lastgroup == "string":
            raw = token[0]
            if not raw.startswith(('"""', "'''")) and "\\" not in raw:
                yield TomlString(path, raw[1:-1], token.start() + 1, token.end() - 1, element, keys)
        elif token[0] == "[":
            while self._tokens[self.index][0] != "]":
                if self._tokens[self.index][0] in (",", "\n"):
                    self.index += 1
                else:
                    yield from self._value(path, keys, True)
            self.index += 1
        elif token[0] == "{":
            while self._tokens[self.index][0] != "}":
                if self._tokens[self.index][0] in (",", "\n"):
                    self.index += 1
                else:
                    yield from self.pair(path, keys)
            self.index += 1
        else:  # a number, a date, a truth value: up to what ends it
            while self.index < len(self._tokens) and self._tokens[self.index][0] not in (",", "\n", "]", "}"):
                self.index += 1


def _name(token: re.Match[str]) -> str:
    return token[0][1:-1] if token.lastgroup == "string" else token[0]


def is_toml(text: str) -> bool:
    """Whether a text is TOML."""
    try:
        tomlkit.parse(text)
    except (tomlkit.exceptions.TOMLKitError, ValueError, RecursionError):
        return False
    return True
