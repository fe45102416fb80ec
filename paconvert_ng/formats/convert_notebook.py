"""Converting a notebook: its cells as one program, and findings at their place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paconvert_ng.diagnostics.finding import Diagnostic, whole_file
from paconvert_ng.diagnostics.receivers import Receiver
from paconvert_ng.formats.kinds import program_path
from paconvert_ng.formats.notebook import Cell, Notebook, NotebookError
from paconvert_ng.formats.notebook_commands import Commands
from paconvert_ng.project.convert_text import Conversion, Outcome, TextOutcome, convert_text

_HELPERS = "paddle_helpers"
_TORCH = re.compile(r"\b(?:torch|torchvision|torchaudio|torchrun)\b")


def convert_notebook(data: bytes, path: str, conversion: Conversion) -> Outcome:
    """Convert the content of one notebook.

    Without ``helper_import`` the helpers go into a new first code cell, so that the notebook stays one file.
    """
    try:
        notebook = Notebook(data)
    except NotebookError as error:
        return Outcome("copied", diagnostics=(whole_file("PC521", path, str(error)),))
    own = conversion.helper_import is None
    name = _free_name(notebook.program)
    if own:
        conversion = conversion._replace(helper_import=f"import {name}")
    result = convert_text(notebook.program, program_path(path), conversion)
    options = conversion.options
    said = [*_placed(result, notebook, path)]
    commands = Commands(notebook, path, options.paddle_version, options.rewrite_docs and options.to == "paddle")
    if options.to == "paddle":
        said += [*commands.found, *_left_out(notebook, path, commands)]
    found = tuple(sorted(said, key=_order))
    if result.failed:
        return Outcome("failed", diagnostics=found, trace=result.trace)
    first = ""
    code = result.code
    if own and result.helpers:
        code = re.sub(rf"^import {name}\r?\n", "", code, count=1, flags=re.MULTILINE)
        first = "\n".join(conversion.engine.inline(result.helpers, name)).strip("\n")
    try:
        sources = notebook.split(code)
    except ValueError as error:
        return Outcome("failed", diagnostics=(*found, whole_file("PC304", path, str(error))))
    new = notebook.with_sources(sources | commands.sources, first)
    receivers = _receivers_at(notebook, result.receivers)
    if new == data:
        return Outcome("unchanged", None, found, result.converted, result.helpers, receivers=receivers)
    return Outcome("converted", new, found, result.converted, result.helpers, receivers=receivers)


def _order(found: Diagnostic) -> tuple[int, int, str, str]:
    return (found.line, found.column, found.code, found.api)


def _free_name(program: str) -> str:
    name, number = _HELPERS, 1
    while re.search(rf"\b{name}\b", program):
        number += 1
        name = f"{_HELPERS}_{number}"
    return name


def _placed(result: TextOutcome, notebook: Notebook, path: str) -> Iterator[Diagnostic]:
    for found in result.diagnostics:
        yield at(notebook, found, path)


def at(notebook: Notebook, found: Diagnostic, path: str) -> Diagnostic:
    """A finding in the notebook's program as one in the notebook's file, with the cell in its message."""
    start = notebook.place(found.line, found.column)
    end = notebook.place(found.end_line, found.end_column)
    message = f"{found.message} (cell {start.cell}, line {start.cell_line})"
    place = (start.line, start.column, end.line, end.column)
    return Diagnostic(found.code, found.api, message, path, *place, evidence=found.evidence)


def _receivers_at(notebook: Notebook, found: tuple[Receiver, ...]) -> tuple[Receiver, ...]:
    """The same with the lines of the notebook's file."""
    return tuple(r._replace(lines=tuple(notebook.place(line, 0).line for line in r.lines)) for r in found)


def _left_out(notebook: Notebook, path: str, commands: Commands) -> Iterator[Diagnostic]:
    """Cells of other languages that name torch, cells that do not parse, and magics that name torch."""
    for cell in notebook.cells:
        if cell.program is not None:
            yield from _magics(notebook, cell, path, commands.magics)
        elif cell.source.lstrip().startswith("%%"):
            magic = cell.source.split(None, 1)[0]
            match = _TORCH.search(cell.source)
            if match and cell.number not in commands.cells:
                line = cell.source.count("\n", 0, match.start()) + 1
                yield _finding(notebook, cell, line, f"a {magic} cell names {match[0]}; left as it is", path, "PC522")
        elif cell.source.strip():
            yield _finding(notebook, cell, 1, "the cell does not parse; left as it is", path, "PC521")


def _magics(notebook: Notebook, cell: Cell, path: str, told: set[int]) -> Iterator[Diagnostic]:
    hidden = notebook.magics.present(cell.program or "") - told
    for magic in (notebook.magics.texts[number] for number in sorted(hidden)):
        match = _TORCH.search(magic)
        if match:
            line = cell.source.count("\n", 0, cell.source.find(magic)) + 1
            message = f"the magic {_short(magic)} names {match[0]}; left as it is"
            yield _finding(notebook, cell, line, message, path, "PC522")


def _finding(notebook: Notebook, cell: Cell, line: int, message: str, path: str, code: str) -> Diagnostic:
    place = notebook.place_in(cell, line, 0)
    return whole_file(code, path, f"{message} (cell {cell.number}, line {line})", place.line, place.column)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57]}..."


def program_of(data: bytes) -> str | None:
    """The program of a notebook; None if it cannot be read."""
    try:
        return Notebook(data).program
    except NotebookError:
        return None
