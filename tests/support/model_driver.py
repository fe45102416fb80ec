"""Runs the models of a suite in one framework; a test starts it once for torch and once for Paddle.

    python -m tests.support.model_driver torch  SUITE_MODULE OUT.pickle           --path ROOT …
    python -m tests.support.model_driver paddle SUITE_MODULE OUT.json REF.pickle  --path CONVERTED_ROOT …

The torch process records, by case: inputs, state dict (random values in every tensor), outputs, and for a training
step the gradients. The Paddle process, where the source frameworks cannot be imported, builds the converted model,
loads that state dict key by key, runs it on the same inputs, and writes what differs. Each case runs in a forked
child, so one that crashes takes no other with it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pickle
import re
import sys
import tempfile
import traceback
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from typing import Any

import numpy as np

from paconvert_ng.verify.worker.blocked import BLOCKED, block_source_frameworks
from paconvert_ng.verify.worker.weights import random_state
from tests.support.model_cases import ModelCase, Suite
from tests.support.same_draws import same_draws
from tests.support.stubs import install_stubs

#: Modules that are imported one after the other in one process; each process starts without any.
TOGETHER = 40


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("framework", choices=("torch", "paddle"))
    parser.add_argument("suite")
    parser.add_argument("out")
    parser.add_argument("reference", nargs="?")
    parser.add_argument("--path", action="append", default=[])
    parser.add_argument("--module", action="append", default=[], help="a module that must import")
    parser.add_argument("--only", action="append", default=[], help="a case; default: all")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    suite: Suite = importlib.import_module(options.suite).SUITE
    if options.framework == "paddle":
        # torchvision itself may be the package that was converted.
        block_source_frameworks([name for name in BLOCKED if name not in suite.imports])
    importlib.import_module(options.framework)
    if options.framework == "torch":
        from tests.support.torchaudio_alone import spare_library
        from tests.support.torchvision_kernels import load_kernels

        load_kernels()
        spare_library()
    install_stubs(suite.stubs)
    sys.path[:0] = options.path
    imports: dict[str, dict[str, str]] = {}
    for start in range(0, len(options.module), TOGETHER):
        modules = options.module[start : start + TOGETHER]
        found = in_child(partial(import_modules, modules))
        imports.update(dict.fromkeys(modules, found) if "error" in found else found)
    for name in (*suite.imports, *suite.preload):
        # Once for all cases; one that fails to import is reported by the cases.
        with suppress(Exception):
            importlib.import_module(name)
    cases = [case for case in suite.cases if not options.only or case.name in options.only]
    if options.framework == "torch":
        recorded = {case.name: in_child(partial(record, case)) for case in cases}
        with open(options.out, "wb") as stream:
            pickle.dump({"imports": imports, "cases": recorded}, stream)
        return
    with open(options.reference, "rb") as stream:
        reference = pickle.load(stream)["cases"]
    results = {case.name: in_child(partial(check, case, reference[case.name])) for case in cases}
    with open(options.out, "w", encoding="utf-8") as stream:
        json.dump({"imports": imports, "cases": results}, stream)


def in_child(work: Callable[[], Any]) -> Any:
    """The value of ``work`` computed in a forked process; a dict with ``error`` if that raised or died."""
    with tempfile.NamedTemporaryFile() as file:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            try:
                value = work()
            except BaseException:
                value = {"error": traceback.format_exc()}
            with open(file.name, "wb") as stream:
                pickle.dump(value, stream)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        content = file.read()
    if not content:
        return {"error": f"the process ended with status {os.waitstatus_to_exitcode(status)}"}
    return pickle.loads(content)


def import_modules(modules: Sequence[str]) -> dict[str, dict[str, str]]:
    """Imports modules in this process; by module, an empty dict if that went well, else its ``error``."""
    found: dict[str, dict[str, str]] = {}
    for module in modules:
        try:
            importlib.import_module(module)
            found[module] = {}
        except BaseException:
            found[module] = {"error": traceback.format_exc()}
    return found


def record(case: ModelCase) -> dict[str, Any]:
    """Runs a case under torch."""
    import torch

    torch.manual_seed(0)
    model = case.build()
    model.eval()
    seed = zlib.crc32(case.name.encode())
    own = {key: value.detach().numpy() for key, value in model.state_dict().items()}
    state = random_state({key: value.shape for key, value in own.items()}, own, seed)
    if case.keep:
        state.update({key: value for key, value in own.items() if re.search(case.keep, key)})
    model.load_state_dict({key: torch.from_numpy(np.array(value)) for key, value in state.items()})
    # A tensor that modules share has one value under all of its keys.
    state = {key: np.array(value.detach().numpy()) for key, value in model.state_dict().items()}
    arrays = case.make_inputs(np.random.default_rng(seed))

    def inputs() -> dict[str, Any]:
        return {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}

    with torch.no_grad(), drawing(case, "torch"):
        torch.manual_seed(1)
        outputs = to_arrays(case.run(model, inputs()))
    refuse_empty(outputs, bool(state))
    found = {"inputs": arrays, "state": state, "outputs": outputs, "gradients": {}}
    if case.gradients:
        model.train()
        torch.manual_seed(1)
        with drawing(case, "torch"):
            outputs = case.run(model, inputs())
        loss(outputs, lambda array: torch.from_numpy(array)).backward()
        found["gradients"] = {
            name: None if parameter.grad is None else parameter.grad.numpy()
            for name, parameter in model.named_parameters()
        }
    return found


def drawing(case: ModelCase, framework: str) -> AbstractContextManager[None]:
    """In which a case runs: with the same random numbers in both frameworks if it draws some."""
    return same_draws(framework) if case.draws else nullcontext()


def refuse_empty(outputs: Any, weighted: bool) -> None:
    """Raises ValueError for outputs that would agree with nearly anything.

    There are none, some are not finite, or all those of a model with weights are constant.
    """
    leaves = _leaves(outputs)
    if not leaves:
        raise ValueError("there is no output")
    floats = [value for value in leaves if isinstance(value, np.ndarray) and value.dtype.kind in "fc"]
    if not all(np.isfinite(value).all() for value in floats):
        raise ValueError("an output is not finite")
    arrays = [value for value in leaves if isinstance(value, np.ndarray) and value.size]
    varied = [value.std() > 1e-2 * min(1, np.abs(value).max()) if value.size > 1 else value.any() for value in arrays]
    if weighted and not any(varied):
        raise ValueError("the outputs hardly vary: the weights do not reach them")


def check(case: ModelCase, reference: Mapping[str, Any]) -> dict[str, Any]:
    """Runs a case under Paddle on torch's state and inputs; ``differences`` is empty if all is as in torch."""
    if "error" in reference:
        return {"error": f"the case fails under torch:\n{reference['error']}"}
    import paddle

    paddle.seed(0)
    model = case.build()
    model.eval()
    state: dict[str, np.ndarray] = reference["state"]
    lines = load_state_dict(model, state, paddle)
    if lines:
        return {"differences": lines}

    def inputs() -> dict[str, Any]:
        return {name: paddle.to_tensor(np.array(array)) for name, array in reference["inputs"].items()}

    with paddle.no_grad(), drawing(case, "paddle"):
        outputs = to_arrays(case.run(model, inputs()))
    lines = compare_trees(reference["outputs"], outputs, case.tolerance, "output")
    if case.gradients and not lines:
        model.train()
        with drawing(case, "paddle"):
            found = case.run(model, inputs())
        loss(found, paddle.to_tensor).backward()
        parameters = dict(model.named_parameters())
        largest = max(float(np.abs(g).max()) for g in reference["gradients"].values() if g is not None)
        for name, expected in reference["gradients"].items():
            grad = parameters[name].grad
            actual = np.zeros_like(state[name]) if grad is None else grad.numpy()
            wanted = np.zeros_like(state[name]) if expected is None else expected
            lines += compare_trees(
                np.asarray(wanted / largest), np.asarray(actual / largest), case.tolerance, f"gradient of {name}"
            )
    return {"differences": lines}


