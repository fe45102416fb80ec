"""torch.nn.utils.prune: parameters with a mask that is laid over them before each forward."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Iterator
from typing import Any

import paddle

from .nn_utils_norm_hooks import _set_plain


def _refuse_amount(amount: Any) -> None:
    if not isinstance(amount, numbers.Real):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if (isinstance(amount, numbers.Integral) and int(amount) < 0) or (
        not isinstance(amount, numbers.Integral) and not 0.0 <= float(amount) <= 1.0
    ):
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")


def _number_pruned(amount: Any, size: int) -> int:
    """How many of ``size``: a whole number as it is, else a fraction. ValueError if there are not so many."""
    if isinstance(amount, numbers.Integral):
        if amount > size:
            raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={size}")
        return int(amount)
    return round(float(amount) * size)


class BasePruningMethod:
    """torch.nn.utils.prune.BasePruningMethod: subclasses give ``compute_mask(t, default_mask)``, of zeros and ones."""

    _tensor_name: str
    PRUNING_TYPE = "unstructured"

    def __call__(self, module: Any, inputs: Any) -> None:
        _set_plain(module, self._tensor_name, self.apply_mask(module))

    def compute_mask(self, t: paddle.Tensor, default_mask: paddle.Tensor) -> paddle.Tensor:
        """The new mask for a tensor, where ``default_mask`` is what earlier pruning left."""
        raise NotImplementedError

    def apply_mask(self, module: Any) -> paddle.Tensor:
        """The parameter with its mask laid over."""
        mask = getattr(module, f"{self._tensor_name}_mask")
        original = getattr(module, f"{self._tensor_name}_orig")
        return mask.cast(original.dtype) * original

    @classmethod
    def apply(cls, module: Any, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any) -> Any:
        """Prune a parameter of a module; on top of what is pruned already."""
        old = [hook for hook in module._forward_pre_hooks.values() if _prunes(hook, name)]
        for key in [key for key, hook in module._forward_pre_hooks.items() if _prunes(hook, name)]:
            del module._forward_pre_hooks[key]
        method: Any = cls(*args, **kwargs)
        method._tensor_name = name
        if old:
            container = old[0] if isinstance(old[0], PruningContainer) else PruningContainer(old[0])
            container.add_pruning_method(method)
            method = container
        original = getattr(module, name)
        scores = original if importance_scores is None else importance_scores
        if list(scores.shape) != list(original.shape):
            raise AssertionError("importance_scores should have the same shape as the parameter to prune")
        if old:
            default_mask = getattr(module, f"{name}_mask").detach().clone()
        else:
            default_mask = paddle.ones_like(original).detach()
            delattr(module, name)
            module.add_parameter(f"{name}_orig", original)
        mask = method.compute_mask(scores.detach(), default_mask)
        if old:
            delattr(module, f"{name}_mask")
        module.register_buffer(f"{name}_mask", mask.cast(original.dtype))
        _set_plain(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: paddle.Tensor, default_mask: Any = None, importance_scores: Any = None) -> paddle.Tensor:
        """A pruned copy of a tensor."""
        default = paddle.ones_like(t) if default_mask is None else default_mask
        mask = self.compute_mask(t if importance_scores is None else importance_scores, default)
        return t * mask.cast(t.dtype)

    def remove(self, module: Any) -> None:
        """The parameter is one of its own again, with zeros where it was pruned."""
        name = self._tensor_name
        weight = self.apply_mask(module).detach()
        original = module._parameters[f"{name}_orig"]
        for attribute in (name, f"{name}_orig", f"{name}_mask"):
            delattr(module, attribute)
        with paddle.no_grad():
            original.set_value(weight)
        module.add_parameter(name, original)


def _prunes(hook: Any, name: str) -> bool:
    return isinstance(hook, BasePruningMethod) and hook._tensor_name == name


class PruningContainer(BasePruningMethod):
    """torch.nn.utils.prune.PruningContainer: methods used one after the other on the same parameter."""

    def __init__(self, *args: Any) -> None:
        self._pruning_methods: tuple[Any, ...] = ()
        for method in args:
            if not self._pruning_methods:
                self._tensor_name = method._tensor_name
            self.add_pruning_method(method)

    def add_pruning_method(self, method: Any) -> None:
        """Add one. Raises TypeError for what is no method, ValueError for one of another parameter."""
        if not isinstance(method, BasePruningMethod) and method is not None:
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method is not None and self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to "
                f"PruningContainer {self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: int) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: paddle.Tensor, default_mask: paddle.Tensor) -> paddle.Tensor:
        """The last method's mask, of what the others left, within theirs."""
        method = self._pruning_methods[-1]
        if method.PRUNING_TYPE == "global":
            return method.compute_mask(t, default_mask)
        if method.PRUNING_TYPE == "structured":
            dim = method.dim % t.ndim
            others = [axis for axis in range(t.ndim) if axis != dim]
            kept = (default_mask.sum(axis=others) != 0).nonzero().flatten()
            part = method.compute_mask(t.index_select(kept, dim), default_mask.index_select(kept, dim))
            places = [1] * t.ndim
            places[dim] = -1
            shape = [size if axis != dim else kept.shape[0] for axis, size in enumerate(t.shape)]
            return default_mask.put_along_axis(kept.reshape(places).expand(shape), part.cast(default_mask.dtype), dim)
        if method.PRUNING_TYPE != "unstructured":
            raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
        kept = (default_mask.flatten() == 1).nonzero().flatten()
        flat = default_mask.flatten()
        part = method.compute_mask(t.flatten().index_select(kept), flat.index_select(kept))
        return flat.scatter(kept, part.cast(flat.dtype)).reshape(default_mask.shape) if kept.shape[0] else default_mask


