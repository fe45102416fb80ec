import torch
from torch import nn
name = "".join(["Re", "LU"])
print(nn.__dict__[name].__name__, vars(nn)[name].__name__, name in nn.__dict__, "Nope" in vars(nn))
print(torch.optim.__dict__["SGD"].__name__, sorted(n for n in ("Linear", "nope") if n in dir(nn)))
