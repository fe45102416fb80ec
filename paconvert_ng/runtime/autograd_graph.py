"""torch.autograd.graph: where the tensors are kept that backward needs."""

from __future__ import annotations

from typing import Any

import paddle


class save_on_cpu(paddle.autograd.saved_tensors_hooks):
    """torch.autograd.graph.save_on_cpu: what is saved for backward within the block waits on the CPU."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        def pack(tensor: paddle.Tensor) -> tuple[Any, paddle.Tensor]:
            return tensor.place, tensor.cpu()

        def unpack(packed: tuple[Any, paddle.Tensor]) -> paddle.Tensor:
            place, tensor = packed
            return tensor.to(place)

        super().__init__(pack, unpack)
