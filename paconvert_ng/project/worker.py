"""A worker process: takes work on standard input, answers on standard output.

Messages are pickles, each after its length. The parent is ``processes``. A worker ends when
its input does, so that none outlives the parent, however that ended.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one message: ``value``, or the exception that ended it and its traceback."""

    value: Any = None
    error: BaseException | None = None
    trace: str = ""


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message. Raises OSError if the other side is gone."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message. Raises EOFError if the other side is gone."""
    head = _read(stream, _LENGTH.size)
    return pickle.loads(_read(stream, _LENGTH.unpack(head)[0]))


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def serve(handler: Callable[[str, Any], Any], source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer (command, argument) messages until the input ends."""
    while True:
        try:
            command, argument = receive(source)
        except EOFError:
            return
        try:
            answer = Answer(handler(command, argument))
        except Exception as error:
            answer = Answer(error=_picklable(error), trace=traceback.format_exc())
        send(sink, answer)


def _picklable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


class Handler:
    """The commands of a worker: set up, then index, know the tree, convert."""

    def __init__(self) -> None:
        self._converter: Any = None

    def __call__(self, command: str, argument: Any) -> Any:
        if command == "setup":
            from paconvert_ng.project.converter import Converter

            self._converter = Converter(argument)
            return None
        if command == "tree":
            self._converter.set_tree(argument)
            return None
        if command == "index":
            tasks, packages = argument
            return [self._converter.index(task, packages) for task in tasks]
        assert command == "convert", command
        return self._convert(argument)

    def _convert(self, tasks: Sequence[Any]) -> list[Any]:
        return [self._converter.convert(task) for task in tasks]


def _ended(*_: object) -> None:
    raise SystemExit(1)  # through every `finally`: no temporary file stays


def main() -> None:
    """Serve on the standard streams of this process; whatever else prints goes to standard error."""
    gc.set_threshold(1_000_000, 20, 100)  # as the command does, for the same reason
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _ended)
    warnings.simplefilter("ignore")  # of the code that is read (an invalid escape, say), not of ours
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdin = open(os.devnull)
    try:
        serve(Handler(), source, sink)
    except (BrokenPipeError, KeyboardInterrupt):
        return
