"""torch.distributed's process group: how it begins and what it answers.

Without a group torch raises, where Paddle answers rank 0 of 1; and torch has groups of one process, for which
Paddle's ``init_parallel_env`` does nothing and its collectives fail.
"""

from __future__ import annotations

import os
from typing import Any

import paddle

#: Whether a group of one process has been made, and the back end that was asked for.
_GROUP: dict[str, Any] = {"alone": False, "backend": "undefined"}


def dist_is_initialized() -> bool:
    """torch.distributed.is_initialized."""
    return _GROUP["alone"] or paddle.distributed.is_initialized()


def is_alone() -> bool:
    """Whether the group has one process only; raises ValueError where there is none."""
    if not dist_is_initialized():
        raise ValueError("Default process group has not been initialized, please make sure to call init_process_group.")
    return _GROUP["alone"]


def dist_get_rank(group: Any = None) -> int:
    """torch.distributed.get_rank: raises ValueError without a group."""
    return 0 if is_alone() else paddle.distributed.get_rank(group)


def dist_get_world_size(group: Any = None) -> int:
    """torch.distributed.get_world_size: raises ValueError without a group."""
    return 1 if is_alone() else paddle.distributed.get_world_size(group)


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
    os.environ["PADDLE_DISTRI_BACKEND"] = "nccl" if has_gpu and _GROUP["backend"] == "nccl" else "gloo"
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
    return paddle.distributed.new_group(list(range(dist_get_world_size())) if ranks is None else list(ranks))


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
