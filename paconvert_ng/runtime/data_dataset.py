"""torch.utils.data: datasets that Paddle lacks or gives other constructors."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import paddle

from .data_sampler import random_order


class IterableDataset(paddle.io.IterableDataset):
    """torch.utils.data.IterableDataset: it has no length unless a subclass gives it one.

    Paddle's raises RuntimeError for ``len``, which ``list(dataset)`` does not survive.
    """

    __len__ = None  # type: ignore[assignment]

    def __add__(self, other: Any) -> Any:
        return ChainDataset([self, other])


class ChainDataset(paddle.io.ChainDataset):
    """torch.utils.data.ChainDataset: has a length where its datasets have (Paddle's raises RuntimeError for it)."""

    def __len__(self) -> int:
        return sum(len(dataset) for dataset in self.datasets)

    def __add__(self, other: Any) -> Any:
        return ChainDataset([self, other])


class TensorDataset(paddle.io.TensorDataset):
    """torch.utils.data.TensorDataset: the tensors as arguments (Paddle's takes a list)."""

    def __init__(self, *tensors: paddle.Tensor) -> None:
        if any(tensor.shape[0] != tensors[0].shape[0] for tensor in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors


class StackDataset(paddle.io.Dataset):
    """torch.utils.data.StackDataset: several datasets side by side, as tuples or dicts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and kwargs:
            raise ValueError(
                "Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like input/output, but both "
                "types are given."
            )
        if not args and not kwargs:
            raise ValueError("At least one dataset should be passed")
        lengths = {len(dataset) for dataset in args or kwargs.values()}
        if len(lengths) > 1:
            raise ValueError("Size mismatch between datasets")
        self._length = lengths.pop()
        self.datasets = args or kwargs

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {name: dataset[index] for name, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __len__(self) -> int:
        return self._length


def random_split(dataset: Any, lengths: Sequence[float], generator: Any = None) -> list[Any]:
    """torch.utils.data.random_split: lengths or fractions; drawn from ``generator`` (Paddle's takes another kind)."""
    total = len(dataset)
    sizes: list[Any] = list(lengths)
    if math.isclose(sum(sizes), 1) and sum(sizes) <= 1:
        for index, fraction in enumerate(sizes):
            if fraction < 0 or fraction > 1:
                raise ValueError(f"Fraction at index {index} is not between 0 and 1")
        sizes = [math.floor(total * fraction) for fraction in sizes]
        for index in range(total - sum(sizes)):
            sizes[index % len(sizes)] += 1
        for index, size in enumerate(sizes):
            if size == 0:
                warnings.warn(
                    f"Length of split at index {index} is 0. This might result in an empty dataset.", stacklevel=2
                )
    if sum(sizes) != total:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = random_order(total, generator)
    ends = itertools.accumulate(int(size) for size in sizes)
    return [paddle.io.Subset(dataset, order[end - int(size) : end]) for end, size in zip(ends, sizes, strict=True)]
