import torch
from torch import nn
from torch.nn import Linear as L, Module


class MyLinear(L):
    def __init__(self, i, o, **kw):
        super().__init__(i, o, **kw)
        self.extra = torch.ones(o)

    def reset_parameters(self):
        nn.init.constant_(self.weight, 0.25)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return super().forward(input) + self.extra

    def extra_repr(self):
        return f"in={self.in_features}"


class Frozen(nn.BatchNorm1d):
    def train(self, mode=True):
        return super().train(False)


class Stack(nn.Sequential):
    def forward(self, x):
        for m in self:
            x = m(x)
        return x


m = Stack(MyLinear(2, 3), Frozen(3), nn.ReLU())
m.train()
print(m(torch.ones(1, 2)).tolist()[0][0] > 1.4, m[1].training, isinstance(m[0], (nn.Linear, nn.Conv2d)), isinstance(m, Module), issubclass(MyLinear, L), len(m), m[0].out_features)
print(type(m[0]).__mro__[1].__name__, "MyLinear" in repr(m), [type(x).__name__ for x in m.children()], isinstance(torch.ones(1), torch.Tensor), isinstance(m[0].weight, nn.Parameter), isinstance(nn.Parameter(torch.ones(1)), torch.Tensor))
