"""What a text still says of the source framework: names of code, and comments, docstrings and strings that name it.

The words are found by one search of the text; only around those that are found are nodes looked at.
"""

from __future__ import annotations

import ast
import bisect
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS

Kind = Literal["comment", "docstring", "string", "code"]

WORD = re.compile(rf"\b(?:{'|'.join(FRAMEWORK_ROOTS)})\b(?:\.[A-Za-z_]\w*)*")
#: Comments that the converter itself writes.
_MARK = re.compile(r"#\s*paconvert\b")


class Mention(NamedTuple):
    """A comment, docstring, string or name of code; ``start`` and ``end`` are character offsets of the whole.

    ``at`` is where the first of ``names`` stands.
    """

    kind: Kind
    start: int
    end: int
    at: int
    names: tuple[str, ...]


def mentions(code: str, nodes: Sequence[ast.AST], skipped: Sequence[tuple[int, int]] = ()) -> list[Mention]:
    """What names the framework in a text, of which ``nodes`` are all nodes; not in the ``skipped`` lines."""
    words = list(WORD.finditer(code))
    if not words:
        return []
    lines = _Offsets(code)
    texts = sorted(_texts(nodes, lines, sorted({lines.line(word.start()) for word in words})))
    starts = [text[0] for text in texts]
    found: dict[tuple[int, int, Kind], list[re.Match[str]]] = {}
    for word in words:
        line = lines.line(word.start())
        if any(first <= line <= last for first, last in skipped):
            continue
        index = bisect.bisect_right(starts, word.start()) - 1
        if index >= 0 and word.end() <= texts[index][1]:
            found.setdefault(texts[index], []).append(word)
            continue
        comment = lines.comment(word.start(), texts)
        if comment is None:
            found[(word.start(), word.end(), "code")] = [word]
        elif not _MARK.match(code, comment):
            found.setdefault((comment, lines.end(line), "comment"), []).append(word)
    return [
        Mention(kind, start, end, group[0].start(), tuple(dict.fromkeys(word[0] for word in group)))
        for (start, end, kind), group in found.items()
    ]


def _texts(nodes: Sequence[ast.AST], lines: _Offsets, wanted: Sequence[int]) -> Iterator[tuple[int, int, Kind]]:
    """Where the strings stand that have one of the ``wanted`` lines."""
    alone = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    formatted = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            index = bisect.bisect_left(wanted, node.lineno)
            if index == len(wanted) or wanted[index] > (node.end_lineno or node.lineno):
                continue
            if id(node) not in formatted or "torch" in str(node.value):
                kind: Kind = "docstring" if id(node) in alone else "string"
                yield lines.offset(node.lineno, node.col_offset), lines.offset(*_end(node)), kind


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


class _Offsets:
    """Character offsets of the lines of a text, and of the places that ``ast`` gives (UTF-8 columns)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for match in re.finditer(r"\r\n|\r|\n", text):
            self.starts.append(match.end())
        self.ascii = text.isascii()

    def line(self, offset: int) -> int:
        return bisect.bisect_right(self.starts, offset)

    def end(self, line: int) -> int:
        """Where a line ends, without its line end."""
        stop = self.starts[line] if line < len(self.starts) else len(self.text)
        while stop > self.starts[line - 1] and self.text[stop - 1] in "\r\n":
            stop -= 1
        return stop

    def offset(self, line: int, column: int) -> int:
        start = self.starts[line - 1]
        if self.ascii:
            return start + column
        return start + len(self.text[start : start + column].encode()[:column].decode(errors="ignore"))

    def comment(self, offset: int, texts: Sequence[tuple[int, int, Kind]]) -> int | None:
        """Where the comment around an offset begins; None if there is none."""
        position = self.starts[self.line(offset) - 1]
        while (position := self.text.find("#", position, offset)) >= 0:
            index = bisect.bisect_right(texts, position, key=lambda text: text[0]) - 1
            if index < 0 or texts[index][1] <= position:
                return position
            position = texts[index][1]
        return None
