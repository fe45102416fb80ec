"""torch.multiprocessing: what it takes from the standard library; tensors do not share memory between processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

# Errors that torch.multiprocessing has under its own name.
AuthenticationError = multiprocessing.AuthenticationError
BufferTooShort = multiprocessing.BufferTooShort
ProcessError = multiprocessing.ProcessError
ProcessTimeoutError = multiprocessing.TimeoutError


def mp_array(typecode_or_type: Any, size_or_initializer: Any, *, lock: Any = True) -> Any:
    """torch.multiprocessing.Array: numbers in memory that processes share."""
    return multiprocessing.Array(typecode_or_type, size_or_initializer, lock=lock)


def mp_raw_array(typecode_or_type: Any, size_or_initializer: Any) -> Any:
    """torch.multiprocessing.RawArray."""
    return multiprocessing.RawArray(typecode_or_type, size_or_initializer)


def mp_value(typecode_or_type: Any, *args: Any, lock: Any = True) -> Any:
    """torch.multiprocessing.Value: a number in memory that processes share."""
    return multiprocessing.Value(typecode_or_type, *args, lock=lock)


def mp_raw_value(typecode_or_type: Any, *args: Any) -> Any:
    """torch.multiprocessing.RawValue."""
    return multiprocessing.RawValue(typecode_or_type, *args)


def mp_barrier(parties: int, action: Callable[[], Any] | None = None, timeout: float | None = None) -> Any:
    """torch.multiprocessing.Barrier."""
    return multiprocessing.Barrier(parties, action, timeout)


def mp_semaphore(value: int = 1) -> Any:
    """torch.multiprocessing.Semaphore."""
    return multiprocessing.Semaphore(value)


def mp_bounded_semaphore(value: int = 1) -> Any:
    """torch.multiprocessing.BoundedSemaphore."""
    return multiprocessing.BoundedSemaphore(value)


def mp_condition(lock: Any = None) -> Any:
    """torch.multiprocessing.Condition."""
    return multiprocessing.Condition(lock)


def mp_event() -> Any:
    """torch.multiprocessing.Event."""
    return multiprocessing.Event()


def mp_rlock() -> Any:
    """torch.multiprocessing.RLock."""
    return multiprocessing.RLock()


def mp_manager() -> Any:
    """torch.multiprocessing.Manager."""
    return multiprocessing.Manager()


def mp_pipe(duplex: bool = True) -> Any:
    """torch.multiprocessing.Pipe: two connections."""
    return multiprocessing.Pipe(duplex)


def mp_simple_queue() -> Any:
    """torch.multiprocessing.SimpleQueue."""
    return multiprocessing.SimpleQueue()


def mp_joinable_queue(maxsize: int = 0) -> Any:
    """torch.multiprocessing.JoinableQueue."""
    return multiprocessing.JoinableQueue(maxsize)


def mp_active_children() -> list[Any]:
    """torch.multiprocessing.active_children."""
    return multiprocessing.active_children()


def mp_parent_process() -> Any:
    """torch.multiprocessing.parent_process."""
    return multiprocessing.parent_process()


def mp_freeze_support() -> None:
    """torch.multiprocessing.freeze_support."""
    multiprocessing.freeze_support()


def mp_allow_connection_pickling() -> None:
    """torch.multiprocessing.allow_connection_pickling."""
    multiprocessing.allow_connection_pickling()


def mp_get_start_method(allow_none: bool = False) -> Any:
    """torch.multiprocessing.get_start_method."""
    return multiprocessing.get_start_method(allow_none)


def mp_get_all_start_methods() -> list[str]:
    """torch.multiprocessing.get_all_start_methods."""
    return multiprocessing.get_all_start_methods()


def mp_set_executable(executable: str) -> None:
    """torch.multiprocessing.set_executable: the Python that processes are started with."""
    multiprocessing.set_executable(executable)


def mp_set_forkserver_preload(module_names: list[str]) -> None:
    """torch.multiprocessing.set_forkserver_preload."""
    multiprocessing.set_forkserver_preload(module_names)


def mp_get_logger() -> Any:
    """torch.multiprocessing.get_logger."""
    return multiprocessing.get_logger()


def mp_log_to_stderr(level: int | None = None) -> Any:
    """torch.multiprocessing.log_to_stderr."""
    return multiprocessing.log_to_stderr(level)
