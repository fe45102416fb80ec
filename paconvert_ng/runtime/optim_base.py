"""torch.optim.Optimizer: parameter groups that are plain dicts, state by parameter, torch's checkpoint form.

A Paddle optimizer keeps its learning rate to itself (a group's ``lr`` is ignored), names its state by parameter
names and fuses the update, so that neither schedulers written for torch nor its own subclasses work with it.
"""

from __future__ import annotations

import copy
import functools
import itertools
import warnings
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import paddle

from .module_state_hooks import RemovableHandle


class _RequiredParameter:
    """Stands for a default that every parameter group has to give."""

    def __repr__(self) -> str:
        return "<required parameter>"


optimizer_required = _RequiredParameter()


class Optimizer:
    """torch.optim.Optimizer. A subclass gives its defaults to ``__init__`` and overrides ``step``."""

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        if isinstance(params, paddle.Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"{type(params).__name__}"
            )
        self.state: defaultdict[Any, Any] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a dict with "params" and options of its own; the other options get their defaults."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in "
                "sets will change between runs. Please use a list instead."
            )
        listed = [params] if isinstance(params, paddle.Tensor) else list(params)
        names = [entry[0] for entry in listed if isinstance(entry, tuple)]
        if names and len(names) != len(listed):
            raise ValueError("all optimizer params should be with/without names. Some param names are missing")
        param_group["params"] = listed = [entry[1] if isinstance(entry, tuple) else entry for entry in listed]
        if names:
            param_group["param_names"] = names
        for param in listed:
            if not isinstance(param, paddle.Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(param).__name__}")
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is optimizer_required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        if param_group.get("differentiable"):
            raise NotImplementedError("differentiable=True has no counterpart in Paddle")
        ids = {id(param) for param in listed}
        if len(ids) != len(listed):
            warnings.warn("optimizer contains a parameter group with duplicate parameters", stacklevel=3)
        for group in self.param_groups:
            if ("param_names" in param_group) != ("param_names" in group):
                raise ValueError("all optimizer param groups should be with/without names.")
            if ids & {id(param) for param in group["params"]}:
                raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop the gradients, or fill them with zeros."""
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    param.clear_gradient(not set_to_none)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters; a subclass overrides this."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """``{"state": {index: …}, "param_groups": […]}`` with parameters replaced by their index, as torch's."""
        indices: dict[int, int] = {}
        packed_groups = []
        start = 0
        for group in self.param_groups:
            for index, param in enumerate(group["params"], start):
                indices.setdefault(id(param), index)
            packed = {key: value for key, value in group.items() if key != "params"}
            packed["params"] = [indices[id(param)] for param in group["params"]]
            packed_groups.append(packed)
            start += len(group["params"])
        state = {
            indices[id(key)] if isinstance(key, paddle.Tensor) else key: value for key, value in self.state.items()
        }
        return {"state": state, "param_groups": packed_groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take state and options from a state dict, also from one that torch wrote."""
        saved = copy.deepcopy(state_dict["param_groups"])
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(old["params"]) != len(new["params"]) for old, new in zip(self.param_groups, saved, strict=True)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        params = dict(
            zip(
                itertools.chain.from_iterable(group["params"] for group in saved),
                itertools.chain.from_iterable(group["params"] for group in self.param_groups),
                strict=True,
            )
        )
        state: defaultdict[Any, Any] = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in params:
                state[params[key]] = _fitted(params[key], value)
            else:
                state[key] = value
        for old, new in zip(self.param_groups, saved, strict=True):
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        self.__setstate__({"state": state, "param_groups": saved})

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(optimizer, args, kwargs)`` before each step; it may return other (args, kwargs)."""
        return self._add_step_hook("before", hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """``hook(optimizer, args, kwargs)`` after each step."""
        return self._add_step_hook("after", hook)

    def _add_step_hook(self, when: str, hook: Callable[..., Any]) -> RemovableHandle:
        hooks = self.__dict__.get("_step_hooks")
        if hooks is None:
            hooks = {"before": {}, "after": {}}
            self._step_hooks: dict[str, dict[int, Callable[..., Any]]] = hooks
            self.step = functools.partial(_step_with_hooks, self, self.step)
        handle = RemovableHandle(hooks[when])
        hooks[when][handle.id] = hook
        return handle

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for index, group in enumerate(self.param_groups):
            text += f"\nParameter Group {index}\n"
            text += "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"

    # What paddle.amp.GradScaler asks of an optimizer.

    @property
    def _param_groups(self) -> list[dict[str, Any]]:
        return self.param_groups

    @property
    def _parameter_list(self) -> list[Any]:
        return [param for group in self.param_groups for param in group["params"]]


class StepwiseOptimizer(Optimizer):
    """Base of the optimizers that treat each parameter by itself: a subclass overrides ``update``.

    A complex parameter is treated as pairs of real numbers.
    """

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient; the result of ``closure``, if given, is returned."""
        loss = None
        if closure is not None:
            with paddle.enable_grad():
                loss = closure()
        with paddle.no_grad():
            for group in self.param_groups:
                for param in group["params"]:
                    if param.grad is not None:
                        grad = param.grad.detach()
                        update = self._update_pairs if param.is_complex() else self.update
                        update(param, -grad if group.get("maximize") else grad, group)
        return loss

    def _update_pairs(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        """Update the real and imaginary parts of a complex parameter, whose state is complex too."""
        pairs = paddle.as_real(param.detach()).clone()
        if param in self.state:
            state = self.state[param]
            self.state[pairs] = {
                name: paddle.as_real(value) if _is_complex(value) else value for name, value in state.items()
            }
        self.update(pairs, paddle.as_real(grad), group)
        for name, value in self.state.pop(pairs, {}).items():
            alike = isinstance(value, paddle.Tensor) and value.shape == pairs.shape
            self.state[param][name] = paddle.as_complex(value) if alike else value
        param.copy_(paddle.as_complex(pairs))

    def update(self, param: Any, grad: paddle.Tensor, group: dict[str, Any]) -> None:
        """Change ``param`` in place by ``grad`` (not to be changed), with the options of its group."""
        raise NotImplementedError


def advance(state: dict[str, Any]) -> float:
    """Count one step in ``state["step"]``, kept as torch's 0-d tensor on the CPU; the new number of steps."""
    step = float(state.get("step", 0)) + 1.0
    state["step"] = scalar_state(step)
    return step


def scalar_state(value: float) -> paddle.Tensor:
    """A 0-d float tensor on the CPU, where the value can be read without waiting for a GPU."""
    dtype = "float64" if paddle.get_default_dtype() == "float64" else "float32"
    return paddle.to_tensor(float(value), dtype=dtype, place=paddle.CPUPlace())


def _is_complex(value: Any) -> bool:
    return isinstance(value, paddle.Tensor) and value.is_complex()


def check_one_rate(lr: Any) -> None:
    """Raise ValueError for a learning rate that is a tensor of several values."""
    if isinstance(lr, paddle.Tensor) and lr.size != 1:
        raise ValueError("Tensor lr must be 1-element")


def check_at_least_zero(options: dict[str, Any]) -> None:
    """Raise ValueError, as torch's optimizers do, for a negative option; the keys are torch's names in the message."""
    check_one_rate(options.get("learning rate"))
    for name, value in options.items():
        if not float(value) >= 0.0:
            raise ValueError(f"Invalid {name}: {value}")


def _fitted(param: Any, value: Any, key: Any = None) -> Any:
    """A saved state value for ``param``: floating-point tensors in its dtype and place, but for the step count."""
    if isinstance(value, paddle.Tensor):
        if key == "step":
            return value
        dtype = param.dtype if param.is_floating_point() else value.dtype
        return value.to(param.place, dtype)
    if isinstance(value, dict):
        return {name: _fitted(param, entry, name) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fitted(param, entry) for entry in value)
    return value


def _step_with_hooks(optimizer: Optimizer, step: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    args = (optimizer, *args)  # torch's hooks see the arguments of the function, the optimizer first
    for hook in list(optimizer._step_hooks["before"].values()):
        replaced = hook(optimizer, args, kwargs)
        if replaced is not None:
            args, kwargs = replaced
    result = step(*args[1:], **kwargs)
    for hook in list(optimizer._step_hooks["after"].values()):
        hook(optimizer, args, kwargs)
    return result
