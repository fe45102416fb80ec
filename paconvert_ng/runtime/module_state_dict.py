"""torch.nn.Module.state_dict and load_state_dict on a Paddle layer.

Paddle's ``state_dict`` hands out the parameters themselves (torch: tensors detached from autograd that share
their storage), and neither of Paddle's methods asks a sublayer for its own ``state_dict``,
``_save_to_state_dict`` or ``_load_from_state_dict``, which classes written for torch override. Paddle's
``load_state_dict`` refuses a value of another dtype, and only warns about a wrong shape before it raises.
"""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Mapping
from typing import Any

import numpy as np
import paddle

from .module_dispatch import module_method
from .module_state_hooks import state_hooks


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What load_state_dict returns."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


@module_method("state_dict")
def module_state_dict(
    module: Any, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
) -> Any:
    """torch.nn.Module.state_dict: keys in torch's order, values detached and sharing the module's storage.

    A non-persistent buffer is left out; a parameter that stands under two names is listed under both.
    """
    if args:
        destination, prefix, keep_vars = (*args, *(destination, prefix, keep_vars)[len(args) :])
    if destination is None:
        destination = OrderedDict()
        destination._metadata = OrderedDict()
    local_metadata = {"version": getattr(module, "_version", 1)}
    if hasattr(destination, "_metadata"):
        destination._metadata[prefix[:-1]] = local_metadata
    for hook in state_hooks(module, "save_pre"):
        hook(module, prefix, keep_vars)
    module_save_to_state_dict(module, destination, prefix, keep_vars)
    for name, child in module._sub_layers.items():
        if child is not None:
            module_state_dict(child, destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
    for hook in state_hooks(module, "save_post"):
        replaced = hook(module, destination, prefix, local_metadata)
        destination = destination if replaced is None else replaced
    for hook in module._state_dict_hooks.values():  # those that Paddle itself registers, amp.decorate for one
        replaced = hook(destination)
        destination = destination if replaced is None else replaced
    return destination


@module_method("_save_to_state_dict")
def module_save_to_state_dict(module: Any, destination: Any, prefix: str, keep_vars: bool) -> None:
    """torch.nn.Module._save_to_state_dict: the module's own parameters, persistent buffers and extra state."""
    for name, value in _own_state(module).items():
        destination[prefix + name] = value if keep_vars else value.detach()
    if _has_own(module, "get_extra_state"):
        destination[prefix + "_extra_state"] = module.get_extra_state()


@module_method("load_state_dict")
def module_load_state_dict(
    module: Any, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
) -> _IncompatibleKeys:
    """torch.nn.Module.load_state_dict: copies into the parameters that are there, casting to their dtype.

    Values may be tensors or numpy arrays. Raises RuntimeError with torch's message for wrong shapes, and if
    ``strict`` for missing and unexpected keys.
    """
    if not isinstance(state_dict, Mapping):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    metadata = getattr(state_dict, "_metadata", None)
    state = OrderedDict(state_dict)
    missing: list[str] = []
    unexpected: list[str] = []
    errors: list[str] = []
    if metadata is not None:
        state._metadata = metadata

    def load(target: Any, local_state: Any, prefix: str) -> None:
        local_metadata = {} if metadata is None else metadata.get(prefix[:-1], {})
        if assign:
            local_metadata["assign_to_params_buffers"] = assign
        module_load_from_state_dict(target, local_state, prefix, local_metadata, True, missing, unexpected, errors)
        for name, child in target._sub_layers.items():
            if child is not None:
                child_prefix = f"{prefix}{name}."
                child_state = {key: value for key, value in local_state.items() if key.startswith(child_prefix)}
                load(child, child_state, child_prefix)
        for hook in state_hooks(target, "load_post"):
            if hook(target, _IncompatibleKeys(missing, unexpected)) is not None:
                raise AssertionError(
                    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new "
                    "values, if incompatible_keys need to be modified, it should be done inplace."
                )

    load(module, state, "")
    if strict:
        if unexpected:
            errors.insert(0, f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
        if missing:
            errors.insert(0, f"Missing key(s) in state_dict: {_quoted(missing)}. ")
    if errors:
        details = "\n\t".join(errors)
        raise RuntimeError(f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{details}")
    return _IncompatibleKeys(missing, unexpected)


@module_method("_load_from_state_dict")
def module_load_from_state_dict(
    module: Any,
    state_dict: Any,
    prefix: str,
    local_metadata: dict[str, Any],
    strict: bool,
    missing_keys: list[str],
    unexpected_keys: list[str],
    error_msgs: list[str],
) -> None:
    """torch.nn.Module._load_from_state_dict: fills the module's own parameters and persistent buffers."""
    for hook in state_hooks(module, "load_pre"):
        hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
    assign = local_metadata.get("assign_to_params_buffers", False)
    own = _own_state(module)
    for name, target in own.items():
        key = prefix + name
        if key in state_dict:
            _load_entry(module, name, target, key, state_dict[key], assign, error_msgs)
        elif strict and not _came_later(name, local_metadata):
            missing_keys.append(key)
    extra_key = prefix + "_extra_state"
    if _has_own(module, "set_extra_state"):
        if extra_key in state_dict:
            module.set_extra_state(state_dict[extra_key])
        elif strict:
            missing_keys.append(extra_key)
    elif strict and extra_key in state_dict:
        unexpected_keys.append(extra_key)
    if strict:
        for key in state_dict:
            if key.startswith(prefix) and key != extra_key:
                head, *rest = key[len(prefix) :].split(".", 1)
                if head not in (module._sub_layers if rest else own):
                    unexpected_keys.append(key)


def _load_entry(
    module: Any, name: str, target: paddle.Tensor, key: str, value: Any, assign: bool, errors: list[str]
) -> None:
    """Copy ``value`` into ``target``, or with ``assign`` put it in its place; a problem goes into ``errors``."""
    if not isinstance(value, (paddle.Tensor, np.ndarray, np.generic)):
        errors.append(
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
            f"checkpoint but received {type(value)}"
        )
        return
    source = value if isinstance(value, paddle.Tensor) else paddle.to_tensor(value)
    shape, expected = list(source.shape), list(target.shape)
    if not expected and shape == [1]:
        source = source.reshape([])
    elif shape != expected:
        errors.append(
            f"size mismatch for {key}: copying a param with shape torch.Size({shape}) from checkpoint, "
            f"the shape in current model is torch.Size({expected})."
        )
        return
    if not assign:
        overwrite(target, source)
        return
    if isinstance(target, paddle.nn.Parameter):
        if not isinstance(source, paddle.nn.Parameter):
            source = paddle.nn.Parameter(source)
        source.stop_gradient = target.stop_gradient
    setattr(module, name, source)


def overwrite(target: paddle.Tensor, source: paddle.Tensor) -> None:
    """Copy ``source`` into the storage of ``target``, on target's device and in its dtype, outside of autograd."""
    with paddle.no_grad():
        value = source.detach()
        if value.dtype != target.dtype:
            value = value.astype(target.dtype)
        if 0 not in target.shape:
            target.detach().copy_(value, True)


def _own_state(module: Any) -> dict[str, paddle.Tensor]:
    """The module's own parameters and persistent buffers that are set, by name, in torch's order."""
    own = {name: parameter for name, parameter in module._parameters.items() if parameter is not None}
    for name, buffer in module._buffers.items():
        if buffer is not None and name not in module._non_persistable_buffer_names_set:
            own[name] = buffer
    return own


def _came_later(name: str, local_metadata: Mapping[str, Any]) -> bool:
    """Whether a checkpoint of this version lacks the entry rightly (batch norms had no counter in version 1)."""
    return name == "num_batches_tracked" and (local_metadata.get("version") or 1) < 2


def _has_own(module: Any, name: str) -> bool:
    """Whether the class of ``module`` defines ``name`` otherwise than ``paddle.nn.Layer``."""
    return getattr(type(module), name, None) is not getattr(paddle.nn.Layer, name, None)


def _quoted(keys: list[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)
