"""Worker processes of a DataLoader: they fetch and collate, the batches come back pickled."""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import queue
import random
import signal
import traceback
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import paddle

from .init_generator import drawn_from

#: What ``get_worker_info`` gives, in the process where it runs.
_WORKER: dict[str, Any] = {"info": None}


@dataclass
class WorkerInfo:
    """What a dataset can learn of the worker that it runs in."""

    id: int
    num_workers: int
    seed: int
    dataset: Any


def get_worker_info() -> WorkerInfo | None:
    """torch.utils.data.get_worker_info: None in the main process."""
    return _WORKER["info"]


def fetch(dataset: Any, source: Any, index: Any, drop_last: bool = False) -> Any:
    """The sample (or, for a list of indices, the samples) of an index.

    ``source`` is the running iterator of an iterable dataset, where only the length of the list counts; at its end
    StopIteration is raised.
    """
    if source is None:
        if not isinstance(index, (list, tuple)):
            return dataset[index]
        fetch_many = getattr(dataset, "__getitems__", None)
        return fetch_many(index) if fetch_many else [dataset[entry] for entry in index]
    if not isinstance(index, list):
        return next(source)
    samples = []
    for _ in index:
        try:
            samples.append(next(source))
        except StopIteration:
            break
    if not samples or (drop_last and len(samples) < len(index)):
        raise StopIteration
    return samples


class WorkerPool:
    """The worker processes of one loader; batches are handed out round-robin and come back in that order."""

    def __init__(self, loader: Any) -> None:
        context = loader.multiprocessing_context or multiprocessing.get_context()
        self.loader = loader
        self.results = context.Queue()
        self.tasks = [context.Queue() for _ in range(loader.num_workers)]
        with drawn_from(loader.generator):
            seed = int(paddle.randint(0, 2**31 - 1, [1]).item())
        self.processes = [
            context.Process(target=_work, args=(loader, index, seed + index, tasks, self.results), daemon=True)
            for index, tasks in enumerate(self.tasks)
        ]
        for process in self.processes:
            process.start()
        self.epoch = 0
        self.close = weakref.finalize(self, _end, os.getpid(), self.tasks, self.processes)

    def batches(self, indices: Iterator[Any]) -> Iterator[Any]:
        """Send the indices of one epoch out and give the batches in order."""
        self.epoch += 1
        for tasks in self.tasks:
            tasks.put((self.epoch, None, None))
        alive = list(range(len(self.tasks)))
        arrived: dict[int, Any] = {}
        owners: dict[int, int] = {}
        sent = wanted = turn = 0

        def send_one() -> None:
            nonlocal sent, turn
            if not alive:
                return
            try:
                index = next(indices)
            except StopIteration:
                return
            worker = alive[turn % len(alive)]
            turn += 1
            owners[sent] = worker
            self.tasks[worker].put((self.epoch, sent, index))
            sent += 1

        for _ in range(self.loader.prefetch_factor * len(self.tasks)):
            send_one()
        while wanted < sent:
            if wanted not in arrived:
                epoch, number, outcome = self._receive()
                if epoch == self.epoch:
                    arrived[number] = outcome
                continue
            kind, value = arrived.pop(wanted)
            worker = owners.pop(wanted)
            wanted += 1
            if kind == "error":
                raise value
            if kind == "end":
                if worker in alive:
                    alive.remove(worker)
            send_one()
            if kind == "batch":
                yield _unpickled(value)

    def _receive(self) -> Any:
        deadline = self.loader.timeout or None
        waited = 0.0
        while True:
            try:
                return self.results.get(timeout=5.0 if deadline is None else deadline)
            except queue.Empty:
                waited += 5.0 if deadline is None else deadline
                if deadline is not None:
                    raise RuntimeError(f"DataLoader timed out after {deadline} seconds") from None
                for process in self.processes:
                    if not process.is_alive():
                        raise RuntimeError(
                            f"DataLoader worker (pid {process.pid}) exited unexpectedly with exit code "
                            f"{process.exitcode}"
                        ) from None


def _end(parent: int, tasks: list[Any], processes: list[Any]) -> None:
    """End worker processes: let them come to an end, or stop them after a second."""
    if os.getpid() != parent:  # a copy in a forked process
        return
    for queue_ in tasks:
        queue_.put(None)
    for process in processes:
        process.join(timeout=1.0)
        if process.is_alive():
            process.terminate()


def _work(loader: Any, index: int, seed: int, tasks: Any, results: Any) -> None:
    """The life of a worker: takes (epoch, number, index) until None comes."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # Paddle's handler reports a crash
    results.cancel_join_thread()  # batches that nobody takes must not keep the process alive
    paddle.set_device("cpu")
    paddle.base.core.set_num_threads(1)
    random.seed(seed)
    np.random.seed(seed % 2**32)
    paddle.seed(seed)
    dataset = loader.dataset
    _WORKER["info"] = WorkerInfo(index, loader.num_workers, seed, dataset)
    source = None
    failure: Any = None
    try:
        if loader.worker_init_fn is not None:
            loader.worker_init_fn(index)
    except Exception as error:  # told to the main process with the first batch
        failure = _told(error, index)
    while (task := tasks.get()) is not None:
        epoch, number, wanted = task
        if number is None:
            source = None
            continue
        if failure is not None:
            results.put((epoch, number, ("error", failure)))
            continue
        try:
            if source is None and loader._is_iterable:
                source = iter(dataset)
            samples = fetch(dataset, source, wanted, loader.drop_last)
            results.put((epoch, number, ("batch", _pickled(loader.collate_fn(samples)))))
        except StopIteration:
            results.put((epoch, number, ("end", None)))
        except Exception as error:  # told to the main process
            results.put((epoch, number, ("error", _told(error, index))))


def _told(error: Exception, index: int) -> Exception:
    """The error with the worker's traceback in its message, of its own type where that can be made and sent."""
    message = f"Caught {type(error).__name__} in DataLoader worker process {index}.\nOriginal {traceback.format_exc()}"
    try:
        told = type(error)(message)
        return told if type(pickle.loads(pickle.dumps(told))) is type(error) else RuntimeError(message)
    except Exception:
        return RuntimeError(message)


class _BatchPickler(pickle.Pickler):
    """Writes tensors as numpy arrays, wherever in a batch they are.

    The batch is pickled by the worker itself: what the queue cannot pickle it drops without a word, and the loader
    would wait for it.
    """

    def persistent_id(self, obj: Any) -> Any:
        if not isinstance(obj, paddle.Tensor):
            return None
        return obj.numpy(), obj.stop_gradient  # bfloat16 comes as its bits, which to_tensor takes for bfloat16 again


class _BatchUnpickler(pickle.Unpickler):
    """Reads what ``_BatchPickler`` wrote."""

    def persistent_load(self, pid: Any) -> paddle.Tensor:
        values, stop_gradient = pid
        return paddle.to_tensor(values, stop_gradient=stop_gradient)


def _pickled(batch: Any) -> bytes:
    stream = io.BytesIO()
    _BatchPickler(stream, pickle.HIGHEST_PROTOCOL).dump(batch)
    return stream.getvalue()


def _unpickled(data: bytes) -> Any:
    return _BatchUnpickler(io.BytesIO(data)).load()
