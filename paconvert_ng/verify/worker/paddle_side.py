"""What the recorder needs of Paddle."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import paddle

WITHOUT_NUMPY = ("bfloat16", "float8_e4m3fn", "float8_e5m2")
#: Before Paddle 3.3 hooks do not see keyword arguments: those are not compared then.
_HOOKS_TAKE_KEYWORDS = "with_kwargs" in inspect.signature(paddle.nn.Layer.register_forward_pre_hook).parameters


class PaddleSide:
    """Paddle, on the CPU.

    ``linear``: the layout of the weights of its own Linear layers in the output, "torch" or "paddle". In the latter
    case they are taken and given transposed, so that they compare with torch's.
    """

    name = "paddle"
    version = str(paddle.__version__)
    module_class = paddle.nn.Layer
    float32 = paddle.float32

    def __init__(self, linear: str) -> None:
        self._linear = linear
        paddle.set_device("cpu")

    def seed(self, number: int) -> None:
        paddle.seed(number)

    def use_double(self) -> None:
        """Tensors without a dtype of their own are float64 from here on."""
        paddle.set_default_dtype("float64")

    def to_double(self, model: Any) -> None:
        # Not `to`: it makes whole numbers float too.
        model._to_impl(dtype="float64", floating_only=True)

    def is_tensor(self, value: Any) -> bool:
        return isinstance(value, paddle.Tensor)

    def is_floating(self, tensor: Any) -> bool:
        return bool(tensor.is_floating_point())

    def wants_gradient(self, tensor: Any) -> bool:
        return not tensor.stop_gradient

    def dtype(self, tensor: Any) -> str:
        return str(tensor.dtype).rsplit(".", 1)[-1]

    def array(self, tensor: Any) -> np.ndarray:
        """The values; what numpy has no dtype for comes as float32, sparse as dense."""
        tensor = tensor.detach()
        if tensor.is_sparse():
            tensor = tensor.to_dense()
        if self.dtype(tensor) in WITHOUT_NUMPY:
            tensor = tensor.astype("float32")
        # A copy: Paddle's array may share memory that an operation in place then writes to.
        return np.array(tensor.numpy())

    def tensor(self, array: np.ndarray, dtype: str, transposed: bool = False) -> Any:
        made = paddle.to_tensor(np.array(array)).astype(dtype)
        if transposed and made.ndim >= 2:
            order = [*range(made.ndim - 2), made.ndim - 1, made.ndim - 2]
            made = made.transpose(order).contiguous().transpose(order)
        return made.detach()

    def require_gradient(self, tensor: Any) -> None:
        tensor.stop_gradient = False

    def modules(self, model: Any) -> list[tuple[str, Any]]:
        return list(model.named_sublayers(include_self=True))

    def watch(self, module: Any, before: Callable[..., None], after: Callable[..., None]) -> None:
        """``before(args, kwargs)`` and ``after(output)`` at each call."""
        if _HOOKS_TAKE_KEYWORDS:
            module.register_forward_pre_hook(lambda _, args, kwargs: before(args, kwargs), with_kwargs=True)
        else:
            module.register_forward_pre_hook(lambda _, args: before(args, {}))
        module.register_forward_post_hook(lambda _, args, output: after(output))

    def state(self, model: Any) -> dict[str, Any]:
        turned = self._turned(model)
        return {
            key: value.t() if key in turned else value
            for key, value in model.state_dict().items()
            if self.is_tensor(value)
        }

    def load(self, model: Any, arrays: Mapping[str, np.ndarray]) -> None:
        own, turned = self.state(model), self._turned(model)
        model.set_state_dict(
            {
                key: self.tensor(value.T if key in turned else value, self.dtype(own[key]))
                for key, value in arrays.items()
            }
        )

    def _turned(self, model: Any) -> set[str]:
        """The keys of weights that are [in, out] here and [out, in] in torch."""
        if self._linear != "paddle":
            return set()
        return {
            f"{path}.weight".lstrip(".")
            for path, module in self.modules(model)
            if isinstance(module, paddle.nn.Linear) and not any(_is_helper(kind) for kind in type(module).__mro__)
        }

    def buffers(self, model: Any) -> dict[str, Any]:
        return dict(model.named_buffers())

    def parameters(self, model: Any) -> list[tuple[str, Any]]:
        return [(name, value) for name, value in model.named_parameters() if not value.stop_gradient]

    def gradient(self, tensor: Any) -> Any:
        return tensor.grad

    def gradients(self, model: Any) -> dict[str, Any]:
        """Of the parameters, by name."""
        turned = self._turned(model)
        found = {name: value.grad for name, value in self.parameters(model)}
        return {name: value.t() if name in turned and value is not None else value for name, value in found.items()}

    def clear_gradients(self, model: Any) -> None:
        model.clear_gradients(set_to_zero=False)

    def on_gradient(self, tensor: Any, take: Callable[[Any], None]) -> None:
        tensor.register_hook(take)

    def assign(self, tensor: Any, array: np.ndarray) -> None:
        tensor.set_value(self.tensor(array, self.dtype(tensor)))

    def no_gradients(self) -> contextlib.AbstractContextManager[Any]:
        return paddle.no_grad()

    def operators(self, take: Callable[[str, Any, Any], None]) -> contextlib.AbstractContextManager[Any]:
        """``take(name, arguments, result)`` for each kernel, and for Python's operators on tensors."""
        return _kernels(take)


def _is_helper(kind: type) -> bool:
    """Whether the class is one of the helper module, or of the helpers inside a file."""
    return "paddle_helpers" in f"{kind.__module__}.{kind.__qualname__}"


#: What Paddle does for Python's operators, without a call that could be seen otherwise.
_OPERATORS = [
    f"__{side}{name}__"
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
    for side in ("", "r")
] + ["__neg__", "__getitem__"]


@contextlib.contextmanager
def _kernels(take: Callable[[str, Any, Any], None]) -> Iterator[None]:
    """Puts functions that tell what they do in the place of Paddle's, for as long as it lasts."""
    busy = False

    def telling(name: str, function: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal busy
            result = function(*args, **kwargs)
            if not busy:
                # What describing a tensor runs is not the user's.
                busy = True
                try:
                    take(name, (args, kwargs), result)
                finally:
                    busy = False
            return result

        return call

    kernels = paddle._C_ops
    before: list[tuple[Any, str, Any]] = []
    for home, names, prefix in (
        (kernels, [name for name in dir(kernels) if not name.startswith("_")], "paddle._C_ops."),
        (paddle.Tensor, _OPERATORS, "paddle.Tensor."),
    ):
        for name in names:
            function = getattr(home, name, None)
            if callable(function) and not isinstance(function, type):
                before.append((home, name, function))
                setattr(home, name, telling(prefix + name, function))
    try:
        yield
    finally:
        for home, name, function in before:
            setattr(home, name, function)
