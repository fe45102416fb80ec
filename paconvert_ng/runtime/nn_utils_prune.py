"""torch.nn.utils.prune: parameters that a mask sets to 0 before each forward. Paddle has nothing alike.

A pruned ``weight`` is computed from the parameter ``weight_orig`` and the buffer ``weight_mask``, as in torch, so that
state dicts have the same keys.
"""

from __future__ import annotations

import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

import paddle

from .module_state_dict import overwrite
from .nn_utils_gradients import parameters_to_vector
from .vector_norms import power_norm


def _checked_amount(amount: Any) -> Any:
    if not isinstance(amount, numbers.Real):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if float(amount) < 0 or (not isinstance(amount, numbers.Integral) and float(amount) > 1):
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")
    return amount


def _pruned_count(amount: Any, size: int) -> int:
    """How many of ``size`` go."""
    if not isinstance(amount, numbers.Integral):
        return round(amount * size)
    if int(amount) > size:
        raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={size}")
    return int(amount)


def _checked_axis(t: paddle.Tensor, dim: int) -> int:
    if t.ndim <= 1:
        raise ValueError(
            f"Structured pruning can only be applied to multidimensional tensors. Found tensor of shape {t.shape}"
        )
    if dim >= t.ndim:
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")
    return dim % t.ndim


class BasePruningMethod(ABC):
    """torch.nn.utils.prune.BasePruningMethod: a forward pre-hook that applies the mask."""

    _tensor_name: str = ""
    PRUNING_TYPE = "unstructured"

    def __call__(self, module: Any, inputs: Any) -> None:
        module.__dict__[self._tensor_name] = self.apply_mask(module)

    @abstractmethod
    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask for ``t``, on top of ``default_mask``."""

    def apply_mask(self, module: Any) -> paddle.Tensor:
        """The pruned tensor."""
        if not self._tensor_name:
            raise AssertionError(f"Module {module} has to be pruned")
        original = getattr(module, f"{self._tensor_name}_orig")
        return getattr(module, f"{self._tensor_name}_mask").astype(original.dtype) * original

    @classmethod
    def apply(cls, module: Any, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any) -> Any:
        """Prune a parameter of ``module``, again if it is pruned already; gives the hook."""
        hooks = module._forward_pre_hooks
        found = [
            key for key, hook in hooks.items() if isinstance(hook, BasePruningMethod) and hook._tensor_name == name
        ]
        if len(found) > 1:
            raise AssertionError(f"Avoid adding multiple pruning hooks to the tensor {name}. Use a PruningContainer.")
        earlier = hooks[found[0]] if found else None
        method: BasePruningMethod = cls(*args, **kwargs)
        method._tensor_name = name
        current = getattr(module, name)
        scores = current if importance_scores is None else importance_scores
        if list(scores.shape) != list(current.shape):
            raise AssertionError(
                f"importance_scores should have the shape of parameter {name}, got {scores.shape} vs {current.shape}"
            )
        if earlier is None:
            default_mask = paddle.ones_like(current).detach()
            mask = method.compute_mask(scores.detach(), default_mask=default_mask)
            delattr(module, name)
            module.add_parameter(f"{name}_orig", current)
        else:
            if not isinstance(earlier, PruningContainer):
                earlier = PruningContainer(earlier)
            earlier.add_pruning_method(method)
            method = earlier
            default_mask = getattr(module, f"{name}_mask").detach().clone()
            mask = method.compute_mask(scores.detach(), default_mask=default_mask)
            del hooks[found[0]]
        module.register_buffer(f"{name}_mask", mask)
        method(module, ())
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> paddle.Tensor:
        """A pruned copy of a tensor."""
        scores = t if importance_scores is None else importance_scores
        if list(scores.shape) != list(t.shape):
            raise AssertionError(f"importance_scores should have the shape of t, got {scores.shape} vs {t.shape}")
        return t * self.compute_mask(scores, default_mask=paddle.ones_like(t) if default_mask is None else default_mask)

    def remove(self, module: Any) -> None:
        """Make the pruned tensor a plain parameter again."""
        name = self._tensor_name
        weight = self.apply_mask(module).detach()
        module.__dict__.pop(name, None)
        original = getattr(module, f"{name}_orig")
        delattr(module, f"{name}_orig")
        delattr(module, f"{name}_mask")
        overwrite(original, weight)
        module.add_parameter(name, original)


class PruningContainer(BasePruningMethod):
    """torch.nn.utils.prune.PruningContainer: pruning methods in a row."""

    def __init__(self, *args: Any) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        if len(args) == 1:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: Any) -> None:
        """Add one for the same tensor."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}'. "
                f"Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The last method's mask over what the earlier ones left."""
        method = self._pruning_methods[-1]
        mask = default_mask.astype(t.dtype)
        if method.PRUNING_TYPE == "global":
            return method.compute_mask(t, default_mask=mask)
        if method.PRUNING_TYPE == "unstructured":
            left = paddle.nonzero(mask.flatten() == 1).flatten()
            part = method.compute_mask(t.flatten()[left], default_mask=mask.flatten()[left])
            return paddle.scatter(mask.flatten(), left, part.astype(mask.dtype)).reshape(mask.shape)
        if method.PRUNING_TYPE != "structured":
            raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
        axis = method.dim % t.ndim  # type: ignore[attr-defined]
        others = [other for other in range(t.ndim) if other != axis]
        left = paddle.nonzero(mask.sum(axis=others) != 0).flatten()
        chosen = paddle.index_select(t, left, axis=axis), paddle.index_select(mask, left, axis=axis)
        part = method.compute_mask(chosen[0], default_mask=chosen[1]).astype(mask.dtype)
        moved = paddle.scatter(paddle.moveaxis(mask, axis, 0), left, paddle.moveaxis(part, axis, 0))
        return paddle.moveaxis(moved, 0, axis)


