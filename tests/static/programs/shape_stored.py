import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        shape = x.shape
        flat = x.flatten(0, 1)
        flat = flat * 2
        return flat.view(shape), flat.view(*shape[:-1], 2, 4)


INPUTS = {"x": "f32 B T 8"}
