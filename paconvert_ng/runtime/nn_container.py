"""Containers whose Paddle namesakes number, slice or assign otherwise."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import paddle


def index_of(position: Any, size: int) -> int:
    """``position`` counted from the front, with IndexError outside of -size..size-1."""
    index = operator.index(position)
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of range")
    return index % size


class Sequential(paddle.nn.Sequential):
    """torch.nn.Sequential. Paddle's renumbers the layers of a slice, keeps the gap that ``del`` leaves, and takes
    ``seq[-1] = layer`` for a new layer called "-1"."""

    def __init__(self, *args: Any) -> None:
        paddle.nn.Layer.__init__(self)
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            named = list(args[0].items())
        else:
            named = [(str(position), layer) for position, layer in enumerate(args)]
        for name, layer in named:
            self.add_sublayer(name, layer)

    def __getitem__(self, idx: Any) -> Any:
        """The layer at a position, or a Sequential of a slice, whose layers keep their names."""
        if isinstance(idx, slice):
            return type(self)(OrderedDict(list(self._sub_layers.items())[idx]))
        return list(self._sub_layers.values())[index_of(idx, len(self))]

    def __setitem__(self, idx: int, module: paddle.nn.Layer) -> None:
        self._sub_layers[list(self._sub_layers)[index_of(idx, len(self))]] = module

    def __delitem__(self, idx: Any) -> None:
        names = list(self._sub_layers)
        for name in names[idx] if isinstance(idx, slice) else [names[index_of(idx, len(self))]]:
            del self._sub_layers[name]
        self._renumber(list(self._sub_layers.values()))

    def _renumber(self, layers: list[Any]) -> None:
        self._sub_layers.clear()
        for position, layer in enumerate(layers):
            self._sub_layers[str(position)] = layer

    def pop(self, key: Any) -> Any:
        """Take out and return a layer or slice; the rest is numbered anew."""
        taken = self[key]
        del self[key]
        return taken

    def insert(self, index: int, module: paddle.nn.Layer) -> Sequential:
        """Put ``module`` before position ``index``; all layers are numbered anew from there on."""
        if not isinstance(module, paddle.nn.Layer):
            raise TypeError(f"module should be of type: {paddle.nn.Layer}")
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}")
        super().insert(index, module)
        return self

    def __add__(self, other: Sequential) -> Sequential:
        if not isinstance(other, paddle.nn.Sequential):
            raise TypeError(f"add operator supports only objects of Sequential class, but {type(other)} is given.")
        return Sequential(*self, *other)

    def __iadd__(self, other: Sequential) -> Any:
        if not isinstance(other, paddle.nn.Sequential):
            raise TypeError(f"add operator supports only objects of Sequential class, but {type(other)} is given.")
        return self.extend(list(other))

    def __mul__(self, other: int) -> Sequential:
        if other <= 0:
            raise ValueError(f"Non-positive multiplication factor {other} for {type(self)}")
        return Sequential(*list(self) * other)

    __rmul__ = __mul__

    def __imul__(self, other: int) -> Any:
        if other <= 0:
            raise ValueError(f"Non-positive multiplication factor {other} for {type(self)}")
        return self.extend(list(self) * (other - 1))


class ParameterList(paddle.nn.ParameterList):
    """torch.nn.ParameterList. Paddle's takes parameters only, has no slices, ``extend`` or ``+=``, and copies values
    where torch puts another parameter in the place."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        paddle.nn.Layer.__init__(self)
        self._size = 0
        if values is not None:
            self.extend(values)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)([self[position] for position in range(len(self))[idx]])
        return getattr(self, str(index_of(idx, len(self))))

    def __setitem__(self, idx: int, param: Any) -> None:
        """Put ``param`` at a position; a tensor becomes a parameter."""
        self._put(str(index_of(idx, len(self))), param)

    def _put(self, name: str, value: Any) -> None:
        if isinstance(value, paddle.Tensor) and not isinstance(value, paddle.nn.Parameter):
            value = paddle.nn.Parameter(value)
        setattr(self, name, value)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return iter([self[position] for position in range(len(self))])

    def __iadd__(self, values: Iterable[Any]) -> Any:
        return self.extend(values)

    def append(self, value: Any) -> ParameterList:
        """Add one at the end."""
        self._size += 1
        self._put(str(self._size - 1), value)
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Add all at the end."""
        if isinstance(values, paddle.Tensor) or not isinstance(values, Iterable):
            raise TypeError(f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}")
        for value in list(values):
            self.append(value)
        return self

    def extra_repr(self) -> str:
        return "\n".join(describe_entry(str(position), value) for position, value in enumerate(self))


class ParameterDict(paddle.nn.ParameterDict):
    """torch.nn.ParameterDict. Paddle's takes parameters only and lacks most of a dictionary's methods."""

    def __init__(self, parameters: Any = None) -> None:
        paddle.nn.Layer.__init__(self)
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        """Store ``value``; a tensor becomes a parameter."""
        if not isinstance(key, str):
            raise TypeError(f"Index given to ParameterDict cannot be used as a key as it is not a string ({key!r})")
        if key not in self._keys and hasattr(self, key):
            raise KeyError(f"attribute '{key}' already exists")
        self._keys[key] = None
        if isinstance(value, paddle.Tensor) and not isinstance(value, paddle.nn.Parameter):
            value = paddle.nn.Parameter(value)
        setattr(self, key, value)

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self._keys))

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __or__(self, other: ParameterDict) -> ParameterDict:
        result = self.copy()
        result.update(other)
        return result

    def __ior__(self, other: ParameterDict) -> Any:
        self.update(other)
        return self

    def keys(self) -> Any:
        return self._keys.keys()

    def values(self) -> Iterator[Any]:
        return (self[key] for key in self._keys)

    def items(self) -> Iterator[tuple[str, Any]]:
        return ((key, self[key]) for key in self._keys)

    def copy(self) -> ParameterDict:
        """A dictionary of its own that holds the same parameters."""
        return ParameterDict(OrderedDict(self.items()))

    def get(self, key: str, default: Any = None) -> Any:
        return getattr(self, key) if key in self._keys else default

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: str) -> Any:
        taken = self[key]
        del self[key]
        return taken

    def popitem(self) -> tuple[str, Any]:
        key = next(reversed(self))
        return key, self.pop(key)

    def clear(self) -> None:
        for key in list(self._keys):
            del self[key]

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        return ParameterDict((key, default) for key in keys)

    def update(self, parameters: Any) -> None:
        """Take over the entries of a mapping or of pairs; those of a plain dict in the order of the sorted keys."""
        if not isinstance(parameters, Iterable):
            raise TypeError(f"expected a mapping or an iterable of pairs, but got {type(parameters).__name__}")
        if isinstance(parameters, (OrderedDict, ParameterDict)):
            pairs = list(parameters.items())
        elif isinstance(parameters, Mapping):
            pairs = sorted(parameters.items())
        else:
            pairs = list(parameters)
        for key, value in pairs:
            self[key] = value

    def extra_repr(self) -> str:
        return "\n".join(describe_entry(key, value) for key, value in self.items())


def describe_entry(name: str, value: Any) -> str:
    if isinstance(value, paddle.Tensor):
        kind = "Parameter" if isinstance(value, paddle.nn.Parameter) else "Tensor"
        return f"  ({name}): {kind} containing: [{value.dtype} of size {'x'.join(map(str, value.shape))}]"
    return f"  ({name}): Object of type: {type(value).__name__}"
