"""DataLoader, datasets, samplers and collation: torch's batches, in torch's order, with and without workers."""

from __future__ import annotations

import collections
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from paconvert_ng.runtime import data_collate, data_dataset, data_loader, data_sampler, data_workers
from paconvert_ng.runtime.random_generator import Generator
from tests.support.frameworks import paddle, torch

Named = collections.namedtuple("Named", "a b")

OURS = types.SimpleNamespace(
    **{
        name: getattr(module, name)
        for module in (data_collate, data_dataset, data_loader, data_sampler, data_workers)
        for name in dir(module)
    }
)
OURS.Dataset, OURS.Subset = paddle.io.Dataset, paddle.io.Subset
OURS.tensor = paddle.to_tensor
THEIRS = types.SimpleNamespace(**vars(torch.utils.data), tensor=torch.tensor)
THEIRS.DistributedSampler = torch.utils.data.distributed.DistributedSampler


def plain(value: Any) -> Any:
    """A batch as text and lists, with types and dtypes."""
    if isinstance(value, (torch.Tensor, paddle.Tensor)):
        return ("tensor", str(value.dtype).rpartition(".")[2], list(value.shape), value.tolist())
    if isinstance(value, dict):
        return type(value).__name__, {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return "named", [plain(entry) for entry in value]
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [plain(entry) for entry in value]
    return value


def dataset(names: Any, kind: str) -> Any:
    class Samples(names.Dataset):
        def __len__(self) -> int:
            return 7

        def __getitem__(self, i: int) -> Any:
            if kind == "structure":
                return {
                    "x": names.tensor([float(i)]),
                    "array": np.ones(2, dtype="float32") * i,
                    "int": i,
                    "float": float(i),
                    "text": str(i),
                    "flag": i > 3,
                    "named": Named(i, np.float32(i)),
                    "list": [i, i + 1],
                    "tuple": (i, names.tensor(i)),
                }
            if kind == "pair":
                return names.tensor([float(i)]), i
            if kind == "broken" and i == 4:
                raise KeyError("number four")
            return i / 2

    return Samples()


@pytest.mark.parametrize("kind", ["structure", "pair", "number"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"batch_size": 3},
        {"batch_size": 3, "drop_last": True},
        {"batch_size": None},
        {"batch_sampler": [[0, 1], [5]]},
        {"sampler": [6, 2, 4], "batch_size": 2},
        {"batch_size": 3, "collate_fn": len},
        {"batch_size": 2, "num_workers": 2},
        {"batch_size": None, "num_workers": 1},
        {"batch_size": 2, "num_workers": 3, "drop_last": True, "persistent_workers": True, "prefetch_factor": 1},
    ],
)
def test_batches(kind: str, options: dict[str, Any]) -> None:
    ours, theirs = (names.DataLoader(dataset(names, kind), **options) for names in (OURS, THEIRS))
    assert len(ours) == len(theirs)
    expected = [plain(batch) for batch in theirs]
    for _ in range(2):
        assert [plain(batch) for batch in ours] == expected


@pytest.mark.parametrize(
    "options",
    [
        {"batch_size": 3},
        {"batch_size": 3, "drop_last": True},
        {"batch_size": None},
        {"batch_size": 2, "num_workers": 2},
        {"batch_size": 2, "num_workers": 3, "drop_last": True},
        {"batch_size": None, "num_workers": 2},
    ],
)
def test_iterable(options: dict[str, Any]) -> None:
    results = []
    for source in (OURS, THEIRS):

        class Count(source.IterableDataset):  # type: ignore[name-defined]
            names = source

            def __iter__(self) -> Any:
                worker = self.names.get_worker_info()
                return iter(range(7)) if worker is None else iter(range(worker.id, 7, worker.num_workers))

        loader = source.DataLoader(Count(), **options)
        with pytest.raises(TypeError):
            len(loader)
        results.append([[plain(batch) for batch in loader] for _ in range(2)] + [list(Count())])
    assert results[0] == results[1]


