"""torch.utils.data.default_collate and default_convert: samples into batches, numpy and numbers into tensors."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np
import paddle

_MESSAGE = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"


def default_collate(batch: Any) -> Any:
    """torch.utils.data.default_collate: stacks tensors and arrays, makes tensors of numbers, goes into containers.

    Python floats become float64 and ints int64, strings stay a list, a tuple of samples becomes a list of batches.
    """
    first = batch[0]
    if isinstance(first, paddle.Tensor):
        return paddle.stack(list(batch), axis=0)
    if isinstance(first, np.ndarray):
        _refuse_objects(first)
        return paddle.stack([paddle.to_tensor(array) for array in batch], axis=0)
    if isinstance(first, (np.bool_, np.number)):
        return paddle.to_tensor(np.asarray(batch))
    if isinstance(first, float):
        return paddle.to_tensor(np.asarray(batch, dtype="float64"))
    if isinstance(first, int):
        return paddle.to_tensor(np.asarray(batch))
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return _like_mapping(first, {key: default_collate([sample[key] for sample in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(samples) for samples in zip(*batch, strict=True)))
    if isinstance(first, Sequence):
        if any(len(sample) != len(first) for sample in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        columns = [default_collate(samples) for samples in zip(*batch, strict=True)]
        return columns if isinstance(first, tuple) else _like_sequence(first, columns)
    raise TypeError(_MESSAGE.format(type(first)))


def default_convert(data: Any) -> Any:
    """torch.utils.data.default_convert: numpy into tensors, inside containers too; anything else as it is."""
    if isinstance(data, paddle.Tensor):
        return data
    if isinstance(data, (np.ndarray, np.generic)) and not isinstance(data, (np.str_, np.bytes_)):
        is_plain = isinstance(data, np.ndarray) and data.dtype.kind in "SaUO"
        return data if is_plain else paddle.to_tensor(data)
    if isinstance(data, Mapping):
        return _like_mapping(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(value) for value in data))
    if isinstance(data, tuple):
        return [default_convert(value) for value in data]
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _like_sequence(data, [default_convert(value) for value in data])
    return data


def _refuse_objects(array: np.ndarray) -> None:
    if array.dtype.kind in "SaUO":
        raise TypeError(_MESSAGE.format(array.dtype))


def _like_mapping(original: Any, values: dict[Any, Any]) -> Any:
    """A mapping of the original's type; a dict where its type cannot be built so."""
    if type(original) is dict:
        return values
    build: Callable[[Any], Any] = type(original)
    try:
        if isinstance(original, MutableMapping):
            clone = copy.copy(original)
            clone.update(values)
            return clone
        return build(values)
    except TypeError:
        return values


def _like_sequence(original: Any, values: list[Any]) -> Any:
    """A sequence of the original's type; a list where its type cannot be built so."""
    if type(original) is list:
        return values
    build: Callable[[Any], Any] = type(original)
    try:
        if isinstance(original, MutableSequence):
            clone = copy.copy(original)
            clone[:] = values
            return clone
        return build(values)
    except TypeError:
        return values
