import torch
from torch import nn
class Tensor:
    def __init__(self, v): self.v = v
    def view(self, *s): return ("mine", s)
    def max(self, d): return self.v
    def size(self): return 7
class Module:
    def parameters(self): return ["p q"]
    def eval(self): return "evaluated"
    def to(self, d): return d
    def train(self, mode=True): return ("train", mode)
    def state_dict(self): return {"a": 1}
def use(t: Tensor, m: Module, real: torch.Tensor):
    return t.view(1, 2), t.max(0), t.size(), [p.split() for p in m.parameters()], m.eval(), m.to("x"), real.max(0)[1].item(), real.view(-1).numel()
class Net(Module):
    def forward(self, x): return x.split()
    def float(self): return 1.5
    def half(self): return 0.5
    def cuda(self): return "no"
n = Net()
print(use(Tensor(3), Module(), torch.tensor([1., 2.])), n.forward("a b"), n.float(), n.half(), n.cuda(), n.train(False), n.state_dict().copy())
def list_(x: "Tensor"): return x.view(3)
def f(Tensor): return Tensor.split()
def g(torch): return torch.split("-"), torch.index("b")
print(list_(Tensor(1)), f("a b"), g("a-b"))
class Size(tuple):
    def numel(self): return len(self)
print(Size((1, 2)).numel(), Size((1, 2)).count(1), Size((3,)).index(3))
