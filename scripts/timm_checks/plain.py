"""The layers and functions that a person who writes for Paddle would take in the place of the helpers.

``plain_timm`` imports the converted timm once more, with these in its helper module: the same models, the same
operations, and in ``forward`` nothing between timm's code and Paddle's.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import math
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import paddle
import paddle.nn.functional as F

#: The converted package, and the helper module in it.
PACKAGE, HELPERS = "timm", "timm.paddle_helpers"


class Linear(paddle.nn.Linear):
    """Paddle's, with the weight [in_features, out_features]."""

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(in_features, out_features, bias_attr=None if bias else False)
        self.in_features, self.out_features = in_features, out_features


class Conv2d(paddle.nn.Conv2D):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        sizes = (kernel_size, stride, padding, dilation)
        more = {"groups": groups, "padding_mode": padding_mode, "bias_attr": None if bias else False}
        super().__init__(in_channels, out_channels, *sizes, **more)
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.stride, self.kernel_size = tuple(self._stride), tuple(self._kernel_size)


class BatchNorm2d(paddle.nn.BatchNorm2D):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if not affine or not track_running_stats:
            raise NotImplementedError("timm's models have weights and statistics in each batch normalization")
        super().__init__(num_features, 1.0 - momentum, eps)
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self.register_buffer("num_batches_tracked", paddle.zeros([], "int64"))

    running_mean = property(lambda self: self._mean)
    running_var = property(lambda self: self._variance)


class LayerNorm(paddle.nn.LayerNorm):
    def __init__(
        self,
        normalized_shape: Any,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(normalized_shape, eps, elementwise_affine=elementwise_affine, bias=bias)
        self.normalized_shape, self.eps = tuple(self._normalized_shape), eps
        self.elementwise_affine = elementwise_affine


class GELU(paddle.nn.GELU):
    def __init__(self, approximate: str = "none") -> None:
        super().__init__(approximate == "tanh")


def _without_inplace(layer: type) -> type:
    """A layer without parameters; Paddle's takes no ``inplace``."""

    def __init__(self: Any, inplace: bool = False) -> None:
        layer.__init__(self)  # type: ignore[misc]

    return type(layer.__name__, (layer,), {"__init__": __init__})


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Any:
    """By three operators: on the CPU that is quicker than Paddle's own function, which transposes for it."""
    if attn_mask is not None or dropout_p or is_causal or enable_gqa:
        raise NotImplementedError("the models that are timed attend to everything")
    scores = paddle.matmul(query * (scale or 1.0 / math.sqrt(query.shape[-1])), key, transpose_y=True)
    return paddle.matmul(F.softmax(scores), value)


def layer_norm(input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    return F.layer_norm(input, normalized_shape, weight, bias, eps)


def batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    return F.batch_norm(input, running_mean, running_var, weight, bias, training, 1.0 - momentum, eps)


def pad(input: Any, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Any:
    return F.pad(input, list(pad), mode, value or 0.0, pad_from_left_axis=False)


def torch_assert(condition: Any, message: str) -> None:
    assert condition, message


def torch_add_(tensor: Any, other: Any) -> Any:
    """In ``forward``, the counter of a batch normalization."""
    if not tensor.ndim and isinstance(other, int):
        return paddle.increment(tensor, other)
    return tensor.add_(paddle.to_tensor(other, tensor.dtype))


def torch_addcmul(input: Any, tensor1: Any, tensor2: Any, *, value: float = 1) -> Any:
    return input + tensor1 * tensor2


def torch_mul(input: Any, other: Any) -> Any:
    return input * other


def bernoulli_(tensor: Any, p: float) -> Any:
    return paddle.assign(paddle.bernoulli(paddle.full_like(tensor, p)), tensor)


def op_iadd(left: Any, right: Any) -> Any:
    return left + right


def op_imul(left: Any, right: Any) -> Any:
    return left * right


def substitutes(helpers: ModuleType) -> dict[str, Any]:
    """What takes the place of the helpers, by their names."""
    layers = {"ReLU": paddle.nn.ReLU, "ReLU6": paddle.nn.ReLU6, "SiLU": paddle.nn.Silu}
    layers |= {"Hardswish": paddle.nn.Hardswish, "Hardsigmoid": paddle.nn.Hardsigmoid}
    found: dict[str, Any] = {name: _without_inplace(layer) for name, layer in layers.items()}
    functions: tuple[Callable[..., Any], ...] = (
        scaled_dot_product_attention, layer_norm, batch_norm, pad, torch_assert, torch_add_, torch_addcmul, torch_mul,
        bernoulli_, op_iadd, op_imul,
    )  # fmt: skip
    found |= {item.__name__: item for item in (Linear, Conv2d, BatchNorm2d, LayerNorm, GELU)}
    found |= {item.__name__: item for item in functions}
    return {name: value for name, value in found.items() if hasattr(helpers, name)}


class _Substituting(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the helper module with the substitutes in it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path) if fullname == HELPERS else None
        if spec is not None:
            self.loader, spec.loader = spec.loader, self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        assert self.loader is not None
        self.loader.exec_module(module)
        vars(module).update(substitutes(module))


def plain_timm() -> Any:
    """The converted timm, which is imported already, imported anew with plain layers; the other one stays as it is."""
    taken = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == PACKAGE}
    finder = _Substituting()
    sys.meta_path.insert(0, finder)
    try:
        made = importlib.import_module(PACKAGE)
        # timm has a Linear of its own, which calls the function for a weight [out, in].
        importlib.import_module(f"{PACKAGE}.layers.linear").Linear.forward = paddle.nn.Linear.forward
        return made
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
            sys.modules[f"plain {name}"] = sys.modules.pop(name)
        sys.modules.update(taken)


def take_values(plain: Any, converted: Any) -> None:
    """Give the plain model the converted one's values: a Linear's weight transposed, statistics by Paddle's names."""
    names = {"running_mean": "_mean", "running_var": "_variance"}
    for (path, source), (_, target) in zip(converted.named_sublayers(include_self=True), _paths(plain), strict=True):
        own = {**source._parameters, **source._buffers}
        for name, value in own.items():
            place = getattr(target, names.get(name, name) if isinstance(target, paddle.nn.BatchNorm2D) else name)
            if (value is None) != (place is None):
                raise ValueError(f"{path}.{name} is in one of the models only")
            if value is not None:
                turned = isinstance(target, paddle.nn.Linear) and value.ndim == 2
                place.set_value(value.T if turned else value)


def _paths(model: Any) -> Any:
    return model.named_sublayers(include_self=True)
