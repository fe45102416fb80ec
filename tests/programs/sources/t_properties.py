import torch
from torch import nn
from functools import cached_property

class Box:
    def __init__(self, data):
        self._data = data
        self._label = "x,y"
    @property
    def data(self): return self._data
    @property
    def values(self) -> torch.Tensor: return self._data * 2
    @cached_property
    def label(self): return self._label
    @property
    def shape(self): return "square"
    @property
    def device(self): return "shelf"
    @staticmethod
    def zeros(n): return torch.zeros(n)
    @classmethod
    def of(cls, *n): return cls(torch.tensor(n))
    @data.setter
    def data(self, v): self._data = v + 1

b = Box.of(3, 1, 2)
print(b.data.max(0)[1].item(), b.values.sort()[0].tolist(), b.label.split(","), b.shape, b.device, Box.zeros(3).numel())
b.data = torch.tensor([5, 9])
print(b.data.split(1)[1].tolist(), b.values.numel(), Box.zeros(2).split(1)[0].tolist())

class Net(nn.Module):
    scale = torch.tensor([1., 2., 3.])
    def __init__(self):
        super().__init__(); self.lin = nn.Linear(2, 2)
    @property
    def device(self): return next(self.parameters()).device
    @property
    def w(self): return self.lin.weight
n = Net()
nn.init.ones_(n.w)
print(n.w.max(1)[0].tolist(), n.w.numel(), str(n.device), n.scale.max(0)[1].item(), Net.scale.split(2)[1].tolist())
