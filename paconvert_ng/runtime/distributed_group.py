"""torch.distributed's process group: how it begins and what it answers.

Without a group torch raises, where Paddle answers rank 0 of 1; and torch has groups of one process, for which
Paddle's ``init_parallel_env`` does nothing and its collectives fail.
"""

from __future__ import annotations

import os
from typing import Any

import paddle

#: Whether a group of one process has been made, the back end that was asked for, and whether Paddle's is gloo.
_GROUP: dict[str, Any] = {"alone": False, "backend": "undefined", "gloo": False}


def dist_is_initialized() -> bool:
    """torch.distributed.is_initialized."""
    return _GROUP["alone"] or paddle.distributed.is_initialized()


def is_alone(group: Any = None) -> bool:
    """Whether the group has this process only; raises ValueError where no process group has been made."""
    if not dist_is_initialized():
        raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")
    return _GROUP["alone"] or (group is not None and list(group.ranks) == [paddle.distributed.get_rank()])


def uses_gloo() -> bool:
    """Whether the processes talk by gloo, whose collectives are fewer in Paddle."""
    return _GROUP["gloo"]


def dist_get_process_group_ranks(group: Any = None) -> list[int]:
    """torch.distributed.get_process_group_ranks: the ranks in the whole group of the group's processes."""
    if _GROUP["alone"]:
        return [0]
    is_alone()
    return list(range(paddle.distributed.get_world_size())) if group is None else list(group.ranks)


def dist_get_rank(group: Any = None) -> int:
    """torch.distributed.get_rank: -1 outside the group; raises ValueError without one."""
    if is_alone():
        return 0
    rank = paddle.distributed.get_rank()
    if group is None:
        return rank
    return group.ranks.index(rank) if rank in group.ranks else -1


def dist_get_world_size(group: Any = None) -> int:
    """torch.distributed.get_world_size: -1 outside the group; raises ValueError without one."""
    return len(dist_get_process_group_ranks(group)) if dist_get_rank(group) >= 0 else -1


def dist_get_global_rank(group: Any, group_rank: int) -> int:
    """torch.distributed.get_global_rank: the rank in the whole group of a group's process."""
    ranks = dist_get_process_group_ranks(group)
    if not 0 <= group_rank < len(ranks):
        raise ValueError(f"Group rank {group_rank} is not part of group {group}")
    return ranks[group_rank]


def dist_get_group_rank(group: Any, global_rank: int) -> int:
    """torch.distributed.get_group_rank: the rank in a group of a process of the whole group."""
    ranks = dist_get_process_group_ranks(group)
    if global_rank not in ranks:
        raise ValueError(f"Global rank {global_rank} is not part of group {group}")
    return ranks.index(global_rank)


def chosen_rank(group: Any, rank: int | None, group_rank: int | None, default: int | None = None) -> int:
    """The process that a call names by its rank in the whole group, or by its rank in the group."""
    if rank is not None and group_rank is not None:
        raise ValueError("Can't specify both group_rank and global_rank")
    if group_rank is not None:
        return dist_get_global_rank(group, group_rank)
    if rank is None and default is None:
        raise ValueError("Must specify global_rank or group_rank")
    return default if rank is None else rank  # type: ignore[return-value]


def dist_get_node_local_rank(fallback_rank: int | None = None) -> int:
    """torch.distributed.get_node_local_rank: the launcher's LOCAL_RANK, or PADDLE_LOCAL_RANK of Paddle's."""
    rank = os.environ.get("LOCAL_RANK", os.environ.get("PADDLE_LOCAL_RANK"))
    if rank is not None:
        return int(rank)
    if fallback_rank is None:
        raise RuntimeError(
            "LOCAL_RANK is not in the environment. Consider passing fallback_rank to allow `get_node_local_rank` to "
            "work, assuming you are not running in a multi-device context and want the code to run locally instead."
        )
    return int(fallback_rank)


def dist_get_backend(group: Any = None) -> str:
    """torch.distributed.get_backend: the name in lower case."""
    is_alone()
    return _GROUP["backend"]