def load_state_dict(model: Any, state: Mapping[str, np.ndarray], paddle: Any) -> list[str]:
    """Loads torch's state dict, key by key and without any mapping; differences if it does not fit as it is."""
    own = model.state_dict()
    if list(own) != list(state):
        missing = [key for key in state if key not in own]
        unexpected = [key for key in own if key not in state]
        if not missing and not unexpected:
            return [f"state-dict keys in another order: {list(state)[:8]} in torch, {list(own)[:8]} in Paddle"]
        return [f"state-dict keys: only in torch {missing[:8]}, only in Paddle {unexpected[:8]}"]
    lines = [
        f"state-dict entry {key!r}: shape {list(value.shape)} in torch, {list(own[key].shape)} in Paddle"
        for key, value in state.items()
        if list(value.shape) != list(own[key].shape)
    ]
    lines += [
        f"state-dict entry {key!r}: dtype {value.dtype} in torch, {own[key].dtype} in Paddle"
        for key, value in state.items()
        if not str(own[key].dtype).endswith(str(value.dtype))
    ]
    if lines:
        return lines[:8]
    model.set_state_dict({key: paddle.to_tensor(np.array(value)) for key, value in state.items()})
    loaded = model.state_dict()
    return [f"{key!r} was not loaded" for key in state if not np.array_equal(loaded[key].numpy(), state[key])][:8]


