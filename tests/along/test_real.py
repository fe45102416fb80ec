"""Programs over real packages, converted with them: torch's output where torch cannot be imported.

Slow: the packages are fetched from the registry; torchvision is what is installed. The originals are installed in the
process that runs the output too, so that an import that finds one of them fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng.report.summary import Summary
from scripts.fetch_corpus import OTHERS, PACKAGES, fetch_package
from tests.along.running import ROOT, SOURCES, convert

pytestmark = pytest.mark.slow

PINNED = {
    "timm": PACKAGES["timm"],
    "segmentation_models_pytorch": OTHERS["segmentation-models-pytorch"],
    "open_clip": OTHERS["open-clip-torch"],
}
PROGRAMS = {
    "vision": ("timm", "torchvision"),
    "segmentation": ("timm", "segmentation_models_pytorch"),
    "clip": ("timm", "open_clip"),
}


def run(framework: str, program: Path, packages: tuple[str, ...]) -> str:
    places = [str(ROOT), *(str(fetch_package(PINNED[name]).folder) for name in packages if name in PINNED)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places), "OMP_NUM_THREADS": "1", "GLOG_minloglevel": "2"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.along.driver", framework, str(program)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-6000:]
    return done.stdout


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str, tmp_path: Path) -> None:
    packages = PROGRAMS[name]
    for needed in ("huggingface_hub", "safetensors") if name == "segmentation" else ():
        pytest.importorskip(needed)
    named = [f"{one}={fetch_package(PINNED[one]).folder}" if one in PINNED else one for one in packages]
    source, out = tmp_path / name, tmp_path / "out"
    shutil.copytree(SOURCES / "real" / name, source)
    shutil.copy(SOURCES / "real" / "weights.py", source)
    summary: Summary = convert(source, out, *named)
    assert not summary.failed
    assert {one.name: bool(one.licences) for one in summary.along} == dict.fromkeys(packages, True)
    assert all(0 < one.modules <= one.all_modules for one in summary.along)
    assert {path.name for path in out.iterdir() if path.is_dir()} == set(packages)
    assert run("paddle", out / "main.py", packages) == run("torch", source / "main.py", packages)
