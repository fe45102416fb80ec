"""torch.cpu's streams and events: the CPU has one order of things, so there is nothing to wait for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any


class CpuStream:
    """torch.cpu.Stream."""

    def __init__(self, priority: int = -1) -> None:
        self.priority = priority

    def wait_stream(self, stream: Any) -> None:
        """Nothing to wait for."""

    def record_event(self) -> None:
        """Nothing to record."""

    def wait_event(self, event: Any) -> None:
        """Nothing to wait for."""


class CpuEvent:
    """torch.cpu.Event: what is recorded has happened."""

    def query(self) -> bool:
        """True."""
        return True

    def record(self, stream: Any = None) -> None:
        """Nothing to record."""

    def synchronize(self) -> None:
        """Nothing to wait for."""

    def wait(self, stream: Any = None) -> None:
        """Nothing to wait for."""


# The stream that torch.cpu.current_stream gives, the only one.
CPU_STREAM = CpuStream()


def cpu_current_stream(device: Any = None) -> CpuStream:
    """torch.cpu.current_stream."""
    return CPU_STREAM


@contextlib.contextmanager
def cpu_stream(stream: Any) -> Iterator[None]:
    """torch.cpu.stream and torch.cpu.StreamContext: a ``with`` block like any other."""
    yield
