"""Code that does not use torch comes out byte for byte: parts of the standard library (scripts/no_op.py does all)."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.no_op import no_op
from scripts.tree_checks import check_tree, files_of
from scripts.tree_runs import convert, differing, standard_library
from scripts.whole_trees import plant

pytestmark = pytest.mark.slow

#: Folders that every Python has; tests of the parser among them, where it ships with its tests.
FOLDERS = ("asyncio", "collections", "concurrent", "email", "encodings", "html", "importlib", "json", "lib2to3", "xml")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_standard_library_comes_out_byte_for_byte(folder: str, tmp_path: Path) -> None:
    source = standard_library() / folder
    if not source.is_dir():
        pytest.skip("this Python has no such folder")
    result = no_op(folder, source, tmp_path)
    assert result.modules and not result.different and not result.added


@pytest.mark.parametrize("folder", ["asyncio", "collections", "json"])
def test_every_file_goes_through_the_converter(folder: str, tmp_path: Path) -> None:
    """The same with an unused ``import torch``: what is not listed stays, and another conversion changes nothing."""
    source, output, again = tmp_path / "source", tmp_path / "output", tmp_path / "again"
    plant(standard_library() / folder, source)
    convert(source, output, tmp_path / "logs")
    violations = list(check_tree(source, output, tmp_path / "logs"))
    assert not violations, "\n".join(map(str, violations))
    convert(output, again, tmp_path / "logs-again")
    assert files_of(output) == files_of(again)
    assert not differing(output, again, files_of(output))
