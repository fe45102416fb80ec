"""Subsets, splits and compositions of data sets."""
import bisect

import torch
from torch.utils.data import ChainDataset, ConcatDataset, DataLoader, Dataset, IterableDataset, Subset, TensorDataset, random_split
from torch.utils.data.dataset import StackDataset


class Words(Dataset):
    words = "the cat sat on the mat and ate".split()

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        return self.words[i]


class Count(IterableDataset):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def __iter__(self):
        return iter(range(self.n))

    def __len__(self):
        return self.n


class Typed(Dataset[int]):
    def __getitem__(self, i: int) -> int:
        if i >= 3:
            raise IndexError
        return i * i


x = torch.arange(12.0).view(6, 2)
y = torch.arange(6)
pairs = TensorDataset(x, y)
print(len(pairs), [t.tolist() for t in pairs[2]], pairs[1:3][1].tolist(), [tuple(t.shape) for t in pairs.tensors])
try:
    TensorDataset(x, y[:3])
except AssertionError as error:
    print("AssertionError", error)
train, val = random_split(pairs, [4, 2], generator=torch.Generator().manual_seed(42))
print(len(train), len(val), sorted(train.indices + val.indices), type(train).__name__, train.dataset is pairs)
again, _ = random_split(pairs, [4, 2], generator=torch.Generator().manual_seed(42))
print(train.indices == again.indices)
parts = random_split(range(10), [0.7, 0.2, 0.1])
print([len(p) for p in parts], sorted(i for p in parts for i in p))
parts = random_split(range(10), lengths=[0.33, 0.33, 0.34])
print([len(p) for p in parts])
try:
    random_split(range(10), [3, 3])
except ValueError as error:
    print("ValueError", error)
both = ConcatDataset([Words(), Words()])
print(len(both), both[9], both[-1], both.cumulative_sizes, bisect.bisect_right(both.cumulative_sizes, 9))
print(list(ChainDataset([Count(2), Count(3)])), list(Count(1) + Count(2)), len(ChainDataset([Count(2), Count(3)])))
subset = Subset(Words(), [5, 0])
print(subset[0], list(subset), len(subset))
stacked = StackDataset(word=Words(), n=range(8))
print(stacked[3], len(stacked), StackDataset(Words(), range(8))[1])
print(Typed()[2], Typed.__mro__[1] is not object, isinstance(Typed(), Dataset), isinstance(Count(1), IterableDataset), issubclass(IterableDataset, Dataset))
loader = DataLoader(train, batch_size=len(train))
print(sorted(next(iter(loader))[1].tolist()) == sorted(train.indices))
print([b for b in DataLoader(Words(), batch_size=3)])
print([b.tolist() for b in DataLoader(range(5), batch_size=2)])
batch = next(iter(DataLoader([{"a": torch.ones(2), "l": [1, 2]}] * 2, batch_size=2)))
print(batch["a"].tolist(), [t.tolist() for t in batch["l"]])
