import abc
import torch
from torch import nn

class Head(abc.ABC, nn.Module):
    @abc.abstractmethod
    def score(self, x): ...
    def forward(self, x):
        s = self.score(x)
        return s.max(-1)[1].tolist(), self.describe(s)
    def describe(self, s): return s.numel()

class Text(Head):
    def describe(self, s): return "a b"
    def score(self, x): return x * 2
class Last(Text):
    def __init__(self):
        super().__init__()
        self.register_buffer("w", torch.tensor([1., -1.]))
    def score(self, x): return super().score(x) * self.w
    def describe(self, s): return [p.tolist() for p in s.split(1)] + super().describe(s).split()

class Mixin:
    def size(self, d=0): return self.x.size(d) * 10
    def view(self): return self.x.view(-1)
class Holder(Mixin):
    def __init__(self, x): self.x = x
class Wrapped(torch.nn.Module, Mixin):
    def __init__(self):
        super().__init__(); self.x = torch.ones(2, 3)
    def type(self): return "wrapped"

x = torch.tensor([[1., 3.], [5., 2.]])
print(Text()(x), Last()(x), Holder(x).size(1), Holder(x).view().max(0)[1].item(), Wrapped().size(1), Wrapped().view().numel(), Wrapped().type())
