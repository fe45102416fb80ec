import torch
from torch import nn

net = nn.Sequential(nn.AvgPool2d(2), nn.ModuleList([nn.MaxPool2d(2), nn.SiLU()]), nn.ModuleDict({"a": nn.ReLU()}), nn.Conv2d(1, 1, 1))
print([type(m).__name__ for m in net.modules()])
for name, m in net.named_children():
    kind = m.__class__.__name__
    print(name, kind, kind.split("2"), "%s" % type(m).__name__.lower())

class Mine(nn.Module):
    def __repr__(self): return f"{self.__class__.__name__}()"
print(Mine(), type(Mine()).__name__, Mine.__name__)
x = torch.zeros(2, 3)
s = x.shape
print(isinstance(s, tuple), isinstance(x.size(), (int, tuple)), isinstance(s, torch.Size), isinstance((1,), tuple), isinstance(s, (set, dict)))
y = x.view(s if isinstance(s, tuple) else (s,))
print(y.numel(), type(3).__name__, type("a").__name__, [type(v).__name__ for v in (1, "b", None)])
