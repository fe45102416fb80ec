"""The hard programs, cut into cells at random: a notebook becomes what the program becomes."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from paconvert_ng.formats.convert_notebook import convert_notebook, program_of
from paconvert_ng.formats.kinds import program_path
from paconvert_ng.options import Options
from paconvert_ng.project import engine
from paconvert_ng.project.convert_text import Conversion, convert_text
from tests.unit.formats.notebooks import notebook, sources, written

#: Where a program has a name of the helper module's, the two give it others.
PROGRAMS = [
    path
    for path in sorted((Path(__file__).resolve().parents[2] / "programs/sources").glob("*.py"))[::6]
    if "paddle_helpers" not in path.read_text(encoding="utf-8")
]
HELPERS = "import paddle_helpers"
#: What conversion brings stands in front of the first statement, which a cell may end behind.
BROUGHT = (HELPERS, "import math")


def in_cells(text: str, seed: int) -> list[str]:
    """A program's text cut before some of its statements, with a magic at the end of each piece."""
    chosen = random.Random(seed)
    starts = [min([s.lineno, *(d.lineno for d in getattr(s, "decorator_list", []))]) for s in ast.parse(text).body]
    cuts = sorted({start for start in chosen.sample(starts, (len(starts) + 1) // 2) if start > 1})
    lines = text.splitlines(keepends=True)
    bounds = zip([1, *cuts], [*cuts, len(lines) + 1], strict=True)
    return ["".join(lines[first - 1 : last - 1]) + f"%time_{last}" for first, last in bounds]


def lines_of(text: str) -> list[str]:
    return [
        line for line in text.splitlines() if line.strip() and line not in BROUGHT and not line.startswith("%time_")
    ]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_notebook_becomes_what_the_program_becomes(program: Path) -> None:
    text = program.read_text()
    cells = in_cells(text, len(text))
    data = written(notebook(*cells))
    rules = engine.load_rules(Options())
    path = program_path("a.ipynb")
    tree = engine.build_tree({path: engine.index(program_of(data) or "", path)}, "")
    outcome = convert_notebook(data, "a.ipynb", Conversion(engine, rules, tree, Options()))
    alone = engine.build_tree({"a.py": engine.index(text, "a.py")}, "")
    expected = convert_text(text, "a.py", Conversion(engine, rules, alone, Options(), HELPERS))
    found = sources(outcome.data or data)
    if len(found) > len(cells):
        assert found.pop(0).startswith("def _paddle_helpers")
    assert lines_of("\n".join(found)) == lines_of(expected.code)
    assert [cell.rpartition("\n")[2] for cell in found] == [cell.rpartition("\n")[2] for cell in cells]
    assert len(outcome.diagnostics) == len(expected.diagnostics)
