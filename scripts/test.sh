#!/usr/bin/env bash
# Sets up .venv if need be, then runs all checks: style, types, rules, generated files, tests.
#   bash scripts/test.sh          everything
#   bash scripts/test.sh --fast   without the tests over whole packages
# PYTHON is the Python to make .venv with (default: python3; see venv.sh).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

source scripts/venv.sh

ruff check .
mypy
python -m paconvert_ng.rules
python scripts/generate.py --check
python -m pytest -q -m "not slow"
if [ "${1:-}" != --fast ]; then
    python -m pytest -q -m slow
fi
