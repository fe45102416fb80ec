"""Shell commands of a notebook: ``!pip install torch``, ``%pip …``, cells of ``%%bash``; as those of a shell script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.formats.documents import shell
from paconvert_ng.formats.found import Context, Found, applied
from paconvert_ng.formats.launch import commands
from paconvert_ng.formats.notebook import Cell, Notebook
from paconvert_ng.formats.requirement import COMPANIONS

_LINE = re.compile(r"!!?|%(?:pip|uv|system|sx|sh)\b")
_CELL = re.compile(r"\s*%%(?:bash|sh|zsh|!|script[ \t]+(?:ba|z)?sh|system|sx)\b[^\n]*\n")


class Commands:
    """What is found in a notebook's commands: the findings, and the new sources of cells that are no Python.

    Magics of other cells that are rewritten are put into the notebook's own table of magics, from which they are shown.
    """

    def __init__(self, notebook: Notebook, path: str, paddle_version: str, rewrite_docs: bool) -> None:
        # What the tree still imports is not known yet: companions stay.
        kept = dict.fromkeys(COMPANIONS, (path,))
        self._context = Context(paddle_version, kept, rewrite_docs)
        self._notebook = notebook
        self._path = path
        self.sources: dict[int, str] = {}
        self.found: list[Diagnostic] = []
        #: Cells of other languages (by number) and magics (by number) of which something is said.
        self.cells: set[int] = set()
        self.magics: set[int] = set()
        for cell in notebook.cells:
            if cell.program is None:
                self._shell_cell(cell)
            else:
                self._lines(cell, cell.program)

    def _shell_cell(self, cell: Cell) -> None:
        match = _CELL.match(cell.source)
        found = list(shell(cell.source, self._context)) if match else []
        if match and found:
            self.cells.add(cell.number)
            self.sources[cell.number] = applied(cell.source, found)
            self.found.extend(self._findings(cell, found, 0))

    def _lines(self, cell: Cell, program: str) -> None:
        position = 0
        for number in sorted(self._notebook.magics.present(program)):
            magic = self._notebook.magics.texts[number]
            start = cell.source.find(magic, position)
            position = max(start, 0) + len(magic)
            if not _LINE.match(magic):
                continue
            found = list(commands(magic, 0, len(magic), self._context))
            if found:
                self.magics.add(number)
                self._notebook.magics.texts[number] = applied(magic, found)
                self.found.extend(self._findings(cell, found, max(start, 0)))

    def _findings(self, cell: Cell, found: list[Found], start: int) -> Iterator[Diagnostic]:
        for item in found:
            if item.code:
                first, last = self._place(cell, start + item.start), self._place(cell, start + item.end)
                line = cell.source.count("\n", 0, start + item.start) + 1
                message = f"{item.message} (cell {cell.number}, line {line})"
                yield Diagnostic(item.code, item.subject, message, self._path, *first, *last)

    def _place(self, cell: Cell, offset: int) -> tuple[int, int]:
        line = cell.source.count("\n", 0, offset) + 1
        place = self._notebook.place_in(cell, line, offset - (cell.source.rfind("\n", 0, offset) + 1))
        return place.line, place.column
