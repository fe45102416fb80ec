import torch
vals = [y for x in range(3) if (y := torch.tensor(x) * 2) > 0]
print([v.item() for v in vals], y.item())
torch_list = [last := t for t in (torch.sin, torch.cos)]
print(round(last(torch.tensor(0.0)).item(), 3))
