"""``rules test NAME...``: the rules' own tests, run in both frameworks by the harness of the repository."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence

from .base import Base, CannotError, checkout, is_left
from .output import say

_NEEDED = ("torch", "paddle", "pytest", "numpy")


def run_tests(base: Base, names: Sequence[str], extra: Sequence[str], python: str | None) -> int:
    """Run the tests of these rules; 0 if they hold. Raises CannotError where they cannot run."""
    root = checkout()
    if root is None:
        raise CannotError(
            "the harness is in the repository (tests/rules) and this is an installed package: clone the repository, "
            "and run `paconvert rules test` there; rules of your own with --rules DIR"
        )
    rules = [base.rule(name) for name in names]
    for rule in rules:
        if not base.tests.get(rule.name):
            why = rule.unproved or (rule.leave if is_left(rule) else "")
            say(f"{rule.where}: {rule.name} has no tests" + (f": {why}" if why else ": add `tests:`"))
    ids = [f"{rule.name}-{number}" for rule in rules for number in range(len(base.tests.get(rule.name, ())))]
    if not ids:
        return 1
    if python is None:
        missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
        if missing:
            raise CannotError(f"not installed here: {', '.join(missing)}; bash scripts/test.sh makes .venv with all")
        cases = [f"tests/rules/test_rules.py::test_rule[{name}]" for name in ids]
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:warnings", "--no-header", *cases]
    else:
        command = [sys.executable, "scripts/rule_versions.py", "--python", python, "--only-print"]
        command += [rule.name for rule in rules]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH")))),
        "PACONVERT_TEST_RULES": os.pathsep.join(os.path.abspath(folder) for folder in extra),
    }
    sys.stdout.flush()
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode
