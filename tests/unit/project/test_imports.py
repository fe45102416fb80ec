from __future__ import annotations

import pytest

from paconvert_ng.project.imports import import_facts, scan

SOURCE = """
import os, numpy as np  # comment
import a.b.c as d; import e
from . import near
from ..up import thing as other
from pkg.sub import (
    long,
)
if True:
    from inner import x
"""


@pytest.mark.parametrize("exact", [True, False])
def test_absolute_and_relative_imports(exact: bool) -> None:
    facts = import_facts(SOURCE, exact=exact)
    assert {"os", "numpy", "a.b.c", "pkg.sub", "inner", "inner.x"} <= facts.absolute
    assert {(1, ""), (1, "near"), (2, "up"), (2, "up.thing")} <= facts.relative
    assert facts.level == 2


def test_an_exact_reading_passes_over_docstrings() -> None:
    text = '"""\nfrom . import x\nimport y\n"""\nimport z\n'
    assert import_facts(text, exact=True).absolute == {"z"}
    assert import_facts(text, exact=True).level == 0
    assert import_facts(text, exact=False).level == 1


def test_a_file_that_does_not_parse_is_read_by_its_text() -> None:
    assert import_facts("from .a import b\nprint 'x'\n", exact=True).level == 1


@pytest.mark.parametrize(
    "line", ['if __name__ == "__main__":', "if __name__=='__main__':", 'if "__main__" == __name__:']
)
def test_a_main_guard(line: str) -> None:
    assert import_facts(f"x = 1\n{line}\n    pass\n", exact=False).guard
    assert not import_facts("x = __name__\n", exact=False).guard
    assert import_facts("#!/usr/bin/env python\nx = 1\n", exact=False).guard


def test_path_edits_and_words() -> None:
    facts = import_facts("import sys\nsys.path.insert(0, '.')\nfrom x import paddle_helpers_2\n", exact=False)
    assert facts.edits_path
    assert facts.words == {"paddle_helpers_2"}


def test_windows_and_old_mac_line_ends() -> None:
    assert import_facts("import a\r\nfrom b import c\r\n", exact=False).absolute == {"a", "b", "b.c"}
    assert import_facts("import a\rfrom b import c\r", exact=True).absolute == {"a", "b", "b.c"}


DOCSTRING = '"""\nfrom ... import x\n"""\nfrom .a import b\n'


def test_a_docstring_does_not_reach_above_the_packages() -> None:
    assert scan(DOCSTRING, "top/pkg/a.py", frozenset({"top/pkg"})).level == 1
    assert scan(DOCSTRING, "pkg/a.py", frozenset({"pkg", ""})).level == 1
    assert scan(DOCSTRING, "loose/a.py", frozenset()).level == 1


def test_inside_packages_the_text_is_enough() -> None:
    assert scan(DOCSTRING, "a/b/c/d.py", frozenset({"a", "a/b", "a/b/c"})).level == 3
