"""What the recorder needs of torch."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

WITHOUT_NUMPY = ("bfloat16", "float8_e4m3fn", "float8_e5m2")


class TorchSide:
    """torch, on the CPU."""

    name = "torch"
    version = str(torch.__version__)
    module_class = torch.nn.Module
    float32 = torch.float32

    def seed(self, number: int) -> None:
        torch.manual_seed(number)

    def use_double(self) -> None:
        """Tensors without a dtype of their own are float64 from here on."""
        torch.set_default_dtype(torch.float64)

    def to_double(self, model: Any) -> None:
        model.double()

    def is_tensor(self, value: Any) -> bool:
        return isinstance(value, torch.Tensor)

    def is_floating(self, tensor: Any) -> bool:
        return bool(tensor.is_floating_point())

    def wants_gradient(self, tensor: Any) -> bool:
        return bool(tensor.requires_grad)

    def dtype(self, tensor: Any) -> str:
        return str(tensor.dtype).rsplit(".", 1)[-1]

    def array(self, tensor: Any) -> np.ndarray:
        """The values; what numpy has no dtype for comes as float32, sparse as dense."""
        tensor = tensor.detach()
        if tensor.layout != torch.strided:
            tensor = tensor.to_dense()
        if self.dtype(tensor) in WITHOUT_NUMPY:
            tensor = tensor.float()
        return tensor.numpy(force=True)

    def tensor(self, array: np.ndarray, dtype: str, transposed: bool = False) -> Any:
        made = torch.from_numpy(np.array(array)).to(getattr(torch, dtype))
        if transposed and made.ndim >= 2:
            made = made.transpose(-1, -2).contiguous().transpose(-1, -2)
        return made

    def require_gradient(self, tensor: Any) -> None:
        tensor.requires_grad_(True)

    def modules(self, model: Any) -> list[tuple[str, Any]]:
        return list(model.named_modules())

    def watch(self, module: Any, before: Callable[..., None], after: Callable[..., None]) -> None:
        """``before(args, kwargs)`` and ``after(output)`` at each call."""
        module.register_forward_pre_hook(lambda _, args, kwargs: before(args, kwargs), with_kwargs=True)
        module.register_forward_hook(lambda _, args, output: after(output))

    def state(self, model: Any) -> dict[str, Any]:
        return {key: value for key, value in model.state_dict().items() if self.is_tensor(value)}

    def load(self, model: Any, arrays: Mapping[str, np.ndarray]) -> None:
        own = model.state_dict()
        own.update({key: self.tensor(value, self.dtype(own[key])) for key, value in arrays.items()})
        model.load_state_dict(own)

    def buffers(self, model: Any) -> dict[str, Any]:
        return dict(model.named_buffers())

    def parameters(self, model: Any) -> list[tuple[str, Any]]:
        return [(name, value) for name, value in model.named_parameters() if value.requires_grad]

    def gradient(self, tensor: Any) -> Any:
        return tensor.grad

    def gradients(self, model: Any) -> dict[str, Any]:
        """Of the parameters, by name."""
        return {name: value.grad for name, value in self.parameters(model)}

    def clear_gradients(self, model: Any) -> None:
        model.zero_grad(set_to_none=True)

    def on_gradient(self, tensor: Any, take: Callable[[Any], None]) -> None:
        tensor.register_hook(take)

    def assign(self, tensor: Any, array: np.ndarray) -> None:
        with torch.no_grad():
            tensor.copy_(self.tensor(array, self.dtype(tensor)))

    def no_gradients(self) -> contextlib.AbstractContextManager[Any]:
        return torch.no_grad()

    def operators(self, take: Callable[[str, Any, Any], None]) -> contextlib.AbstractContextManager[Any]:
        """``take(name, arguments, result)`` for each function of torch that runs on tensors."""
        return _Operators(take)


class _Operators(torch.overrides.TorchFunctionMode):
    def __init__(self, take: Callable[[str, Any, Any], None]) -> None:
        super().__init__()
        self._take = take

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = function(*args, **(kwargs or {}))
        name = torch.overrides.resolve_name(function) or getattr(function, "__name__", "")
        if not name.endswith(("__get__", "__set__")):
            self._take(name, (args, kwargs or {}), result)
        return result
