"""torch.nn.utils.weight_norm and spectral_norm: a weight recomputed from others before each forward.

Paddle's weight_norm keeps ``weight_g`` with one axis (torch: as many as the weight has), and its spectral_norm
updates its vectors in evaluation too, so that torch's checkpoints do not fit and results differ.
"""

from __future__ import annotations

from typing import Any

import paddle

from .nn_utils_norm_math import (
    normalized,
    normed_weight,
    output_axis,
    power_iteration,
    spectral_matrix,
    weight_magnitude,
)


class WeightNorm:
    """The forward pre-hook of ``weight_norm``: weight = weight_v · (weight_g / ‖weight_v‖)."""

    def __init__(self, name: str, dim: int) -> None:
        self.name = name
        self.dim = dim

    def compute_weight(self, module: Any) -> paddle.Tensor:
        """The weight of now."""
        return normed_weight(getattr(module, f"{self.name}_v"), getattr(module, f"{self.name}_g"), self.dim)

    def __call__(self, module: Any, inputs: Any) -> None:
        _set_plain(module, self.name, self.compute_weight(module))


def weight_norm(module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    """torch.nn.utils.weight_norm: parameters ``weight_g`` and ``weight_v`` in place of ``weight``."""
    _refuse_second(module, WeightNorm, name, "weight_norm")
    hook = WeightNorm(name, -1 if dim is None else dim)
    weight = getattr(module, name).detach()
    delattr(module, name)
    module.add_parameter(f"{name}_g", paddle.nn.Parameter(weight_magnitude(weight, hook.dim)))
    module.add_parameter(f"{name}_v", paddle.nn.Parameter(weight))
    hook(module, ())
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """torch.nn.utils.remove_weight_norm: ``weight`` is a parameter again, with the value it had."""
    hook = _take_hook(module, WeightNorm, name)
    if hook is None:
        raise ValueError(f"weight_norm of '{name}' not found in {module}")
    weight = hook.compute_weight(module).detach()
    for attribute in (name, f"{name}_g", f"{name}_v"):
        delattr(module, attribute)
    setattr(module, name, paddle.nn.Parameter(weight))
    return module


class SpectralNorm:
    """The forward pre-hook of ``spectral_norm``: weight = weight_orig / its largest singular value."""

    def __init__(self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.name = name
        self.dim = dim
        self.n_power_iterations = n_power_iterations
        self.eps = eps

    def compute_weight(self, module: Any, do_power_iteration: bool) -> paddle.Tensor:
        """The weight of now; the vectors move on only if asked."""
        weight = getattr(module, f"{self.name}_orig")
        matrix = spectral_matrix(weight, self.dim)
        left, right = getattr(module, f"{self.name}_u"), getattr(module, f"{self.name}_v")
        if do_power_iteration:
            for _ in range(self.n_power_iterations):
                power_iteration(matrix.transpose([1, 0]), left, right, self.eps)
                power_iteration(matrix, right, left, self.eps)
        left, right = left.clone(), right.clone()  # the buffers change before backward needs these
        return weight / paddle.dot(left, paddle.mv(matrix, right))

    def __call__(self, module: Any, inputs: Any) -> None:
        _set_plain(module, self.name, self.compute_weight(module, do_power_iteration=module.training))


def spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Any:
    """torch.nn.utils.spectral_norm: ``weight_orig`` with the buffers ``weight_u`` and ``weight_v``."""
    _refuse_second(module, SpectralNorm, name, "spectral_norm")
    hook = SpectralNorm(name, n_power_iterations, output_axis(module) if dim is None else dim, eps)
    weight = module._parameters[name]
    if weight is None:
        raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
    height, width = spectral_matrix(weight.detach(), hook.dim).shape
    delattr(module, name)
    module.add_parameter(f"{name}_orig", weight)
    _set_plain(module, name, weight.detach())
    for suffix, size in (("u", height), ("v", width)):
        module.register_buffer(f"{name}_{suffix}", normalized(paddle.randn([size], dtype=weight.dtype), eps))
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """torch.nn.utils.remove_spectral_norm: ``weight`` is a parameter again, with the value it had."""
    hook = _take_hook(module, SpectralNorm, name)
    if hook is None:
        raise ValueError(f"spectral_norm of '{name}' not found in {module}")
    with paddle.no_grad():
        weight = hook.compute_weight(module, do_power_iteration=False)
    for attribute in (name, f"{name}_u", f"{name}_v", f"{name}_orig"):
        delattr(module, attribute)
    module.add_parameter(name, paddle.nn.Parameter(weight.detach()))
    return module


def _set_plain(module: Any, name: str, tensor: paddle.Tensor) -> None:
    """Set an attribute that is no buffer: ``setattr`` of a Layer would make one of a tensor."""
    module.__dict__[name] = tensor


def _refuse_second(module: Any, kind: type, name: str, what: str) -> None:
    for hook in module._forward_pre_hooks.values():
        if isinstance(hook, kind) and hook.name == name:
            raise RuntimeError(f"Cannot register two {what} hooks on the same parameter {name}")


def _take_hook(module: Any, kind: type, name: str) -> Any:
    """Take the hook of this kind for a parameter out of the module; None if it has none."""
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, kind) and hook.name == name:
            del module._forward_pre_hooks[key]
            return hook
    return None
