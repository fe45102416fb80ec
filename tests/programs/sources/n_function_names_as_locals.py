import torch
from torch import zeros
def f(zeros=zeros):
    return zeros(1).tolist()
def g(n):
    ones = torch.ones
    zeros = ones
    return zeros(n).tolist()
def h():
    def zeros(n):
        return "inner"
    return zeros(1)
print(f(), g(2), h(), f(torch.ones))
