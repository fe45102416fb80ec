"""All processes below this one: what they hold, and their end. Linux knows them exactly; elsewhere by group."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator

_DEATH_SIGNAL, _SUBREAPER = 1, 36
_LINUX = sys.platform.startswith("linux")
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
#: Loaded before anything is forked: a child only calls it.
_PRCTL = getattr(ctypes.CDLL(None), "prctl", None) if _LINUX else None


def end_with_parent(number: int, parent: int) -> None:
    """This process gets the signal ``number`` when ``parent`` ends, however that ends. Linux only."""
    if _PRCTL is not None:
        _PRCTL(_DEATH_SIGNAL, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def keep_descendants() -> None:
    """Processes below this one whose parent ends become its own children, so that none gets away. Linux only."""
    if _PRCTL is not None:
        _PRCTL(_SUBREAPER, 1, 0, 0, 0)


def below(process: int) -> Iterator[int]:
    """The processes below one, those nearest first. Nothing where the system does not tell."""
    pending = [process]
    while pending:
        found = _children(pending.pop(0))
        yield from found
        pending += found


def _children(process: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children") as stream:
                found += map(int, stream.read().split())
    except OSError:  # it ended meanwhile, or there is no such file here
        return found
    return found


def resident(processes: Iterator[int]) -> int:
    """Bytes of memory that processes hold together (pages that they share count for each); 0 if not known."""
    total = 0
    for process in processes:
        try:
            with open(f"/proc/{process}/statm") as stream:
                total += int(stream.read().split()[1]) * _PAGE
        except (OSError, ValueError, IndexError):
            continue
    return total


def end_all(group: int) -> None:
    """Kill all processes below this one and wait for them; ``group`` is a process group of theirs."""
    _signal_group(group)
    while True:
        _reap()
        left = list(below(os.getpid()))
        if not left:
            return
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.005)


def _signal_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # it is empty
        return


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return
