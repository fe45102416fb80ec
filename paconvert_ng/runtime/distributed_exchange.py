"""torch.distributed's collectives that exchange parts, and messages that are not waited for.

Paddle's gloo has none of all_to_all and reduce_scatter; there they are made of messages and of a reduction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import paddle

from .distributed_collectives import Work, check_dtypes, dist_all_reduce, is_outside
from .distributed_group import chosen_rank, dist_get_process_group_ranks, dist_get_rank, is_alone, uses_gloo
from .module_state_dict import overwrite


def dist_reduce_scatter(
    output: paddle.Tensor, input_list: list[paddle.Tensor], op: Any = 0, group: Any = None, async_op: bool = False
) -> Work | None:
    """torch.distributed.reduce_scatter: each process gets the reduction of its entry of all the lists."""
    if is_outside(group):
        return None
    check_dtypes(output)
    if is_alone(group) or uses_gloo():
        parts = paddle.stack([part.detach() for part in input_list])
        dist_all_reduce(parts, op, group)
        overwrite(output, parts[dist_get_rank(group)])
    else:
        with paddle.no_grad():
            paddle.distributed.reduce_scatter(output, input_list, op, group, True)
    return Work() if async_op else None


def dist_reduce_scatter_tensor(
    output: paddle.Tensor, input: paddle.Tensor, op: Any = 0, group: Any = None, async_op: bool = False
) -> Work | None:
    """torch.distributed.reduce_scatter_tensor: as ``reduce_scatter``, of the parts of one tensor."""
    if is_outside(group):
        return None
    count = len(dist_get_process_group_ranks(group))
    parts = [part.reshape(output.shape) for part in input.detach().reshape([count, -1])]
    return dist_reduce_scatter(output, parts, op, group, async_op)


def dist_all_to_all(
    output_tensor_list: list[paddle.Tensor],
    input_tensor_list: list[paddle.Tensor],
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """torch.distributed.all_to_all: entry i of the input goes to process i, entry i of the output comes from it."""
    if is_outside(group):
        return None
    check_dtypes(*input_tensor_list)
    me = dist_get_rank(group)
    with paddle.no_grad():
        for peer, rank in enumerate(dist_get_process_group_ranks(group)):
            target, source = output_tensor_list[peer], input_tensor_list[peer].detach().contiguous()
            if peer == me:
                overwrite(target, source)
                continue
            received = paddle.empty(target.shape, dtype=target.dtype)
            steps: list[Callable[[], Any]] = [
                lambda source=source, rank=rank: paddle.distributed.send(source, rank, group, True),
                lambda received=received, rank=rank: paddle.distributed.recv(received, rank, group, True),
            ]
            for step in steps if me < peer else reversed(steps):  # all pairs in one order: nobody waits for another
                step()
            overwrite(target, received)
    return Work() if async_op else None


def dist_all_to_all_single(
    output: paddle.Tensor,
    input: paddle.Tensor,
    output_split_sizes: Sequence[int] | None = None,
    input_split_sizes: Sequence[int] | None = None,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """torch.distributed.all_to_all_single: the same with parts of one tensor along the first dimension."""
    if is_outside(group):
        return None
    count = len(dist_get_process_group_ranks(group))
    outputs = _parts(paddle.empty(output.shape, dtype=output.dtype), output_split_sizes, count)
    work = dist_all_to_all(outputs, _parts(input.detach(), input_split_sizes, count), group, async_op)
    overwrite(output, paddle.concat(outputs))
    return work


def _parts(tensor: paddle.Tensor, sizes: Sequence[int] | None, count: int) -> list[paddle.Tensor]:
    """Copies of pieces along the first dimension, of equal sizes if none are given."""
    if not sizes:
        if tensor.shape[0] % count:
            raise RuntimeError(f"Tensor's dim 0 does not divide equally across group size {count}")
        sizes = [tensor.shape[0] // count] * count
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    return [tensor[end - size : end].clone() for end, size in zip(ends, sizes, strict=True)]


def dist_isend(
    tensor: paddle.Tensor, dst: int | None = None, group: Any = None, tag: int = 0, group_dst: int | None = None
) -> Work | None:
    """torch.distributed.isend: a message that is not waited for (Paddle's gloo waits till it is taken all the same)."""
    if is_outside(group):
        return None
    check_dtypes(tensor)
    return Work(paddle.distributed.isend(tensor, chosen_rank(group, dst, group_dst), group))


def dist_irecv(
    tensor: paddle.Tensor, src: int | None = None, group: Any = None, tag: int = 0, group_src: int | None = None
) -> Work | None:
    """torch.distributed.irecv: the tensor is filled when ``wait`` returns. The sender must be named."""
    if is_outside(group):
        return None
    check_dtypes(tensor)
    if src is None and group_src is None:
        raise NotImplementedError("irecv from any process has no counterpart in Paddle; give src")
    with paddle.no_grad():
        return Work(paddle.distributed.irecv(tensor, chosen_rank(group, src, group_src), group))


class P2POp:
    """torch.distributed.P2POp: a message for ``batch_isend_irecv``."""

    def __init__(
        self,
        op: Callable[..., Any],
        tensor: paddle.Tensor,
        peer: int | None = None,
        group: Any = None,
        tag: int = 0,
        group_peer: int | None = None,
    ) -> None:
        if op not in (dist_isend, dist_irecv):
            raise ValueError("Invalid ``op``. Expected ``op`` to be of type ``isend`` or ``irecv``.")
        self.op = op
        self.tensor = tensor
        self.peer = chosen_rank(group, peer, group_peer)
        self.group = group
        self.tag = tag


def dist_batch_isend_irecv(p2p_op_list: list[P2POp]) -> list[Work]:
    """torch.distributed.batch_isend_irecv: several messages, of which none waits for another."""
    for message in p2p_op_list:
        check_dtypes(message.tensor)
    functions = {dist_isend: paddle.distributed.isend, dist_irecv: paddle.distributed.irecv}
    with paddle.no_grad():
        if not uses_gloo():
            batch = [paddle.distributed.P2POp(functions[e.op], e.tensor, e.peer, e.group) for e in p2p_op_list]
            return [Work(task) for task in paddle.distributed.batch_isend_irecv(batch)]
        me = dist_get_rank()
        # Paddle's gloo waits for each: all processes take their pairs in one order, and the lower rank sends first.
        order = sorted(p2p_op_list, key=lambda each: (each.peer, (each.op is dist_irecv) == (me < each.peer)))
        return [Work(functions[each.op](each.tensor, each.peer, each.group)) for each in order]
