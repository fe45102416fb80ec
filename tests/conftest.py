"""Options and markers of the whole suite.

``slow`` tests (whole packages from the registry) run only with ``--slow`` or when they are asked for with
``-m slow``. Nothing here imports a framework, so that tests of the converter alone stay quick.
"""

from __future__ import annotations

import os

import pytest

# Set before any framework is imported: the tests' tensors are small, threads only cost.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("GLOG_minloglevel", "2")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests over whole packages")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: converts and runs whole packages; fetches them from the registry")
    config.addinivalue_line("filterwarnings", "ignore::UserWarning:paddle.*")
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow") or "slow" in (config.getoption("-m") or ""):
        return
    skip = pytest.mark.skip(reason="slow: run with --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)
