import torch
from torch import nn


def smart_apply(self, fn):
    for child in self.children():
        child.smart_apply(fn)
    fn(self)
    return self


if not hasattr(torch.nn.Module, "smart_apply"):
    torch.nn.Module.smart_apply = smart_apply
seen = []


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.LayerNorm(3), nn.Conv2d(1, 1, 1))


Net().smart_apply(lambda module: seen.append(type(module).__name__))
print(seen)
torch.Tensor.doubled = lambda self: self * 2
print(torch.ones(2).doubled().tolist())
nn.Linear.kind = "dense"
print([getattr(layer, "kind", None) for layer in Net().layers])
print(hasattr(torch.nn.Module, "smart_apply"), hasattr(nn.Module, "not_there"), hasattr(torch.Tensor, "astype"))
