"""torch.nn.utils.parametrize: a parameter computed from other tensors each time it is read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import paddle

from .module_state_dict import overwrite

#: How many ``cached()`` blocks are open, and what has been computed inside.
_CACHE: dict[str, Any] = {"depth": 0, "values": {}}


class ParametrizationList(paddle.nn.LayerList):
    """torch.nn.utils.parametrize.ParametrizationList: the parametrizations of one tensor and what they start from.

    The original is a parameter (or buffer) ``original``, or ``original0``, ``original1``, … where the
    parametrization's ``right_inverse`` gives several tensors.
    """

    def __init__(self, modules: Any, original: paddle.Tensor, unsafe: bool = False) -> None:
        super().__init__(list(modules))
        self.unsafe = unsafe
        value: Any = original
        with paddle.no_grad():
            for module in reversed(list(self)):
                if hasattr(module, "right_inverse"):
                    try:
                        value = module.right_inverse(value)
                    except NotImplementedError:
                        continue
        self.is_tensor = isinstance(value, paddle.Tensor)
        self.ntensors = 1 if self.is_tensor else len(value)
        if self.is_tensor:
            if value is not original:
                overwrite(original, value)
            register_tensor(self, "original", original)
        else:
            for index, tensor in enumerate(value):
                register_tensor(self, f"original{index}", _like(original, tensor.detach()))
        if not unsafe:
            _check_result(self(), original)

    def forward(self) -> paddle.Tensor:
        """The parametrized tensor."""
        value = self[0](*self.originals())
        for index in range(1, len(self)):
            value = self[index](value)
        return value

    def originals(self) -> list[paddle.Tensor]:
        """The tensors that the first parametrization takes."""
        names = ["original"] if self.is_tensor else [f"original{index}" for index in range(self.ntensors)]
        return [getattr(self, name) for name in names]

    def right_inverse(self, value: Any) -> None:
        """Change the originals so that the parametrized tensor becomes ``value``."""
        with paddle.no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(f"parametrization {type(module).__name__} does not implement right_inverse.")
                value = module.right_inverse(value)
            for original, tensor in zip(self.originals(), [value] if self.is_tensor else value, strict=True):
                overwrite(original, tensor)


def register_parametrization(module: Any, tensor_name: str, parametrization: Any, *, unsafe: bool = False) -> Any:
    """torch.nn.utils.parametrize.register_parametrization: the tensor reads as parametrization(original)."""
    parametrization.train() if module.training else parametrization.eval()
    if is_parametrized(module, tensor_name):
        if not unsafe:
            before = getattr(module, tensor_name)
            _check_result(parametrization(before), before)
        module.parametrizations[tensor_name].append(parametrization)
        module.parametrizations[tensor_name].unsafe |= unsafe
        return module
    if tensor_name not in module._buffers and tensor_name not in module._parameters:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name "
            f"'{tensor_name}'"
        )
    entry = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        module.__class__ = _parametrized_class(type(module))
        module.parametrizations = paddle.nn.LayerDict()
    setattr(type(module), tensor_name, _parametrized_property(tensor_name))
    module.parametrizations[tensor_name] = entry
    return module


def remove_parametrizations(module: Any, tensor_name: str, leave_parametrized: bool = True) -> Any:
    """torch.nn.utils.parametrize.remove_parametrizations: a plain parameter again, with the value it read as."""
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    entry = module.parametrizations[tensor_name]
    with paddle.no_grad():
        value = getattr(module, tensor_name).detach()
    if entry.is_tensor:
        original = entry.original
        if leave_parametrized:
            original.data = value
    elif leave_parametrized:
        original = _like(entry.original0, value)
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a "
            "sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    if not len(module.parametrizations):
        delattr(module, "parametrizations")
        module.__class__ = type(module).__bases__[0]
    register_tensor(module, tensor_name, original)
    return module


def is_parametrized(module: Any, tensor_name: str | None = None) -> bool:
    """torch.nn.utils.parametrize.is_parametrized: whether the module, or one tensor of it, has parametrizations."""
    entries = module._sub_layers.get("parametrizations")
    if not isinstance(entries, paddle.nn.LayerDict):
        return False
    return len(entries) > 0 if tensor_name is None else tensor_name in entries


@contextlib.contextmanager
def parametrize_cached() -> Iterator[None]:
    """torch.nn.utils.parametrize.cached: in the block each parametrized tensor is computed once."""
    _CACHE["depth"] += 1
    try:
        yield
    finally:
        _CACHE["depth"] -= 1
        if not _CACHE["depth"]:
            _CACHE["values"].clear()


def type_before_parametrizations(module: Any) -> type:
    """torch.nn.utils.parametrize.type_before_parametrizations: the class that the author gave the module."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def register_tensor(module: Any, name: str, tensor: paddle.Tensor) -> None:
    """Register a parameter as parameter and any other tensor as buffer."""
    if isinstance(tensor, paddle.nn.Parameter):
        module.add_parameter(name, tensor)
    else:
        module.register_buffer(name, tensor)


def _like(original: paddle.Tensor, value: paddle.Tensor) -> paddle.Tensor:
    """``value`` as a parameter if ``original`` is one, requiring grad as it does."""
    tensor = paddle.nn.Parameter(value) if isinstance(original, paddle.nn.Parameter) else value
    tensor.stop_gradient = original.stop_gradient
    return tensor


def _check_result(result: Any, original: paddle.Tensor) -> None:
    if not isinstance(result, paddle.Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(result).__name__}.")
    for what, before, after in (
        ("dtype", original.dtype, result.dtype),
        ("shape", list(original.shape), list(result.shape)),
    ):
        if before != after:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless `unsafe` flag is "
                f"enabled.\nunparametrized {what}: {before}\nparametrized {what}: {after}"
            )


def _parametrized_class(cls: Any) -> type:
    """A class of one module's own, to hold the properties of its parametrized tensors."""

    def assign(self: Any, name: str, value: Any) -> None:
        if name != "parametrizations" and is_parametrized(self, name):
            self.parametrizations[name].right_inverse(value)
        else:
            cls.__setattr__(self, name, value)

    return type(f"Parametrized{cls.__name__}", (cls,), {"__setattr__": assign})


def _parametrized_property(name: str) -> property:
    def read(self: Any) -> Any:
        if not _CACHE["depth"]:
            return self.parametrizations[name]()
        key = (id(self), name)
        if key not in _CACHE["values"]:
            _CACHE["values"][key] = self.parametrizations[name]()
        return _CACHE["values"][key]

    return property(read)
