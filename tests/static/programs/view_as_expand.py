import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x, y):
        z = y.view(-1, 1, 8).expand(-1, x.size(1), -1)
        w = y[:, None, :].expand_as(x)
        return z + x, w.reshape_as(x), y.unsqueeze(1).repeat(1, x.shape[1], 1)


INPUTS = {"x": "f32 B T 8", "y": "f32 B 8"}
