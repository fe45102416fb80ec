import torch
from torch import Tensor


class Box:
    def __init__(self, n):
        self.n = n
        self.device = "shelf"
        self.shape = "square"
        self.data = [1, 2]
        self.T = "t"

    def numel(self):
        return "n" * self.n

    def size(self, dim=None):
        return ("size", dim)

    def view(self, *a):
        return ("view", a)

    def max(self, dim):
        return ("max", dim)

    def type(self):
        return "box"

    def sort(self, dim=0, descending=False):
        return ("sort", dim, descending)

    def split(self, n, dim=0):
        return ["split", n, dim]

    def float(self):
        return "float"

    def add_(self, other):
        self.n += other
        return self


def show(b):
    return b.numel(), b.size(), b.size(1), b.view(2, 3), b.max(1), b.type(), b.sort(descending=True), b.split(2, dim=1), b.float()


b = Box(2)
print(show(b))
print(b.device, b.shape, b.data, b.T, b.add_(1).n)


def both(v):
    return v.size(0) if isinstance(v, Tensor) else v.size(0)[1]


print(both(b), both(torch.ones(4, 2)))
