import torch
import torch.nn.functional as F
from torch import nn


class DropPath(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.p == 0.0 or not self.training:
            return x
        shape = (x.shape[0],) + (1,) * (x.ndim - 1)
        keep = x.new_empty(shape).bernoulli_(1 - self.p)
        return x * keep.div_(1 - self.p)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.path = DropPath(0.2)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return F.dropout(self.drop(self.path(x)), 0.3, training=self.training)


INPUTS = {"x": "f32 B T 8"}
