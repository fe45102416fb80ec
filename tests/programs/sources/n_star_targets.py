import torch
def f():
    torch, *nn = "a", "b", "c"
    return torch.upper(), nn
print(f(), torch.ones(1).sum().item())
