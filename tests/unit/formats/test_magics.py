"""IPython's syntax is hidden and comes back as it was."""

from __future__ import annotations

import pytest

from paconvert_ng.formats.magics import Magics, parses

CELLS = [
    "%matplotlib inline\nimport torch\n",
    "!pip install torch \\\n   numpy\nfiles = !ls -l\nx = 1",
    "if x:\n    %time y = torch.zeros(3)\nelse:\n    !ls",
    "torch.zeros?\n?torch\nx.size??",
    "x = (a\n % b)\ns = '''\n!no\n%no\n'''\n%pwd",
    "x = a \\\n % b\n%pwd",
    "%%time\nx = torch.ones(3)\n",
    "\n%%capture out\n%load_ext x\ny = 1",
    "%timeit -n 10 -r 3 f(x)\nfor i in x:\n    !echo {i}\n",
    "a, b = %sql select 1",
    "%time import torch",
    "await f()\n%pwd",
    "x = 5 % 3\n!ls\r\ny = 2\r\n",
]


@pytest.mark.parametrize("source", CELLS)
def test_magics_come_back(source: str) -> None:
    magics = Magics.beside(source)
    hidden = magics.hide(source)
    assert hidden is not None and parses(hidden)
    assert magics.texts and magics.show(hidden) == source


@pytest.mark.parametrize("source", ["%%bash\nls", "%%writefile a.py\nimport torch", "def f(:\n", "%%html\n<b>"])
def test_cells_that_are_not_the_program(source: str) -> None:
    magics = Magics.beside(source)
    assert magics.hide(source) is None and magics.texts == []


def test_code_behind_a_magic_is_seen() -> None:
    magics = Magics.beside("")
    assert magics.hide("%time y = f(x)") == "paconvert_magic_0_; y = f(x)"
    assert magics.texts == ["%time "]


def test_names_that_the_cell_has_are_not_taken() -> None:
    source = "paconvert_magic_0_ = 1\n%pwd"
    magics = Magics.beside(source)
    hidden = magics.hide(source)
    assert hidden == "paconvert_magic_0_ = 1\n_paconvert_magic_0_"
    assert magics.show(hidden) == source


def test_a_magic_that_is_there_twice_is_an_error() -> None:
    magics = Magics.beside("")
    hidden = magics.hide("%pwd")
    assert hidden is not None
    with pytest.raises(ValueError, match="more than once"):
        magics.show(hidden + "\n" + hidden)
