"""torch.nn.FractionalMaxPool2d and FractionalMaxPool3d: random windows of a given size."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_pool_fractional import fractional_max_pool2d, fractional_max_pool3d
from .functional_sizes import spatial_sizes


class FractionalPooling:
    """What FractionalMaxPool2d and FractionalMaxPool3d share."""

    _rank = 2

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: paddle.Tensor | None = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)  # type: ignore[arg-type]
        self.kernel_size = tuple(spatial_sizes(kernel_size, self._rank))
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)  # type: ignore[attr-defined]
        if (output_size is None) == (output_ratio is None):
            raise ValueError("either output_size or output_ratio must be given, and not both")
        self.output_size = None if output_size is None else tuple(spatial_sizes(output_size, self._rank))
        ratios = [output_ratio] * self._rank if isinstance(output_ratio, (int, float)) else output_ratio
        self.output_ratio = None if ratios is None else tuple(ratios)
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input: paddle.Tensor) -> Any:
        """The largest entry of each window of [N, C, *] or [C, *]; with ``return_indices`` also its place."""
        pool = fractional_max_pool2d if self._rank == 2 else fractional_max_pool3d
        return pool(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices, self._random_samples
        )


class FractionalMaxPool2d(FractionalPooling, paddle.nn.FractionalMaxPool2D):
    """torch.nn.FractionalMaxPool2d; Paddle's draws one number for all samples, channels and axes."""

    _rank = 2


class FractionalMaxPool3d(FractionalPooling, paddle.nn.FractionalMaxPool3D):
    """torch.nn.FractionalMaxPool3d; Paddle's draws one number for all samples, channels and axes."""

    _rank = 3
