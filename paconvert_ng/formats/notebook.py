"""Jupyter notebooks: the code cells as one program, and the converted program back into its cells.

Only the text of changed ``source`` values is replaced in the file; outputs, metadata, key order, indentation and
cells that did not change stay byte for byte.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from paconvert_ng.formats.json_spans import Node, offset_in_literal, parse
from paconvert_ng.formats.magics import Magics

_BOM = "\ufeff"
_CELL_MARK = "# paconvert cell "


class NotebookError(ValueError):
    """The file is no notebook whose code can be converted; the message says why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell: its number among all cells (from 1), its source, and where that stands in the file."""

    number: int
    source: str
    node: Node
    program: str | None
    """The source as Python, magics hidden; None for a cell that is not part of the program."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the file (line from 1, column from 0) and in the notebook."""

    line: int
    column: int
    cell: int
    cell_line: int


class Notebook:
    """A notebook that was read. Raises NotebookError if its data is no Python notebook of format 4."""

    def __init__(self, data: bytes) -> None:
        try:
            whole = data.decode("utf-8")
            self.bom = _BOM if whole.startswith(_BOM) else ""
            self.text = whole.removeprefix(_BOM)
            self.root = parse(self.text)
        except (ValueError, RecursionError) as error:
            raise NotebookError(f"not readable as JSON: {error}") from None
        self.cells_node = self.root.members.get("cells")
        if self.cells_node is None or not isinstance(self.cells_node.value, list):
            raise NotebookError("it has no cells at its top level (notebooks before format 4 are not read)")
        language = self._language()
        if language not in ("", "python", "ipython", "python3"):
            raise NotebookError(f"its language is {language}")
        sources = [(number, _source(node)) for number, node in enumerate(self.cells_node.items, 1)]
        joined = "\n".join(source[0] for _, source in sources if source is not None)
        self.magics = Magics.beside(joined)
        self._mark = _CELL_MARK
        while self._mark in joined:
            self._mark += "- "
        self.cells = [Cell(n, s[0], s[1], self.magics.hide(s[0])) for n, s in sources if s is not None]

    def _language(self) -> str:
        metadata = self.root.value.get("metadata")
        for name, key in (("kernelspec", "language"), ("language_info", "name")):
            found = metadata.get(name) if isinstance(metadata, dict) else None
            if isinstance(found, dict) and isinstance(found.get(key), str):
                return str(found[key]).lower()
        return ""

    @cached_property
    def program(self) -> str:
        """All code cells that are Python, in order; each after a comment that says which it is."""
        return "".join(f"{self._mark}{c.number}\n{c.program}\n" for c in self.cells if c.program is not None)

    @property
    def left_out(self) -> list[Cell]:
        """Code cells that are not part of the program."""
        return [cell for cell in self.cells if cell.program is None and cell.source.strip()]

    def split(self, program: str) -> dict[int, str]:
        """The sources of the program's cells by number, magics back. Raises ValueError if a cell is missing."""
        mark = re.compile(rf"^{re.escape(self._mark)}(\d+)\n", re.MULTILINE)
        pieces = mark.split(program)
        expected = [cell for cell in self.cells if cell.program is not None]
        if [int(number) for number in pieces[1::2]] != [cell.number for cell in expected]:
            raise ValueError("the cells of the output are not those of the input")
        found: dict[int, str] = {}
        for index, (cell, text) in enumerate(zip(expected, pieces[2::2], strict=True)):
            if self.magics.present(text) != self.magics.present(cell.program or ""):
                raise ValueError(f"a magic of cell {cell.number} is missing in the output")
            # Lines before the first mark (helpers, imports) belong to the first cell.
            found[cell.number] = self.magics.show((pieces[0] if not index else "") + text.removesuffix("\n"))
        return found

    def place(self, line: int, column: int) -> Place:
        """Where a place of the program (line from 1, column from 0) is in the file."""
        first = 0
        for cell in self.cells:
            if cell.program is None:
                continue
            size = cell.program.count("\n") + 1
            if line <= first + 1 + size:
                return self.place_in(cell, max(line - first - 1, 1), column)
            first += 1 + size
        return Place(1, 0, 0, 1)

    def place_in(self, cell: Cell, line: int, column: int) -> Place:
        """Where a line and column of a cell are in the file."""
        program, source = cell.program or cell.source, cell.source
        program_line, source_line = _line(program, line), _line(source, line)
        if program_line != source_line:
            if program_line[column:] and source_line.endswith(program_line[column:]):
                column += len(source_line) - len(program_line)
            else:
                column = 0
        index = sum(len(text) + 1 for text in source.split("\n")[: line - 1]) + min(column, len(source_line))
        for node in cell.node.items or (cell.node,):
            if index < len(node.value) or node is (cell.node.items or (cell.node,))[-1]:
                offset = node.start + offset_in_literal(self.text[node.start : node.end], index)
                break
            index -= len(node.value)
        start = self.text.rfind("\n", 0, offset) + 1
        return Place(self.text.count("\n", 0, offset) + 1, offset - start, cell.number, line)

    def with_sources(self, sources: dict[int, str], first: str = "") -> bytes:
        """The file with other sources in some cells, and a new code cell ``first`` before all code cells."""
        pieces: list[str] = []
        position = 0
        if first and self.cells:
            node = self._cell_node(self.cells[0])
            pieces.append(self.text[: node.start])
            pieces.append(self._new_cell(first, self._before(node)))
            position = node.start
        for cell in self.cells:
            new = sources.get(cell.number, cell.source)
            if new != cell.source:
                pieces.append(self.text[position : cell.node.start])
                pieces.append(self._literal(new, cell.node))
                position = cell.node.end
        return (self.bom + "".join(pieces) + self.text[position:]).encode("utf-8", "surrogatepass")

    def _cell_node(self, cell: Cell) -> Node:
        assert self.cells_node is not None
        return self.cells_node.items[cell.number - 1]

    def _before(self, node: Node) -> str:
        """The white space before a value."""
        start = node.start
        while start and self.text[start - 1] in " \t\r\n":
            start -= 1
        return self.text[start : node.start]

    def _string(self, value: str) -> str:
        return json.dumps(value, ensure_ascii=self.text.isascii())

    def _literal(self, source: str, node: Node) -> str:
        """A source in the layout of the value that it replaces: one string, or a list of lines."""
        if not node.items:
            return self._string(source)
        known = {item.value: self.text[item.start : item.end] for item in node.items}
        lines = [known.get(line) or self._string(line) for line in source.splitlines(keepends=True)]
        lead = self.text[node.start + 1 : node.items[0].start]
        between = ("," + lead) if "\n" in lead else ", "
        if len(node.items) > 1:
            between = self.text[node.items[0].end : node.items[1].start]
        return "[" + lead + between.join(lines) + self.text[node.items[-1].end : node.end]

    def _new_cell(self, source: str, lead: str) -> str:
        cell: dict[str, Any] = {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        if self.root.value.get("nbformat_minor", 0) >= 5:
            cell["id"] = self._free_id()
        ascii_only = self.text.isascii()
        if "\n" not in lead:
            first_key = re.match(r'\{\s*"[^"]*":', self.text)
            spaced = first_key is not None and self.text[first_key.end() : first_key.end() + 1] == " "
            separators = (", ", ": ") if spaced else (",", ":")
            text = json.dumps(cell, sort_keys=True, ensure_ascii=ascii_only, separators=separators)
            return text + separators[0]
        unit = re.match(r"\{\r?\n([ \t]+)", self.text)
        indent = unit[1] if unit else " "
        text = json.dumps(cell, sort_keys=True, ensure_ascii=ascii_only, indent=indent)
        newline, _, margin = lead.rpartition("\n")
        return text.replace("\n", f"{newline}\n{margin}") + "," + lead

    def _free_id(self) -> str:
        assert self.cells_node is not None
        taken = {cell.get("id") for cell in self.cells_node.value if isinstance(cell, dict)}
        name, number = "paddle-helpers", 1
        while name in taken:
            number += 1
            name = f"paddle-helpers-{number}"
        return name


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def _source(node: Node) -> tuple[str, Node] | None:
    """A code cell's source and where it stands; None for other cells."""
    cell = node.value
    if not isinstance(cell, dict) or cell.get("cell_type") != "code" or "source" not in cell:
        return None
    source = cell["source"]
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source), node.members["source"]
    return (source, node.members["source"]) if isinstance(source, str) else None
