import torch
from torch import nn


class Inner(nn.Module):
    def __init__(s):
        super().__init__()
        s.fc = nn.Linear(8, 8)

    def forward(s, x):
        return s.fc(x)


class Model(nn.Module):
    def __init__(this):
        super().__init__()
        this.inner = Inner()

    def forward(this, x):
        return this.inner(x) * 2


INPUTS = {"x": "f32 B T 8"}
