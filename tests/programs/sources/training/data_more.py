"""Loaders with workers, samplers of one's own, errors, endless streams."""
import functools
import itertools
import random
from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, Dataset, IterableDataset, RandomSampler, Sampler, Subset, WeightedRandomSampler

Sample = namedtuple("Sample", ["image", "label"])


class Images(Dataset):
    def __init__(self, n=10, fail_at=None):
        self.n, self.fail_at = n, fail_at
        self.targets = [i % 3 for i in range(n)]

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i == self.fail_at:
            raise KeyError(f"sample {i}")
        return Sample(torch.full((1, 2, 2), float(i)), self.targets[i])


class Buckets(Sampler):
    """Batches of samples of one label."""

    def __init__(self, targets, batch_size):
        self.targets, self.batch_size = targets, batch_size

    def __iter__(self):
        for label in sorted(set(self.targets)):
            indices = [i for i, t in enumerate(self.targets) if t == label]
            for start in range(0, len(indices), self.batch_size):
                yield indices[start : start + self.batch_size]

    def __len__(self):
        return sum(-(-self.targets.count(label) // self.batch_size) for label in set(self.targets))


class Repeated(Sampler):
    def __init__(self, dataset, repeats=2, shuffle=True, seed=0):
        self.dataset, self.repeats, self.shuffle, self.seed, self.epoch = dataset, repeats, shuffle, seed, 0

    def __iter__(self):
        if self.shuffle:
            g = torch.Generator()
            g.manual_seed(self.seed + self.epoch)
            indices = torch.randperm(len(self.dataset), generator=g).tolist()
        else:
            indices = list(range(len(self.dataset)))
        return iter([i for i in indices for _ in range(self.repeats)])

    def __len__(self):
        return len(self.dataset) * self.repeats

    def set_epoch(self, epoch):
        self.epoch = epoch


@dataclass
class Batch:
    images: torch.Tensor
    names: list

    def pin_memory(self):
        self.images = self.images.pin_memory()
        return self


def to_batch(samples, prefix="s"):
    return Batch(torch.stack([s.image for s in samples]), [f"{prefix}{s.label}" for s in samples])


class Lines(IterableDataset):
    def __init__(self, n, shuffle_buffer=0):
        self.n, self.shuffle_buffer = n, shuffle_buffer

    def __iter__(self):
        info = torch.utils.data.get_worker_info()
        lines = range(self.n)
        if info is not None:
            lines = itertools.islice(lines, info.id, None, info.num_workers)
        for line in lines:
            yield {"id": line, "tokens": torch.arange(line % 3 + 1)}


def pad(batch):
    lengths = torch.tensor([len(b["tokens"]) for b in batch])
    tokens = torch.nn.utils.rnn.pad_sequence([b["tokens"] for b in batch], batch_first=True, padding_value=-1)
    return {"ids": [b["id"] for b in batch], "tokens": tokens, "mask": torch.arange(tokens.size(1))[None, :] < lengths[:, None]}


class Noisy(Dataset):
    """Draws random numbers in the workers."""

    def __len__(self):
        return 8

    def __getitem__(self, i):
        return torch.rand(1).item(), np.random.rand(), random.random()


def init_fn(worker_id, base):
    np.random.seed(base + worker_id)
    random.seed(base + worker_id)


def cycle(loader):
    while True:
        for batch in loader:
            yield batch


def main():
    data = Images()
    batch = next(iter(DataLoader(data, batch_size=4)))
    print(type(batch).__name__, tuple(batch.image.shape), batch.label.tolist())
    for workers in (0, 2):
        loader = DataLoader(data, batch_sampler=Buckets(data.targets, 2), num_workers=workers)
        print(len(loader), [b.label.tolist() for b in loader])
        loader = DataLoader(data, batch_size=3, num_workers=workers, collate_fn=functools.partial(to_batch, prefix="p"), pin_memory=False)
        print([(b.names, b.images[:, 0, 0, 0].tolist()) for b in loader])
        loader = DataLoader(Lines(7), batch_size=2, collate_fn=pad, num_workers=workers)
        out = sorted(((b["ids"], b["tokens"].tolist(), b["mask"].tolist()) for b in loader))
        print(out if workers == 0 else sorted(i for b in out for i in b[0]))
        try:
            for _ in DataLoader(Images(fail_at=5), batch_size=2, num_workers=workers):
                pass
        except KeyError as error:
            print("KeyError", "sample 5" in str(error))
    sampler = Repeated(data)
    first = list(sampler)
    sampler.set_epoch(1)
    print(len(sampler), first == list(sampler), sorted(first) == sorted(sampler), len(DataLoader(data, batch_size=5, sampler=sampler)))
    counts = np.bincount(data.targets)
    weights = 1.0 / torch.tensor(counts, dtype=torch.float)
    balanced = WeightedRandomSampler(weights[torch.tensor(data.targets)], num_samples=3000, replacement=True)
    drawn = [data.targets[i] for i in balanced]
    print([abs(drawn.count(c) / 3000 - 1 / 3) < 0.05 for c in range(3)])
    endless = cycle(DataLoader(data, batch_size=4, shuffle=True, drop_last=True))
    print([tuple(next(endless).image.shape) for _ in range(5)])
    print(list(BatchSampler(RandomSampler(range(3), replacement=False, num_samples=3), 5, False))[0].__len__())
    def run():
        torch.manual_seed(0)
        return [b for b in DataLoader(Noisy(), batch_size=4, num_workers=2, worker_init_fn=functools.partial(init_fn, base=7))]
    one, two = run(), run()
    print(all(torch.equal(a, b) for x, y in zip(one, two) for a, b in zip(x, y)), len(set(torch.cat([b[0] for b in one]).tolist())))
    g = torch.Generator()
    g.manual_seed(3)
    loader = DataLoader(data, batch_size=5, shuffle=True, generator=g, num_workers=2)
    print(sorted(i for b in loader for i in b.image[:, 0, 0, 0].tolist()) == [float(i) for i in range(10)])
    subset = Subset(Subset(data, range(2, 9)), [0, 3])
    print([s.label for s in subset], subset.dataset.indices, next(iter(DataLoader(subset, batch_size=2))).image[:, 0, 0, 0].tolist())
    iterator = iter(DataLoader(data, batch_size=6))
    while True:
        try:
            print(next(iterator).label.tolist())
        except StopIteration:
            break
    for i, (images, labels) in enumerate(DataLoader(data, batch_size=8)):
        print(i, images.shape[0], labels.sum().item())
    print(len(data.targets), DataLoader(data, batch_size=4).dataset.targets[:3])


if __name__ == "__main__":
    main()
