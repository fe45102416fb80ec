"""The domain of the analysis: what is known of the value of an expression.

A value is one of: nothing (`UNKNOWN`), a named object of a framework, library or of
the tree itself (`Ref`), an instance of a class (`Inst`), a bound method (`Method`), or
one of a few of these (`Union`). All are immutable and compared by value.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

TENSOR_CLASS = "torch.Tensor"
SIZE_CLASS = "torch.Size"


class Value:
    """Base class of everything the analysis may know."""

    __slots__ = ()


class _Unknown(Value):
    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


class _NoConst:
    def __repr__(self) -> str:
        return "NO_CONST"

    def __reduce__(self) -> str:
        return "NO_CONST"


#: The value of ``Inst.const`` where the literal value is not known (None is a literal).
NO_CONST = _NoConst()


class Ref(Value):
    """A named object: ``torch.nn.functional`` or ``torch.relu``, ``numpy``, or ``tree/path.py:Name``.

    ``held``: it is reached through a variable or a container. What was put there is converted where it was
    put; the use is the author's own expression and stays.
    """

    __slots__ = ("held", "name")

    def __init__(self, name: str, held: bool = False) -> None:
        self.name = name
        self.held = held

    def __repr__(self) -> str:
        return f"Ref({self.name})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


class Inst(Value):
    """An instance of ``cls``; ``args`` are element types, ``const`` the literal value if known.

    ``dtype`` is a tensor's element type where it is known: ``bool``, ``int64``, ``float32``, … or ``float`` for
    any floating one.

    ``builtins.tuple`` has one argument per element, ``builtins.list``/``set``/``dict`` have
    the type of their elements (``dict``: key and value). ``weak`` marks a type that is
    only a custom (a Module's forward takes tensors), not evidence.
    """

    __slots__ = ("args", "cls", "const", "dtype", "weak")

    def __init__(
        self, cls: str, args: tuple[Value, ...] = (), const: Any = NO_CONST, weak: bool = False, dtype: str = ""
    ) -> None:
        self.cls = cls
        self.args = args
        self.const = const
        self.weak = weak
        self.dtype = dtype

    def __repr__(self) -> str:
        const = "" if self.const is NO_CONST else f"={self.const!r}"
        return f"Inst({self.cls}{list(self.args) if self.args else ''}{const})"

    def _key(self) -> tuple[Any, ...]:
        return (self.cls, self.args, self.weak, self.dtype, type(self.const), self.const)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Inst) and other._key() == self._key()

    def __hash__(self) -> int:
        return hash((self.cls, self.args))


class Method(Value):
    """``receiver.name`` where the receiver is an instance: a bound method or an attribute of unknown type."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Value, name: str) -> None:
        self.receiver = receiver
        self.name = name

    def __repr__(self) -> str:
        return f"Method({self.receiver!r}.{self.name})"


class Union(Value):
    """One of a few values."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[Value, ...]) -> None:
        self.options = options

    def __repr__(self) -> str:
        return f"Union{list(self.options)}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Union) and set(other.options) == set(self.options)

    def __hash__(self) -> int:
        return hash(frozenset(self.options))


TENSOR = Inst(TENSOR_CLASS)
WEAK_TENSOR = Inst(TENSOR_CLASS, weak=True)
NONE = Inst("builtins.None", const=None)
INT = Inst("builtins.int")
FLOAT = Inst("builtins.float")
BOOL = Inst("builtins.bool")
STR = Inst("builtins.str")
#: An object of a library whose objects are no tensors (numpy, pathlib, re …), nor what they hold.
FOREIGN = Inst("foreign")
#: An object of a library that is no tensor itself; its attributes may be (an ``argparse.Namespace``).
HOLDER = Inst("holder")

_MAX_OPTIONS = 5
#: Classes whose arguments are joined one by one.
_CONTAINERS = frozenset({"builtins.list", "builtins.set", "builtins.dict", "iterator"})


def tensor(dtype: str = "", weak: bool = False) -> Inst:
    """A tensor, with its dtype where that is known."""
    return Inst(TENSOR_CLASS, weak=weak, dtype=dtype) if dtype or weak else TENSOR


def constant(value: Any) -> Inst:
    """The instance for a literal of a builtin type."""
    if value is None:
        return NONE
    return Inst(f"builtins.{type(value).__name__}", const=value)


def without_const(value: Value) -> Value:
    if isinstance(value, Inst) and value.const is not NO_CONST and value is not NONE:
        return Inst(value.cls, value.args)
    return value


def options(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value; a single one for anything but a Union."""
    return value.options if isinstance(value, Union) else (value,)


def _either_tensor(first: Any, second: Any) -> Inst:
    """One of two tensors: of floats if both are, of integers or floats (``scalars``) if one is of integers."""
    dtypes = {first.dtype, second.dtype}
    if len(dtypes) == 1:
        dtype = first.dtype
    elif all("float" in dtype for dtype in dtypes):
        dtype = "float"
    else:
        dtype = "scalars" if any("int" in dtype or dtype == "scalars" for dtype in dtypes) else ""
    return tensor(dtype, first.weak or second.weak)


def join(first: Value, second: Value) -> Value:
    """What is known when either may be the value."""
    if first is second or first == second:
        return first
    if first is UNKNOWN or second is UNKNOWN:
        return UNKNOWN
    if isinstance(first, Inst) and isinstance(second, Inst) and first.cls == second.cls == TENSOR_CLASS:
        return _either_tensor(first, second)
    if isinstance(first, Inst) and isinstance(second, Inst) and first.cls == second.cls and first.cls in _CONTAINERS:
        if len(first.args) != len(second.args):
            return Inst(first.cls)
        return Inst(first.cls, tuple(join(one, other) for one, other in zip(first.args, second.args, strict=True)))
    merged: list[Value] = []
    for option in options(first) + options(second):
        if isinstance(option, Inst) and option.cls == TENSOR_CLASS:
            place = next((i for i, o in enumerate(merged) if isinstance(o, Inst) and o.cls == TENSOR_CLASS), None)
            if place is not None:
                merged[place] = _either_tensor(merged[place], option)
                continue
        if option not in merged:
            merged.append(option)
    if len(merged) > 2:
        # Literals of one type add nothing to each other.
        by_type: list[Value] = []
        for option in map(without_const, merged):
            if option not in by_type:
                by_type.append(option)
        merged = by_type
    if len(merged) == 1:
        return merged[0]
    return Union(tuple(merged)) if len(merged) <= _MAX_OPTIONS else UNKNOWN


def join_bound(first: Value, second: Value) -> Value:
    """``join`` for what a name is bound to: a named object stays seen beside something of which nothing is known."""
    joined = join(first, second)
    if joined is not UNKNOWN or first is second:
        return joined
    named = tuple(o for o in dict.fromkeys(options(first) + options(second)) if isinstance(o, Ref) and not o.held)
    return Union((*named, UNKNOWN)) if 0 < len(named) < _MAX_OPTIONS else UNKNOWN


def join_all(values: Iterable[Value]) -> Value:
    """Join of any number of values; UNKNOWN for none."""
    values = tuple(values)
    return functools.reduce(join, values) if values else UNKNOWN


def sequence_of(element: Value, cls: str = "builtins.list") -> Inst:
    return Inst(cls, (element,))


def element_type(value: Value) -> Value:
    """What iterating over the value gives."""
    if isinstance(value, Union):
        return join_all(element_type(o) for o in value.options if o is not NONE)
    if isinstance(value, Inst):
        if value.cls == TENSOR_CLASS:
            return value
        if value.cls == "builtins.tuple":
            return join_all(value.args)
        if value.cls in ("builtins.list", "builtins.set", "builtins.frozenset", "iterator", "builtins.dict"):
            return value.args[0] if value.args else UNKNOWN
        if value.cls == "builtins.range":
            return INT
        if value.cls == "builtins.str":
            return STR
        if value.cls == "torch.Size":
            return INT
        if value.cls == "foreign":
            return FOREIGN
    return UNKNOWN


def awaited(value: Value) -> Value:
    """What awaiting the result of an async function gives."""
    return value.args[0] if isinstance(value, Inst) and value.cls == "coroutine" else UNKNOWN


def unpack(value: Value, count: int) -> list[Value]:
    """What ``count`` targets get when the value is unpacked into them."""
    if isinstance(value, Inst) and value.cls == "builtins.tuple" and len(value.args) == count:
        return list(value.args)
    return [element_type(value)] * count


def known_callable(value: Value) -> Ref | Method | None:
    """The one object that calling the value can call, leaving out None; None if not known."""
    found = [o for o in options(value) if o != NONE]
    if len(found) == 1 and isinstance(found[0], Ref | Method):
        return found[0]
    return None