def to_arrays(value: Any) -> Any:
    """Tensors → numpy arrays, in tuples, lists and dicts."""
    if isinstance(value, (tuple, list)):
        return [to_arrays(item) for item in value]
    if isinstance(value, dict):
        return {key: to_arrays(item) for key, item in value.items()}
    if hasattr(value, "detach"):
        return value.detach().cpu().numpy()
    return value


def loss(outputs: Any, tensor: Callable[[np.ndarray], Any]) -> Any:
    """A fixed random projection of all floating outputs, the same in both frameworks."""
    rng = np.random.default_rng(5)
    total = None
    for output in _leaves(outputs):
        if hasattr(output, "detach") and output.is_floating_point():
            weights = rng.standard_normal(tuple(output.shape)).astype("float32")
            term = (output * tensor(weights)).sum()
            total = term if total is None else total + term
    return total


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, (tuple, list)):
        return [leaf for item in value for leaf in _leaves(item)]
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [value]


def compare_trees(ours: Any, theirs: Any, tolerance: float, path: str) -> list[str]:
    """Differences of two results of ``to_arrays``."""
    if isinstance(ours, list):
        if not isinstance(theirs, list) or len(ours) != len(theirs):
            return [f"{path}: a sequence of {len(ours)} in torch, {_kind(theirs)} in Paddle"]
        pairs = list(enumerate(zip(ours, theirs, strict=True)))
        return [line for i, (a, b) in pairs for line in compare_trees(a, b, tolerance, f"{path}[{i}]")]
    if isinstance(ours, dict):
        if not isinstance(theirs, dict) or list(ours) != list(theirs):
            return [f"{path}: keys {list(ours)} in torch, {_kind(theirs)} in Paddle"]
        return [line for key in ours for line in compare_trees(ours[key], theirs[key], tolerance, f"{path}[{key!r}]")]
    if not isinstance(ours, np.ndarray):
        same = ours == theirs if not isinstance(ours, float) else abs(ours - theirs) <= tolerance * (1 + abs(ours))
        return [] if same else [f"{path}: {ours!r} in torch, {theirs!r} in Paddle"]
    if not isinstance(theirs, np.ndarray):
        return [f"{path}: an array in torch, {_kind(theirs)} in Paddle"]
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return [f"{path}: {ours.dtype}{list(ours.shape)} in torch, {theirs.dtype}{list(theirs.shape)} in Paddle"]
    wrong = ~np.isclose(theirs, ours, rtol=tolerance, atol=tolerance, equal_nan=True)
    if not wrong.any():
        return []
    largest = float(np.nanmax(np.abs(ours.astype("float64") - theirs.astype("float64"))))
    return [f"{path}: {int(wrong.sum())} of {wrong.size} values differ, largest difference {largest:.3g}"]


def _kind(value: Any) -> str:
    return f"{type(value).__name__} {value!r:.60}"


if __name__ == "__main__":
    main()
