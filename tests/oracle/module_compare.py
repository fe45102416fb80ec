"""One form of a module in both frameworks: state dict, attributes, outputs, gradients and buffers."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.oracle.module_samples import ModuleForm
from tests.support.compare import Comparison, differences
from tests.support.frameworks import paddle, torch
from tests.support.gradients import flatten, paddle_loss, torch_loss
from tests.support.module_proof import gradient_differences, load_state, randomize_state, state_arrays
from tests.support.tensors import dtype_name, paddle_to_numpy, torch_to_numpy

#: Types of attributes that are compared.
PLAIN = (bool, int, float, str, type(None))
#: Attributes that tell torch which of its kernels to take.
INTERNAL = ("activation_relu_or_gelu",)
#: Rounding of sums in another order; see ``tests.support.compare`` for what is allowed elsewhere.
TOLERANCE = Comparison(tol=2e-5)
#: torch's own float32 gradients of the alignment's long sums of exponentials are 5e-5 from those in float64.
CTC_TOLERANCE = Comparison(tol=1e-4)


@dataclass(frozen=True, slots=True)
class ModuleRun:
    """What torch gave. ``fresh`` is the state dict after construction (shapes, dtypes, and values of buffers)."""

    module: torch.nn.Module
    fresh: Mapping[str, tuple[list[int], str, np.ndarray | None]]
    state: Mapping[str, np.ndarray]
    result: Any
    loss: torch.Tensor | None
    inputs: Mapping[str, torch.Tensor]
    leaves: Mapping[str, torch.Tensor]
    is_random: bool
    lazy: bool
    attributes: Mapping[str, Any]


def run_in_torch(form: ModuleForm, program: types.ModuleType) -> ModuleRun:
    """Builds, runs and differentiates one form; raises what torch raises."""
    torch.manual_seed(0)
    module = getattr(program, form.build)(**{name: tensor.clone() for name, tensor in form.construct.values.items()})
    module.train(form.training)
    call = getattr(program, form.call)
    attributes = {name: value for name, value in vars(module).items() if _is_plain(name, value)}
    lazy = any(type(part).__name__.startswith("Lazy") for part in module.modules())
    if lazy:
        with torch.no_grad():
            call(module, **{name: tensor.clone() for name, tensor in form.forward.values.items()})
    fresh = _fresh_state(module)
    randomize_state(_parameters_only(module), np.random.default_rng(7))
    state = state_arrays(module)
    results = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        module.load_state_dict({key: torch.from_numpy(value) for key, value in state.items()})
        leaves, inputs = _torch_inputs(form)
        results.append(call(module, **inputs))
    is_random = any(_unequal(a, b) for a, b in zip(flatten(results[0]), flatten(results[1]), strict=True))
    module.zero_grad()
    loss = torch_loss(results[1])
    if loss is not None:
        loss.backward()
    return ModuleRun(module, fresh, state, results[1], loss, inputs, leaves, is_random, lazy, attributes)


def _unequal(a: Any, b: Any) -> bool:
    return isinstance(a, torch.Tensor) and not torch.allclose(a, b, rtol=0, atol=0, equal_nan=True)


def compare_modules(form: ModuleForm, expected: ModuleRun, program: types.ModuleType) -> list[str]:
    """What differs in the converted ``program``; raises what Paddle raises."""
    paddle.seed(0)
    layer = getattr(program, form.build)(**{name: _to_paddle(value) for name, value in form.construct.values.items()})
    if not isinstance(layer, paddle.nn.Layer):
        return [f"the conversion builds {type(layer).__name__}, which is no paddle.nn.Layer"]
    layer.train() if form.training else layer.eval()
    call = getattr(program, form.call)
    lines = [] if _is_paddles_own(layer) else _attribute_differences(expected, layer)
    if expected.lazy:
        with paddle.no_grad():
            call(layer, **{name: _to_paddle(tensor) for name, tensor in form.forward.values.items()})
    lines += _state_differences(expected, layer)
    if lines:
        return lines
    lines += load_state(layer, expected.state)
    leaves, inputs = _paddle_inputs(form)
    result = call(layer, **inputs)
    how = Comparison(tol=TOLERANCE.tol, values=not expected.is_random)
    lines += differences(expected.result, result, how, "output")
    if lines or expected.is_random:
        return lines
    for name, value in expected.inputs.items():
        lines += differences(value, inputs[name], TOLERANCE, f"{name} after the call")
    lines += _gradient_lines(expected, layer, result, leaves)
    state = layer.state_dict()
    for key, value in expected.module.state_dict().items():
        lines += differences(
            value, state[key], Comparison(TOLERANCE.tol, gradient_flags=False), f"{key} after the call"
        )
    return lines


def run_in_paddle(form: ModuleForm, program: types.ModuleType) -> Any:
    """Builds and calls one form, nothing more; raises what Paddle raises."""
    layer = getattr(program, form.build)(**{name: _to_paddle(value) for name, value in form.construct.values.items()})
    return getattr(program, form.call)(
        layer, **{name: _to_paddle(value) for name, value in form.forward.values.items()}
    )


def _is_paddles_own(layer: paddle.nn.Layer) -> bool:
    """Whether the class is Paddle's: then attributes and the class's name (``AvgPool2D``) are Paddle's too."""
    return type(layer).__module__.startswith("paddle.")


