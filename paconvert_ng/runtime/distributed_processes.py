"""torch.multiprocessing: processes of the standard library; tensors do not share memory between them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
from collections.abc import Callable
from typing import Any


def mp_spawn(
    fn: Callable[..., Any],
    args: tuple[Any, ...] = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> Any:
    """torch.multiprocessing.spawn: ``fn(index, *args)`` in each of ``nprocs`` processes.

    Raises RuntimeError if one fails; the others are ended then. Without ``join`` the processes are returned.
    """
    context = multiprocessing.get_context(start_method)
    processes = [context.Process(target=fn, args=(index, *args), daemon=daemon) for index in range(nprocs)]
    for process in processes:
        process.start()
    spawned = ProcessContext(processes)
    if not join:
        return spawned
    while not spawned.join():
        continue
    return None


class ProcessContext:
    """What ``spawn`` with ``join=False`` returns."""

    def __init__(self, processes: list[Any]) -> None:
        self.processes = processes

    def pids(self) -> list[int]:
        """The processes' ids."""
        return [process.pid for process in self.processes]

    def join(self, timeout: float | None = None) -> bool:
        """Wait until a process ends; True if all have ended well. Raises RuntimeError if one failed."""
        running = {process.sentinel: process for process in self.processes if process.is_alive()}
        if running:
            multiprocessing.connection.wait(running, timeout=timeout)
        for index, process in enumerate(self.processes):
            if process.exitcode:
                for other in self.processes:
                    if other.is_alive():
                        other.kill()  # asked to end, a process with Paddle prints where it was
                    other.join()
                raise RuntimeError(f"process {index} terminated with exit code {process.exitcode}")
        return all(process.exitcode == 0 for process in self.processes)


def mp_set_start_method(method: str, force: bool = False) -> None:
    """torch.multiprocessing.set_start_method."""
    multiprocessing.set_start_method(method, force)


def mp_get_context(method: str | None = None) -> Any:
    """torch.multiprocessing.get_context."""
    return multiprocessing.get_context(method)


def mp_cpu_count() -> int:
    """torch.multiprocessing.cpu_count."""
    return multiprocessing.cpu_count()


def mp_current_process() -> Any:
    """torch.multiprocessing.current_process."""
    return multiprocessing.current_process()


def mp_lock() -> Any:
    """torch.multiprocessing.Lock."""
    return multiprocessing.Lock()


def mp_queue(maxsize: int = 0) -> Any:
    """torch.multiprocessing.Queue."""
    return multiprocessing.Queue(maxsize)


def mp_pool(processes: Any = None, initializer: Any = None, initargs: Any = (), maxtasksperchild: Any = None) -> Any:
    """torch.multiprocessing.Pool."""
    return multiprocessing.Pool(processes, initializer, initargs, maxtasksperchild)


class Process(multiprocessing.Process):
    """torch.multiprocessing.Process."""
