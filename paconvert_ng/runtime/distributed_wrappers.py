"""torch.nn.parallel.DistributedDataParallel on top of Paddle's reducer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import paddle

from .distributed_collectives import dist_broadcast
from .distributed_group import dist_get_global_rank, is_alone
from .module_members import module_buffers


class DistributedDataParallel(paddle.nn.Layer):
    """torch.nn.parallel.DistributedDataParallel: the module under ``module``, its gradients averaged.

    The state dict's keys begin with "module." as torch's do; ``paddle.DataParallel`` leaves that out, and keeps
    the module under another name. Options that change no result are accepted.
    """

    def __init__(
        self,
        module: Any,
        device_ids: Any = None,
        output_device: Any = None,
        dim: int = 0,
        broadcast_buffers: bool | None = None,
        init_sync: bool = True,
        process_group: Any = None,
        bucket_cap_mb: float | None = None,
        find_unused_parameters: bool = False,
        check_reduction: bool = False,
        gradient_as_bucket_view: bool = False,
        static_graph: bool = False,
        delay_all_reduce_named_params: Any = None,
        param_to_hook_all_reduce: Any = None,
        mixed_precision: Any = None,
        device_mesh: Any = None,
        skip_all_reduce_unused_params: bool = False,
        bucket_cap_mb_list: Any = None,
        batched_grad_copy: bool = False,
        forward_sync_buffers: bool | None = None,
    ) -> None:
        super().__init__()
        alone = is_alone(process_group)
        if not any(not parameter.stop_gradient for parameter in module.parameters()):
            raise RuntimeError(
                "DistributedDataParallel is not needed when a module doesn't have any parameter that requires a "
                "gradient."
            )
        self.module = module
        self.device_ids = device_ids
        self.output_device = output_device
        self.dim = dim
        self.broadcast_buffers = broadcast_buffers is not False
        self.find_unused_parameters = find_unused_parameters
        self.process_group = process_group
        reducer = None
        if not alone:
            reducer = paddle.DataParallel(module, find_unused_parameters=find_unused_parameters, group=process_group)
        self.__dict__["_reducer"] = reducer  # no sublayer: its parameters are the module's
        self.require_backward_grad_sync = True
        self.require_forward_param_sync = True

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        if self._reducer is None:
            return self.module(*inputs, **kwargs)
        if self.require_forward_param_sync and self.broadcast_buffers:
            for buffer in module_buffers(self.module):
                dist_broadcast(buffer, dist_get_global_rank(self.process_group, 0), self.process_group)
        self.require_forward_param_sync = paddle.is_grad_enabled() and self.require_backward_grad_sync
        return self._reducer(*inputs, **kwargs)

    @contextlib.contextmanager
    def no_sync(self) -> Iterator[None]:
        """Keep the gradients of the block to this process."""
        before = self.require_backward_grad_sync
        self.require_backward_grad_sync = False
        try:
            with contextlib.nullcontext() if self._reducer is None else self._reducer.no_sync():
                yield
        finally:
            self.require_backward_grad_sync = before
