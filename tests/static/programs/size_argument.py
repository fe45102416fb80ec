import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        return x.reshape(x.size(0) * x.size(1), x.size(-1)).sum(0) / x.size(1)


INPUTS = {"x": "f32 B T 8"}
