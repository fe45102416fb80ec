"""Proving a ``module:`` test: same state dict, and on torch's values the same outputs, gradients and buffers."""

from __future__ import annotations

import copy
import traceback
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from paconvert_ng.rules.model import RuleTest
from paconvert_ng.verify.inputs import LiteralSpec, TensorSpec, make_array
from tests.support.compare import Comparison, array_differences, differences
from tests.support.conversion import Converter, convert_program, failure
from tests.support.forms import Form
from tests.support.frameworks import paddle, torch
from tests.support.gradients import flatten, paddle_loss, torch_loss
from tests.support.initialisation import initialisation_differences
from tests.support.programs import program_of, run_module
from tests.support.tensors import dtype_name, paddle_argument, paddle_to_numpy, torch_argument, torch_to_numpy

Specs = Mapping[str, TensorSpec | LiteralSpec]


def prove_module(test: RuleTest, forms: list[Form], specs: Specs, convert: Converter) -> None:
    """Builds every form in both frameworks and compares; raises ProofFailure."""
    kept, modules = _torch_modules(test, forms)
    converted = convert_program(test, program_of(kept, {}), convert)
    try:
        program = run_module(converted.code, f"{test.rule} paddle")
    except Exception:
        raise converted.fail(["the converted program fails when it is imported:", traceback.format_exc()]) from None
    for form in kept:
        try:
            paddle.seed(0)
            build = getattr(program, form.name)
            lines = module_differences(modules[form.name], build, specs, test, thorough=form is kept[0])
        except Exception:
            raise converted.fail(["the converted module fails under Paddle:", *_trace()], form.name) from None
        if lines:
            raise converted.fail(lines, form.name)


def _torch_modules(test: RuleTest, forms: list[Form]) -> tuple[list[Form], dict[str, Callable[[], torch.nn.Module]]]:
    program = program_of(forms, {})
    module = run_module(program, f"{test.rule} torch")
    kept, builders = [], {}
    for form in forms:
        try:
            getattr(module, form.name)()
        except TypeError:
            if form.name == "as_written":
                raise failure(test, ["the test fails under torch:", traceback.format_exc()], program) from None
            continue
        kept.append(form)
        builders[form.name] = getattr(module, form.name)
    return kept, builders


def module_differences(
    build_torch: Callable[[], torch.nn.Module],
    build_paddle: Callable[[], paddle.nn.Layer],
    specs: Specs,
    test: RuleTest,
    *,
    thorough: bool = True,
) -> list[str]:
    """Differences between the module in torch and its conversion; ``thorough`` adds the default initialisation."""
    how = Comparison(tol=test.tol)
    torch.manual_seed(0)
    ours, theirs = build_torch(), build_paddle()
    if not isinstance(theirs, paddle.nn.Layer):
        return [f"the conversion builds {type(theirs).__name__}, which is no paddle.nn.Layer"]
    lines = _structure_differences(ours, theirs, test)
    if lines:
        return lines
    if thorough:
        lines += initialisation_differences(build_torch, build_paddle)
    rng = np.random.default_rng(zlib.crc32(test.rule.encode()))
    randomize_state(ours, rng)
    lines += load_state(theirs, state_arrays(ours))
    if lines or not specs:
        return lines
    arrays = {name: make_array(spec, rng) if isinstance(spec, TensorSpec) else None for name, spec in specs.items()}
    grad = test.grad or tuple(
        name for name, spec in specs.items() if isinstance(spec, TensorSpec) and spec.is_differentiable
    )
    for mode in ("eval", "train"):
        lines += _step_differences(ours, theirs, specs, arrays, grad, mode, how)
    return lines


def _structure_differences(ours: torch.nn.Module, theirs: paddle.nn.Layer, test: RuleTest) -> list[str]:
    lines = []
    if type(ours).__name__ != type(theirs).__name__:
        lines.append(f"class name {type(ours).__name__!r} in torch, {type(theirs).__name__!r} in Paddle")
    mine = {key: (list(value.shape), dtype_name(value.dtype)) for key, value in ours.state_dict().items()}
    other = {key: (list(value.shape), dtype_name(value.dtype)) for key, value in theirs.state_dict().items()}
    if list(mine) != list(other):
        lines.append(f"state-dict keys {list(mine)} in torch, {list(other)} in Paddle")
    for key in mine.keys() & other.keys():
        if mine[key] != other[key]:
            lines.append(f"state-dict entry {key!r}: {mine[key]} in torch, {other[key]} in Paddle")
    names = [name for name, _ in ours.named_parameters()]
    other_names = [name for name, _ in theirs.named_parameters()]
    if names != other_names:
        lines.append(f"named_parameters {names} in torch, {other_names} in Paddle")
    for name in ("training", *test.attributes):
        if not hasattr(theirs, name):
            lines.append(f"attribute {name!r} is missing")
        else:
            how = Comparison(tol=test.tol, values=not isinstance(getattr(ours, name), torch.Tensor))
            lines += differences(getattr(ours, name), getattr(theirs, name), how, f"attribute {name}")
    return lines


