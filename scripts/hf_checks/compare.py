"""One family of one release: made a repository, converted, run in both frameworks, compared."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng import Options, convert_tree
from scripts.hf_checks.families import FAMILIES
from scripts.hf_checks.repos import make_repo, torch_path, without_torch

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 1e-4


class Failed(RuntimeError):
    """A process ended before it had a result."""


def run(version: str, family: str, folder: Path) -> dict[str, Any]:
    """For each part the largest difference, or what went wrong; ``left`` are the uses that were not converted.

    Raises Failed if a process ends without results.
    """
    repo, converted = folder / "torch" / family, folder / "paddle" / family
    make_repo(version, family, repo, FAMILIES[family].along)
    summary = convert_tree(repo, converted, log_dir=folder / "logs", options=Options(jobs=1, cache=False))
    weights = folder / "weights"
    plain = without_torch(folder / "without-torch")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(plain), str(ROOT))), "OMP_NUM_THREADS": "1"}
    side = ["-m", "scripts.hf_checks.side"]
    _process(
        [*side, "torch", str(repo), family, str(weights), str(folder / "torch.npz"), *torch_path(version)],
        {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )
    _process(["-S", *side, "paddle", str(converted), family, str(weights), str(folder / "paddle.npz")], environment)
    parts = compare(dict(np.load(folder / "torch.npz")), dict(np.load(folder / "paddle.npz")))
    return {"parts": parts, "left": sorted({item.api for item in summary.unconverted})}


def _process(arguments: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{arguments[2] if arguments[0] == '-m' else arguments[3]}: {done.stderr[-1500:]}")


def compare(torch: dict[str, np.ndarray], paddle: dict[str, np.ndarray]) -> dict[str, float | str]:
    """By part: the largest difference relative to the largest value, or a text where it cannot be told."""
    errors = {key.partition(":")[2]: str(text) for key, text in torch.items() if key.startswith("error:")}
    found: dict[str, float | str] = {part: f"fails under torch: {text}" for part, text in errors.items()}
    for part in dict.fromkeys(key.split(".")[0] for key in torch if not key.startswith("error:")):
        if f"error:{part}" in paddle:
            found[part] = str(paddle[f"error:{part}"])
            continue
        keys = [key for key in torch if key.split(".")[0] == part]
        theirs = [key for key in paddle if key.split(".")[0] == part]
        found[part] = (
            _difference(torch, paddle, keys) if keys == theirs else f"other outputs: {set(keys) ^ set(theirs)}"
        )
    return found


def _difference(torch: dict[str, np.ndarray], paddle: dict[str, np.ndarray], keys: list[str]) -> float | str:
    worst = 0.0
    # Gradients are compared with the largest one of the model.
    largest: dict[str, float] = {}
    for key in keys:
        model, gradient, _ = key.partition(".grad.")
        if gradient and torch[key].size:
            largest[model] = max(largest.get(model, 0.0), float(np.abs(torch[key]).max()))
    for key in keys:
        one, other = torch[key], paddle[key]
        if one.shape != other.shape:
            return f"{key}: shape {other.shape}, torch's {one.shape}"
        if one.dtype.kind != other.dtype.kind or (one.dtype.kind in "iub" and not np.array_equal(one, other)):
            return f"{key}: {other.tolist()}, torch's {one.tolist()}"[:400]
        if one.size:
            model, gradient, _ = key.partition(".grad.")
            scale = max(float(np.abs(one).max()), largest[model] if gradient else 0.0, 1e-6)
            worst = max(worst, float(np.abs(one.astype("f8") - other.astype("f8")).max()) / scale)
    return worst
