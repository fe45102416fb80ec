"""transformers.utils.ModelOutput: a dataclass that is also a tuple and a dict of the fields that are set."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NoReturn

import numpy as np
import paddle


def _is_pair(item: Any) -> bool:
    return isinstance(item, (list, tuple)) and len(item) == 2 and isinstance(item[0], str)


class ModelOutput(OrderedDict):
    """Base of what models give: dataclasses whose fields that are None are no items.

    transformers' own takes Paddle's tensors, which can be iterated, for lists of pairs of names and values.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if type(self).__name__ != "ModelOutput" and not is_dataclass(self):
            raise TypeError(f"{type(self).__name__} derives from ModelOutput and must be a dataclass")

    def __post_init__(self) -> None:
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]
        if not names:
            raise ValueError(f"{type(self).__name__} has no fields.")
        if any(field.default is not None for field in fields(self)[1:]):  # type: ignore[arg-type]
            raise ValueError(f"only the first field of {type(self).__name__} may be required")
        first = getattr(self, names[0])
        alone = all(getattr(self, name) is None for name in names[1:])
        if alone and not isinstance(first, (paddle.Tensor, np.ndarray, str)) and hasattr(first, "__iter__"):
            self._set_pairs(names[0], first)
            return
        for name in names:
            value = getattr(self, name)
            if value is not None:
                self[name] = value

    def _set_pairs(self, first: str, given: Any) -> None:
        """Set fields from a mapping or from pairs of names and values; anything else is the first field's value."""
        setattr(self, first, None)
        for index, item in enumerate(given.items() if isinstance(given, Mapping) else given):
            if not _is_pair(item):
                if index:
                    raise ValueError(f"Cannot set key/value for {item}. It needs to be a tuple (key, value).")
                self[first] = given
                return
            setattr(self, item[0], item[1])
            if item[1] is not None:
                self[item[0]] = item[1]

    def _refuse(self, method: str) -> NoReturn:
        raise Exception(f"You cannot use ``{method}`` on a {type(self).__name__} instance.")

    def __delitem__(self, *args: Any, **kwargs: Any) -> None:
        self._refuse("__delitem__")

    def setdefault(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse("setdefault")

    def pop(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse("pop")

    def update(self, *args: Any, **kwargs: Any) -> None:
        self._refuse("update")

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return dict(self.items())[key]
        return self.to_tuple()[key]

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.keys() and value is not None:
            super().__setitem__(name, value)
        super().__setattr__(name, value)

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        super().__setattr__(key, value)

    def __reduce__(self) -> Any:
        if not is_dataclass(self):
            return super().__reduce__()
        made, _, *rest = super().__reduce__()
        return made, tuple(getattr(self, field.name) for field in fields(self)), *rest

    def to_tuple(self) -> tuple[Any, ...]:
        """The values of all fields that are set."""
        return tuple(self[key] for key in self.keys())
