import math

import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        scale = 1.0 / math.sqrt(x.size(-1))
        t = int(x.size(1))
        half = int(x.shape[1] / 2) + 1
        root = math.sqrt(x.size(1))
        return x * scale * t, x[:, :half] * float(t), x / root


INPUTS = {"x": "f32 B T 8"}