class PruneIdentity(BasePruningMethod):
    """torch.nn.utils.prune.Identity: prunes nothing."""

    def compute_mask(self, t: paddle.Tensor, default_mask: paddle.Tensor) -> paddle.Tensor:
        return default_mask


class CustomFromMask(BasePruningMethod):
    """torch.nn.utils.prune.CustomFromMask."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: paddle.Tensor) -> None:
        self.mask = mask

    def compute_mask(self, t: paddle.Tensor, default_mask: paddle.Tensor) -> paddle.Tensor:
        return default_mask * self.mask.cast(default_mask.dtype)


class RandomUnstructured(BasePruningMethod):
    """torch.nn.utils.prune.RandomUnstructured."""

    def __init__(self, amount: Any) -> None:
        _refuse_amount(amount)
        self.amount = amount

    def _importance(self, t: paddle.Tensor) -> paddle.Tensor:
        return paddle.rand([int(t.size)])

    def compute_mask(self, t: paddle.Tensor, default_mask: paddle.Tensor) -> paddle.Tensor:
        number = _number_pruned(self.amount, int(t.size))
        if number == 0:
            return default_mask.clone()
        places = paddle.topk(self._importance(t), number, largest=False)[1]
        flat = default_mask.flatten()
        return flat.scatter(places, paddle.zeros([number], dtype=flat.dtype)).reshape(default_mask.shape)


class L1Unstructured(RandomUnstructured):
    """torch.nn.utils.prune.L1Unstructured: the smallest values go."""

    def _importance(self, t: paddle.Tensor) -> paddle.Tensor:
        return t.abs().flatten().cast("float32")


class RandomStructured(BasePruningMethod):
    """torch.nn.utils.prune.RandomStructured: whole slices along ``dim``."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: Any, dim: int = -1) -> None:
        _refuse_amount(amount)
        self.amount = amount
        self.dim = dim

    def _importance(self, t: paddle.Tensor) -> paddle.Tensor:
        return paddle.rand([t.shape[self.dim]])

    def compute_mask(self, t: paddle.Tensor, default_mask: paddle.Tensor) -> paddle.Tensor:
        if t.ndim <= 1:
            raise ValueError("Structured pruning can only be applied to multidimensional tensors.")
        if not -t.ndim <= self.dim < t.ndim:
            raise IndexError(f"Invalid index {self.dim} for tensor of size {list(t.shape)}")
        channels = t.shape[self.dim]
        number = _number_pruned(self.amount, channels)
        if number == 0:
            return default_mask
        places = paddle.topk(self._importance(t), number, largest=False)[1]
        kept = paddle.ones([channels], dtype=default_mask.dtype)
        kept = kept.scatter(places, paddle.zeros([number], dtype=default_mask.dtype))
        shape = [1] * t.ndim
        shape[self.dim] = -1
        return default_mask * kept.reshape(shape)


