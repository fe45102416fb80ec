"""Data sets and loaders as training scripts write them."""
import random

import numpy as np
import torch
import torch.utils.data as data
from torch.utils.data import DataLoader, Dataset, IterableDataset, get_worker_info
from torch.utils.data.dataloader import default_collate
from torch.utils.data.distributed import DistributedSampler
from torch.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler


class Numbers(torch.utils.data.Dataset):
    def __init__(self, n, transform=None):
        super().__init__()
        self.n = n
        self.transform = transform

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        if torch.is_tensor(index):
            index = index.tolist()
        sample = np.arange(3, dtype=np.float32) + index
        if self.transform:
            sample = self.transform(sample)
        return sample, index % 2


class Fetched(Dataset):
    """Whole batches at a time."""

    def __len__(self):
        return 6

    def __getitem__(self, i):
        return torch.tensor(float(i))

    def __getitems__(self, indices):
        return [torch.tensor(float(i) * 10) for i in indices]


class Stream(IterableDataset):
    def __init__(self, start, end):
        self.start, self.end = start, end

    def __iter__(self):
        info = get_worker_info()
        if info is None:
            first, last = self.start, self.end
        else:
            per = -(-(self.end - self.start) // info.num_workers)
            first = self.start + info.id * per
            last = min(first + per, self.end)
        yield from range(first, last)


def pad(batch):
    xs, ys = zip(*batch)
    return {"x": torch.from_numpy(np.stack(xs)), "y": torch.LongTensor(ys)}


def seed_worker(worker_id):
    seed = torch.initial_seed() % 2**32
    np.random.seed(seed)
    random.seed(seed)


def main():
    for x, y in DataLoader(Numbers(5), batch_size=2, shuffle=False):
        print(x.dtype == torch.float32, tuple(x.shape), y.dtype == torch.int64, y.tolist())
    loader = DataLoader(Numbers(5, transform=torch.from_numpy), 2, drop_last=True, collate_fn=None, pin_memory=False)
    print(len(loader), loader.batch_size, loader.drop_last, loader.num_workers, type(loader.dataset).__name__, isinstance(loader.sampler, SequentialSampler))
    print([b["y"].tolist() for b in DataLoader(Numbers(5), batch_size=3, collate_fn=pad)])
    # The same seed gives the same order, another one another; every item comes once.
    orders = []
    for seed in (0, 0, 1):
        g = torch.Generator()
        g.manual_seed(seed)
        orders.append([int(v) for x, _ in DataLoader(Numbers(50), batch_size=4, shuffle=True, generator=g) for v in x[:, 0]])
    print(orders[0] == orders[1], orders[0] == orders[2], sorted(orders[0]) == list(range(50)), orders[0] == list(range(50)))
    torch.manual_seed(3)
    first = [int(v) for x, _ in DataLoader(Numbers(30), batch_size=4, shuffle=True) for v in x[:, 0]]
    torch.manual_seed(3)
    second = [int(v) for x, _ in DataLoader(Numbers(30), batch_size=4, shuffle=True) for v in x[:, 0]]
    print(first == second)
    # two epochs are different orders
    loader = DataLoader(Numbers(30), batch_size=30, shuffle=True)
    a, b = (next(iter(loader))[0][:, 0].tolist() for _ in range(2))
    print(a == b, sorted(a) == sorted(b))
    # workers
    loader = DataLoader(Numbers(7), batch_size=3, num_workers=2, worker_init_fn=seed_worker, persistent_workers=True, prefetch_factor=2)
    for epoch in range(2):
        print([y.tolist() for _, y in loader])
    print(sorted(DataLoader(Stream(0, 7), num_workers=2, batch_size=None)), [v.tolist() for v in DataLoader(Stream(3, 8), batch_size=2, drop_last=False)])
    print([v.tolist() for v in DataLoader(Fetched(), batch_size=4)])
    # samplers
    print(list(SequentialSampler(range(4))), sorted(RandomSampler(range(4))), len(RandomSampler(range(4), replacement=True, num_samples=9)))
    print(list(BatchSampler(SequentialSampler(range(5)), batch_size=2, drop_last=False)), len(BatchSampler(SequentialSampler(range(5)), 2, True)))
    print(sorted(SubsetRandomSampler([3, 1, 2])), set(WeightedRandomSampler([0.0, 1.0, 0.0], 5, replacement=True)))
    print(sorted(WeightedRandomSampler(torch.tensor([0.1, 0.9, 0.4]), 3, replacement=False)))
    batches = DataLoader(Numbers(5), batch_sampler=BatchSampler(SequentialSampler(Numbers(5)), 2, False))
    print([y.tolist() for _, y in batches], batches.batch_size, len(batches))
    sampler = DistributedSampler(Numbers(5), num_replicas=2, rank=1, shuffle=False)
    print(list(sampler), len(sampler))
    sampler = DistributedSampler(Numbers(6), num_replicas=2, rank=0, shuffle=True, seed=7)
    sampler.set_epoch(1)
    one = list(sampler)
    sampler.set_epoch(2)
    print(len(one), one == list(sampler), len(set(one)))
    try:
        DataLoader(Numbers(3), shuffle=True, sampler=SequentialSampler(range(3)))
    except ValueError as error:
        print(type(error).__name__, error)
    try:
        len(DataLoader(Stream(0, 3)))
    except TypeError as error:
        print(type(error).__name__)
    batch = default_collate([{"a": 1, "b": (2.5, "s")}, {"a": 3, "b": (4.5, "t")}])
    print(list(batch), batch["a"].tolist(), batch["b"][0].tolist(), batch["b"][1])
    print([default_collate(b).dtype == t for b, t in (([np.float32(1)], torch.float32), ([True, False], torch.bool), ([1.0], torch.float64), ([1], torch.int64))])
    try:
        default_collate([None, None])
    except TypeError as error:
        print(str(error)[:60])
    it = iter(DataLoader(Numbers(2)))
    print(next(it)[1].tolist(), next(it)[1].item(), next(it, "end"))


if __name__ == "__main__":
    main()