def _attribute_differences(expected: ModuleRun, layer: paddle.nn.Layer) -> list[str]:
    lines = []
    for name, value in expected.attributes.items():
        if not hasattr(layer, name):
            lines.append(f"attribute {name!r} is missing")
        else:
            lines += differences(value, getattr(layer, name), TOLERANCE, f"attribute {name}")
    return lines


def _gradient_lines(
    expected: ModuleRun, layer: paddle.nn.Layer, result: Any, leaves: Mapping[str, paddle.Tensor]
) -> list[str]:
    loss = paddle_loss(result)
    if (loss is None) != (expected.loss is None):
        return ["only one framework gives a differentiable output"]
    if loss is None:
        return []
    loss.backward()
    is_ctc = any(isinstance(part, torch.nn.CTCLoss) for part in expected.module.modules())
    how = CTC_TOLERANCE if is_ctc else TOLERANCE
    parameters = dict(layer.named_parameters())
    pairs = [(name, leaf.grad, leaves[name].grad) for name, leaf in expected.leaves.items()]
    pairs += [(name, item.grad, parameters[name].grad) for name, item in expected.module.named_parameters()]
    lines = []
    for name, ours, theirs in pairs:
        mine = None if ours is None else torch_to_numpy(ours)
        other = None if theirs is None else paddle_to_numpy(theirs)
        if mine is not None and mine.size and mine.dtype.kind == "f":
            # A gradient is a sum, exact to the rounding of its largest terms.
            scale = max(1.0, float(np.nan_to_num(np.abs(mine), posinf=0).max()))
            mine, other = mine / mine.dtype.type(scale), None if other is None else other / other.dtype.type(scale)
        tolerance = how.tolerance("float32" if ours is None else dtype_name(ours.dtype))
        lines += gradient_differences(mine, other, Comparison(tol=tolerance), f"gradient of {name}")
    return lines


def _state_differences(expected: ModuleRun, layer: paddle.nn.Layer) -> list[str]:
    """Keys and their order, shapes, dtypes, values of buffers, and which of them are parameters."""
    lines = []
    if type(expected.module).__name__ != type(layer).__name__ and not _is_paddles_own(layer):
        lines.append(f"class {type(expected.module).__name__!r} in torch, {type(layer).__name__!r} in Paddle")
    state = layer.state_dict()
    if list(expected.fresh) != list(state):
        return [*lines, f"state-dict keys {list(expected.fresh)} in torch, {list(state)} in Paddle"]
    for key, (shape, dtype, values) in expected.fresh.items():
        found = (list(state[key].shape), dtype_name(state[key].dtype))
        if found != (shape, dtype):
            lines.append(f"state-dict entry {key!r}: {dtype}{shape} in torch, {found[1]}{found[0]} in Paddle")
        elif values is not None:
            lines += gradient_differences(values, paddle_to_numpy(state[key]), TOLERANCE, f"fresh {key}")
    names = [(name, value.requires_grad) for name, value in expected.module.named_parameters()]
    other = [(name, not value.stop_gradient) for name, value in layer.named_parameters()]
    if names != other:
        lines.append(f"named_parameters {names} in torch, {other} in Paddle")
    return lines


def _fresh_state(module: torch.nn.Module) -> dict[str, tuple[list[int], str, np.ndarray | None]]:
    parameters = {name for name, _ in module.named_parameters()}
    return {
        key: (list(value.shape), dtype_name(value.dtype), None if key in parameters else torch_to_numpy(value).copy())
        for key, value in module.state_dict().items()
    }


class _ParameterView:
    """The parameters and running statistics of a module, as ``randomize_state`` wants them; weights given stay."""

    def __init__(self, module: torch.nn.Module) -> None:
        names = {name for name, _ in module.named_parameters()}
        state = module.state_dict()
        self._state = {key: value for key, value in state.items() if key in names or "running_" in key}

    def state_dict(self) -> dict[str, torch.Tensor]:
        return self._state


def _parameters_only(module: torch.nn.Module) -> Any:
    return _ParameterView(module)


def _is_plain(name: str, value: Any) -> bool:
    if name.startswith("_") or name in INTERNAL:
        return False
    if isinstance(value, (tuple, list)):
        return all(isinstance(item, PLAIN) for item in value)
    return isinstance(value, PLAIN)


def _torch_inputs(form: ModuleForm) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """Fresh leaves, and what is passed: copies of the leaves, so that a module may work in place."""
    leaves, inputs = {}, {}
    for name, tensor in form.forward.values.items():
        leaf = tensor.detach().clone()
        inputs[name] = leaf
        if tensor.requires_grad:
            leaves[name] = leaf.requires_grad_()
            inputs[name] = leaf.clone()
    return leaves, inputs


def _paddle_inputs(form: ModuleForm) -> tuple[dict[str, paddle.Tensor], dict[str, paddle.Tensor]]:
    leaves, inputs = {}, {}
    for name, tensor in form.forward.values.items():
        leaf = _to_paddle(tensor)
        inputs[name] = leaf
        if tensor.requires_grad:
            leaf.stop_gradient = False
            leaves[name] = leaf
            inputs[name] = leaf.clone()
    return leaves, inputs


def _to_paddle(tensor: torch.Tensor) -> paddle.Tensor:
    array = torch_to_numpy(tensor).copy()
    made = paddle.to_tensor(array)
    return made.astype("bfloat16") if tensor.dtype == torch.bfloat16 else made