class LnStructured(RandomStructured):
    """torch.nn.utils.prune.LnStructured: the slices with the smallest norm go."""

    def __init__(self, amount: Any, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def _importance(self, t: paddle.Tensor) -> paddle.Tensor:
        others = [axis for axis in range(t.ndim) if axis != self.dim % t.ndim]
        order = float(self.n) if isinstance(self.n, (int, float)) else self.n
        rows = t.cast("float32").transpose([self.dim % t.ndim, *others]).reshape([t.shape[self.dim], -1])
        if order == "fro":
            order = 2.0
        if not isinstance(order, float):
            raise NotImplementedError(f"torch.nn.utils.prune with the norm {self.n!r}")
        return paddle.linalg.vector_norm(rows, p=order, axis=-1)


def prune_identity(module: Any, name: str) -> Any:
    """torch.nn.utils.prune.identity."""
    PruneIdentity.apply(module, name)
    return module


def prune_random_unstructured(module: Any, name: str, amount: Any) -> Any:
    """torch.nn.utils.prune.random_unstructured."""
    RandomUnstructured.apply(module, name, amount)
    return module


def prune_l1_unstructured(module: Any, name: str, amount: Any, importance_scores: Any = None) -> Any:
    """torch.nn.utils.prune.l1_unstructured."""
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def prune_random_structured(module: Any, name: str, amount: Any, dim: int) -> Any:
    """torch.nn.utils.prune.random_structured."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def prune_ln_structured(module: Any, name: str, amount: Any, n: Any, dim: int, importance_scores: Any = None) -> Any:
    """torch.nn.utils.prune.ln_structured."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def prune_custom_from_mask(module: Any, name: str, mask: paddle.Tensor) -> Any:
    """torch.nn.utils.prune.custom_from_mask."""
    CustomFromMask.apply(module, name, mask)
    return module


def prune_global_unstructured(
    parameters: Iterable[tuple[Any, str]], pruning_method: Any, importance_scores: Any = None, **kwargs: Any
) -> None:
    """torch.nn.utils.prune.global_unstructured: what goes is chosen among all these parameters together."""
    chosen = list(parameters)
    if pruning_method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            f'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method {pruning_method} of '
            f"type {pruning_method.PRUNING_TYPE}"
        )
    given = importance_scores or {}
    scores = [given.get((module, name), getattr(module, name)).detach().flatten() for module, name in chosen]
    weights = [getattr(module, name).detach() for module, name in chosen]
    masks = [getattr(m, f"{n}_mask", paddle.ones_like(w)).flatten() for (m, n), w in zip(chosen, weights, strict=True)]
    method = pruning_method(**kwargs)
    method._tensor_name = "temp"
    final = PruningContainer(method).compute_mask(paddle.concat(scores), paddle.concat(masks))
    pieces = paddle.split(final, [int(weight.size) for weight in weights])
    for (module, name), weight, piece in zip(chosen, weights, pieces, strict=True):
        prune_custom_from_mask(module, name, piece.reshape(weight.shape))


def prune_is_pruned(module: Any) -> bool:
    """torch.nn.utils.prune.is_pruned: whether a parameter of the module or below has a mask."""
    layers = module.sublayers(include_self=True)
    return any(isinstance(h, BasePruningMethod) for layer in layers for h in layer._forward_pre_hooks.values())


def prune_remove(module: Any, name: str) -> Any:
    """torch.nn.utils.prune.remove: the parameter keeps its zeros and loses its mask."""
    for key, hook in list(module._forward_pre_hooks.items()):
        if _prunes(hook, name):
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")
