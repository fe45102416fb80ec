import torch
from torch import nn


class Transpose(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.a, self.b = a, b

    def forward(self, x):
        if x.size(1) > 2:
            x = x * 2
        return x.transpose(self.a, self.b)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(Transpose(1, 2), nn.Conv1d(8, 4, 3, padding=1), Transpose(1, 2), nn.Linear(4, 8))
        self.res = Residual(nn.Linear(8, 8), nn.Tanh())

    def forward(self, x):
        return self.res(self.net(x))


INPUTS = {"x": "f32 B T 8"}
