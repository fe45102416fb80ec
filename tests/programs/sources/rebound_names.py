import torch
from torch import abs as tabs
import torch.nn.functional as F


def first(x):
    F = {"relu": lambda v: "mine"}
    return F["relu"](x)


def second(x, abs=tabs):
    return abs(x).tolist()


class F2:
    def relu(self, x):
        return "method"


def third(F):
    return F.relu(1)


def fourth(x):
    if len(x) > 1:
        from math import exp
    else:
        from torch import exp
    return round(float(exp(x[0])), 3)


for torch_like in [F2()]:
    print(torch_like.relu(2))
print(first(1), second(torch.tensor([-1.0])), third(F2()), fourth([1.0, 2.0]), fourth([torch.tensor(1.0)]))
