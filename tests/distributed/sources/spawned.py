"""A program that starts its own processes."""

import os
import socket

import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def worker(rank, world_size, port, shift):
    os.environ["MASTER_ADDR"] = "localhost"
    os.environ["MASTER_PORT"] = str(port)
    dist.init_process_group("gloo", rank=rank, world_size=world_size)
    x = torch.ones(2) * (rank + shift)
    dist.all_reduce(x)
    lines = [None] * world_size
    dist.all_gather_object(lines, f"{rank}: {x.tolist()}")
    if rank == 0:
        print(*lines, sep="\n", flush=True)
    dist.barrier()
    dist.destroy_process_group()


def fail(rank):
    if rank == 1:
        raise ValueError("in a process")


def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mp.spawn(worker, args=(2, port, 10), nprocs=2, join=True)
    try:
        mp.spawn(fail, nprocs=2)
    except Exception:
        print("a process failed")
    print("done")


if __name__ == "__main__":
    main()
