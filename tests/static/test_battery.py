"""What holds in a static graph, in a default conversion and with ``--static_graph``; docs/static-graph.md says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.static.battery import NAMES

ROOT = Path(__file__).resolve().parents[2]
#: Programs that cannot be saved, by the reason; they fail loudly.
EAGER_ONLY = {
    "dtype_device": "a value of a graph has no device",
    "rope_cached": "forward keeps a tensor on its object",
    "tensor_attributes": "a tensor of the module is no part of the model",
    "while_break": "while True, left by a condition on tensors",
}
#: Programs whose default conversion cannot be saved, or is saved with another meaning.
NEED_OPTION = {
    "assert_shapes", "base_class", "decorated", "decorated_forward", "extended_mask", "first_parameter",
    "flatten_unflatten", "global_state", "in_place", "index_ops", "lambda_nested", "numbers_of_shapes", "reductions",
    "shape_unpacked", "size_of_unknown",
}  # fmt: skip


def run(*arguments: str) -> dict[str, str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.static.battery", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    return {line[0]: line[1] for line in lines}


@pytest.fixture(scope="module")
def with_option() -> dict[str, str]:
    return run("--static_graph")


@pytest.fixture(scope="module")
def default() -> dict[str, str]:
    return run()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in EAGER_ONLY])
def test_with_static_graph(name: str, with_option: dict[str, str]) -> None:
    assert with_option[name] == "ok"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in EAGER_ONLY and name not in NEED_OPTION])
def test_default(name: str, default: dict[str, str]) -> None:
    assert default[name] == "ok"


def test_what_fails_is_known(with_option: dict[str, str]) -> None:
    """Nothing is saved with another meaning: what fails does so while the graph is built."""
    failed = {name: result for name, result in with_option.items() if result != "ok"}
    assert set(failed) <= set(EAGER_ONLY)
    assert all(result.startswith("save:") for result in failed.values()), failed
