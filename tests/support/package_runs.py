"""One package, whole: fetched, run under torch, converted with the command line, run under Paddle without torch."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scripts.fetch_corpus import fetch, release
from tests.support.model_cases import Suite

ROOT = Path(__file__).resolve().parents[2]


class PackageRun:
    """All that the tests of one package share; each step runs once, when first asked for."""

    def __init__(self, suite_module: str, suite: Suite, folder: Path) -> None:
        self.suite_module = suite_module
        self.suite = suite
        self.folder = folder

    @cached_property
    def source(self) -> Path:
        """A folder that holds what is converted, as it came from the registry, and nothing else.

        Compiled libraries stay behind: they are torch's.
        """
        package = fetch(self.suite.package)
        root = self.folder / "source"
        parts = [package.folder / part for part in self.suite.folders or package.sources]
        targets = [root / part for part in self.suite.folders or package.sources]
        for other in map(fetch, self.suite.beside):
            parts += [other.folder / part for part in other.sources]
            targets += [root / part for part in other.sources]
        for part, target in zip(parts, targets, strict=True):
            shutil.copytree(part, target, ignore=self._left_out)
        return root

    @cached_property
    def along(self) -> dict[str, Path]:
        """Import name → project folder, of the packages that are taken along."""
        found = {release(name).sources[0]: fetch(name).folder for name in self.suite.along}
        if not self.suite.parts:
            return found
        for name, folder in found.items():
            shutil.copytree(folder, self.folder / "along" / name, ignore=self._left_out)
        return {name: self.folder / "along" / name for name in found}

    def _left_out(self, folder: str, names: list[str]) -> set[str]:
        """What is not copied of a folder: compiled files, and what the suite does without."""
        left = set(shutil.ignore_patterns("__pycache__", "*.so")(folder, names))
        for part, kept in self.suite.parts.items():
            if folder.endswith(f"/{part}"):
                left |= {name for name in names if name not in kept and os.path.isdir(os.path.join(folder, name))}
        return left

    @cached_property
    def libraries(self) -> list[Path]:
        """Folders of libraries that are used as they are, in both processes."""
        return [fetch(name).folder for name in self.suite.libraries if find_spec(release(name).sources[0]) is None]

    @cached_property
    def converted(self) -> Path:
        """The output folder of ``paconvert``."""
        return self._convert(self.source, "converted", self.along)

    @cached_property
    def modules(self) -> list[str]:
        """Every module of the packages that must import."""
        found = []
        for name in self.suite.imports:
            base = self.source / name.replace(".", "/")
            for path in sorted(base.rglob("*.py")):
                parts = path.relative_to(self.source).with_suffix("").parts
                found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
        return [module for module in found if module not in self.suite.not_importable]

    @cached_property
    def reference(self) -> dict[str, Any]:
        """What the torch process recorded: ``imports`` by module, ``cases`` by name."""
        out = self.folder / "reference.pickle"
        stand_ins = [ROOT / stand_in for stand_in in self.suite.stand_ins]
        self._drive("torch", [out], [*stand_ins, self.source, *self.along.values()])
        with open(out, "rb") as stream:
            recorded: dict[str, Any] = pickle.load(stream)
        return recorded

    @cached_property
    def results(self) -> dict[str, Any]:
        """What the Paddle process found: ``imports`` by module, ``cases`` by name."""
        assert self.reference
        out = self.folder / "results.json"
        stand_ins = [
            self._convert(ROOT / stand_in, f"stand-in-{number}") for number, stand_in in enumerate(self.suite.stand_ins)
        ]
        self._drive("paddle", [out, self.folder / "reference.pickle"], [*stand_ins, self.converted])
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found

    def _convert(self, source: Path, name: str, along: Mapping[str, Path] | None = None) -> Path:
        out = self.folder / name
        command = [sys.executable, "-m", "paconvert_ng", "--in_dir", str(source), "--output_dir", str(out)]
        if along:
            command += ["--with_packages", ",".join(f"{name}={folder}" for name, folder in along.items())]
        run([*command, "--no_cache", "--log_dir", str(self.folder / f"{name}-logs")])
        return out

    def _drive(self, framework: str, files: Sequence[Path], paths: Sequence[Path]) -> None:
        command = [sys.executable, "-m", "tests.support.model_driver", framework, self.suite_module, *map(str, files)]
        for path in (*paths, *self.libraries):
            command += ["--path", str(path)]
        for module in self.modules:
            command += ["--module", module]
        run(command)


def run(command: Sequence[str]) -> str:
    """Runs a command in the project folder; raises AssertionError with its output if it fails."""
    environment = {"PACONVERT_STRICT_RULES": "0", **os.environ, "OMP_NUM_THREADS": "1", "GLOG_minloglevel": "2"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    output = f"{done.stdout}{done.stderr}"
    assert done.returncode == 0, f"{' '.join(command)}\nended with {done.returncode}:\n{output[-8000:]}"
    return output
