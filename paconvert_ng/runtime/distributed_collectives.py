"""torch.distributed's collectives: in place, with ``async_op``, and in a group of one process too."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import paddle

from .distributed_group import chosen_rank, dist_get_rank, is_alone, uses_gloo
from .module_state_dict import overwrite


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


def is_outside(group: Any) -> bool:
    """Whether this process is not in the group: a collective does nothing then, but warns."""
    if dist_get_rank(group) >= 0:
        return False
    warnings.warn(f"Running a collective on global rank {dist_get_rank()} which does not belong to it.", stacklevel=3)
    return True


def _run(
    collective: Callable[..., Any], alone: Callable[[], Any], group: Any, async_op: bool, *tensors: paddle.Tensor
) -> Work | None:
    """Run a Paddle collective on ``tensors``, or in a group of one process what it comes to there."""
    if is_outside(group):
        return None
    task = None
    with paddle.no_grad():
        if is_alone(group):
            alone()
        else:
            check_dtypes(*tensors)
            task = collective(sync_op=not async_op)
    return Work(task) if async_op else None


def check_dtypes(*tensors: paddle.Tensor) -> None:
    """Refuse what Paddle's gloo ends the process for."""
    for tensor in tensors:
        if uses_gloo() and tensor.dtype in (paddle.int16, paddle.complex64, paddle.complex128):
            raise NotImplementedError(f"Paddle's gloo does not carry {tensor.dtype}: cast, or use view_as_real")


def reduced_in_place(reduce: Callable[..., Any], tensor: paddle.Tensor, sync_op: bool) -> Any:
    """A reduction in place. Paddle's gloo takes the bits of float16 for another type, so it goes by float32."""
    if not (uses_gloo() and tensor.dtype == paddle.float16):
        return reduce(tensor, sync_op)
    wide = tensor.astype("float32")
    reduce(wide, True)
    tensor.copy_(wide.astype("float16"), True)
    return None


def _nothing() -> None:
    """What most collectives do with one process."""


def dist_all_reduce(tensor: paddle.Tensor, op: Any = 0, group: Any = None, async_op: bool = False) -> Work | None:
    """torch.distributed.all_reduce: the tensor becomes the reduction over all processes."""

    def collective(sync_op: bool) -> Any:
        return reduced_in_place(
            lambda part, sync: paddle.distributed.all_reduce(part, op, group, sync), tensor, sync_op
        )

    return _run(collective, _nothing, group, async_op, tensor)


def dist_reduce(
    tensor: paddle.Tensor,
    dst: int | None = None,
    op: Any = 0,
    group: Any = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """torch.distributed.reduce: the tensor of process ``dst`` becomes the reduction."""
    target = chosen_rank(group, dst, group_dst)

    def collective(sync_op: bool) -> Any:
        return reduced_in_place(
            lambda part, sync: paddle.distributed.reduce(part, target, op, group, sync), tensor, sync_op
        )

    return _run(collective, _nothing, group, async_op, tensor)


def dist_broadcast(
    tensor: paddle.Tensor,
    src: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """torch.distributed.broadcast: every process gets the tensor of process ``src``."""
    source = chosen_rank(group, src, group_src)
    return _run(
        lambda sync_op: paddle.distributed.broadcast(tensor, source, group, sync_op), _nothing, group, async_op, tensor
    )


def dist_all_gather(
    tensor_list: list[paddle.Tensor], tensor: paddle.Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """torch.distributed.all_gather: fills the tensors of the list, which Paddle replaces by others."""
    if is_outside(group):
        return None
    for target, source in zip(tensor_list, gathered(tensor, group), strict=True):
        overwrite(target, source)
    return Work() if async_op else None


def gathered(tensor: paddle.Tensor, group: Any) -> list[paddle.Tensor]:
    """The tensors of all processes of a group."""
    if is_alone(group):
        return [tensor]
    check_dtypes(tensor)
    parts: list[paddle.Tensor] = []
    with paddle.no_grad():
        paddle.distributed.all_gather(parts, tensor.detach().contiguous(), group, True)
    return parts


def dist_all_gather_into_tensor(
    output_tensor: paddle.Tensor, input_tensor: paddle.Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """torch.distributed.all_gather_into_tensor: the tensors of all processes one after the other."""
    if is_outside(group):
        return None
    parts = paddle.stack(gathered(input_tensor, group))
    overwrite(output_tensor, parts.reshape(output_tensor.shape))
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
    if is_outside(group):
        return None
    parts = gathered(tensor, group)
    if dist_get_rank() == chosen_rank(group, dst, group_dst, 0):
        if gather_list is None:
            raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
        for place, part in zip(gather_list, parts, strict=True):
            overwrite(place, part)
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
    source = chosen_rank(group, src, group_src, 0)
    return _run(
        lambda sync_op: paddle.distributed.scatter(tensor, scatter_list, source, group, sync_op),
        lambda: tensor.copy_((scatter_list or [tensor])[0], True),
        group,
        async_op,
        tensor,
    )


def dist_barrier(group: Any = None, async_op: bool = False, device_ids: Any = None, timeout: Any = None) -> Work | None:
    """torch.distributed.barrier: waits for all processes."""
    if is_outside(group):
        return None
    if not is_alone(group):
        paddle.distributed.barrier(group)
    return Work() if async_op else None


def dist_send(
    tensor: paddle.Tensor, dst: int | None = None, group: Any = None, tag: int = 0, group_dst: int | None = None
) -> None:
    """torch.distributed.send: waits until it is sent."""
    is_alone()
    check_dtypes(tensor)
    paddle.distributed.send(tensor, chosen_rank(group, dst, group_dst), group, True)


def dist_recv(
    tensor: paddle.Tensor,
    src: int | None = None,
    group: Any = None,
    tag: int = 0,
    group_src: int | None = None,
) -> int:
    """torch.distributed.recv into a tensor; the sender's rank is returned. The sender must be named."""
    is_alone()
    check_dtypes(tensor)
    if src is None and group_src is None:
        raise NotImplementedError("recv from any process has no counterpart in Paddle; give src")
    source = chosen_rank(group, src, group_src)
    with paddle.no_grad():
        paddle.distributed.recv(tensor, source, group, True)
    return source
