import torch
x = torch.arange(4)
a = x.sum(dtype=torch.float32) / 2 + torch.ones(2) * x.sum()
b = torch.sum(x, dtype=torch.float64) * 1.5
c = torch.ones(2) * x.cumsum(0)[:2] + (x > 1).sum() * torch.tensor(.5)
print(a.tolist(), b.item(), c.tolist(), x.prod().item() + 0.5)
