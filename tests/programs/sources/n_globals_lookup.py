import torch
from torch import relu, sigmoid
for name in ("relu", "sigmoid"):
    print(globals()[name](torch.zeros(1)).item())
def f(act="relu"):
    return eval(act)(torch.tensor([-1.0])).item()
print(f())
