import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.flag = True

    def forward(self, x, y):
        if self.flag and x.mean() > y.mean():
            z = x
        else:
            z = y
        if not (x.max() > 100 or y.max() > 100):
            z = z * 2
        return z if z.sum() > 0 else -z


INPUTS = {"x": "f32 B T 8", "y": "f32 B T 8"}
