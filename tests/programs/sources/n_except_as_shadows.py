import torch
def f():
    try:
        raise ValueError("boom")
    except ValueError as torch:
        msg = str(torch)
    try:
        torch
    except UnboundLocalError:
        msg += " unbound"
    return msg
print(f(), torch.ones(1).tolist())
try:
    1 / 0
except ZeroDivisionError as nn:
    print(nn)
from torch import nn
print(type(nn.Linear(1, 1)).__name__)
