"""The wrapper that spreads a batch over several GPUs in torch."""

from __future__ import annotations

from typing import Any

import paddle


class DataParallel(paddle.nn.Layer):
    """torch.nn.DataParallel: the wrapped ``module``, with its keys in the state dict and its results.

    The batch is computed on one device. (``paddle.DataParallel`` has one process for each device.)
    """

    def __init__(self, module: Any, device_ids: Any = None, output_device: Any = None, dim: int = 0) -> None:
        super().__init__()
        self.module = module
        self.device_ids = [] if device_ids is None else list(device_ids)
        self.output_device = output_device
        self.dim = dim

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        """Call the module."""
        return self.module(*inputs, **kwargs)


def data_parallel(
    module: Any,
    inputs: Any,
    device_ids: Any = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: Any = None,
) -> Any:
    """torch.nn.parallel.data_parallel: the module's results for the inputs, computed on one device."""
    return module(*(inputs if isinstance(inputs, tuple) else (inputs,)), **(module_kwargs or {}))