@pytest.mark.parametrize("workers", [0, 2])
def test_an_error_reaches_the_consumer(workers: int) -> None:
    with pytest.raises(KeyError, match="number four"):
        list(OURS.DataLoader(dataset(OURS, "broken"), num_workers=workers))


def test_leaving_early_ends_the_workers() -> None:
    batches = iter(OURS.DataLoader(dataset(OURS, "pair"), num_workers=2))
    next(batches)
    pool = batches._batches.gi_frame.f_locals["self"]
    assert pool.num_workers == 2
    del batches, pool


def test_seed_decides_the_order() -> None:
    def order(**options: Any) -> list[int]:
        return [int(i) for batch in OURS.DataLoader(range(10), batch_size=3, shuffle=True, **options) for i in batch]

    paddle.seed(3)
    first = order()
    paddle.seed(3)
    assert order() == first and sorted(first) == list(range(10))
    assert order(generator=Generator().manual_seed(5)) == order(generator=Generator().manual_seed(5))
    splits = [OURS.random_split(range(9), [4, 5], Generator().manual_seed(7))[0].indices for _ in range(2)]
    assert splits[0] == splits[1]


@pytest.mark.parametrize(
    "look",
    [
        lambda names: sorted(names.RandomSampler(range(5))),
        lambda names: len(list(names.RandomSampler(range(5), replacement=True, num_samples=12))),
        lambda names: len(list(names.RandomSampler(range(5), num_samples=12))),
        lambda names: sorted(names.SubsetRandomSampler([3, 5, 9])),
        lambda names: set(names.WeightedRandomSampler([0.0, 1.0, 0.0, 1.0], 50)),
        lambda names: sorted(names.WeightedRandomSampler([1, 1, 1], 3, replacement=False)),
        lambda names: list(names.BatchSampler(range(5), 2, False)),
        lambda names: list(names.BatchSampler(range(5), 2, True)),
        lambda names: [list(names.DistributedSampler(range(10), 3, rank, shuffle=False)) for rank in range(3)],
        lambda names: [list(names.DistributedSampler(range(10), 3, r, False, drop_last=True)) for r in range(3)],
        lambda names: sorted(i for r in (0, 1) for i in names.DistributedSampler(range(10), 2, r)),
        lambda names: [len(part) for part in names.random_split(list(range(10)), [0.5, 0.3, 0.2])],
        lambda names: plain(names.StackDataset(a=[1, 2], b=[3, 4])[1]),
        lambda names: plain(names.TensorDataset(names.tensor([1, 2]), names.tensor([[1.0], [2.0]]))[-1]),
        lambda names: plain(names.default_convert({"a": np.ones(2), "b": (1, np.float32(2)), "c": "x"})),
    ],
)
def test_same_as_torch(look: Callable[[Any], Any]) -> None:
    assert look(OURS) == look(THEIRS)


@pytest.mark.parametrize(
    "build",
    [
        lambda names: names.DataLoader([1], batch_size=0),
        lambda names: names.DataLoader([1], sampler=[0], shuffle=True),
        lambda names: names.DataLoader([1], batch_size=None, drop_last=True),
        lambda names: names.DataLoader([1], prefetch_factor=2),
        lambda names: names.DataLoader([1], num_workers=-1),
        lambda names: names.DistributedSampler(range(3)),
        lambda names: names.DistributedSampler(range(3), 2, 2),
        lambda names: names.default_collate([object()]),
        lambda names: names.default_collate([[1], [1, 2]]),
        lambda names: names.RandomSampler([]),
        lambda names: names.random_split(range(3), [1, 1]),
    ],
)
def test_refusals(build: Callable[[Any], Any]) -> None:
    raised = []
    for names in (OURS, THEIRS):
        with pytest.raises((ValueError, TypeError, RuntimeError)) as caught:
            build(names)
        raised.append((caught.type, str(caught.value)[:60]))
    assert raised[0] == raised[1]