def randomize_state(module: torch.nn.Module, rng: np.random.Generator) -> None:
    """Random values in every floating entry of the state dict; variances stay positive, integers stay."""
    with torch.no_grad():
        for key, value in module.state_dict().items():
            if not value.is_floating_point() or value.numel() == 0:
                continue
            values = rng.standard_normal(tuple(value.shape)) * 0.5
            if "var" in key.rsplit(".", 1)[-1]:
                values = np.abs(values) + 0.5
            value.copy_(torch.from_numpy(np.asarray(values)).to(value.dtype))


def state_arrays(module: torch.nn.Module) -> dict[str, np.ndarray]:
    """The state dict as numpy arrays (copies; bfloat16 as float32)."""
    return {key: torch_to_numpy(value).copy() for key, value in module.state_dict().items()}


def load_state(layer: paddle.nn.Layer, arrays: Mapping[str, np.ndarray]) -> list[str]:
    """Loads torch's values key by key and reads them back; differences if one did not arrive."""
    own = layer.state_dict()
    layer.set_state_dict({key: paddle.to_tensor(value).astype(own[key].dtype) for key, value in arrays.items()})
    lines = []
    for key, value in layer.state_dict().items():
        lines += array_differences(arrays[key], paddle_to_numpy(value), 0.0, f"state-dict entry {key!r} after loading")
    return lines


def _step_differences(
    ours: torch.nn.Module,
    theirs: paddle.nn.Layer,
    specs: Specs,
    arrays: Mapping[str, np.ndarray | None],
    grad: tuple[str, ...],
    mode: str,
    how: Comparison,
) -> list[str]:
    """One forward and backward in ``mode``; compares outputs, gradients and the buffers left behind."""
    ours.train(mode == "train")
    theirs.train() if mode == "train" else theirs.eval()
    if _is_random(ours, specs, arrays):
        how = Comparison(tol=how.tol, values=False)
    mine = {name: torch_argument(spec, arrays[name], name in grad) for name, spec in specs.items()}
    other = {name: paddle_argument(spec, arrays[name], name in grad) for name, spec in specs.items()}
    ours.zero_grad()
    theirs.clear_gradients()
    # Copies, so that a module that works in place does not meet a leaf; the gradients are the leaves'.
    result = ours(*(value.clone() if name in grad else value for name, value in mine.items()))
    actual = theirs(*(value.clone() if name in grad else value for name, value in other.items()))
    lines = differences(result, actual, how, f"{mode} output")
    if lines or not how.values:
        return lines
    loss, actual_loss = torch_loss(result), paddle_loss(actual)
    if (loss is None) != (actual_loss is None):
        return [f"{mode}: only one framework gives a differentiable output"]
    if loss is not None and actual_loss is not None:
        loss.backward()
        actual_loss.backward()
        parameters = dict(theirs.named_parameters())
        pairs = [(f"{mode} gradient of {name}", mine[name].grad, other[name].grad) for name in grad]
        for name, parameter in ours.named_parameters():
            pairs.append((f"{mode} gradient of {name}", parameter.grad, parameters[name].grad))
        for path, gradient, actual_gradient in pairs:
            lines += gradient_differences(
                None if gradient is None else torch_to_numpy(gradient),
                None if actual_gradient is None else paddle_to_numpy(actual_gradient),
                how,
                path,
            )
    state = theirs.state_dict()
    for key, value in ours.state_dict().items():
        lines += differences(value, state[key], Comparison(how.tol, gradient_flags=False), f"{key} after {mode} step")
    return lines


def gradient_differences(ours: Any, theirs: Any, how: Comparison, path: str) -> list[str]:
    """Differences of two gradients; none at all and zeros mean the same."""
    if ours is None and theirs is None:
        return []
    if ours is None:
        ours = np.zeros_like(theirs)
    if theirs is None:
        theirs = np.zeros_like(ours)
    if ours.dtype != theirs.dtype:
        return [f"{path}: dtype {ours.dtype} in torch, {theirs.dtype} in Paddle"]
    return array_differences(ours, theirs, how.tolerance(str(ours.dtype)), path)


def _is_random(module: torch.nn.Module, specs: Specs, arrays: Mapping[str, np.ndarray | None]) -> bool:
    """Whether two runs of copies with different seeds differ (dropout in training)."""
    results = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        with torch.no_grad():
            results.append(
                copy.deepcopy(module)(*(torch_argument(spec, arrays[name], False) for name, spec in specs.items()))
            )
    return bool(_torch_difference(*results))


def _torch_difference(first: Any, second: Any) -> bool:
    pairs = zip(flatten(first), flatten(second), strict=True)
    return any(isinstance(a, torch.Tensor) and not torch.equal(a, b) for a, b in pairs if not _has_nan(a))


def _has_nan(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.is_floating_point() and bool(value.isnan().any())


def _trace() -> list[str]:
    lines = traceback.format_exc().rstrip().splitlines()
    return lines[-14:]
