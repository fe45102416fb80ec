import torch
from torch import nn

class Memory(nn.Module):
    last = None
    label = "a b"
    def forward(self, x):
        if self.last is not None:
            return self.last.max(1)[0].tolist(), self.peek()
        self.last = x
        return self.label
    def peek(self):
        return self.get().sort(1)[1].tolist() if self.get() is not None else None
    def get(self):
        return self.last
    def rename(self):
        self.label = torch.tensor([[2., 9.], [4., 1.]])
        return self

class Base:
    value = None
    text = "x y"
    def show(self):
        return self.value.max(0)[1].item(), self.text.split(1)

class Derived(Base):
    def __init__(self):
        self.value = torch.tensor([1., 7.])
        self.text = torch.tensor([1, 2])

m = Memory()
print(m.label.split(), m(torch.tensor([[1., 2.], [5., 3.]])), m(torch.zeros(1)))
m.rename()
print(m.label.max(1)[0].tolist(), [p.tolist() for p in m.label.split(1)])
v, t = Derived().show()
print(v, [p.tolist() for p in t])
