"""Pickles, read without running anything.

A pickle is a program for a stack machine, and Python's own reader of it calls whatever the program names. This one
knows the few instructions that data needs, and gives for every name and every call an inert record. What these records
mean is decided by the reader of the format, which knows the few that belong there; any other is refused. Long byte
strings stay where they are, in the mapped file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.weights.errors import WeightsError

#: Byte strings of this length and more are not copied.
_LONG = 64
#: Far more than the largest checkpoint needs; a program that asks for more is meant to fill the memory.
_MOST_STEPS = 50_000_000


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a pickle mentions. It is never looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Call:
    """A call that a pickle asks for, and the state that it then sets. It is never made."""

    what: Name
    arguments: tuple[Any, ...]
    state: Any = None
    #: What is stored in the object by key or appended to it.
    items: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes of the file."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Persistent:
    """A persistent id: a reference to what is stored outside the pickle."""

    key: Any


class _Mark:
    pass


_MARK = _Mark()
_SIZED = {
    0x58: ("<I", "text"), 0x8C: ("<B", "text"), 0x8D: ("<Q", "text"),
    0x42: ("<I", "bytes"), 0x43: ("<B", "bytes"), 0x8E: ("<Q", "bytes"), 0x96: ("<Q", "bytes"),
    0x54: ("<i", "bytes"), 0x55: ("<B", "bytes"),
}  # fmt: skip
_NUMBERS = {0x4B: "<B", 0x4D: "<H", 0x4A: "<i", 0x47: ">d"}
_CONSTANTS: dict[int, Callable[[], Any]] = {
    0x4E: lambda: None, 0x88: lambda: True, 0x89: lambda: False,
    0x7D: dict, 0x5D: list, 0x29: tuple, 0x8F: set,
}  # fmt: skip


class Machine:
    """Runs one pickle that begins at ``start`` of ``data``. ``end`` is then where it ended."""

    def __init__(self, path: Path, data: np.ndarray[Any, Any], start: int, allowed: Callable[[Name], bool]) -> None:
        self._path = path
        self._data = data
        self._at = start
        self._allowed = allowed
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}
        self.end = start

    def run(self) -> Any:
        """The object. Raises WeightsError for a pickle that is damaged or not only data."""
        try:
            for _ in range(_MOST_STEPS):
                code = self._take(1)[0]
                if code == 0x2E:  # STOP
                    self.end = self._at
                    return self._stack.pop()
                self._step(code)
        except (IndexError, KeyError, struct.error, UnicodeDecodeError, TypeError, AttributeError, ValueError) as error:
            raise WeightsError(f"{self._path} is damaged, or not the pickle of a checkpoint ({error!r})") from None
        raise WeightsError(f"{self._path} is not the pickle of a checkpoint: it has no end")

    def _refuse(self, what: str) -> WeightsError:
        return WeightsError(
            f"{self._path} is refused: its pickle {what}, which a checkpoint of tensors does not need. "
            "Nothing of it was run. If you trust it, load it where it was made and save its state dict as safetensors"
        )

    def _take(self, length: int) -> bytes:
        end = self._at + length
        if length < 0 or end > len(self._data):
            raise WeightsError(f"{self._path} is truncated or damaged: it ends inside a pickle")
        found = self._data[self._at : end].tobytes()
        self._at = end
        return found

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _line(self) -> str:
        # Names and numbers of the old protocols: short.
        window = self._data[self._at : self._at + 4096].tobytes()
        end = window.index(b"\n")
        self._at += end + 1
        return window[:end].decode("utf-8")

    def _after_mark(self) -> list[Any]:
        at = len(self._stack) - 1
        while self._stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise IndexError("no mark")
        items = self._stack[at + 1 :]
        del self._stack[at:]
        return items

    def _name(self, module: Any, name: Any) -> Name:
        if type(module) is not str or type(name) is not str:
            raise TypeError("a name that is no text")
        found = Name(module, name)
        if not self._allowed(found):
            raise self._refuse(f"names {module}.{name}")
        return found

    def _step(self, code: int) -> None:
        stack = self._stack
        if code in _SIZED:
            form, kind = _SIZED[code]
            length = self._number(form)
            if kind == "text":
                stack.append(self._take(length).decode("utf-8", "surrogatepass"))
            elif length < _LONG:
                stack.append(self._take(length))
            else:
                if self._at + length > len(self._data):
                    raise WeightsError(f"{self._path} is truncated: {length} bytes should begin at {self._at}")
                stack.append(Bytes(self._at, length))
                self._at += length
        elif code in _NUMBERS:
            stack.append(struct.unpack(_NUMBERS[code], self._take(struct.calcsize(_NUMBERS[code])))[0])
        elif code in _CONSTANTS:
            stack.append(_CONSTANTS[code]())
        elif code in _STEPS:
            _STEPS[code](self)
        else:
            raise self._refuse(f"has the instruction 0x{code:02x}")

    # Framing

    def _skip_frame(self) -> None:
        self._take(8)

    def _protocol(self) -> None:
        if self._take(1)[0] > 5:
            raise self._refuse("has a protocol above 5")

    # The stack and the memo

    def _push_mark(self) -> None:
        self._stack.append(_MARK)

    def _pop(self) -> None:
        self._stack.pop()

    def _pop_mark(self) -> None:
        self._after_mark()

    def _memoize(self, key: int) -> None:
        self._memo[key] = self._stack[-1]

    # Numbers and containers

    def _long(self, form: str) -> None:
        length = self._number(form)
        if length > 64:
            raise self._refuse("has an integer of more than 64 bytes")
        self._stack.append(int.from_bytes(self._take(length), "little", signed=True))

    def _int(self) -> None:
        text = self._line()
        self._stack.append({"00": False, "01": True}[text] if text in ("00", "01") else int(text[:40].rstrip("L")))

    def _tuple(self, length: int) -> None:
        items = tuple(self._stack[len(self._stack) - length :])
        if len(items) != length or _MARK in items:
            raise IndexError("too few items")
        del self._stack[len(self._stack) - length :]
        self._stack.append(items)

    def _store(self, pairs: list[Any]) -> None:
        target = self._stack[-1]
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if isinstance(target, Call):
                target.items.append((key, value))
            elif type(target) is dict:
                if key in target:
                    raise WeightsError(f"{self._path}: key {key!r} is there twice")
                target[key] = value
            else:
                raise TypeError("items of what is no mapping")

    def _extend(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if isinstance(target, Call):
            target.items.extend(items)
        elif type(target) is list:
            target.extend(items)
        elif type(target) is set:
            target.update(items)
        else:
            raise TypeError("items of what is no list")

    # Names and calls

    def _global(self) -> None:
        self._stack.append(self._name(self._line(), self._line()))

    def _stack_global(self) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._stack.append(self._name(module, name))

    def _call(self) -> None:
        arguments, what = self._stack.pop(), self._stack.pop()
        if type(what) is not Name or type(arguments) is not tuple:
            raise self._refuse("calls what is no name")
        self._stack.append(Call(what, arguments))

    def _build(self) -> None:
        state, target = self._stack.pop(), self._stack[-1]
        if type(target) is not Call:
            raise self._refuse("sets the state of what it did not make")
        target.state = state

    def _persistent(self) -> None:
        self._stack.append(Persistent(self._stack.pop()))


_STEPS: dict[int, Callable[[Machine], None]] = {
    0x80: Machine._protocol,
    0x95: Machine._skip_frame,
    0x28: Machine._push_mark,
    0x30: Machine._pop,
    0x31: Machine._pop_mark,
    0x94: lambda machine: machine._memoize(len(machine._memo)),
    0x71: lambda machine: machine._memoize(machine._number("<B")),
    0x72: lambda machine: machine._memoize(machine._number("<I")),
    0x70: lambda machine: machine._memoize(int(machine._line())),
    0x68: lambda machine: machine._stack.append(machine._memo[machine._number("<B")]),
    0x6A: lambda machine: machine._stack.append(machine._memo[machine._number("<I")]),
    0x67: lambda machine: machine._stack.append(machine._memo[int(machine._line())]),
    0x8A: lambda machine: machine._long("<B"),
    0x8B: lambda machine: machine._long("<i"),
    0x49: Machine._int,
    0x4C: Machine._int,
    0x46: lambda machine: machine._stack.append(float(machine._line())),
    0x85: lambda machine: machine._tuple(1),
    0x86: lambda machine: machine._tuple(2),
    0x87: lambda machine: machine._tuple(3),
    0x74: lambda machine: machine._stack.append(tuple(machine._after_mark())),
    0x6C: lambda machine: machine._stack.append(machine._after_mark()),
    0x73: lambda machine: machine._store([machine._stack.pop(-2), machine._stack.pop()]),
    0x75: lambda machine: machine._store(machine._after_mark()),
    0x61: lambda machine: machine._extend([machine._stack.pop()]),
    0x65: lambda machine: machine._extend(machine._after_mark()),
    0x90: lambda machine: machine._extend(machine._after_mark()),
    0x63: Machine._global,
    0x93: Machine._stack_global,
    0x52: Machine._call,
    0x81: Machine._call,
    0x62: Machine._build,
    0x51: Machine._persistent,
}
