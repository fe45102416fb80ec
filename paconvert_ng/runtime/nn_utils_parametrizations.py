"""torch.nn.utils.parametrizations: weight_norm, spectral_norm and orthogonal as parametrizations."""

from __future__ import annotations

from typing import Any

import paddle

from .module_state_hooks import add_state_hook
from .nn_utils_norm_math import (
    normalized,
    normed_weight,
    output_axis,
    power_iteration,
    spectral_matrix,
    weight_magnitude,
)
from .nn_utils_parametrize import register_parametrization


class _WeightNorm(paddle.nn.Layer):
    """original0 is the magnitude, original1 the direction."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: paddle.Tensor, weight_v: paddle.Tensor) -> paddle.Tensor:
        return normed_weight(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
        """The magnitude and direction of a weight."""
        return weight_magnitude(weight, self.dim), weight


def parametrizations_weight_norm(module: Any, name: str = "weight", dim: int = 0) -> Any:
    """torch.nn.utils.parametrizations.weight_norm; also loads checkpoints of the older ``weight_norm``."""
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def take_older_names(state_dict: Any, prefix: str, *_: Any) -> None:
        older = [f"{prefix}{name}_g", f"{prefix}{name}_v"]
        if all(key in state_dict for key in older):
            for index, key in enumerate(older):
                state_dict[f"{prefix}parametrizations.{name}.original{index}"] = state_dict.pop(key)

    add_state_hook(module, "load_pre", take_older_names)
    return module


class _SpectralNorm(paddle.nn.Layer):
    """The weight over its largest singular value, found by power iteration in training."""

    def __init__(self, weight: paddle.Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        super().__init__()
        if not -weight.ndim <= dim < weight.ndim:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [-{weight.ndim}, {weight.ndim - 1}] but got {dim})"
            )
        if n_power_iterations <= 0:
            raise ValueError(
                f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}"
            )
        self.dim = dim % weight.ndim
        self.eps = eps
        if weight.ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = spectral_matrix(weight.detach(), self.dim)
            for name, size in zip(("_u", "_v"), matrix.shape, strict=True):
                self.register_buffer(name, normalized(paddle.randn([size], dtype=weight.dtype), eps))
            self._iterate(matrix, 15)

    def _iterate(self, matrix: paddle.Tensor, count: int) -> None:
        for _ in range(count):
            power_iteration(matrix, self._v, self._u, self.eps)
            power_iteration(matrix.transpose([1, 0]), self._u, self._v, self.eps)

    def forward(self, weight: paddle.Tensor) -> paddle.Tensor:
        if weight.ndim == 1:
            return normalized(weight, self.eps)
        matrix = spectral_matrix(weight, self.dim)
        if self.training:
            self._iterate(matrix, self.n_power_iterations)
        left, right = self._u.clone(), self._v.clone()  # the buffers change before backward needs these
        return weight / paddle.dot(left, paddle.mv(matrix, right))

    def right_inverse(self, value: paddle.Tensor) -> paddle.Tensor:
        """The original of a weight: the weight itself, as one of norm 1 is its own normalization."""
        return value


def parametrizations_spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Any:
    """torch.nn.utils.parametrizations.spectral_norm."""
    weight = getattr(module, name, None)
    if not isinstance(weight, paddle.Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    axis = output_axis(module) if dim is None else dim
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, axis, eps))
