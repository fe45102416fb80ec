#!/usr/bin/env bash
# Sets up .venv if need be, then runs all checks: style, types, rules, generated files, tests. Each runs even if
# another failed; the exit code is 1 if any did.
#   bash scripts/test.sh          everything
#   bash scripts/test.sh --fast   without the tests over whole packages
# PYTHON is the Python to make .venv with (default: python3; see venv.sh).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

source scripts/venv.sh

failed=()
check() {
    echo "== $*"
    "$@" || failed+=("$*")
}

check ruff check .
check ruff format --check .
check mypy
check python -m paconvert_ng.rules
check python scripts/generate.py --check
check python -m paconvert_ng rules docs --check
check python scripts/coverage.py --check
check python scripts/names.py --check
check python scripts/weight_families.py --check
check python -m pytest -q -n auto --maxprocesses 4 -m "not slow"
if [ "${1:-}" != --fast ]; then
    check python -m pytest -q -m slow
fi

for command in "${failed[@]}"; do
    echo "failed: $command" >&2
done
[ ${#failed[@]} = 0 ]
