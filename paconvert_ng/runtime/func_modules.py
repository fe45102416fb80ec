"""torch.func.functional_call and what goes with it: modules called with other parameters and buffers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import paddle


def func_functional_call(
    module: paddle.nn.Layer,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """torch.func.functional_call: the module's result with tensors of these names in place of its own.

    With ``tie_weights`` a tensor that the module has under several names is replaced under all of them. Raises
    ValueError for names in two dicts or different tensors for tied names, with ``strict`` RuntimeError
    for unknown and lacking names; else unknown ones are passed over.
    """
    if isinstance(parameter_and_buffer_dicts, Mapping):
        tensors = dict(parameter_and_buffer_dicts)
    elif isinstance(parameter_and_buffer_dicts, Sequence):
        tensors = {}
        for one in parameter_and_buffer_dicts:
            twice = sorted(tensors.keys() & one.keys())
            if twice:
                raise ValueError(f"{twice} appeared in multiple dictionaries; behavior of functional call is ambiguous")
            tensors.update(one)
    else:
        raise ValueError(
            f"Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(parameter_and_buffer_dicts)}"
        )
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _replaced_tensors(module, tensors, tie_weights, strict):
        return module(*args, **(kwargs or {}))


def stateless_functional_call(
    module: paddle.nn.Layer,
    parameters_and_buffers: dict[str, Any],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """torch.nn.utils.stateless.functional_call: the older name of torch.func.functional_call."""
    return func_functional_call(module, parameters_and_buffers, args, kwargs, tie_weights=tie_weights, strict=strict)


def _places(module: paddle.nn.Layer) -> dict[str, tuple[dict[str, Any], str]]:
    """Full name → the dict of a layer that holds the tensor, and the key there."""
    found: dict[str, tuple[dict[str, Any], str]] = {}
    for prefix, layer in module.named_sublayers(include_self=True):
        for holder in (layer._parameters, layer._buffers):
            for key, value in holder.items():
                if value is not None:
                    found[f"{prefix}.{key}" if prefix else key] = (holder, key)
    return found


@contextlib.contextmanager
def _replaced_tensors(
    module: paddle.nn.Layer, tensors: Mapping[str, Any], tie_weights: bool, strict: bool
) -> Iterator[None]:
    places = _places(module)
    unknown = sorted(tensors.keys() - places.keys())
    lacking = sorted(places.keys() - _tied(places, tensors))
    if strict and (unknown or lacking):
        raise RuntimeError(f"Error(s) in swapping tensors: unexpected names {unknown}, missing names {lacking}")
    known = {name: value for name, value in tensors.items() if name in places}
    wanted = _with_tied(places, known) if tie_weights else known
    before = {name: places[name][0][places[name][1]] for name in wanted}
    try:
        for name, value in wanted.items():
            holder, key = places[name]
            holder[key] = value
        yield
    finally:
        for name, value in before.items():
            holder, key = places[name]
            holder[key] = value


def _tied(places: Mapping[str, tuple[dict[str, Any], str]], tensors: Mapping[str, Any]) -> set[str]:
    """All names of the tensors that ``tensors`` names."""
    chosen = {id(holder[key]) for name, (holder, key) in places.items() if name in tensors}
    return {name for name, (holder, key) in places.items() if id(holder[key]) in chosen}


def _with_tied(places: Mapping[str, tuple[dict[str, Any], str]], tensors: Mapping[str, Any]) -> dict[str, Any]:
    """``tensors``, with each value also under the other names of what it replaces."""
    by_object: dict[int, Any] = {}
    for name, value in tensors.items():
        holder, key = places[name]
        if by_object.setdefault(id(holder[key]), value) is not value:
            raise ValueError(f"functional_call got multiple values for keys of one tied tensor: {name} and another")
    found = {}
    for name, (holder, key) in places.items():
        if id(holder[key]) in by_object:
            found[name] = by_object[id(holder[key])]
    return found


def func_stack_module_state(models: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """torch.func.stack_module_state: the parameters and the buffers of models of one kind, stacked; both are leaves.

    Raises RuntimeError where there is no model, or where they differ in kind or mode.
    """
    models = list(models)
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({model.training for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    if len({type(model) for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    parameters = _stacked_states([dict(model.named_parameters()) for model in models], True)
    return parameters, _stacked_states([dict(model.named_buffers()) for model in models], False)


def _stacked_states(states: list[dict[str, Any]], trainable: bool) -> dict[str, Any]:
    found = {}
    for name, first in states[0].items():
        stacked = paddle.stack([state[name].detach() for state in states])
        stacked.stop_gradient = not trainable or first.stop_gradient
        found[name] = stacked
    return found


def func_replace_all_batch_norm_modules_(root: paddle.nn.Layer) -> paddle.nn.Layer:
    """torch.func.replace_all_batch_norm_modules_: batch norm layers use the batch's statistics alone from now on."""
    for layer in root.sublayers(include_self=True):
        if "BatchNorm" in type(layer).__name__ and getattr(layer, "track_running_stats", False):
            layer.running_mean = None
            layer.running_var = None
            layer.num_batches_tracked = None
            layer.track_running_stats = False
    return root