class PruningIdentity(BasePruningMethod):
    """torch.nn.utils.prune.Identity: a mask of ones."""

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        return default_mask


class RandomUnstructured(BasePruningMethod):
    """torch.nn.utils.prune.RandomUnstructured."""

    def __init__(self, amount: Any) -> None:
        self.amount = _checked_amount(amount)

    def _scores(self, t: Any) -> paddle.Tensor:
        """What decides: the lowest go."""
        return paddle.rand([t.size])

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        count = _pruned_count(self.amount, t.size)
        if not count:
            return default_mask.clone()
        _, places = paddle.topk(self._scores(t), count, largest=False)
        flat = default_mask.flatten()
        return paddle.scatter(flat, places, paddle.zeros([count], dtype=flat.dtype)).reshape(default_mask.shape)


class L1Unstructured(RandomUnstructured):
    """torch.nn.utils.prune.L1Unstructured: the smallest go."""

    def _scores(self, t: Any) -> paddle.Tensor:
        return t.detach().abs().flatten()


class RandomStructured(BasePruningMethod):
    """torch.nn.utils.prune.RandomStructured: whole channels go."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: Any, dim: int = -1) -> None:
        self.amount = _checked_amount(amount)
        self.dim = dim

    def _scores(self, t: Any, axis: int) -> paddle.Tensor:
        """What decides: the channels with the lowest go."""
        return paddle.rand([t.shape[axis]])

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        axis = _checked_axis(t, self.dim)
        size = t.shape[axis]
        count = _pruned_count(self.amount, size)
        if not count:
            return default_mask
        kept = paddle.zeros([size], dtype=t.dtype)
        if count < size:
            _, places = paddle.topk(self._scores(t, axis), size - count)
            kept = paddle.scatter(kept, places, paddle.ones([size - count], dtype=t.dtype))
        shape = [1] * t.ndim
        shape[axis] = size
        return kept.reshape(shape) * default_mask.astype(t.dtype)


class LnStructured(RandomStructured):
    """torch.nn.utils.prune.LnStructured: the channels with the smallest norm go."""

    def __init__(self, amount: Any, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def _scores(self, t: Any, axis: int) -> paddle.Tensor:
        rows = paddle.moveaxis(t.detach(), axis, 0).flatten(1)
        if self.n == "nuc":
            raise NotImplementedError("ln_structured with the nuclear norm")
        return power_norm(rows, 2.0 if self.n == "fro" else float(self.n), 1)


class CustomFromMask(BasePruningMethod):
    """torch.nn.utils.prune.CustomFromMask: a mask of one's own."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Any) -> None:
        self.mask = mask

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        if list(default_mask.shape) != list(self.mask.shape):
            raise AssertionError(f"default_mask shape {default_mask.shape} must match mask shape {self.mask.shape}")
        return default_mask * self.mask.astype(default_mask.dtype)


def prune_identity(module: Any, name: str) -> Any:
    """torch.nn.utils.prune.identity."""
    PruningIdentity.apply(module, name)
    return module


def random_unstructured(module: Any, name: str, amount: Any) -> Any:
    """torch.nn.utils.prune.random_unstructured."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module: Any, name: str, amount: Any, importance_scores: Any = None) -> Any:
    """torch.nn.utils.prune.l1_unstructured."""
    L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)
    return module


def random_structured(module: Any, name: str, amount: Any, dim: int) -> Any:
    """torch.nn.utils.prune.random_structured."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module: Any, name: str, amount: Any, n: Any, dim: int, importance_scores: Any = None) -> Any:
    """torch.nn.utils.prune.ln_structured."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: Any, name: str, mask: Any) -> Any:
    """torch.nn.utils.prune.custom_from_mask."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters: Any, pruning_method: Any, importance_scores: Any = None, **kwargs: Any) -> None:
    """torch.nn.utils.prune.global_unstructured: several parameters share one amount."""
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    pairs = list(parameters)
    given = {} if importance_scores is None else importance_scores
    if not isinstance(given, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    tensors = [getattr(module, name) for module, name in pairs]
    scores = [given.get(pair, tensor) for pair, tensor in zip(pairs, tensors)]
    masks = [getattr(module, f"{name}_mask", paddle.ones_like(getattr(module, name))) for module, name in pairs]
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(f'Only "unstructured" PRUNING_TYPE supported. Found {pruning_method}')
    container = PruningContainer()
    container._tensor_name = method._tensor_name = "temp"
    container.add_pruning_method(method)
    vector, mask = parameters_to_vector(scores).detach(), parameters_to_vector(masks).detach()
    final = container.compute_mask(vector, default_mask=mask)
    start = 0
    for (module, name), tensor in zip(pairs, tensors):
        custom_from_mask(module, name, final[start : start + tensor.size].reshape(tensor.shape))
        start += tensor.size


def prune_remove(module: Any, name: str) -> Any:
    """torch.nn.utils.prune.remove: a plain parameter again, with its zeros."""
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module: Any) -> bool:
    """torch.nn.utils.prune.is_pruned."""
    for layer in module.sublayers(include_self=True):
        if any(isinstance(hook, BasePruningMethod) for hook in layer._forward_pre_hooks.values()):
            return True
    return False
