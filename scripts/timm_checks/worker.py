"""Runs cases in one framework, each family in a process of its own; ``scripts/timm_models.py`` starts this.

    python -m scripts.timm_checks.worker torch  FOLDER --path SOURCE    --name FAMILY …
    python -m scripts.timm_checks.worker paddle FOLDER --path CONVERTED --name FAMILY …

torch leaves ``FOLDER/torch/NAME.pickle``: inputs, outputs, gradients and what the state dict is made from. Paddle,
where torch cannot be imported, makes the same state, loads it key by key, runs the same on the same inputs, and
leaves ``FOLDER/paddle/NAME.json``: for each part what differs and by how much.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pickle
import sys
import time
import traceback
import warnings
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.verify.worker.blocked import block_source_frameworks
from scripts.timm_checks.compare import differences, gradients_apart
from scripts.timm_checks.double import check_in_double, record_in_double
from scripts.timm_checks.families import Family, cases_of, families
from scripts.timm_checks.outcome import unequal
from scripts.timm_checks.parts import PARTS
from scripts.timm_checks.side import Check, side_of
from scripts.timm_checks.store import pack, unpack, write
from tests.support.model_cases import ModelCase
from tests.support.model_driver import in_child, load_state_dict, loss, record, to_arrays
from tests.support.stubs import install_stubs

#: What timm imports and works without, if it is not installed.
STUBS = ("huggingface_hub", "safetensors", "tqdm", "yaml")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("framework", choices=("torch", "paddle"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--path", required=True)
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--double", action="store_true", help="what differs in float32, in float64")
    parser.add_argument("--tree", default="", help="what the results are kept with")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.framework == "paddle":
        block_source_frameworks()
    importlib.import_module(options.framework)
    if options.framework == "torch":
        from tests.support.torchvision_kernels import load_kernels

        load_kernels()
    install_stubs(STUBS)
    sys.path.insert(0, options.path)
    importlib.import_module("timm")
    known = {family.name: family for family in families()}
    work = record_family if options.framework == "torch" else check_family
    if options.double:
        work = record_in_double if options.framework == "torch" else check_in_double
    for name in options.name:
        line = work(known.get(name), name, options.folder, options.tree)
        print(f"{options.framework}: {name}: {line}", flush=True)


def record_family(family: Family | None, name: str, folder: Path, tree: str) -> str:
    """Runs a family under torch and leaves what it gave; the parts that fail, for whoever watches."""
    found = in_child(partial(record_parts, family, name))
    write(folder / "torch" / f"{name}.pickle", pickle.dumps(found))
    failed = [name] if "error" in found else [part for part, value in found.items() if "error" in value]
    return f"torch does not run {', '.join(failed)}" if failed else "run"


def check_family(family: Family | None, name: str, folder: Path, tree: str) -> str:
    """Runs a family under Paddle and leaves what is not as in torch; that in a line."""
    begun = time.perf_counter()
    parts: dict[str, Any] = in_child(partial(check_parts, family, name, folder / "torch" / f"{name}.pickle"))
    if "error" in parts:
        parts = {"all": parts}
    found: dict[str, Any] = {"parts": parts, "tree": tree}
    found["seconds"] = round(time.perf_counter() - begun, 1)
    write(folder / "paddle" / f"{name}.json", json.dumps(found).encode())
    return "; ".join(unequal(name, found)) or "equal"


def record_parts(family: Family | None, name: str) -> dict[str, Any]:
    """Runs the parts under torch; what torch itself cannot do has an ``error``."""
    if family is None:
        side = side_of("torch")
        return {
            part: _tried(partial(lambda check: {"outputs": check(side)}, check))
            for part, check in PARTS[name]().items()
        }
    return {part: _tried(partial(record_case, case)) for part, case in cases_of(family).items()}


def record_case(case: ModelCase) -> dict[str, Any]:
    recorded = record(case)
    return recorded | {"state": pack(recorded["state"], zlib.crc32(case.name.encode()))}


def _tried(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return work()
    except Exception:
        return {"error": traceback.format_exc()}


def check_parts(family: Family | None, name: str, reference: Path) -> dict[str, Any]:
    """Runs the parts under Paddle; ``wrong`` is empty where all is as in torch."""
    recorded = pickle.loads(reference.read_bytes())
    if "error" in recorded:
        return {"all": {"torch": str(recorded["error"])}}
    checks: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]
    if family is None:
        side = side_of("paddle")
        checks = {part: partial(check_part, check, side) for part, check in PARTS[name]().items()}
    else:
        checks = {part: partial(check_case, case) for part, case in cases_of(family).items()}
    found: dict[str, Any] = {}
    for part, reference_of_part in recorded.items():
        if "error" in reference_of_part:
            found[part] = {"torch": str(reference_of_part["error"]).strip().splitlines()[-1]}
        elif part in checks:
            found[part] = _tried(partial(checks[part], reference_of_part))
        else:
            found[part] = {"wrong": ["Paddle's timm does not list it"]}
    return found


def check_part(check: Check, side: Any, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """One check of ``PARTS`` under Paddle: what is ``wrong``, and the ``largest`` difference."""
    wrong, largest = differences(recorded["outputs"], check(side), "output")
    return {"wrong": wrong[:20], "largest": largest}


def check_case(case: ModelCase, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """One part under Paddle: ``wrong``, ``largest`` difference relative to the largest value, ``training``."""
    import paddle

    paddle.seed(0)
    model = case.build()
    model.eval()
    state = unpack(recorded["state"])
    if lines := load_state_dict(model, state, paddle):
        return {"wrong": lines}

    def inputs() -> dict[str, Any]:
        return {name: paddle.to_tensor(np.array(array)) for name, array in recorded["inputs"].items()}

    with paddle.no_grad():
        outputs = to_arrays(case.run(model, inputs()))
    wrong, largest = differences(recorded["outputs"], outputs, "output")
    found: dict[str, Any] = {"wrong": wrong, "largest": largest}
    if recorded["gradients"]:
        try:
            found["training"] = check_step(case, model, inputs(), recorded["gradients"], paddle)
        except Exception:
            found["training"] = {"error": traceback.format_exc()}
    return found


def check_step(
    case: ModelCase, model: Any, inputs: Mapping[str, Any], gradients: Mapping[str, Any], paddle: Any
) -> dict[str, Any]:
    """The gradients of a step in training mode, relative to the largest one of the model."""
    model.train()
    loss(case.run(model, inputs), paddle.to_tensor).backward()
    found = {name: None if p.grad is None else p.grad.numpy() for name, p in model.named_parameters()}
    wrong, largest = gradients_apart(gradients, found)
    return {"wrong": wrong, "largest": largest}


if __name__ == "__main__":
    main()