def init_process_group(
    backend: str | None = None,
    init_method: str | None = None,
    timeout: Any = None,
    world_size: int = -1,
    rank: int = -1,
    store: Any = None,
    group_name: str = "",
    pg_options: Any = None,
    device_id: Any = None,
    _ranks: Any = None,
) -> None:
    """torch.distributed.init_process_group by ``env://`` or ``tcp://host:port``.

    Rank, size and address come from the arguments, from RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, or from
    what ``python -m paddle.distributed.launch`` sets. "nccl" on a build without GPUs is "gloo".
    """
    if dist_is_initialized():
        raise ValueError("trying to initialize the default process group twice!")
    if store is not None or (init_method is not None and not init_method.startswith(("env://", "tcp://"))):
        raise NotImplementedError("init_process_group needs env:// or tcp:// here; stores and files are not supported")
    rank = _number("RANK", "PADDLE_TRAINER_ID") if rank < 0 else rank
    world_size = _number("WORLD_SIZE", "PADDLE_TRAINERS_NUM") if world_size < 0 else world_size
    has_gpu = paddle.device.is_compiled_with_cuda()
    _GROUP["backend"] = (backend or ("nccl" if has_gpu else "gloo")).lower().rpartition(":")[2]
    if world_size == 1:
        _GROUP["alone"] = True
        return
    if init_method is not None and init_method.startswith("tcp://"):
        host, _, port = init_method[len("tcp://") :].partition("?")[0].rpartition(":")
        os.environ["MASTER_ADDR"], os.environ["MASTER_PORT"] = host, port
    os.environ["PADDLE_TRAINER_ID"] = str(rank)
    os.environ["PADDLE_TRAINERS_NUM"] = str(world_size)
    _GROUP["gloo"] = not (has_gpu and _GROUP["backend"] == "nccl")
    os.environ["PADDLE_DISTRI_BACKEND"] = "gloo" if _GROUP["gloo"] else "nccl"
    if "PADDLE_TRAINER_ENDPOINTS" not in os.environ:
        first = int(os.environ["MASTER_PORT"]) + 1
        endpoints = [f"{os.environ['MASTER_ADDR']}:{first + index}" for index in range(world_size)]
        os.environ["PADDLE_TRAINER_ENDPOINTS"] = ",".join(endpoints)
        os.environ["PADDLE_CURRENT_ENDPOINT"] = endpoints[rank]
    os.environ.setdefault("FLAGS_selected_gpus", os.environ.get("LOCAL_RANK", "0"))
    paddle.distributed.init_parallel_env()


def dist_destroy_process_group(group: Any = None) -> None:
    """torch.distributed.destroy_process_group."""
    if is_alone():
        _GROUP["alone"] = False
    elif group is not None and group.process_group is None:
        return  # a group of this process only, or one that it is not in
    else:
        paddle.distributed.destroy_process_group(group)


def dist_new_group(
    ranks: Any = None,
    timeout: Any = None,
    backend: str | None = None,
    pg_options: Any = None,
    use_local_synchronization: bool = False,
    group_desc: str | None = None,
    device_id: Any = None,
    sort_ranks: bool = True,
) -> Any:
    """torch.distributed.new_group: a group of some of the processes; None, the whole group, if it has one only."""
    if is_alone():
        return None
    members = list(range(dist_get_world_size())) if ranks is None else list(ranks)
    if not sort_ranks and members != sorted(members):
        raise NotImplementedError("Paddle sorts the ranks of a group")
    return paddle.distributed.new_group(members)


def dist_world() -> Any:
    """torch.distributed.group.WORLD: what stands for the group of all processes."""
    return None


def _number(name: str, paddle_name: str) -> int:
    """An environment variable of torch's launcher, or of Paddle's."""
    value = os.environ.get(name, os.environ.get(paddle_name))
    if value is None:
        raise ValueError(
            f"Error initializing torch.distributed using env:// rendezvous: environment variable {name} expected, "
            "but not set"
        )
    return int(value)
