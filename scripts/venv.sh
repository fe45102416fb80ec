# Sourced by the other scripts, from the repository root: makes .venv, installs this project in it with all that
# the demo and the tests need, and activates it. Does nothing twice. PYTHON is the Python to make it with.
# An existing .venv is used as it is; what it already has (a torch without CUDA, say) stays.
if [ ! -x .venv/bin/python ]; then
    "${PYTHON:-python3}" -m venv .venv
fi
source .venv/bin/activate
if ! cat setup.py pyproject.toml | cmp -s - .venv/installed; then
    python -m pip install --quiet -e ".[test]"
    # Not every Python has a Ray: without it the tests of the Ray engine are skipped, and say so.
    python -m pip install --quiet -e ".[ray]" || echo "no Ray for this Python: its tests will be skipped" >&2
    # Nor has each one paddle2onnx; the tests of ONNX files are skipped then.
    python -m pip install --quiet -e ".[onnx]" || echo "no paddle2onnx for this Python: its tests will be skipped" >&2
    cat setup.py pyproject.toml > .venv/installed
fi
export OMP_NUM_THREADS=1
