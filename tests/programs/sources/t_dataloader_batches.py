import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset

class Rows(Dataset):
    def __len__(self): return 4
    def __getitem__(self, i):
        return {"x": torch.arange(3.) + i, "y": i, "name": f"row_{i}"}

for x, y in DataLoader(TensorDataset(torch.arange(12.).view(4, 3), torch.arange(4)), batch_size=2):
    print(x.max(1)[0].tolist(), y.max(0)[1].item(), x.size(0), [p.tolist() for p in x.split(1)], y.numel())
for batch in DataLoader(Rows(), batch_size=2):
    v, i = batch["x"].max(dim=1)
    print(v.tolist(), i.tolist(), batch["y"].max(0)[0].item(), [n.split("_")[1] for n in batch["name"]], batch["x"].view(-1).numel())
for step, batch in enumerate(DataLoader(Rows(), batch_size=3, drop_last=True)):
    batch = {k: v for k, v in batch.items() if k != "name"}
    for k, v in batch.items():
        print(step, k, list(v.size()), v.sort(0, descending=True)[0].tolist())
