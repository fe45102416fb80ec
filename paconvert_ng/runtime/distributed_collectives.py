"""torch.distributed's collectives: in place, with ``async_op``, and in a group of one process too."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import paddle

from .distributed_group import dist_get_rank, dist_get_world_size, is_alone


class Work:
    """What a collective with ``async_op=True`` returns."""

    def __init__(self, task: Any = None) -> None:
        self._task = task

    def wait(self, timeout: Any = None) -> bool:
        """Wait for the collective to end."""
        if self._task is not None:
            self._task.wait()
        return True

    def is_completed(self) -> bool:
        """Whether it has ended."""
        return self._task is None or self._task.is_completed()


def _run(collective: Callable[..., Any], alone: Callable[[], Any], async_op: bool) -> Work | None:
    """Run a Paddle collective, or in a group of one process what it comes to there."""
    task = None
    with paddle.no_grad():
        if is_alone():
            alone()
        else:
            task = collective(sync_op=not async_op)
    return Work(task) if async_op else None


def _nothing() -> None:
    """What most collectives do with one process."""


def dist_all_reduce(tensor: paddle.Tensor, op: Any = 0, group: Any = None, async_op: bool = False) -> Work | None:
    """torch.distributed.all_reduce: the tensor becomes the reduction over all processes."""
    return _run(lambda sync_op: paddle.distributed.all_reduce(tensor, op, group, sync_op), _nothing, async_op)


def dist_reduce(
    tensor: paddle.Tensor,
    dst: int | None = None,
    op: Any = 0,
    group: Any = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """torch.distributed.reduce: the tensor of process ``dst`` becomes the reduction."""
    target = dst if dst is not None else group_dst
    return _run(lambda sync_op: paddle.distributed.reduce(tensor, target, op, group, sync_op), _nothing, async_op)


def dist_broadcast(
    tensor: paddle.Tensor,
    src: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """torch.distributed.broadcast: every process gets the tensor of process ``src``."""
    source = src if src is not None else group_src
    return _run(lambda sync_op: paddle.distributed.broadcast(tensor, source, group, sync_op), _nothing, async_op)


def dist_all_gather(
    tensor_list: list[paddle.Tensor], tensor: paddle.Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """torch.distributed.all_gather: fills the tensors of the list, which Paddle replaces by others."""
    gathered: list[paddle.Tensor] = []
    work = _run(
        lambda sync_op: paddle.distributed.all_gather(gathered, tensor, group, True),
        lambda: gathered.append(tensor),
        async_op,
    )
    with paddle.no_grad():
        for target, source in zip(tensor_list, gathered, strict=True):
            target.detach().copy_(source, True)
    return Work() if work is not None else None


def dist_all_gather_into_tensor(
    output_tensor: paddle.Tensor, input_tensor: paddle.Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """torch.distributed.all_gather_into_tensor: the tensors of all processes one after the other."""
    parts = [paddle.empty_like(input_tensor) for _ in range(dist_get_world_size(group))]
    dist_all_gather(parts, input_tensor, group)
    with paddle.no_grad():
        output_tensor.copy_(paddle.concat(parts).reshape(output_tensor.shape), True)
    return Work() if async_op else None


def dist_gather(
    tensor: paddle.Tensor,
    gather_list: list[paddle.Tensor] | None = None,
    dst: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """torch.distributed.gather: process ``dst`` gets the tensors of all in its list."""
    parts = [paddle.empty_like(tensor) for _ in range(dist_get_world_size(group))]
    dist_all_gather(parts, tensor, group)
    target = dst if dst is not None else group_dst
    if dist_get_rank() == (target or 0):
        with paddle.no_grad():
            for place, part in zip(gather_list or [], parts, strict=True):
                place.copy_(part, True)
    return Work() if async_op else None


def dist_scatter(
    tensor: paddle.Tensor,
    scatter_list: list[paddle.Tensor] | None = None,
    src: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """torch.distributed.scatter: every process gets its tensor of the list of process ``src``."""
    source = (src if src is not None else group_src) or 0
    return _run(
        lambda sync_op: paddle.distributed.scatter(tensor, scatter_list, source, group, sync_op),
        lambda: tensor.copy_((scatter_list or [tensor])[0], True),
        async_op,
    )


def dist_barrier(group: Any = None, async_op: bool = False, device_ids: Any = None, timeout: Any = None) -> Work | None:
    """torch.distributed.barrier: waits for all processes."""
    if not is_alone():
        paddle.distributed.barrier(group)
    return Work() if async_op else None


def dist_all_gather_object(object_list: list[Any], obj: Any, group: Any = None) -> None:
    """torch.distributed.all_gather_object: fills the list with the objects of all processes."""
    if is_alone():
        gathered = [copy.deepcopy(obj)]
    else:
        gathered = []
        paddle.distributed.all_gather_object(gathered, obj, group)
    object_list[: len(gathered)] = gathered


def dist_broadcast_object_list(
    object_list: list[Any],
    src: int | None = None,
    group: Any = None,
    device: Any = None,
    group_src: int | None = None,
) -> None:
    """torch.distributed.broadcast_object_list: every process gets the objects of process ``src``."""
    if not is_alone():
        paddle.distributed.broadcast_object_list(object_list, (src if src is not None else group_src) or 0, group)


def dist_send(
    tensor: paddle.Tensor, dst: int | None = None, group: Any = None, tag: int = 0, group_dst: int | None = None
) -> None:
    """torch.distributed.send: waits until it is sent."""
    is_alone()
    paddle.distributed.send(tensor, dst if dst is not None else group_dst, group, True)


def dist_recv(
    tensor: paddle.Tensor,
    src: int | None = None,
    group: Any = None,
    tag: int = 0,
    group_src: int | None = None,
) -> int:
    """torch.distributed.recv into a tensor; the sender's rank is returned. The sender must be named."""
    is_alone()
    source = src if src is not None else group_src
    if source is None:
        raise NotImplementedError("recv from any process has no counterpart in Paddle; give src")
    paddle.distributed.recv(tensor, source, group, True)
    return source
