import functools

import torch
from torch import nn


def doubled(function):
    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        return function(self, *args, **kwargs) * 2

    return wrapper


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    @doubled
    def forward(self, x):
        if x.size(1) > 1:
            x = x - 1
        return self.fc(x).view(x.size(0), -1)


INPUTS = {"x": "f32 B T 8"}
