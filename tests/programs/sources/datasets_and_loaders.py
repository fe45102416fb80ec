import torch
from torch.utils.data import DataLoader, Dataset, IterableDataset, Sampler, Subset, TensorDataset, ConcatDataset


class Squares(Dataset):
    def __len__(self):
        return 5

    def __getitem__(self, i):
        return {"x": torch.tensor([i, i * i]), "name": f"n{i}", "pair": (i, float(i))}


def collate(items):
    return torch.stack([item["x"] for item in items])


class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(3))


class Backwards(Sampler):
    def __init__(self, data):
        self.data = data

    def __iter__(self):
        return iter(range(len(self.data) - 1, -1, -1))

    def __len__(self):
        return len(self.data)


if __name__ == "__main__":
    for b in DataLoader(Squares(), batch_size=2):
        print(b["x"].tolist(), b["name"], b["pair"][0].tolist(), b["pair"][1].tolist())
    print([b.shape[0] for b in DataLoader(Squares(), batch_size=2, collate_fn=collate, drop_last=True)], [b.tolist() for b in DataLoader(Stream(), batch_size=2)])
    data = TensorDataset(torch.arange(4), torch.arange(4) * 2)
    print([[t.tolist() for t in b] for b in DataLoader(data, batch_size=3)], data[1][1].item(), len(Subset(data, [0, 2])), len(ConcatDataset([data, data])))
    print([b["x"][0, 0].item() for b in DataLoader(Squares(), sampler=Backwards(Squares()), batch_size=1)], len(DataLoader(data, batch_size=3)))
