"""torch.distributed between two processes on the CPU, started as torch's launcher does it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

PROGRAM = """
import paddle
from paconvert_ng.runtime.data_sampler import DistributedSampler
from paconvert_ng.runtime.distributed_collectives import *
from paconvert_ng.runtime.distributed_group import *
from paconvert_ng.runtime.distributed_wrappers import DistributedDataParallel

paddle.set_device("cpu")
init_process_group("gloo")
rank = dist_get_rank()
total = paddle.ones([2]) * (rank + 1)
dist_all_reduce(total)
largest = paddle.ones([2]) * (rank + 1)
dist_all_reduce(largest, paddle.distributed.ReduceOp.MAX, async_op=True).wait()
parts = [paddle.zeros([2]) for _ in range(dist_get_world_size())]
dist_all_gather(parts, paddle.ones([2]) * rank)
sent = paddle.ones([1]) * rank
dist_broadcast(sent, src=1)
objects = [None, None]
dist_all_gather_object(objects, {"rank": rank})
told = [rank]
dist_broadcast_object_list(told, src=1)
flat = paddle.zeros([4])
dist_all_gather_into_tensor(flat, paddle.ones([2]) * rank)
dist_barrier()
paddle.seed(rank)
net = DistributedDataParallel(paddle.nn.Linear(2, 1))
net(paddle.ones([1, 2]) * (rank + 1)).sum().backward()
share = list(DistributedSampler(range(6), shuffle=False))
print("RESULT", total.tolist(), largest.tolist(), [p.tolist() for p in parts], sent.tolist(), objects, told,
      flat.tolist(), net.module.weight.grad.flatten().tolist(), list(net.state_dict()), share)
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="Paddle's gloo needs Linux")
def test_two_processes() -> None:
    environment = {**os.environ, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port()), "WORLD_SIZE": "2"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env={**environment, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        outputs = [process.communicate(timeout=120)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
    common = (
        "RESULT [3.0, 3.0] [2.0, 2.0] [[0.0, 0.0], [1.0, 1.0]] [1.0] [{'rank': 0}, {'rank': 1}] [1] "
        "[0.0, 0.0, 1.0, 1.0] [1.5, 1.5] ['module.weight', 'module.bias']"
    )
    for output, share in zip(outputs, ([0, 2, 4], [1, 3, 5]), strict=True):
        assert f"{common} {share}" in output, output
