# Sourced by the other scripts, from the repository root: makes .venv, installs this project in it with all that
# the demo and the tests need, and activates it. Does nothing twice. PYTHON is the Python to make it with.
# An existing .venv is used as it is; what it already has (a torch without CUDA, say) stays.
if [ ! -x .venv/bin/python ]; then
    "${PYTHON:-python3}" -m venv .venv
fi
source .venv/bin/activate
if ! cat setup.py pyproject.toml | cmp -s - .venv/installed; then
    python -m pip install --quiet -e ".[test]"
    cat setup.py pyproject.toml > .venv/installed
fi
export OMP_NUM_THREADS=1
