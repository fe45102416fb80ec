"""A second look, in float64, at what differs in float32.

Where rounding alone moves torch's own numbers by more than the tolerance, as in a deep model with random weights and
the statistics of two images, float32 cannot show whether two programs are the same; float64 can.
"""

from __future__ import annotations

import json
import pickle
import traceback
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from scripts.timm_checks.compare import differences, gradients_apart
from scripts.timm_checks.families import Family, cases_of, families
from scripts.timm_checks.outcome import outcome
from scripts.timm_checks.side import arrays, side_of
from scripts.timm_checks.store import unpack, write
from tests.support.model_cases import ModelCase
from tests.support.model_driver import in_child, loss


def doubtful(result: Mapping[str, Any]) -> list[str]:
    """The parts of a family's result that differ in float32, themselves or their step."""
    parts = result["parts"].items()
    return [name for name, part in parts if "differs" in (outcome(part), outcome(part.get("training", {"wrong": []})))]


def record_in_double(family: Family | None, name: str, folder: Path, tree: str) -> str:
    """Runs what is doubtful of a family under torch, in float64, and leaves what it gave."""
    found = in_child(partial(_run_parts, name, folder, "torch"))
    write(folder / "torch" / f"{name}.double.pickle", pickle.dumps(found))
    return "run in float64"


def check_in_double(family: Family | None, name: str, folder: Path, tree: str) -> str:
    """Runs the same under Paddle and adds to the result, for each part, what differs in float64."""
    path = folder / "paddle" / f"{name}.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    result["double"] = in_child(partial(_compare_parts, name, folder))
    write(path, json.dumps(result).encode())
    return "compared in float64"


def _run_parts(name: str, folder: Path, framework: str) -> dict[str, Any]:
    result = json.loads((folder / "paddle" / f"{name}.json").read_text(encoding="utf-8"))
    recorded = pickle.loads((folder / "torch" / f"{name}.pickle").read_bytes())
    (family,) = (family for family in families() if family.name == name)
    side, cases = side_of(framework), cases_of(family)
    side.use_double()
    found: dict[str, Any] = {}
    for part in doubtful(result):
        try:
            found[part] = run(side, cases[part], recorded[part])
        except Exception:
            found[part] = {"error": traceback.format_exc()}
    return found


def run(side: Any, case: ModelCase, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """A part in float64: its outputs, and the gradients of its step if it has one."""
    model = case.build()
    side.to_double(model)
    model.eval()
    side.load(model, unpack(recorded["state"]))

    def inputs() -> dict[str, Any]:
        return {name: side.tensor(array, "float64") for name, array in recorded["inputs"].items()}

    with side.no_gradients():
        outputs = arrays(side, case.run(model, inputs()))
    gradients = {}
    if recorded["gradients"]:
        model.train()
        loss(case.run(model, inputs()), lambda array: side.tensor(array, "float64")).backward()
        gradients = {name: None if p.grad is None else side.array(p.grad) for name, p in model.named_parameters()}
    return {"outputs": outputs, "gradients": gradients}


def _compare_parts(name: str, folder: Path) -> dict[str, Any]:
    wanted = pickle.loads((folder / "torch" / f"{name}.double.pickle").read_bytes())
    single = pickle.loads((folder / "torch" / f"{name}.pickle").read_bytes())
    found = _run_parts(name, folder, "paddle")
    compared: dict[str, Any] = {}
    for part, ours in wanted.items():
        error = ours.get("error") or found[part].get("error")
        if error:
            compared[part] = {"error": error}
            continue
        wrong, largest = differences(ours["outputs"], found[part]["outputs"], "output")
        compared[part] = {"wrong": wrong, "largest": largest, "own": own_of(ours, single[part])}
        if ours["gradients"]:
            wrong, largest = gradients_apart(ours["gradients"], found[part]["gradients"])
            own = gradients_apart(ours["gradients"], single[part]["gradients"])[1]
            compared[part]["training"] = {"wrong": wrong, "largest": largest, "own": own}
    return compared


def own_of(double: Mapping[str, Any], single: Mapping[str, Any]) -> float:
    """How far torch's own float32 is from its float64."""
    return differences(double["outputs"], single["outputs"], "output", dtypes=False)[1]
