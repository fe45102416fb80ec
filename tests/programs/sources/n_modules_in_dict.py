import torch, numpy as np
libs = {"np": np, "torch": torch}
for name, lib in libs.items():
    print(name, lib.sqrt(lib.ones(2) * 4).tolist())
print(libs["torch"].cat([torch.ones(1)]).tolist())
def f(xp, n):
    return xp.arange(n).sum()
print(f(np, 4), int(f(torch, 4)))
def lib():
    return torch
print(lib().cat([lib().zeros(1)]).tolist())
