import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.skip = False

    def forward(self, x):
        if self.skip:
            return x
        y = self.fc(x)
        if y.mean() > 0:
            return y * 2
        return y - 1


INPUTS = {"x": "f32 B T 8"}
