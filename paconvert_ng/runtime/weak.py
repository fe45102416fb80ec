"""torch.utils.weak: weak references and dictionaries that tell tensors apart by identity, not by their values."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import paddle


class WeakIdRef(weakref.ref):
    """torch.utils.weak.WeakIdRef: equal if the same object is meant; hashed by its identity."""

    __slots__ = ("_id",)

    def __new__(cls, key: Any, callback: Callable[[Any], Any] | None = None) -> WeakIdRef:
        return super().__new__(cls, key, callback)

    def __init__(self, key: Any, callback: Callable[[Any], Any] | None = None) -> None:
        super().__init__(key, callback)  # type: ignore[call-arg]
        self._id = id(key)

    def __hash__(self) -> int:
        return self._id

    def __eq__(self, other: object) -> bool:
        if isinstance(other, WeakIdRef):
            own, others = self(), other()
            if own is not None and others is not None:
                return own is others
        return self is other


class WeakIdKeyDictionary(MutableMapping):
    """torch.utils.weak.WeakIdKeyDictionary and WeakTensorKeyDictionary: a key that nothing else holds is dropped."""

    def __init__(self, dict: Any = None, ref_type: Any = None) -> None:
        self.data: dict[Any, Any] = {}
        self.ref_type = ref_type or WeakIdRef
        own = weakref.ref(self)

        def forget(reference: Any) -> None:
            found = own()
            if found is not None:
                found.data.pop(reference, None)

        self._forget = forget
        if dict is not None:
            self.update(dict)

    def __getitem__(self, key: Any) -> Any:
        return self.data[self.ref_type(key)]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.data[self.ref_type(key, self._forget)] = value

    def __delitem__(self, key: Any) -> None:
        del self.data[self.ref_type(key)]

    def __contains__(self, key: object) -> bool:
        return self.ref_type(key) in self.data

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Any]:
        for reference in list(self.data):
            key = reference()
            if key is not None:
                yield key

    def copy(self) -> WeakIdKeyDictionary:
        """Another dictionary with the same keys and values."""
        return WeakIdKeyDictionary(self, self.ref_type)

    def keyrefs(self) -> list[Any]:
        """The references."""
        return list(self.data)


class TensorWeakRef:
    """torch.utils.weak.TensorWeakRef: called, it gives the tensor, or None if it is gone."""

    def __init__(self, tensor: paddle.Tensor) -> None:
        if not paddle.is_tensor(tensor):
            raise AssertionError(f"expected a tensor, got {type(tensor)}")
        self.ref = WeakIdRef(tensor)

    def __call__(self) -> Any:
        return self.ref()
