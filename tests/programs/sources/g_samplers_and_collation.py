import torch
from torch.utils.data import Dataset, DataLoader, Subset, ConcatDataset, random_split, Sampler, WeightedRandomSampler
class Sq(Dataset):
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError(i)
        return {"x": torch.tensor([i, i * i]), "y": i, "name": f"s{i}", "w": i / 2, "t": (i, torch.ones(1))}
class Rev(Sampler):
    def __init__(self, d): self.d = d
    def __iter__(self): return iter(range(len(self.d) - 1, -1, -1))
    def __len__(self): return len(self.d)
for b in DataLoader(Sq(5), batch_size=2, sampler=Rev(Sq(5)), drop_last=True):
    print(b["x"].tolist(), b["y"].tolist(), b["name"], b["w"].dtype == torch.float64, b["t"][1].shape[0])
c = ConcatDataset([Sq(2), Subset(Sq(5), [3, 4])]); print(len(c), c[3]["y"], [d["y"] for d in c])
a, b = random_split(Sq(10), [7, 3], generator=torch.Generator().manual_seed(0)); print(len(a), len(b), len(set(a.indices) | set(b.indices)))
def collate(items): return torch.stack([i["x"] for i in items]).float(), [i["name"] for i in items]
x, names = next(iter(DataLoader(Sq(3), batch_size=3, collate_fn=collate))); print(x.mean().item(), names, len(DataLoader(Sq(7), 2)))
print([s["y"] for s in DataLoader(Sq(2), batch_size=None)], len(list(WeightedRandomSampler([0., 1.], 3))))
