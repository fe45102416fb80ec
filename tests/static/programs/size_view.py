import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(8, 12)

    def forward(self, x):
        b, t, c = x.size()
        y = self.proj(x).view(b, t, 3, 4)
        return y.transpose(1, 2).contiguous().view(b, -1)


INPUTS = {"x": "f32 B T 8"}
