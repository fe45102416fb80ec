"""Small trees in which files take names from each other: converted as a whole, ``main.py`` prints the same.

What torch prints is stored in ``expected.txt`` of each tree (``python -m tests.programs.test_trees`` writes it).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng import Options, convert_tree
from tests.programs.record import run_all

TREES = Path(__file__).parent / "trees"
NAMES = sorted(path.name for path in TREES.iterdir() if (path / "main.py").is_file())
#: Trees in which an optional import stays, as it should.
WITH_PROBE = {"compat_reexport"}


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Tree → the summary of its conversion, and what ``main.py`` does then."""
    folder = tmp_path_factory.mktemp("trees")
    summaries = {name: convert_tree(TREES / name, folder / name, options=Options(cache=False)) for name in NAMES}
    runs = run_all("paddle", [str(folder / name / "main.py") for name in NAMES])
    return {name: (summaries[name], runs[str(folder / name / "main.py")]) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_tree(name: str, trees: dict[str, tuple[Any, dict[str, Any]]]) -> None:
    summary, run = trees[name]
    assert not [finding for finding in summary.diagnostics if finding.unconverted and finding.code != "PC202"]
    assert any(finding.code == "PC202" for finding in summary.diagnostics) == (name in WITH_PROBE)
    assert run["code"] == 0, run["stderr"]
    assert run["stdout"] == (TREES / name / "expected.txt").read_text(encoding="utf-8")


def record() -> int:
    """Write what each tree prints under torch."""
    runs = run_all("torch", [str(TREES / name / "main.py") for name in NAMES])
    for name in NAMES:
        run = runs[str(TREES / name / "main.py")]
        if run["code"] != 0:
            print(f"{name}: fails under torch\n{run['stderr']}")
            return 1
        (TREES / name / "expected.txt").write_text(str(run["stdout"]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(record())
