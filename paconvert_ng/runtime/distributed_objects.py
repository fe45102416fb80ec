"""torch.distributed's collectives of Python objects."""

from __future__ import annotations

import copy
from typing import Any

import paddle

from .distributed_collectives import is_outside
from .distributed_group import chosen_rank, dist_get_rank, is_alone


def dist_all_gather_object(object_list: list[Any], obj: Any, group: Any = None) -> None:
    """torch.distributed.all_gather_object: fills the list with the objects of all processes."""
    if not is_outside(group):
        objects = _gathered_objects(obj, group)
        object_list[: len(objects)] = objects


def _gathered_objects(obj: Any, group: Any) -> list[Any]:
    if is_alone(group):
        return [copy.deepcopy(obj)]
    objects: list[Any] = []
    paddle.distributed.all_gather_object(objects, obj, group)
    return objects


def dist_gather_object(
    obj: Any,
    object_gather_list: list[Any] | None = None,
    dst: int | None = None,
    group: Any = None,
    group_dst: int | None = None,
) -> None:
    """torch.distributed.gather_object: process ``dst`` gets the objects of all in its list."""
    if is_outside(group):
        return
    objects = _gathered_objects(obj, group)
    if dist_get_rank() == chosen_rank(group, dst, group_dst, 0):
        if object_gather_list is None:
            raise ValueError("Argument ``object_gather_list`` must be specified on destination rank.")
        object_gather_list[: len(objects)] = objects


def dist_broadcast_object_list(
    object_list: list[Any],
    src: int | None = None,
    group: Any = None,
    device: Any = None,
    group_src: int | None = None,
) -> None:
    """torch.distributed.broadcast_object_list: every process gets the objects of process ``src``."""
    source = chosen_rank(group, src, group_src, 0)
    if not is_outside(group) and not is_alone(group):
        paddle.distributed.broadcast_object_list(object_list, source, group)


def dist_scatter_object_list(
    scatter_object_output_list: list[Any],
    scatter_object_input_list: list[Any] | None = None,
    src: int | None = None,
    group: Any = None,
    group_src: int | None = None,
) -> None:
    """torch.distributed.scatter_object_list: the first place of the output gets this process's object."""
    source = chosen_rank(group, src, group_src, 0)
    if is_outside(group):
        return
    if is_alone(group):
        scatter_object_output_list[0] = copy.deepcopy((scatter_object_input_list or [None])[0])
        return
    received: list[Any] = []
    paddle.distributed.scatter_object_list(received, scatter_object_input_list, source, group)
    scatter_object_output_list[0] = received[0]
