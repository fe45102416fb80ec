"""A failed proof is shown by its own message (rule, programs, difference); frames of the harness add nothing."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    outcome = yield
    report = outcome.get_result()
    if report.failed and call.excinfo is not None and call.excinfo.typename == "ProofFailure":
        report.longrepr = str(call.excinfo.value)
