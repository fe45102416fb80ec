import functools

import torch
from torch import nn


def doubled(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs) * 2

    return wrapper


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    @doubled
    def forward(self, x, scale=1.0):
        b, t, c = x.size()
        return self.fc(x).view(b * t, c) * scale


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    @torch.no_grad()
    def forward(self, x):
        return self.inner(x, scale=3.0)


INPUTS = {"x": "f32 B T 8"}
