#!/usr/bin/env bash
# Makes the environment in which `paconvert export --bmodel` runs TPU-MLIR: scripts/tpu_env.sh [FOLDER], default .tpu-env.
# It needs Linux on x86-64 and a Python 3.10 (the only one that TPU-MLIR's package is made for): $PYTHON, one on the
# path, or one that pyenv or uv has. About 1.8 GB. Does nothing twice.
set -euo pipefail
folder="${1:-.tpu-env}"
tpu_mlir=1.30.2

fail() {
    echo "tpu_env.sh: $1" >&2
    exit 2
}

is_310() { "$1" -c 'import sys, venv, ensurepip; raise SystemExit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

find_310() {
    for candidate in "${PYTHON:-}" python3.10 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python \
        "$HOME"/.local/share/uv/python/cpython-3.10*/bin/python3.10 /opt/python/*3.10*/bin/python /usr/local/bin/python3.10; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 && is_310 "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

[ "$(uname -sm)" = "Linux x86_64" ] || fail "TPU-MLIR is made for Linux on x86-64 only, and this is $(uname -sm)"
if [ -f "$folder/installed-$tpu_mlir" ]; then
    echo "$folder/bin/python has TPU-MLIR $tpu_mlir"
    exit 0
fi
python="$(find_310)"
[ -n "$python" ] || fail "no Python 3.10 with venv was found: install one (apt install python3.10-venv, \
pyenv install 3.10, uv python install 3.10), or name it: PYTHON=/path/to/python3.10 bash scripts/tpu_env.sh"

echo "making $folder with $python"
"$python" -m venv "$folder"
pip() { "$folder/bin/python" -m pip "$@"; }
# Without what it asks for: that includes a torch with CUDA, and packages of its other readers.
pip install --quiet --no-deps "tpu_mlir==$tpu_mlir"
# What its tools for ONNX import, in the versions that it names; pkg_resources went from setuptools later.
pip install --quiet setuptools==69.5.1 numpy==1.24.3 protobuf==3.20.3 onnx==1.14.1 onnxruntime==1.16.3 \
    onnxruntime_extensions==0.14.0 onnxsim==0.4.17 transformers==5.6.2 Pillow==10.0.0 \
    opencv-python-headless==4.8.0.76 plotly==5.15.0 psutil 2>&1 | grep -v "tpu-mlir\|dependency resolver" >&2 || true

# Of torch it uses `torch.tensor(x).numpy()` alone, when it reads ONNX. This module does that, and says that the rest is
# not there: to onnxruntime_extensions by the error that it takes for "no torch", to transformers by its version.
site="$("$folder/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
if [ ! -e "$site/torch" ]; then
    cat > "$site/torch.py" <<'PYTHON'
"""Stands in for torch where TPU-MLIR reads ONNX: `tensor(x).numpy()` and nothing else."""

import numpy

__version__ = "0.0.0"


class tensor:
    """A value with the method `numpy`."""

    def __init__(self, value):
        self._value = numpy.array(value)

    def numpy(self):
        """The value as an array."""
        return self._value


def __getattr__(name):
    raise ImportError(f"torch is not installed here, only a stand-in without {name!r}")
PYTHON
fi
"$folder/bin/python" -c "import tpu_mlir, onnx, onnxruntime, onnxruntime_extensions, onnxsim, cv2, plotly, psutil" ||
    fail "$folder is not complete: see above"
touch "$folder/installed-$tpu_mlir"
echo "$folder/bin/python has TPU-MLIR $tpu_mlir: paconvert export --tpu_python $folder/bin/python"
