"""Whole programs on which converters go wrong: converted, and run under Paddle with torch blocked, they print the same.

    python -m pytest tests/programs -k 41_tuple_unpack

All are converted first and run by one ``runner`` process, so that Paddle is imported once; each case then looks at
its own program. What torch prints is stored in ``expected/`` (``python -m tests.programs.record``).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("PACONVERT_STRICT_RULES", "0")

from paconvert_ng import convert_source
from tests.programs.expectations import DIFFERENT, LEFT
from tests.programs.record import names, run_all

HERE = Path(__file__).parent
NAMES = names("sources", "py")
#: Programs that need a newer Python, or a package that may be missing.
NEWER_PYTHON = {"55_trystar": (3, 11)}
NEEDED = {"70_pandas": "pandas", "95_einops": "einops"}


@pytest.fixture(scope="module")
def conversions() -> dict[str, Any]:
    """Program → its conversion, or the exception that the converter raised."""
    found: dict[str, Any] = {}
    for name in NAMES:
        try:
            found[name] = convert_source(source_of(name), filename=f"{name}.py")
        except Exception as error:
            found[name] = error
    return found


@pytest.fixture(scope="module")
def runs(conversions: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Program → what its conversion prints under Paddle, and how it ends."""
    folder = tmp_path_factory.mktemp("programs")
    paths = {}
    for name, result in conversions.items():
        if not isinstance(result, Exception):
            paths[name] = folder / f"{name}.py"
            paths[name].parent.mkdir(exist_ok=True)
            paths[name].write_text(result.code, encoding="utf-8")
    results = run_all("paddle", [str(path) for path in paths.values()])
    return {name: results[str(path)] for name, path in paths.items()}


def source_of(name: str) -> str:
    return (HERE / "sources" / f"{name}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_program(name: str, conversions: dict[str, Any], runs: dict[str, dict[str, Any]]) -> None:
    if sys.version_info < NEWER_PYTHON.get(name, (3, 10)):
        pytest.skip("syntax of a newer Python")
    if name in NEEDED:
        pytest.importorskip(NEEDED[name])
    result = conversions[name]
    if isinstance(result, Exception):
        raise result
    left = frozenset(diagnostic.api for diagnostic in result.unconverted)
    assert left == LEFT.get(name, frozenset()), "\n".join(map(str, result.unconverted))
    run = runs[name]
    expected = (HERE / "expected" / f"{name}.txt").read_text(encoding="utf-8")
    if any(diagnostic.code == "PC204" for diagnostic in result.diagnostics):
        # The text of a dtype or size names the framework, and the log says so: that much may differ.
        expected = expected.replace("torch.", "paddle.")
        run = {**run, "stdout": run["stdout"].replace("torch.", "paddle.")}
    if name in DIFFERENT:
        assert DIFFERENT[name][0] in expected
        expected = expected.replace(*DIFFERENT[name])
    if run["code"] == 0:
        assert run["stdout"] == expected, result.code
    else:
        # A call that was left raises and names its API; nothing wrong may be printed before it.
        assert any(api in run["stderr"].rstrip().splitlines()[-1] for api in left), f"{run['stderr']}\n{result.code}"
        assert expected.startswith(run["stdout"]), result.code


@pytest.mark.parametrize("name", NAMES)
def test_converting_again_changes_nothing(name: str, conversions: dict[str, Any]) -> None:
    result = conversions[name]
    if isinstance(result, Exception):
        raise result
    assert convert_source(result.code, filename=f"{name}.py").code == result.code


def test_every_program_has_its_expected_output() -> None:
    assert names("expected", "txt") == NAMES
    assert set(LEFT) <= set(NAMES)
